"""Queries on one ticket as its page on the desk shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import aliased

from tickets.model.access import WebSession
from tickets.model.event import Event, EventKind
from tickets.model.mail import Delivery, InboundMail, OutboundMail
from tickets.model.people import Company, Participant, ParticipantRole, Person, PersonAddress, Side
from tickets.model.task import Task
from tickets.model.tenant import Department
from tickets.model.ticket import Attachment, Message, Ticket, TicketState
from tickets.model.viewer import Viewer
from tickets.store.faces import Face, find_faces
from tickets.store.presence import present_at
from tickets.store.unit_of_work import ReadUnit
from tickets.store.visible import visible_messages, visible_tickets

_MOST_EVENTS = 1000
_TOLD = (
    EventKind.OWNER_SET,
    EventKind.DEPARTMENT_SET,
    EventKind.KIND_SET,
    EventKind.STATE_SET,
    EventKind.PARTICIPANT_ADDED,
    EventKind.PARTICIPANT_SUGGESTED,
    EventKind.PARTICIPANT_REMOVED,
    EventKind.SUGGESTED_LINK,
    EventKind.MESSAGE_WITHDRAWN,
)
"""What stands as a line of its own between the messages."""
_ANSWER, _RECEIPT = "answer", "receipt"


@dataclass(frozen=True, slots=True)
class Entry:
    """A message of the conversation."""

    id: int
    seq: int
    visibility: str
    channel: str
    author: Face
    written_at: datetime
    text: str
    signature: str
    quoted_text: str
    has_html: bool
    automatic: str
    why: str
    trust: str
    flags: Sequence[str]
    inbound_mail_id: int | None
    came_to: Sequence[str]
    """Who the mail was addressed to, as its envelope said."""
    files: Sequence[Attachment]


@dataclass(frozen=True, slots=True)
class SentMail:
    """A mail of ours to somebody on the customer's side, as far as a page tells of it."""

    id: int
    message_id: int | None
    """The message that it tells of."""
    recipient_id: int | None
    notice: str
    to_name: str
    to_address: str
    state: Delivery
    answer: str
    """What the other server said last."""
    dated_at: datetime
    sent_at: datetime | None
    text: str
    """Of a receipt; the words of an answer stand at its message."""


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody's part in a ticket."""

    face: Face
    role: ParticipantRole
    is_active: bool

    @property
    def receives_public(self) -> bool:
        """Tell whether public messages are mailed to them."""
        return self.role.receives_public and self.is_active and bool(self.face.address)


@dataclass(frozen=True, slots=True)
class Customer:
    """The requester with what an agent wants to know of them."""

    face: Face
    company_id: int | None
    company: str
    language: str
    phone: str
    ticket_count: int
    open_count: int
    seen_at: datetime | None
    """When they were last in the portal."""


@dataclass(frozen=True, slots=True)
class Thread:
    """One ticket with everything that its page shows."""

    ticket: Ticket
    department: str
    customer: Customer
    owner: Face | None
    entries: Sequence[Entry]
    events: Sequence[Event]
    mails: Sequence[SentMail]
    """Those to customers, in the order they were planned."""
    parts: Sequence[Part]
    tasks: Sequence[Task]
    present: Sequence[tuple[Face, str]]
    """Colleagues who are at it now, and what they do."""
    names: Mapping[int, str]
    """Of everybody whom an event names, by person."""

    def mails_of(self, message_id: int) -> list[SentMail]:
        """Give the newest mail of a message to each address."""
        newest = {
            one.recipient_id or one.to_address: one
            for one in self.mails
            if one.message_id == message_id and one.notice == _ANSWER
        }
        return list(newest.values())


