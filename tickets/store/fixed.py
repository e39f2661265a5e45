"""Statements on a tenant's rows that are built once: those that every mail runs.

Building a statement costs more than running it. A fixed one names its tenant itself, by the
parameter `of_tenant`, and so needs no query guard; that it does is checked when it is built. It
sees what is in the database, not what a unit of work has yet to write.
"""

from functools import cached_property
from typing import Any, Generic, TypeVar, cast

from sqlalchemy import ColumnElement, bindparam, select
from sqlalchemy.orm import ClassManager, class_mapper
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import BindParameter

from tickets.errors import TenantMissingError
from tickets.model.base import Base
from tickets.store.straight import Statement, Straight
from tickets.store.unit_of_work import ReadUnit

_Row = TypeVar("_Row", bound=Base)


def is_of(kind: Any, tenant: Any) -> ColumnElement[bool]:
    """Name the tenant of rows that other columns find, so that no index is tempted by it.

    Without statistics SQLite takes one tenant's rows to be fewer than a few hundred ids.
    """
    return cast("ColumnElement[bool]", kind.tenant.concat("") == tenant)


class Fixed:
    """A statement on tenant-owned rows with the parameter `of_tenant` in it."""

    def __init__(self, statement: Statement) -> None:
        names = {
            element.key
            for element in visitors.iterate(statement)
            if isinstance(element, BindParameter)
        }
        if "of_tenant" not in names:
            raise TenantMissingError("A fixed statement names its tenant.")
        self._straight = Straight(statement)

    def rows(self, unit: ReadUnit, **values: Any) -> list[tuple[Any, ...]]:
        """Run it for the unit's tenant and give all rows."""
        values["of_tenant"] = unit.tenant
        return self._straight.run(unit.connection, values)

    def first(self, unit: ReadUnit, **values: Any) -> tuple[Any, ...] | None:
        """Give the first row, None without any."""
        found = self.rows(unit, **values)
        return found[0] if found else None

    def column(self, unit: ReadUnit, **values: Any) -> list[Any]:
        """Give the first column of all rows."""
        return [row[0] for row in self.rows(unit, **values)]

    def value(self, unit: ReadUnit, **values: Any) -> Any:
        """Give the first column of the first row, None without any row."""
        found = self.rows(unit, **values)
        return found[0][0] if found else None


class FixedRows(Generic[_Row]):
    """A fixed statement that gives whole rows of one table, which no session watches.

    What a unit of work changes of them it is told by `watch`.
    """

    def __init__(
        self, kind: type[_Row], *conditions: ColumnElement[bool], locks: bool = False
    ) -> None:
        table = kind.__table__
        wanted = select(*table.columns).where(table.c.tenant == bindparam("of_tenant"), *conditions)
        wanted = wanted.order_by(table.c.id)
        self._kind = kind
        self._names = tuple(table.columns.keys())
        self._fixed = Fixed(wanted.with_for_update() if locks else wanted)

    def all(self, unit: ReadUnit, **values: Any) -> list[_Row]:
        """Give the rows for the unit's tenant in the order of their ids."""
        return [self._made(row) for row in self._fixed.rows(unit, **values)]

    def first(self, unit: ReadUnit, **values: Any) -> _Row | None:
        """Give the first row, None without any."""
        found = self.all(unit, **values)
        return found[0] if found else None

    @cached_property
    def _manager(self) -> ClassManager[_Row]:
        return class_mapper(self._kind).class_manager

    def _made(self, row: tuple[Any, ...]) -> _Row:
        """Make a row as the mapper does when it loads one: nothing is checked or set in turn."""
        made = self._manager.new_instance()
        made.__dict__.update(zip(self._names, row, strict=True))
        return made
