"""Statements that are built once: the few that every mail runs.

Building a statement costs more than running it. A fixed one names its tenant itself, by the
parameter `of_tenant`; the query guard checks that it does and then lets it pass as it is.
"""

from typing import Any

from sqlalchemy import Executable, Result
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import BindParameter

from tickets.errors import TenantMissingError
from tickets.store.guard import REVIEWED
from tickets.store.unit_of_work import ReadUnit

_REVIEWED = {REVIEWED: True, "synchronize_session": False}


class Fixed:
    """A statement on tenant-owned rows with the parameter `of_tenant` in it."""

    def __init__(self, statement: Executable) -> None:
        names = {
            element.key
            for element in visitors.iterate(statement)  # type: ignore[arg-type] # any clause
            if isinstance(element, BindParameter)
        }
        if "of_tenant" not in names:
            raise TenantMissingError("A fixed statement names its tenant.")
        self._statement = statement

    def run(self, unit: ReadUnit, **values: Any) -> Result[Any]:
        """Run it for the unit's tenant."""
        parameters = {**values, "of_tenant": unit.tenant}
        return unit.session.execute(self._statement, parameters, execution_options=_REVIEWED)
