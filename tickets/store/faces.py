"""Queries for people as pages show them: a name, an address, a side."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import and_, func, select

from tickets.model.people import Person, PersonAddress, Side
from tickets.model.tenant import Membership
from tickets.store.unit_of_work import ReadUnit


@dataclass(frozen=True, slots=True)
class Face:
    """A person as pages show them."""

    id: int
    name: str
    address: str
    side: Side

    @property
    def shown_name(self) -> str:
        """The name, or the address where none is known."""
        return self.name or self.address

    @property
    def is_agent(self) -> bool:
        """Tell whether this person works for the tenant."""
        return self.side is Side.AGENT


def find_faces(unit: ReadUnit, person_ids: Collection[int]) -> dict[int, Face]:
    """Give people as pages show them, by id."""
    rows = unit.session.execute(
        select(Person.id, Person.name, func.coalesce(PersonAddress.address, ""), Person.side)
        .outerjoin(
            PersonAddress, and_(PersonAddress.person_id == Person.id, PersonAddress.is_primary)
        )
        .where(Person.id.in_(person_ids))
    )
    return {row[0]: Face(row[0], row[1], row[2], Side(row[3])) for row in rows}


def list_agents(unit: ReadUnit, department_id: int | None = None) -> list[Face]:
    """List the active agents by name, all of them or the members of a department."""
    query = (
        select(Person.id, Person.name, func.coalesce(PersonAddress.address, ""), Person.side)
        .outerjoin(
            PersonAddress, and_(PersonAddress.person_id == Person.id, PersonAddress.is_primary)
        )
        .where(Person.side == Side.AGENT, Person.is_active)
        .order_by(Person.name, Person.id)
    )
    if department_id is not None:
        member = select(Membership.person_id).where(Membership.department_id == department_id)
        query = query.where(Person.id.in_(member))
    return [Face(row[0], row[1], row[2], Side(row[3])) for row in unit.session.execute(query)]