def find_thread(unit: ReadUnit, viewer: Viewer, number: int) -> Thread | None:
    """Find a ticket by its number, whole; None where it is missing or not for this viewer."""
    row = unit.session.execute(
        select(Ticket, Department.slug)
        .join(Department, Department.id == Ticket.department_id)
        .where(Ticket.number == number, visible_tickets(viewer))
    ).one_or_none()
    if row is None:
        return None
    ticket: Ticket = row[0]
    parts = _parts(unit, ticket.id)
    events = _events(unit, ticket.id)
    present = present_at(unit, viewer, ticket.id)
    wanted = {ticket.owner_id, ticket.requester_id, *_named(events), *(one[0] for one in present)}
    faces = find_faces(unit, [one for one in wanted if one is not None])
    return Thread(
        ticket=ticket,
        department=row[1],
        customer=_customer(unit, viewer, faces[ticket.requester_id]),
        owner=faces.get(ticket.owner_id or 0),
        entries=_entries(unit, viewer, ticket.id),
        events=events,
        mails=_mails(unit, ticket.id),
        parts=parts,
        tasks=unit.session.scalars(
            select(Task).where(Task.ticket_id == ticket.id).order_by(Task.id)
        ).all(),
        present=[(faces[person_id], doing) for person_id, doing in present if person_id in faces],
        names={face.id: face.shown_name for face in faces.values()},
    )


def find_ticket_id(unit: ReadUnit, viewer: Viewer, number: int) -> int | None:
    """Find the id of a ticket by its number; None where it is missing or not for this viewer."""
    return unit.session.scalar(
        select(Ticket.id).where(Ticket.number == number, visible_tickets(viewer))
    )


def find_entry(unit: ReadUnit, viewer: Viewer, message_id: int) -> tuple[Message, Ticket] | None:
    """Find a message with its ticket; None where it is missing or not for this viewer."""
    row = unit.session.execute(
        select(Message, Ticket)
        .join(Ticket, Ticket.id == Message.ticket_id)
        .where(Message.id == message_id, visible_tickets(viewer), visible_messages(viewer))
    ).one_or_none()
    return (row[0], row[1]) if row else None


def owns_mail(unit: ReadUnit, ticket_id: int, mail_id: int) -> bool:
    """Tell whether an outgoing mail belongs to a ticket."""
    query = select(OutboundMail.id).where(
        OutboundMail.id == mail_id, OutboundMail.ticket_id == ticket_id
    )
    return unit.session.scalar(query) is not None


def withdrawn_files(unit: ReadUnit, message_id: int, author_id: int) -> list[Attachment]:
    """List the files of a message that its author took back; none for anybody else's."""
    return list(
        unit.session.scalars(
            select(Attachment)
            .join(Message, Message.id == Attachment.message_id)
            .where(
                Message.id == message_id,
                Message.author_id == author_id,
                Message.withdrawn_at.is_not(None),
            )
            .order_by(Attachment.position)
        )
    )


def messages_since(
    unit: ReadUnit, ticket_id: int, seq: int, *, but_of: int | None = None
) -> list[Message]:
    """List what people wrote on a ticket after an event, without what one of them wrote."""
    return list(
        unit.session.scalars(
            select(Message)
            .where(
                Message.ticket_id == ticket_id,
                Message.seq > seq,
                Message.withdrawn_at.is_(None),
                Message.automatic == "",
                or_(Message.author_id.is_(None), Message.author_id != but_of),
            )
            .order_by(Message.seq)
        )
    )


def _parts(unit: ReadUnit, ticket_id: int) -> list[Part]:
    rows = unit.session.execute(
        select(
            Person.id,
            Person.name,
            func.coalesce(PersonAddress.address, ""),
            Person.side,
            Participant.role,
            Person.is_active,
        )
        .join(Person, Person.id == Participant.person_id)
        .outerjoin(
            PersonAddress, and_(PersonAddress.person_id == Person.id, PersonAddress.is_primary)
        )
        .where(Participant.ticket_id == ticket_id)
        .order_by(Participant.id)
    )
    return [
        Part(Face(row[0], row[1], row[2], Side(row[3])), ParticipantRole(row[4]), row[5])
        for row in rows
    ]


def _events(unit: ReadUnit, ticket_id: int) -> list[Event]:
    return list(
        unit.session.scalars(
            select(Event)
            .where(Event.ticket_id == ticket_id, Event.kind.in_(_TOLD))
            .order_by(Event.seq)
            .limit(_MOST_EVENTS)
        )
    )


def _named(events: Sequence[Event]) -> set[int]:
    named = {event.actor_id for event in events if event.actor_id is not None}
    for event in events:
        content = event.content or {}
        named |= {content[key] for key in ("owner", "person") if isinstance(content.get(key), int)}
    return named


