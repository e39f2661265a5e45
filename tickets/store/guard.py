"""The first wall between tenants: no query on tenant-owned rows without its tenant.

Row-level security is the second; this one holds on both databases and names the mistake.
"""

from functools import cache
from typing import Any

from sqlalchemy import Table, event
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction, with_loader_criteria
from sqlalchemy.sql import visitors

from tickets.errors import ForeignTenantError, TenantMissingError
from tickets.model.base import Base, TenantOwned

REVIEWED = "stafette_reviewed"
"""Execution option of the few statements that the guard lets through as they are."""


@cache
def owned_tables() -> frozenset[Table]:
    """Give all tables that belong to a tenant."""
    return frozenset(
        mapper.local_table
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, TenantOwned) and isinstance(mapper.local_table, Table)
    )


def install_guard(session_class: type[Session]) -> None:
    """Make every session of this class keep to its tenant."""
    event.listen(session_class, "do_orm_execute", _guard_statement)
    event.listen(session_class, "before_flush", _guard_flush)


def _guard_statement(state: ORMExecuteState) -> None:
    if state.execution_options.get(REVIEWED):
        return
    if not state.is_orm_statement:
        raise TenantMissingError("Only mapped queries are allowed here.")
    tenant: str | None = state.session.info.get("tenant")
    if tenant is None:
        _refuse_owned(state.statement)
    elif state.is_insert:
        raise TenantMissingError("Rows are added as objects, so that their tenant is checked.")
    else:
        state.statement = state.statement.options(
            with_loader_criteria(
                TenantOwned, lambda cls: cls.tenant == tenant, include_aliases=True
            )
        )


def _guard_flush(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    tenant: str | None = session.info.get("tenant")
    for row in (*session.new, *session.dirty, *session.deleted):
        if not isinstance(row, TenantOwned):
            continue
        if tenant is None:
            raise TenantMissingError("A tenant's row is written only in a unit of its tenant.")
        owner: str | None = row.tenant
        if owner is None:
            row.tenant = tenant
        elif owner != tenant:
            raise ForeignTenantError("A row of another tenant was about to be written.")


def _refuse_owned(statement: Any) -> None:
    owned = owned_tables()
    for element in visitors.iterate(statement):
        if element in owned or getattr(element, "table", None) in owned:
            raise TenantMissingError("This query reads a tenant's rows but names no tenant.")
