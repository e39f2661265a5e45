"""Queries of the customers' portal: a contact's requests in a list, and one of them whole."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, case, func, or_, select, true
from sqlalchemy.orm import defer

from tickets.model.event import Event, EventKind
from tickets.model.people import Company, Location, Participant, ParticipantRole, Person, Side
from tickets.model.tenant import Department
from tickets.model.ticket import Attachment, KnownId, Message, Ticket, TicketState
from tickets.model.viewer import Viewer
from tickets.store.unit_of_work import ReadUnit
from tickets.store.unread import has_unread
from tickets.store.visible import visible_messages, visible_tickets

PAGE_LENGTH = 25
_FIRST_WORDS = 400


class Shelf(StrEnum):
    """Which requests a list shows."""

    UNREAD = "unread"
    OPEN = "open"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Counts:
    """How many requests each shelf holds."""

    unread: int
    open: int
    all: int

    def of(self, shelf: Shelf) -> int:
        """Give the count of one shelf."""
        return {Shelf.UNREAD: self.unread, Shelf.OPEN: self.open, Shelf.ALL: self.all}[shelf]


@dataclass(frozen=True, slots=True)
class LastWord:
    """The newest message of a request, as a list shows it."""

    author_id: int | None
    author: str
    side: Side
    text: str
    """Its beginning."""
    at: datetime


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A request as the list shows it."""

    ticket: Ticket
    is_unread: bool
    last: LastWord | None
    file_count: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A message as a thread shows it; its HTML is fetched for its own frame."""

    message: Message
    side: Side
    has_original: bool
    """Its own HTML may be looked at."""
    files: tuple[Attachment, ...]

    @property
    def author(self) -> str:
        """Name its writer; an agent's address is nobody's business (P20)."""
        return _shown(self.message.author_name, self.message.author_address, self.side)

    @property
    def quoted_text(self) -> str:
        """Give what a customer quoted; what an agent quoted may be a notice to colleagues (P20)."""
        return "" if self.side is Side.AGENT else self.message.quoted_text


@dataclass(frozen=True, slots=True)
class Turn:
    """Something that happened to a request, between its messages."""

    seq: int
    kind: EventKind
    at: datetime
    name: str
    """Of the agent who looks after it from then on."""
    state: str


@dataclass(frozen=True, slots=True)
class Request:
    """One request with everything that a contact may see of it."""

    ticket: Ticket
    department: str
    owner: Person | None
    entries: Sequence[Entry]
    turns: Sequence[Turn]
    readers: Sequence[Person]
    """The contacts who take part, the requester first."""


def count_requests(unit: ReadUnit, viewer: Viewer) -> Counts:
    """Count what each shelf holds for somebody."""
    row = unit.session.execute(
        select(
            func.coalesce(func.sum(case((has_unread(viewer), 1), else_=0)), 0),
            func.coalesce(func.sum(case((Ticket.state != TicketState.DONE, 1), else_=0)), 0),
            func.count(Ticket.id),
        ).where(visible_tickets(viewer), Ticket.merged_into_id.is_(None))
    ).one()
    return Counts(int(row[0]), int(row[1]), int(row[2]))


def list_requests(unit: ReadUnit, viewer: Viewer, shelf: Shelf, page: int = 1) -> list[RequestLine]:
    """List one page of somebody's requests, the one where something was said last first."""
    said_at = func.coalesce(Ticket.last_public_at, Ticket.opened_at)
    rows = unit.session.execute(
        select(Ticket, has_unread(viewer))
        .where(visible_tickets(viewer), _on(shelf, viewer), Ticket.merged_into_id.is_(None))
        .order_by(said_at.desc(), Ticket.id.desc())
        .limit(PAGE_LENGTH)
        .offset((page - 1) * PAGE_LENGTH)
    ).all()
    ids = [row[0].id for row in rows]
    last = _last_words(unit, viewer, ids) if ids else {}
    files = _file_counts(unit, viewer, ids) if ids else {}
    return [
        RequestLine(ticket, bool(is_unread), last.get(ticket.id), files.get(ticket.id, 0))
        for ticket, is_unread in ((row[0], row[1]) for row in rows)
    ]


def find_request(unit: ReadUnit, viewer: Viewer, number: int) -> Request | None:
    """Find one request by its number; None where it is missing or not for this viewer."""
    row = unit.session.execute(
        select(Ticket, Department.slug)
        .join(Department, Department.id == Ticket.department_id)
        .where(Ticket.number == number, visible_tickets(viewer))
    ).one_or_none()
    if row is None:
        return None
    ticket: Ticket = row[0]
    owner = unit.session.get(Person, ticket.owner_id) if ticket.owner_id else None
    return Request(
        ticket=ticket,
        department=row[1],
        owner=owner,
        entries=_entries(unit, viewer, ticket.id),
        turns=_turns(unit, ticket.id),
        readers=_readers(unit, ticket.id),
    )


def newest_seq(unit: ReadUnit, viewer: Viewer, ticket_id: int) -> int:
    """Give the seq of the newest message that somebody may see on a ticket; 0 without any."""
    query = select(func.max(Message.seq)).where(
        Message.ticket_id == ticket_id, visible_messages(viewer)
    )
    return int(unit.session.scalar(query) or 0)


def number_of_known_id(unit: ReadUnit, message_id: str) -> int | None:
    """Give the number of the ticket that a Message-ID belongs to; None where nobody knows it."""
    query = (
        select(Ticket.number)
        .join(KnownId, KnownId.ticket_id == Ticket.id)
        .where(KnownId.message_id == message_id)
    )
    return unit.session.scalar(query.limit(1))


