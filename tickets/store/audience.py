"""One look at a ticket: who is on it, what was said last; all that planning notices needs."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from sqlalchemy import Integer, bindparam, func, or_, select

from tenants import TenantConfig
from tickets.errors import NotFoundError
from tickets.model.people import Participant, ParticipantRole, Person, PersonAddress, Side
from tickets.model.ticket import Attachment, Channel, Message, Ticket, Visibility
from tickets.store.absences import away_now, stand_in
from tickets.store.fixed import Fixed, FixedRows
from tickets.store.people import addresses_of, members
from tickets.store.tenants import departments
from tickets.store.unit_of_work import ReadUnit

_TICKET = FixedRows(Ticket, Ticket.id == bindparam("ticket_id"))
_TAKING_PART = Fixed(
    select(
        Person.id,
        Person.name,
        PersonAddress.address,
        Person.language,
        Person.side,
        Person.title,
        Participant.role,
    )
    .join(Person, Person.id == Participant.person_id)
    .join(PersonAddress, PersonAddress.person_id == Person.id)
    .where(
        Participant.tenant == bindparam("of_tenant"),
        Participant.ticket_id == bindparam("ticket_id"),
        Person.is_active,
    )
    .order_by(Participant.id, PersonAddress.is_primary.desc(), PersonAddress.id)
)
_SAID = Fixed(
    select(
        Message.author_name,
        Message.author_address,
        Message.author_id,
        Message.text,
        Message.created_at,
        Person.side,
    )
    .outerjoin(Person, Person.id == Message.author_id)
    .where(
        Message.tenant == bindparam("of_tenant"),
        Message.ticket_id == bindparam("ticket_id"),
        Message.visibility == bindparam("visibility"),
        # An answer that waits for its approval is no note.
        or_(Message.held_for_id.is_(None), Message.visibility == Visibility.PUBLIC.value),
        Message.automatic == "",
        Message.withdrawn_at.is_(None),
    )
    .order_by(Message.id.desc())
    .limit(bindparam("how_many", type_=Integer))
)
_NOTES_SHOWN = 3
_EARLIER_SHOWN = 2


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody a mail may go to."""

    person_id: int | None
    name: str
    address: str
    language: str
    side: Side
    title: str = ""
    role: ParticipantRole | None = None
    reason: str = ""
    """Why they hear of a ticket, where that is not their role: `deputy`."""

    @property
    def shown_name(self) -> str:
        """The name, or the address where none is known."""
        return self.name or self.address


@dataclass(frozen=True, slots=True)
class Said:
    """A message as notices quote it."""

    author: str
    author_id: int | None
    side: Side
    text: str
    written_at: datetime


@dataclass(frozen=True, slots=True)
class Audience:
    """The people around a ticket, or around a department where the ticket is still to come."""

    department: str
    members: tuple[Recipient, ...]
    participants: tuple[Recipient, ...] = ()
    ticket_id: int | None = None
    number: int | None = None
    kind: str = ""
    subject: str = ""
    came_to: str = ""
    thread_index: str = ""
    owner_id: int | None = None
    requester_id: int | None = None
    seen_seq: int | None = None
    """Number of the last event; a change since then makes the plan stale."""
    asked_at: datetime | None = None
    notes: tuple[Said, ...] = ()
    earlier: tuple[Said, ...] = ()
    """The last public messages, newest first."""
    file_hashes: frozenset[str] = frozenset()
    """Files that the ticket holds already."""
    deputies: tuple[Recipient, ...] = ()
    """Who stands in for the owner, who is away."""

    def find(self, person_id: int | None) -> Recipient | None:
        """Find somebody by id."""
        everybody = (*self.participants, *self.members, *self.deputies)
        return next((one for one in everybody if one.person_id == person_id), None)


def audience_of_department(unit: ReadUnit, config: TenantConfig, slug: str) -> Audience:
    """Look at a department for a ticket that is still to be opened.

    Who works where changes only when the tenant's settings are applied, so it is remembered for
    as long as those stay the same.
    """
    kept = unit.memory.get((unit.tenant, f"members of {slug}"))
    if kept is not None and kept[0] is config:
        return cast("Audience", kept[1])
    department_id = departments(unit).get(slug)
    if department_id is None:
        raise NotFoundError(f"There is no department {slug}.")
    agents = members(unit, department_id)
    audience = Audience(department=slug, members=_recipients(unit, config, agents))
    unit.memory[unit.tenant, f"members of {slug}"] = (config, audience)
    return audience


