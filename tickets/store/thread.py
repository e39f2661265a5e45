"""Queries on one ticket as its page on the desk shows it.

They are fixed: a page runs a dozen of them, and building a statement costs more than running it.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, case, func, or_, select

from tickets.model.access import WebSession
from tickets.model.attention import ReadMark
from tickets.model.base import BIG_ID
from tickets.model.event import Event, EventKind
from tickets.model.mail import Delivery, InboundMail, OutboundMail
from tickets.model.people import Company, Participant, ParticipantRole, Person, PersonAddress, Side
from tickets.model.task import Task
from tickets.model.tenant import Department
from tickets.model.ticket import Attachment, Message, Ticket, TicketState
from tickets.model.viewer import Viewer
from tickets.store.desk_survey import of_viewer
from tickets.store.faces import Face, find_faces
from tickets.store.fixed import Fixed, FixedRows, is_of
from tickets.store.news import is_mark
from tickets.store.presence import attendance_at
from tickets.store.tenants import departments
from tickets.store.thread_views import (
    ANSWER,
    RECEIPT,
    Customer,
    Entry,
    Part,
    SentMail,
    Thread,
)
from tickets.store.unit_of_work import ReadUnit
from tickets.store.visible import Sight, visible_by_parameters

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
    EventKind.APPROVAL_ASKED,
    EventKind.APPROVAL_DECIDED,
    EventKind.OPINIONS_ASKED,
    EventKind.OPINION_GIVEN,
    EventKind.SNOOZED,
    EventKind.WOKEN,
    EventKind.REMINDED,
    EventKind.MERGED,
    EventKind.SPLIT,
    EventKind.TASK_ADDED,
    EventKind.TASK_CHANGED,
)
"""What stands as a line of its own between the messages."""

_TICKET: BindParameter[int] = bindparam("ticket_id")
_ENTRIES = Fixed(
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
    .where(
        Message.tenant == bindparam("of_tenant"),
        Message.ticket_id == _TICKET,
        Message.withdrawn_at.is_(None),
    )
    .order_by(Message.seq, Message.id)
)
_FILES = FixedRows(
    Attachment,
    Attachment.message_id.in_(
        select(Message.id).where(
            Message.tenant == bindparam("of_tenant"), Message.ticket_id == _TICKET
        )
    ),
)
_EVENTS = FixedRows(
    Event, Event.ticket_id == _TICKET, or_(*(Event.kind == one.value for one in _TOLD))
)
_TASKS = FixedRows(Task, Task.ticket_id == _TICKET)
_PARTS = Fixed(
    select(
        Person.id,
        Person.name,
        func.coalesce(PersonAddress.address, ""),
        Person.side,
        Participant.role,
        Person.is_active,
    )
    .join(Person, Person.id == Participant.person_id)
    .outerjoin(PersonAddress, and_(PersonAddress.person_id == Person.id, PersonAddress.is_primary))
    .where(Participant.tenant == bindparam("of_tenant"), Participant.ticket_id == _TICKET)
    .order_by(Participant.id)
)
_MAILS = Fixed(
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
        case((OutboundMail.notice == RECEIPT, OutboundMail.text), else_=""),
    )
    .where(
        OutboundMail.tenant == bindparam("of_tenant"),
        OutboundMail.ticket_id == _TICKET,
        or_(OutboundMail.notice == ANSWER, OutboundMail.notice == RECEIPT),
        OutboundMail.state != Delivery.CANCELLED.value,
    )
    .order_by(OutboundMail.id)
)
_CUSTOMER = Fixed(
    select(
        Person.company_id,
        func.coalesce(Company.name, ""),
        Person.language,
        Person.phone,
        select(func.max(WebSession.last_seen_at))
        .where(WebSession.person_id == bindparam("person_id"))
        .scalar_subquery(),
    )
    .outerjoin(Company, Company.id == Person.company_id)
    .where(Person.tenant == bindparam("of_tenant"), Person.id == bindparam("person_id"))
)


@cache
def _ticket(places: int | None, absent: int) -> Fixed:
    seen = select(ReadMark.seen_seq).where(is_mark()).correlate(Ticket).scalar_subquery()
    query = (
        select(Department.slug, seen, *Ticket.__table__.columns)
        .join(Department, Department.id == Ticket.department_id)
        .where(Ticket.tenant == bindparam("of_tenant"), Ticket.number == bindparam("number"))
    )
    return Fixed(query if places is None else query.where(_visible(places, absent)))


@cache
def _tickets_of(places: int | None, absent: int) -> Fixed:
    is_open = case((Ticket.state != TicketState.DONE.value, 1))
    query = select(func.count(Ticket.id), func.count(is_open)).where(
        is_of(Ticket, bindparam("of_tenant")),
        Ticket.requester_id == bindparam("requester_id", type_=BIG_ID),
    )
    return Fixed(query if places is None else query.where(_visible(places, absent)))


def _visible(places: int, absent: int) -> ColumnElement[bool]:
    return visible_by_parameters(places, absent, Sight.ONE)


def find_thread(unit: ReadUnit, viewer: Viewer, number: int) -> Thread | None:
    """Find a ticket by its number, whole; None where it is missing or not for this agent."""
    rows = of_viewer(unit, viewer, _ticket, number=number)
    if not rows:
        return None
    department, seen_seq, *told = rows[0]
    ticket = Ticket(**dict(zip(Ticket.__table__.columns.keys(), told, strict=True)))
    events = _EVENTS.all(unit, ticket_id=ticket.id)
    attendance = attendance_at(unit, viewer, ticket.id)
    wanted = {
        ticket.owner_id,
        ticket.requester_id,
        *_named(events),
        *(one[0] for one in attendance.colleagues),
    }
    faces = find_faces(unit, [one for one in wanted if one is not None])
    return Thread(
        ticket=ticket,
        department=department,
        customer=_customer(unit, viewer, faces[ticket.requester_id]),
        owner=faces.get(ticket.owner_id or 0),
        entries=_entries(unit, ticket.id),
        events=events,
        mails=[
            replace(SentMail(*one), state=Delivery(one[6]))  # the order of the columns is theirs
            for one in _MAILS.rows(unit, ticket_id=ticket.id)
        ],
        parts=[
            Part(Face(one[0], one[1], one[2], Side(one[3])), ParticipantRole(one[4]), bool(one[5]))
            for one in _PARTS.rows(unit, ticket_id=ticket.id)
        ],
        tasks=_TASKS.all(unit, ticket_id=ticket.id),
        present=[(faces[one], doing) for one, doing in attendance.colleagues if one in faces],
        was_noted=attendance.was_noted,
        seen_seq=seen_seq or 0,
        names={face.id: face.shown_name for face in faces.values()},
        places={row_id: slug for slug, row_id in departments(unit).items()},
    )


def _named(events: Sequence[Event]) -> set[int]:
    named = {event.actor_id for event in events if event.actor_id is not None}
    for event in events:
        content = event.content or {}
        named |= {content[key] for key in ("owner", "person") if isinstance(content.get(key), int)}
    return named


def _customer(unit: ReadUnit, viewer: Viewer, face: Face) -> Customer:
    row = _CUSTOMER.first(unit, person_id=face.id)
    assert row is not None, "The requester has just been found."
    [(total, still_open)] = of_viewer(unit, viewer, _tickets_of, requester_id=face.id)
    return Customer(face, row[0], row[1], row[2], row[3], total, still_open, row[4])


def _entries(unit: ReadUnit, ticket_id: int) -> list[Entry]:
    files: dict[int, list[Attachment]] = {}
    for file in sorted(_FILES.all(unit, ticket_id=ticket_id), key=lambda one: one.position):
        files.setdefault(file.message_id, []).append(file)
    rows = _ENTRIES.rows(unit, ticket_id=ticket_id)
    return [_entry(row, files.get(row[0], [])) for row in rows]


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
