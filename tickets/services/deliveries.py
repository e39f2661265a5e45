"""What became of our own mails: sent, deferred, failed, bounced; failure raises a task (P6)."""

from datetime import datetime, timedelta

from tickets.model.event import Event, EventKind
from tickets.model.mail import Delivery, OutboundMail
from tickets.model.task import Task, TaskKind
from tickets.model.ticket import Message, Ticket
from tickets.services.conversation import lock_ticket
from tickets.store.unit_of_work import UnitOfWork

_RETRIES = (1, 5, 15, 60)
"""Minutes until the next try; hourly from then on."""
_GIVES_UP_AFTER = timedelta(days=5)


def next_try(mail: OutboundMail, now: datetime) -> datetime | None:
    """Say when a deferred mail is tried again; None where it has been owed for too long."""
    if now - mail.dated_at > _GIVES_UP_AFTER:
        return None
    minutes = _RETRIES[min(mail.attempts, len(_RETRIES)) - 1] if mail.attempts else _RETRIES[0]
    return now + timedelta(minutes=minutes)


def mark_sent(uow: UnitOfWork, mail: OutboundMail, answer: str) -> None:
    """Note that the next server has taken the mail over."""
    mail.state, mail.answer, mail.sent_at = Delivery.SENT, answer[:500], uow.now


def mark_deferred(mail: OutboundMail, answer: str) -> None:
    """Note a failure that may pass."""
    mail.state, mail.answer = Delivery.DEFERRED, answer[:500]


def mark_lost(
    uow: UnitOfWork, mail: OutboundMail, state: Delivery, answer: str
) -> tuple[Ticket, Message] | None:
    """Note that a mail will not arrive, and raise a task for the writer of its message.

    Gives ticket and message where somebody is to be told; nothing for a notice of ours alone, nor
    for a mail whose loss is known already.
    """
    if mail.state in (Delivery.FAILED, Delivery.BOUNCED):
        return None
    mail.state, mail.answer = state, answer[:500]
    if mail.ticket_id is None:
        return None
    ticket = lock_ticket(uow, mail.ticket_id)
    content = {"mail": mail.message_id, "to": mail.to_address, "answer": mail.answer}
    uow.add(Event.chained(ticket, EventKind.DELIVERY_FAILED, uow.now, content=content))
    if mail.is_automatic or mail.message_row_id is None:
        return None
    message = uow.session.get_one(Message, mail.message_row_id)
    task = Task(
        ticket_id=ticket.id,
        kind=TaskKind.UNDELIVERED,
        title=f"{mail.to_address}: {mail.subject}"[:300],
        department_id=ticket.department_id,
        assignee_id=message.author_id or ticket.owner_id,
        created_at=uow.now,
    )
    uow.add(task)
    uow.add(
        Event.chained(
            ticket, EventKind.TASK_ADDED, uow.now, content={"task": task.id, "kind": task.kind}
        )
    )
    return ticket, message