def audience_of_ticket(
    unit: ReadUnit, config: TenantConfig, ticket_id: int, *, with_history: bool = True
) -> Audience:
    """Look at a ticket; raises NotFoundError where this tenant has no such one.

    The history (earlier messages, files, when it was asked) is needed only to answer a customer.
    """
    ticket = _TICKET.first(unit, ticket_id=ticket_id)
    if ticket is None:
        raise NotFoundError("There is no such ticket.")
    slug = next(one for one, row_id in departments(unit).items() if row_id == ticket.department_id)
    return Audience(
        department=slug,
        members=audience_of_department(unit, config, slug).members,
        participants=_participants(unit, config, ticket_id),
        ticket_id=ticket.id,
        number=ticket.number,
        kind=ticket.kind,
        subject=ticket.subject,
        came_to=ticket.came_to,
        thread_index=ticket.thread_index,
        owner_id=ticket.owner_id,
        requester_id=ticket.requester_id,
        seen_seq=ticket.last_event_seq,
        asked_at=_asked_at(unit, ticket) if with_history else None,
        notes=_last_said(unit, ticket.id, Visibility.INTERNAL, _NOTES_SHOWN),
        earlier=_last_said(unit, ticket.id, Visibility.PUBLIC, _EARLIER_SHOWN)
        if with_history
        else (),
        file_hashes=_file_hashes(unit, ticket) if with_history else frozenset(),
        deputies=_deputies(unit, config, ticket),
    )


def recipient_of(unit: ReadUnit, config: TenantConfig, person_id: int) -> Recipient | None:
    """Give an agent as the owner of a ticket; None where they no longer work here."""
    row = unit.session.get(Person, person_id)
    found = _recipients(unit, config, [row]) if row is not None else ()
    return replace(found[0], role=ParticipantRole.OWNER) if found else None


def _deputies(unit: ReadUnit, config: TenantConfig, ticket: Ticket) -> tuple[Recipient, ...]:
    """Give who stands in for the owner of a ticket while they are away."""
    if ticket.owner_id is None:
        return ()
    away = away_now(unit)
    deputy_id = stand_in(away, ticket.owner_id)
    if deputy_id is None or deputy_id == ticket.owner_id:
        return ()
    found = recipient_of(unit, config, deputy_id)
    return (replace(found, role=None, reason="deputy"),) if found else ()


def _participants(unit: ReadUnit, config: TenantConfig, ticket_id: int) -> tuple[Recipient, ...]:
    found: dict[int, Recipient] = {}
    for person_id, name, address, language, side, title, role in _TAKING_PART.rows(
        unit, ticket_id=ticket_id
    ):
        if person_id not in found:  # the primary address comes first
            found[person_id] = Recipient(
                person_id=person_id,
                name=name,
                address=address,
                language=config.language_for(language),
                side=Side(side),
                title=title,
                role=ParticipantRole(role),
            )
    return tuple(found.values())


def _recipients(
    unit: ReadUnit, config: TenantConfig, people: list[Person]
) -> tuple[Recipient, ...]:
    unique = {person.id: person for person in people}
    addresses = addresses_of(unit, list(unique)) if unique else {}
    return tuple(
        Recipient(
            person_id=person.id,
            name=person.name,
            address=addresses[person.id][0],
            language=config.language_for(person.language),
            side=Side(person.side),
            title=person.title,
        )
        for person in unique.values()
        if person.is_active and person.id in addresses
    )


def _file_hashes(unit: ReadUnit, ticket: Ticket) -> frozenset[str]:
    query = (
        select(Attachment.sha256)
        .join(Message, Message.id == Attachment.message_id)
        .where(Message.ticket_id == ticket.id, Message.withdrawn_at.is_(None))
    )
    return frozenset(unit.session.scalars(query))


def _asked_at(unit: ReadUnit, ticket: Ticket) -> datetime | None:
    return unit.session.scalar(
        select(func.min(Message.written_at)).where(
            Message.ticket_id == ticket.id,
            Message.author_id == ticket.requester_id,
            Message.channel != Channel.PHONE,
        )
    )


def _last_said(
    unit: ReadUnit, ticket_id: int, visibility: Visibility, limit: int
) -> tuple[Said, ...]:
    rows = _SAID.rows(unit, ticket_id=ticket_id, visibility=visibility, how_many=limit)
    return tuple(
        Said(
            author=name or address,
            author_id=author_id,
            side=Side(side) if side else Side.CONTACT,
            text=text,
            written_at=created_at,
        )
        for name, address, author_id, text, created_at, side in rows
    )
