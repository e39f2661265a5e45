"""One look at a ticket: who is on it, what was said last; all that planning notices needs."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import func, select

from tenants import TenantConfig
from tickets.errors import NotFoundError
from tickets.model.people import ParticipantRole, Person, Side
from tickets.model.tenant import Department
from tickets.model.ticket import Attachment, Message, Ticket, Visibility
from tickets.store.people import addresses_of, members, participants
from tickets.store.tenants import departments
from tickets.store.unit_of_work import ReadUnit

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

    def find(self, person_id: int | None) -> Recipient | None:
        """Find somebody by id."""
        everybody = (*self.participants, *self.members)
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
    audience = Audience(department=slug, members=_recipients(unit, config, agents, {}))
    unit.memory[unit.tenant, f"members of {slug}"] = (config, audience)
    return audience


def audience_of_ticket(
    unit: ReadUnit, config: TenantConfig, ticket_id: int, *, with_history: bool = True
) -> Audience:
    """Look at a ticket; raises NotFoundError where this tenant has no such one.

    The history (earlier messages, files, when it was asked) is needed only to answer a customer.
    """
    row = unit.session.execute(
        select(Ticket, Department.slug)
        .join(Department, Department.id == Ticket.department_id)
        .where(Ticket.id == ticket_id)
    ).one_or_none()
    if row is None:
        raise NotFoundError("There is no such ticket.")
    ticket: Ticket = row[0]
    taking_part = participants(unit, ticket.id)
    roles = {person.id: ParticipantRole(part.role) for part, person in taking_part}
    people = [person for _, person in taking_part]
    return Audience(
        department=row[1],
        members=audience_of_department(unit, config, row[1]).members,
        participants=_recipients(unit, config, people, roles),
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
    )


def _recipients(
    unit: ReadUnit,
    config: TenantConfig,
    people: list[Person],
    roles: dict[int, ParticipantRole],
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
            role=roles.get(person.id),
        )
        for person in unique.values()
        if person.is_active and person.id in addresses
    )


def _file_hashes(unit: ReadUnit, ticket: Ticket) -> frozenset[str]:
    query = (
        select(Attachment.sha256)
        .join(Message, Message.id == Attachment.message_id)
        .where(Message.ticket_id == ticket.id)
    )
    return frozenset(unit.session.scalars(query))


def _asked_at(unit: ReadUnit, ticket: Ticket) -> datetime | None:
    return unit.session.scalar(
        select(func.min(Message.written_at)).where(
            Message.ticket_id == ticket.id, Message.author_id == ticket.requester_id
        )
    )


def _last_said(
    unit: ReadUnit, ticket_id: int, visibility: Visibility, limit: int
) -> tuple[Said, ...]:
    rows = unit.session.execute(
        select(Message, Person.side)
        .outerjoin(Person, Person.id == Message.author_id)
        .where(
            Message.ticket_id == ticket_id,
            Message.visibility == visibility,
            Message.automatic == "",
        )
        .order_by(Message.id.desc())
        .limit(limit)
    )
    return tuple(
        Said(
            author=message.author_name or message.author_address,
            author_id=message.author_id,
            side=Side(side) if side else Side.CONTACT,
            text=message.text,
            written_at=message.created_at,
        )
        for message, side in rows
    )
