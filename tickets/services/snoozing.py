"""Tickets that rest until a day, and words to whoever waits for an answer that does not come."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam

from tenants import TenantConfig
from tickets.core import Core
from tickets.errors import RefusedError
from tickets.model.event import EventKind
from tickets.model.reminder import Reminder, ReminderKind
from tickets.model.ticket import Ticket, TicketState
from tickets.services.handling import note
from tickets.services.notify import Draft
from tickets.services.outbox import Cause, Sender, owe_mails
from tickets.services.reminder_words import plan_back
from tickets.services.reminders import Act, cancel_reminders, plan_reminder
from tickets.services.waking import Woken, wake
from tickets.store.fixed import FixedRows
from tickets.store.unit_of_work import UnitOfWork

FARTHEST = timedelta(days=366)
"""Nothing rests or is followed up for longer than this."""
_OPEN = FixedRows(
    Reminder,
    Reminder.ticket_id == bindparam("ticket_id"),
    Reminder.person_id == bindparam("person_id"),
    Reminder.kind == ReminderKind.FOLLOW_UP.value,
    Reminder.settled_at.is_(None),
)


def snooze(uow: UnitOfWork, ticket: Ticket, until: datetime, by: int, way: str) -> None:
    """Keep a ticket out of the lists until a time, or until somebody writes publicly.

    Raises RefusedError for a time that has passed or is years away, and for a finished ticket.
    """
    _check(uow, ticket, until)
    cancel_reminders(uow, ticket_id=ticket.id, kinds=(ReminderKind.WAKE,))
    ticket.snoozed_until = until
    plan_reminder(uow, ticket, ReminderKind.WAKE, until, person_id=by)
    note(uow, ticket, EventKind.SNOOZED, by, {"until": until.isoformat(), "way": way})


def bring_back(uow: UnitOfWork, ticket: Ticket, by: int, way: str) -> bool:
    """Show a resting ticket again now; False where it does not rest."""
    return wake(uow, ticket, Woken.HAND, by, way)


def follow_up(
    uow: UnitOfWork, ticket: Ticket, at: datetime, by: int, way: str, *, text: str = ""
) -> None:
    """Tell an agent at a time that nobody has answered, unless somebody has by then.

    One at a time for each agent and ticket: a new one takes the place of the one before.
    """
    _check(uow, ticket, at)
    for row in _of(uow, ticket, by):
        row.settled_at = uow.now
    plan_reminder(
        uow,
        ticket,
        ReminderKind.FOLLOW_UP,
        at,
        person_id=by,
        text=" ".join(text.split()),
        stops_on_answer=True,
    )
    content = {"until": at.isoformat(), "follows_up": True, "way": way}
    note(uow, ticket, EventKind.SNOOZED, by, content)


def wake_when_due(core: Core, config: TenantConfig, reminder: Reminder) -> Act | None:
    """Plan a ticket's coming back, with a word to whoever looks after it."""
    drafts = plan_back(core, config, reminder, is_follow_up=False)

    def act(uow: UnitOfWork, ticket: Ticket) -> None:
        is_over = ticket.snoozed_until is not None and ticket.snoozed_until <= uow.now
        if is_over and wake(uow, ticket, Woken.TIME):
            _tell(core, config, uow, ticket, drafts)

    return act


def remind_when_due(core: Core, config: TenantConfig, reminder: Reminder) -> Act | None:
    """Plan the word that nobody has answered; the job itself looks whether somebody has."""
    drafts = plan_back(core, config, reminder, is_follow_up=True)

    def act(uow: UnitOfWork, ticket: Ticket) -> None:
        if ticket.state == TicketState.DONE:
            return
        wake(uow, ticket, Woken.TIME)
        content = {"person": reminder.person_id, "text": reminder.text}
        note(uow, ticket, EventKind.REMINDED, reminder.person_id or 0, content)
        _tell(core, config, uow, ticket, drafts)

    return act


def _tell(
    core: Core, config: TenantConfig, uow: UnitOfWork, ticket: Ticket, drafts: list[Draft]
) -> None:
    owe_mails(uow, config, Sender(core.signer, core.instance), drafts, Cause(ticket))


def _of(uow: UnitOfWork, ticket: Ticket, person_id: int) -> list[Reminder]:
    return [uow.watch(row) for row in _OPEN.all(uow, ticket_id=ticket.id, person_id=person_id)]


def _check(uow: UnitOfWork, ticket: Ticket, at: datetime) -> None:
    if ticket.state == TicketState.DONE:
        raise RefusedError("A finished ticket rests already.")
    if at <= uow.now:
        raise RefusedError("This time has passed.")
    if at > uow.now + FARTHEST:
        raise RefusedError("This is more than a year away.")
