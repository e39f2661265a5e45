"""What people say about themselves: name, telephone, language and time zone."""

from dataclasses import dataclass

from tenants import TenantConfig
from tickets.model.people import Person, Side
from tickets.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class OwnDetails:
    """What somebody entered about themselves."""

    name: str
    phone: str
    language: str
    time_zone: str


def change_own_details(
    uow: UnitOfWork, config: TenantConfig, person_id: int, given: OwnDetails
) -> None:
    """Keep what somebody says about themselves; names of agents stand in the tenant's file."""
    person = uow.session.get_one(Person, person_id)
    person.language = config.language_for(given.language)
    person.time_zone = given.time_zone
    if person.side == Side.CONTACT:
        person.name, person.phone = given.name.strip()[:200], given.phone.strip()[:60]


def note_tour(uow: UnitOfWork, person_id: int) -> None:
    """Note that somebody has seen the short tour, or put it aside."""
    person = uow.session.get_one(Person, person_id)
    person.toured_at = person.toured_at or uow.now
