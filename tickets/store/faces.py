"""Queries for people as pages show them: a name, an address, a side."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, bindparam, func, select

from tickets.model.people import Person, PersonAddress, Side
from tickets.store.fixed import Fixed
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


_ADDRESS = func.coalesce(PersonAddress.address, "")
_PRIMARY = and_(PersonAddress.person_id == Person.id, PersonAddress.is_primary)
_FACES = Fixed(
    select(Person.id, Person.name, _ADDRESS, Person.side)
    .outerjoin(PersonAddress, _PRIMARY)
    .where(
        Person.tenant == bindparam("of_tenant"),
        Person.id.in_(bindparam("person_ids", expanding=True)),
    )
)
_AGENTS = Fixed(
    select(Person.id, Person.name, _ADDRESS, Person.side)
    .outerjoin(PersonAddress, _PRIMARY)
    .where(
        Person.tenant == bindparam("of_tenant"),
        Person.side == Side.AGENT.value,
        Person.is_active,
    )
    .order_by(Person.name, Person.id)
)


def find_faces(unit: ReadUnit, person_ids: Collection[int]) -> dict[int, Face]:
    """Give people as pages show them, by id."""
    rows = _FACES.rows(unit, person_ids=list(person_ids)) if person_ids else []
    return {row[0]: _face(row) for row in rows}


def list_agents(unit: ReadUnit) -> list[Face]:
    """List the active agents by name."""
    return [_face(row) for row in _AGENTS.rows(unit)]


def _face(row: tuple[Any, ...]) -> Face:
    return Face(row[0], row[1], row[2], Side(row[3]))
