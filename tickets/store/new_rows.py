"""Writes new rows straight, one statement for each table.

New rows are complete when they are made (they bring their ids along), so the unit-of-work
machinery of the mapper, which finds out what depends on what, has nothing to find out; without it
a mail costs about half the time.
"""

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from sqlalchemy import ColumnDefault, Connection, Table, bindparam, insert, update

from tickets.errors import ForeignTenantError
from tickets.model.base import Base, TenantOwned
from tickets.store.straight import Straight

Values = dict[str, Any]


def check_owner(row: Base, tenant: str) -> None:
    """Give a new row its tenant; raises ForeignTenantError where it names another one."""
    if not isinstance(row, TenantOwned):
        return
    named: str | None = row.__dict__.get("tenant")
    if named is None:
        row.tenant = tenant
    elif named != tenant:
        raise ForeignTenantError("A row of another tenant was about to be written.")


def write_rows(connection: Connection, rows: Iterable[Base]) -> None:
    """Insert rows, grouped by table; foreign keys are checked when the transaction ends."""
    groups: dict[type[Base], list[Values]] = {}
    for row in rows:
        groups.setdefault(type(row), []).append(_values(row))
    for kind, values in groups.items():
        _insert(kind).run_many(connection, values)


def write_numbered(connection: Connection, row: Base) -> int:
    """Insert one row whose id the database gives, and give that id."""
    values = _values(row)
    del values["id"]
    row_id = int(_insert_numbered(type(row)).run(connection, values)[0][0])
    row.__dict__["id"] = row_id
    return row_id


def rewrite(connection: Connection, row: Base, columns: tuple[str, ...]) -> None:
    """Write the named columns of one known row, which no session watches."""
    assert isinstance(row, TenantOwned)
    held = row.__dict__
    values = {name: held[name] for name in columns}
    parameters = {**values, "of_id": held["id"], "of_tenant": row.tenant}
    _update(type(row), columns).run(connection, parameters)


@cache
def _update(kind: type[Base], columns: tuple[str, ...]) -> Straight:
    table = _table(kind)
    return Straight(
        update(table)
        .where(table.c.id == bindparam("of_id"), table.c.tenant == bindparam("of_tenant"))
        .values({name: bindparam(name, type_=table.c[name].type) for name in columns})
    )


def _values(row: Base) -> Values:
    held = row.__dict__
    values: Values = {}
    for name, default in _defaults(type(row)).items():
        if name not in held:
            # The row itself gets the default too, so that it reads like a loaded one.
            held[name] = default()
        values[name] = held[name]
    return values


@cache
def _insert(kind: type[Base]) -> Straight:
    table = _table(kind)
    return Straight(insert(table).values(_parameters(table)))


@cache
def _insert_numbered(kind: type[Base]) -> Straight:
    table = _table(kind)
    values = _parameters(table)
    del values["id"]
    return Straight(insert(table).values(values).returning(table.c.id))


def _parameters(table: Table) -> Values:
    return {one.key: bindparam(one.key, type_=one.type) for one in table.columns}


@cache
def _defaults(kind: type[Base]) -> dict[str, Callable[[], Any]]:
    """Give, for each column, what makes its default."""
    return {column.key: _maker(column.default) for column in _table(kind).columns}


def _maker(default: Any) -> Callable[[], Any]:
    if not isinstance(default, ColumnDefault):
        return lambda: None
    if callable(default.arg):
        make: Callable[[None], Any] = default.arg
        return lambda: make(None)
    value = default.arg
    return lambda: value


def _table(kind: type[Base]) -> Table:
    table = kind.__table__
    assert isinstance(table, Table)
    return table