def locations_of(unit: ReadUnit, company_id: int | None) -> list[Location]:
    """List the sites of a firm, by name."""
    if company_id is None:
        return []
    query = select(Location).where(Location.company_id == company_id)
    return list(unit.session.scalars(query.order_by(Location.name, Location.id)))


def company_name(unit: ReadUnit, company_id: int | None) -> str:
    """Give the name of a firm; empty for somebody without one."""
    if company_id is None:
        return ""
    return unit.session.scalar(select(Company.name).where(Company.id == company_id)) or ""


def _on(shelf: Shelf, viewer: Viewer) -> ColumnElement[bool]:
    if shelf is Shelf.UNREAD:
        return has_unread(viewer)
    return Ticket.state != TicketState.DONE if shelf is Shelf.OPEN else true()


def _last_words(unit: ReadUnit, viewer: Viewer, ticket_ids: Collection[int]) -> dict[int, LastWord]:
    newest = unit.session.execute(
        select(Message.ticket_id, func.max(Message.seq))
        .where(Message.ticket_id.in_(ticket_ids), visible_messages(viewer), Message.automatic == "")
        .group_by(Message.ticket_id)
    )
    places = [and_(Message.ticket_id == row[0], Message.seq == row[1]) for row in newest]
    if not places:
        return {}
    rows = unit.session.execute(
        select(
            Message.ticket_id,
            Message.author_id,
            Message.author_name,
            Message.author_address,
            Person.side,
            func.substr(Message.text, 1, _FIRST_WORDS),
            Message.written_at,
        )
        .outerjoin(Person, Person.id == Message.author_id)
        .where(or_(*places))
    )
    return {
        ticket_id: LastWord(author_id, _shown(name, address, side), _side(side), text, at)
        for ticket_id, author_id, name, address, side, text, at in rows
    }


def _file_counts(unit: ReadUnit, viewer: Viewer, ticket_ids: Collection[int]) -> dict[int, int]:
    rows = unit.session.execute(
        select(Message.ticket_id, func.count(Attachment.id))
        .join(Attachment, Attachment.message_id == Message.id)
        .where(
            Message.ticket_id.in_(ticket_ids),
            visible_messages(viewer),
            Attachment.is_inline.is_(False),
        )
        .group_by(Message.ticket_id)
    )
    return {row[0]: row[1] for row in rows}


def _entries(unit: ReadUnit, viewer: Viewer, ticket_id: int) -> list[Entry]:
    rows = unit.session.execute(
        select(Message, Person.side, shows_original())
        .outerjoin(Person, Person.id == Message.author_id)
        .where(Message.ticket_id == ticket_id, visible_messages(viewer))
        .order_by(Message.seq, Message.id)
        .options(defer(Message.html, raiseload=True))
    ).all()
    files = _files(unit, [row[0].id for row in rows])
    return [
        Entry(message, _side(side), bool(has_original), tuple(files.get(message.id, ())))
        for message, side, has_original in ((row[0], row[1], row[2]) for row in rows)
    ]


def shows_original() -> ColumnElement[bool]:
    """Give the condition on `Message` and its writer's `Person` for its HTML to be shown outside.

    What an agent's mail program made may hold a notice with notes of colleagues below the answer,
    so only a customer's own mail is shown as it came (P20).
    """
    return and_(Message.html.is_not(None), func.coalesce(Person.side, Side.CONTACT) != Side.AGENT)


def _files(unit: ReadUnit, message_ids: Collection[int]) -> dict[int, list[Attachment]]:
    found: dict[int, list[Attachment]] = {}
    query = select(Attachment).where(Attachment.message_id.in_(message_ids))
    for row in unit.session.scalars(query.order_by(Attachment.message_id, Attachment.position)):
        found.setdefault(row.message_id, []).append(row)
    return found


def _turns(unit: ReadUnit, ticket_id: int) -> list[Turn]:
    """Find what customers are told of a request's way: who took it over, that it was finished."""
    kinds = (EventKind.OWNER_SET, EventKind.STATE_SET)
    events = unit.session.scalars(
        select(Event)
        .where(Event.ticket_id == ticket_id, Event.kind.in_(kinds), Event.content.is_not(None))
        .order_by(Event.seq)
    ).all()
    contents = [event.content or {} for event in events]
    owner_ids = {one.get("owner") for one in contents} - {None}
    names = {
        person.id: person.name
        for person in unit.session.scalars(select(Person).where(Person.id.in_(owner_ids)))
    }
    return [
        Turn(
            seq=event.seq,
            kind=EventKind(event.kind),
            at=event.happened_at,
            name=names.get(content.get("owner", 0), ""),
            state=str(content.get("state", "")),
        )
        for event, content in zip(events, contents, strict=True)
    ]


def _readers(unit: ReadUnit, ticket_id: int) -> list[Person]:
    roles = (ParticipantRole.REQUESTER, ParticipantRole.COPIED)
    query = (
        select(Person)
        .join(Participant, Participant.person_id == Person.id)
        .where(
            Participant.ticket_id == ticket_id,
            Participant.role.in_(roles),
            Person.side == Side.CONTACT,
        )
        .order_by(Participant.role.desc(), Participant.id)
    )
    return list(unit.session.scalars(query))


def _shown(name: str, address: str, side: Side) -> str:
    """Name a writer; empty for an agent without a name, whose address stays inside (P20)."""
    return name if side is Side.AGENT else name or address


def _side(stored: str | None) -> Side:
    return Side(stored) if stored else Side.CONTACT
