"""Makes and completes the people who write."""

from tenants import TenantConfig
from tickets.model.domains import company_domain
from tickets.model.people import (
    Company,
    Participant,
    ParticipantRole,
    Person,
    PersonAddress,
    Side,
)
from tickets.model.ticket import Ticket
from tickets.services.values import Author
from tickets.store.people import find_by_address, find_company, look_up
from tickets.store.unit_of_work import UnitOfWork

_RANK = {
    ParticipantRole.SUGGESTED: 0,
    ParticipantRole.COPIED: 1,
    ParticipantRole.FOLLOWER: 2,
    ParticipantRole.OWNER: 3,
    ParticipantRole.REQUESTER: 4,
}


def ensure_person(uow: UnitOfWork, config: TenantConfig, author: Author) -> int:
    """Give the id of the person behind an author, making a contact of a new address."""
    if author.is_settled and author.person_id is not None:
        return author.person_id
    if author.address.lower() in uow.made:
        return uow.made[author.address.lower()]
    seen = look_up(uow, author.address)
    if seen is None:
        return _make_contact(uow, config, author)
    if (
        (author.is_proven and not seen.is_proven)
        or (author.name and not seen.name)
        or (author.language and not seen.language)
    ):
        _complete(uow, author)
    return seen.person_id


def join(
    uow: UnitOfWork,
    ticket: Ticket,
    person_id: int,
    role: ParticipantRole,
    present: dict[int, Participant],
) -> bool:
    """Make a person take part in at least this role; False where they already did."""
    known = present.get(person_id)
    if known is None:
        known = Participant(ticket_id=ticket.id, person_id=person_id, role=role, joined_at=uow.now)
        uow.add(known)
        present[person_id] = known
        return True
    if _RANK[ParticipantRole(known.role)] >= _RANK[role]:
        return False
    known.role = role
    return True


def _complete(uow: UnitOfWork, author: Author) -> None:
    known = find_by_address(uow, author.address)
    if known is None:
        return
    if author.is_proven and known.address.proven_at is None:
        known.address.proven_at = uow.now
    if not known.person.name and author.name:
        known.person.name = author.name[:200]
    if not known.person.language and author.language:
        known.person.language = author.language


def _make_contact(uow: UnitOfWork, config: TenantConfig, author: Author) -> int:
    person = Person(
        side=Side.CONTACT,
        name=author.name[:200],
        language=author.language if author.language in config.languages else "",
        company_id=_company_id(uow, config, author.address),
        created_at=uow.now,
    )
    address = PersonAddress(
        person_id=person.id,
        address=author.address.lower(),
        is_primary=True,
        proven_at=uow.now if author.is_proven else None,
    )
    uow.add(person, address)
    uow.made[address.address] = person.id
    return person.id


def _company_id(uow: UnitOfWork, config: TenantConfig, address: str) -> int | None:
    domain = company_domain(address, config.reading.free_mail_domains)
    if domain is None or config.is_own_domain(address):
        return None
    if domain in uow.made:
        return uow.made[domain]
    known_id = find_company(uow, domain)
    if known_id is not None:
        return known_id
    company = Company(name=domain, domain=domain, created_at=uow.now)
    uow.add(company)
    uow.made[domain] = company.id
    return company.id
