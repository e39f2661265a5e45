"""Takes a message back while none of its mails has left."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, or_, select

from tickets.errors import NotFoundError, StafetteError
from tickets.model.event import Event, EventKind
from tickets.model.mail import Delivery, OutboundMail, Purpose
from tickets.model.people import Participant, ParticipantRole, Person, Side
from tickets.model.routing import Due, DueKind
from tickets.model.ticket import Message, Ticket, TicketState, Visibility
from tickets.services.conversation import lock_ticket
from tickets.services.drafts import find_drafts, save_draft
from tickets.services.handling import note
from tickets.store.news import renew_news
from tickets.store.straight import Straight
from tickets.store.unit_of_work import UnitOfWork

_UNCLAIMED = Straight(
    delete(Due)
    .where(
        Due.kind == DueKind.OUTBOUND.value,
        Due.key == bindparam("mail_key"),
        Due.at > bindparam("now"),
        or_(Due.claimed_until.is_(None), Due.claimed_until < bindparam("now")),
    )
    .returning(Due.id)
)


class TooLateError(StafetteError):
    """A mail of the message has left already, so it stays."""


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """A message that was taken back; its words are a draft again."""

    message_id: int
    number: int
    purpose: Purpose


def withdraw(uow: UnitOfWork, message_id: int, person_id: int) -> Withdrawn:
    """Take a message back with all its mails, or raise TooLateError and change nothing.

    Raises NotFoundError for a message of somebody else.
    """
    message = uow.session.get(Message, message_id)
    if message is None or message.author_id != person_id or message.withdrawn_at is not None:
        raise NotFoundError("There is no such message of yours.")
    ticket = lock_ticket(uow, message.ticket_id)
    if message.held_for_id is not None:
        raise TooLateError("It waits for an approval, or was approved; take that back instead.")
    _cancel_mails(uow, message.id)
    message.withdrawn_at = uow.now
    renew_news(uow, ticket, but_id=message.id)
    _restore(uow, ticket, message)
    note(uow, ticket, EventKind.MESSAGE_WITHDRAWN, person_id, {"message": message.id})
    is_note = message.visibility == Visibility.INTERNAL
    purpose = Purpose.NOTE if is_note else Purpose.MESSAGE
    # What was typed since stays, below.
    since = [one.text for one in find_drafts(uow, ticket.id, person_id).values()]
    save_draft(uow, ticket.id, person_id, purpose, "\n\n".join([message.text, *since]))
    return Withdrawn(message.id, ticket.number, purpose)


def _cancel_mails(uow: UnitOfWork, message_id: int) -> None:
    """Cancel every mail of a message; each is still ours only where nobody has claimed it."""
    mails = uow.session.scalars(
        select(OutboundMail).where(OutboundMail.message_row_id == message_id)
    ).all()
    for mail in mails:
        parameters = {"mail_key": str(mail.id), "now": uow.now}
        if mail.state != Delivery.QUEUED or not _UNCLAIMED.run(uow.connection, parameters):
            raise TooLateError("This message has left already.")
        mail.state = Delivery.CANCELLED


def _restore(uow: UnitOfWork, ticket: Ticket, message: Message) -> None:
    """Put the ticket where it stood before the message."""
    later = uow.session.scalars(
        select(Event).where(Event.ticket_id == ticket.id, Event.seq > message.seq)
    ).all()
    left = uow.session.execute(
        select(Message.seq, Message.created_at, Person.side)
        .outerjoin(Person, Person.id == Message.author_id)
        .where(
            Message.ticket_id == ticket.id,
            Message.id != message.id,
            Message.visibility == Visibility.PUBLIC,
            Message.automatic == "",
            Message.withdrawn_at.is_(None),
        )
        .order_by(Message.seq)
    ).all()
    _restore_state(ticket, later, message.id)
    if message.visibility == Visibility.PUBLIC:
        ticket.last_public_side = (left[-1][2] or Side.CONTACT) if left else Side.CONTACT
        ticket.last_public_at = left[-1][1] if left else None
        if not any(row[2] == Side.AGENT for row in left) and ticket.state == TicketState.OPEN:
            ticket.state = TicketState.NEW
    _restore_owner(uow, ticket, later, message)
    if not left and message.visibility == Visibility.PUBLIC:
        _put_aside(uow, ticket)


def _restore_state(ticket: Ticket, later: Sequence[Event], message_id: int) -> None:
    changes = [
        event.content
        for event in later
        if event.kind == EventKind.STATE_SET
        and event.content is not None
        and message_id in (event.content.get("with_message"), event.content.get("by_message"))
    ]
    if changes:
        ticket.state = str(changes[0]["before"])
        ticket.done_at = ticket.updated_at if ticket.state == TicketState.DONE else None


def _restore_owner(
    uow: UnitOfWork, ticket: Ticket, later: Sequence[Event], message: Message
) -> None:
    """Let go of a ticket that was taken by answering, unless its owner was set again since."""
    changes: list[dict[str, Any]] = [
        event.content or {} for event in later if event.kind == EventKind.OWNER_SET
    ]
    if len(changes) != 1 or changes[0].get("by") != "answering":
        return
    ticket.owner_id = None
    part = uow.session.scalar(
        select(Participant).where(
            Participant.ticket_id == ticket.id,
            Participant.person_id == message.author_id,
            Participant.role == ParticipantRole.OWNER,
        )
    )
    if part is not None and part.joined_at < message.created_at:
        part.role = ParticipantRole.FOLLOWER
    elif part is not None:
        uow.session.delete(part)
    content: dict[str, object] = {"owner": None, "by": "undo"}
    assert message.author_id is not None
    note(uow, ticket, EventKind.OWNER_SET, message.author_id, content)


def _put_aside(uow: UnitOfWork, ticket: Ticket) -> None:
    """Close a ticket without a word on it, and show it to nobody outside."""
    ticket.state, ticket.done_at = TicketState.DONE, uow.now
    for part in uow.session.scalars(
        select(Participant).where(
            Participant.ticket_id == ticket.id,
            Participant.role.in_((ParticipantRole.REQUESTER, ParticipantRole.COPIED)),
        )
    ):
        uow.session.delete(part)
