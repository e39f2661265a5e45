"""Queries that show tickets and what is in them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from tickets.model.event import Event
from tickets.model.mail import OutboundMail
from tickets.model.people import Participant, Person
from tickets.model.task import Task
from tickets.model.tenant import Department
from tickets.model.ticket import Attachment, Message, Ticket
from tickets.store.people import addresses_of, participants
from tickets.store.unit_of_work import ReadUnit


@dataclass(frozen=True, slots=True)
class TicketLine:
    """A ticket as a list shows it."""

    ticket: Ticket
    department: str
    requester: Person
    owner: Person | None


@dataclass(frozen=True, slots=True)
class TicketView:
    """One ticket with everything in it."""

    line: TicketLine
    messages: Sequence[Message]
    attachments: dict[int, list[Attachment]]
    """By message."""
    participants: Sequence[tuple[Participant, Person]]
    addresses: dict[int, list[str]]
    """By person."""
    events: Sequence[Event]
    mails: Sequence[OutboundMail]
    tasks: Sequence[Task]


def list_tickets(unit: ReadUnit, limit: int = 1000) -> list[TicketLine]:
    """List tickets, the one that changed last first."""
    rows = unit.session.execute(
        select(Ticket, Department.slug, Person)
        .join(Department, Department.id == Ticket.department_id)
        .join(Person, Person.id == Ticket.requester_id)
        .order_by(Ticket.updated_at.desc(), Ticket.id.desc())
        .limit(limit)
    ).all()
    owner_ids = {row[0].owner_id for row in rows} - {None}
    owners = {
        person.id: person
        for person in unit.session.scalars(select(Person).where(Person.id.in_(owner_ids)))
    }
    return [TicketLine(row[0], row[1], row[2], owners.get(row[0].owner_id or 0)) for row in rows]


def find_ticket(unit: ReadUnit, number: int) -> TicketView | None:
    """Find one ticket by its number, whole."""
    row = unit.session.execute(
        select(Ticket, Department.slug, Person)
        .join(Department, Department.id == Ticket.department_id)
        .join(Person, Person.id == Ticket.requester_id)
        .where(Ticket.number == number)
    ).one_or_none()
    if row is None:
        return None
    ticket: Ticket = row[0]
    owner = unit.session.get(Person, ticket.owner_id) if ticket.owner_id else None
    taking_part = participants(unit, ticket.id)
    messages = unit.session.scalars(
        select(Message).where(Message.ticket_id == ticket.id).order_by(Message.id)
    ).all()
    return TicketView(
        line=TicketLine(ticket, row[1], row[2], owner),
        messages=messages,
        attachments=_attachments(unit, messages),
        participants=taking_part,
        addresses=addresses_of(unit, [person.id for _, person in taking_part]),
        events=unit.session.scalars(
            select(Event).where(Event.ticket_id == ticket.id).order_by(Event.seq)
        ).all(),
        mails=unit.session.scalars(
            select(OutboundMail)
            .where(OutboundMail.ticket_id == ticket.id)
            .order_by(OutboundMail.id)
        ).all(),
        tasks=unit.session.scalars(
            select(Task).where(Task.ticket_id == ticket.id).order_by(Task.id)
        ).all(),
    )


def _attachments(unit: ReadUnit, messages: Sequence[Message]) -> dict[int, list[Attachment]]:
    found: dict[int, list[Attachment]] = {message.id: [] for message in messages}
    rows = unit.session.scalars(
        select(Attachment)
        .where(Attachment.message_id.in_(list(found)))
        .order_by(Attachment.message_id, Attachment.position)
    )
    for row in rows:
        found[row.message_id].append(row)
    return found
