"""Queries on people: who is behind an address, and who hears of a ticket."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import bindparam, select

from tickets.model.people import Company, Participant, Person, PersonAddress, Side
from tickets.model.tenant import Department, Membership
from tickets.store.fixed import Fixed, is_of
from tickets.store.unit_of_work import ReadUnit


@dataclass(frozen=True, slots=True)
class Known:
    """A person found by one of their addresses."""

    person: Person
    address: PersonAddress


_LOOK_UP = Fixed(
    select(
        Person.id,
        Person.side,
        Person.name,
        Person.language,
        Person.is_active,
        PersonAddress.proven_at,
    )
    .join(PersonAddress, PersonAddress.person_id == Person.id)
    .where(
        PersonAddress.address == bindparam("address"),
        PersonAddress.tenant == bindparam("of_tenant"),
    )
)


@dataclass(frozen=True, slots=True)
class Glimpse:
    """What is known of the person behind an address, to look at only."""

    person_id: int
    side: Side
    name: str
    language: str
    is_active: bool
    is_proven: bool


def look_up(unit: ReadUnit, address: str) -> Glimpse | None:
    """Look at the person behind an address, in any letter case."""
    row = _LOOK_UP.first(unit, address=address.lower())
    if row is None:
        return None
    return Glimpse(row[0], Side(row[1]), row[2], row[3], row[4], row[5] is not None)


def find_by_address(unit: ReadUnit, address: str) -> Known | None:
    """Find the person behind an address, in any letter case."""
    row = unit.session.execute(
        select(Person, PersonAddress)
        .join(PersonAddress, PersonAddress.person_id == Person.id)
        .where(PersonAddress.address == address.lower())
    ).one_or_none()
    return Known(row[0], row[1]) if row else None


_ADDRESSES_OF = Fixed(
    select(PersonAddress.person_id, PersonAddress.address)
    .where(
        is_of(PersonAddress, bindparam("of_tenant")),
        PersonAddress.person_id.in_(bindparam("person_ids", expanding=True)),
    )
    .order_by(PersonAddress.is_primary.desc(), PersonAddress.id)
)


def addresses_of(unit: ReadUnit, person_ids: Collection[int]) -> dict[int, list[str]]:
    """Give all addresses of people, the primary one first."""
    rows = _ADDRESSES_OF.rows(unit, person_ids=person_ids)
    found: dict[int, list[str]] = {}
    for person_id, address in rows:
        found.setdefault(person_id, []).append(address)
    return found


def members(unit: ReadUnit, department_id: int) -> list[Person]:
    """List the active agents of a department."""
    return list(
        unit.session.scalars(
            select(Person)
            .join(Membership, Membership.person_id == Person.id)
            .where(Membership.department_id == department_id, Person.is_active)
            .order_by(Person.id)
        )
    )


def department_id(unit: ReadUnit, slug: str) -> int | None:
    """Find a department by its slug."""
    return unit.session.scalar(select(Department.id).where(Department.slug == slug))


def participants(unit: ReadUnit, ticket_id: int) -> list[tuple[Participant, Person]]:
    """List who takes part in a ticket, and as what."""
    rows = unit.session.execute(
        select(Participant, Person)
        .join(Person, Person.id == Participant.person_id)
        .where(Participant.ticket_id == ticket_id)
        .order_by(Participant.id)
    )
    return [(row[0], row[1]) for row in rows]


_COMPANY = Fixed(
    select(Company.id).where(
        Company.tenant == bindparam("of_tenant"), Company.domain == bindparam("domain")
    )
)


def find_company(unit: ReadUnit, domain: str) -> int | None:
    """Find the id of the company that owns a mail domain."""
    found: int | None = _COMPANY.value(unit, domain=domain)
    return found


_ADDRESSES = Fixed(
    select(PersonAddress.address)
    .where(
        PersonAddress.tenant == bindparam("of_tenant"),
        PersonAddress.person_id == bindparam("person_id"),
    )
    .order_by(PersonAddress.is_primary.desc(), PersonAddress.id)
)


def addresses_of_one(unit: ReadUnit, person_id: int) -> list[str]:
    """Give all addresses of one person, the primary one first."""
    return _ADDRESSES.column(unit, person_id=person_id)