def _mails(unit: ReadUnit, ticket_id: int) -> list[SentMail]:
    is_receipt = OutboundMail.notice == _RECEIPT
    rows = unit.session.execute(
        select(
            OutboundMail.id,
            OutboundMail.message_row_id,
            OutboundMail.recipient_id,
            OutboundMail.notice,
            OutboundMail.to_name,
            OutboundMail.to_address,
            OutboundMail.state,
            OutboundMail.answer,
            OutboundMail.dated_at,
            OutboundMail.sent_at,
            case((is_receipt, OutboundMail.text), else_=""),
        )
        .where(
            OutboundMail.ticket_id == ticket_id,
            OutboundMail.notice.in_((_ANSWER, _RECEIPT)),
            OutboundMail.state != Delivery.CANCELLED,
        )
        .order_by(OutboundMail.id)
    )
    return [
        SentMail(*row[:6], Delivery(row[6]), *row[7:])  # the order of the columns is theirs
        for row in rows
    ]


def _customer(unit: ReadUnit, viewer: Viewer, face: Face) -> Customer:
    person = aliased(Person)
    last_seen = (
        select(func.max(WebSession.last_seen_at))
        .where(WebSession.person_id == face.id)
        .scalar_subquery()
    )
    row = unit.session.execute(
        select(
            person.company_id,
            func.coalesce(Company.name, ""),
            person.language,
            person.phone,
            last_seen,
        )
        .outerjoin(Company, Company.id == person.company_id)
        .where(person.id == face.id)
    ).one()
    states = unit.session.execute(
        select(Ticket.state, func.count(Ticket.id))
        .where(Ticket.requester_id == face.id, visible_tickets(viewer))
        .group_by(Ticket.state)
    ).all()
    total = sum(count for _, count in states)
    done = sum(count for state, count in states if state == TicketState.DONE)
    return Customer(face, row[0], row[1], row[2], row[3], total, total - done, row[4])


def _entries(unit: ReadUnit, viewer: Viewer, ticket_id: int) -> list[Entry]:
    rows = unit.session.execute(
        select(
            Message.id,
            Message.seq,
            Message.visibility,
            Message.channel,
            Message.author_id,
            Message.author_name,
            Message.author_address,
            Person.name,
            Person.side,
            Message.written_at,
            Message.text,
            Message.signature,
            Message.quoted_text,
            Message.html.is_not(None),
            Message.automatic,
            Message.why,
            Message.trust,
            Message.flags,
            Message.inbound_mail_id,
            InboundMail.envelope_to,
        )
        .outerjoin(Person, Person.id == Message.author_id)
        .outerjoin(InboundMail, InboundMail.id == Message.inbound_mail_id)
        .where(Message.ticket_id == ticket_id, visible_messages(viewer))
        .order_by(Message.seq, Message.id)
    ).all()
    files = _files(unit, ticket_id)
    return [_entry(tuple(row), files.get(row[0], [])) for row in rows]


def _entry(row: tuple[Any, ...], files: Sequence[Attachment]) -> Entry:
    row_id, seq, visibility, channel, author_id, name, address, known_name, side, *rest = row
    at, text, signature, quoted, has_html, automatic, why, trust, flags, mail_id, came_to = rest
    author = Face(author_id or 0, known_name or name, address, Side(side) if side else Side.CONTACT)
    return Entry(
        id=row_id,
        seq=seq,
        visibility=visibility,
        channel=channel,
        author=author,
        written_at=at,
        text=text,
        signature=signature,
        quoted_text=quoted,
        has_html=bool(has_html),
        automatic=automatic,
        why=why,
        trust=trust,
        flags=flags,
        inbound_mail_id=mail_id,
        came_to=came_to or (),
        files=files,
    )


def _files(unit: ReadUnit, ticket_id: int) -> dict[int, list[Attachment]]:
    found: dict[int, list[Attachment]] = {}
    rows = unit.session.scalars(
        select(Attachment)
        .join(Message, Message.id == Attachment.message_id)
        .where(Message.ticket_id == ticket_id)
        .order_by(Attachment.message_id, Attachment.position)
    )
    for row in rows:
        found.setdefault(row.message_id, []).append(row)
    return found
