"""Queries on tickets that became one, and the rows that move from one to the other."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, bindparam, select, update

from tickets.model.access import AccessLink, WebSession
from tickets.model.event import Event
from tickets.model.judging import Approval, Opinion, OpinionRound
from tickets.model.mail import InboundMail, OutboundMail
from tickets.model.people import Participant, ParticipantRole, Person, PersonAddress, Side
from tickets.model.reminder import Reminder, ReminderKind
from tickets.model.task import Task
from tickets.model.ticket import Addressed, Attachment, KnownId, Message, Ticket
from tickets.store.fixed import Fixed
from tickets.store.unit_of_work import ReadUnit, UnitOfWork

_LONGEST_CHAIN = 20
"""Merging keeps chains at one step; whatever else may happen, looking ends."""
_INTO = Fixed(
    select(Ticket.merged_into_id).where(
        Ticket.tenant == bindparam("of_tenant"), Ticket.id == bindparam("ticket_id")
    )
)
_MOVING: tuple[Any, ...] = (OutboundMail, Task, Approval, OpinionRound, Opinion)
"""What goes along as it is; links and sessions follow, so that old mails lead on."""


def living_ticket(unit: ReadUnit, ticket_id: int) -> int:
    """Give the ticket that holds a ticket's conversation now: itself where it was never merged."""
    for _ in range(_LONGEST_CHAIN):
        into: int | None = _INTO.value(unit, ticket_id=ticket_id)
        if into is None:
            return ticket_id
        ticket_id = into
    return ticket_id


def number_now(unit: ReadUnit, ticket: Ticket) -> int:
    """Give the number of the ticket that holds a ticket's conversation now."""
    if ticket.merged_into_id is None:
        return ticket.number
    living = living_ticket(unit, ticket.id)
    return unit.session.scalar(select(Ticket.number).where(Ticket.id == living)) or ticket.number


def readers_of(unit: ReadUnit, ticket_id: int) -> list[tuple[Person, str]]:
    """List the contacts who see a ticket, each with the address where mail goes."""
    rows = unit.session.execute(
        select(Person, PersonAddress.address)
        .join(Participant, Participant.person_id == Person.id)
        .join(PersonAddress, PersonAddress.person_id == Person.id)
        .where(
            Participant.ticket_id == ticket_id,
            Participant.role.in_((ParticipantRole.REQUESTER, ParticipantRole.COPIED)),
            Person.side == Side.CONTACT,
            PersonAddress.is_primary,
        )
        .order_by(Participant.id)
    )
    return [(row[0], row[1]) for row in rows]


def messages_of(unit: ReadUnit, ticket_id: int, message_ids: Collection[int]) -> Sequence[Message]:
    """List those of some messages that stand on a ticket and were neither taken back nor held."""
    return unit.session.scalars(
        select(Message)
        .where(
            Message.ticket_id == ticket_id,
            Message.id.in_(message_ids),
            Message.withdrawn_at.is_(None),
            Message.held_for_id.is_(None),
        )
        .order_by(Message.seq, Message.id)
    ).all()


def files_of(unit: ReadUnit, message_ids: Collection[int]) -> Sequence[Attachment]:
    """List the files of some messages in their order."""
    query = select(Attachment).where(Attachment.message_id.in_(message_ids))
    return unit.session.scalars(query.order_by(Attachment.message_id, Attachment.position)).all()


def move_messages(uow: UnitOfWork, source: Ticket, target: Ticket) -> list[int]:
    """Put the messages of one ticket between those of another, by time; gives their ids.

    Each stands behind the last event of the target that was before it.
    """
    marks = uow.session.execute(
        select(Event.happened_at, Event.seq).where(Event.ticket_id == target.id).order_by(Event.seq)
    ).all()
    moved = uow.session.execute(
        select(Message.id, Message.created_at)
        .where(Message.ticket_id == source.id)
        .order_by(Message.seq, Message.id)
    ).all()
    for message_id, created_at in moved:
        seq = max((one.seq for one in marks if one.happened_at <= created_at), default=0)
        _change(uow, Message, Message.id == message_id, ticket_id=target.id, seq=seq)
    return [row[0] for row in moved]


def move_rest(uow: UnitOfWork, source: Ticket, target: Ticket) -> None:
    """Let everything else that belongs to a conversation go along."""
    for kind in (*_MOVING, AccessLink, WebSession):
        _change(uow, kind, kind.ticket_id == source.id, ticket_id=target.id)
    _change(
        uow,
        Reminder,
        Reminder.ticket_id == source.id,
        Reminder.kind != ReminderKind.WAKE.value,
        ticket_id=target.id,
    )
    known = select(KnownId.message_id).where(KnownId.ticket_id == target.id)
    _change(
        uow,
        KnownId,
        KnownId.ticket_id == source.id,
        KnownId.message_id.not_in(known.scalar_subquery()),
        ticket_id=target.id,
    )
    addressed = select(Addressed.address).where(Addressed.ticket_id == target.id)
    _change(
        uow,
        Addressed,
        Addressed.ticket_id == source.id,
        Addressed.address.not_in(addressed.scalar_subquery()),
        ticket_id=target.id,
    )
    # Whatever was merged before leads to the end at once.
    _change(uow, Ticket, Ticket.merged_into_id == source.id, merged_into_id=target.id)


def move_mail_ids(
    uow: UnitOfWork, source: Ticket, target: Ticket, arrivals: Collection[int]
) -> None:
    """Let answers to some mails that came in go to another ticket from now on."""
    ids = uow.session.scalars(
        select(InboundMail.message_id).where(
            InboundMail.id.in_(arrivals), InboundMail.message_id.is_not(None)
        )
    ).all()
    moving = (KnownId.ticket_id == source.id, KnownId.message_id.in_(ids))
    _change(uow, KnownId, *moving, ticket_id=target.id)


def _change(uow: UnitOfWork, kind: Any, *conditions: ColumnElement[bool], **values: object) -> None:
    uow.session.execute(
        update(kind).where(*conditions).values(**values),
        execution_options={"synchronize_session": False},
    )
