"""Things that happen at a time unless what they wait for came first: planned, called off, done.

The job is `settle_reminder`; what each kind does stands in `reminder_handlers.py`. An answer on the
ticket settles nothing at once, which would cost every mail a statement: whether one came is looked
at when the time has come (`is_stopped`).
"""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta

import structlog
from sqlalchemy import bindparam, update
from sqlalchemy.exc import IntegrityError, OperationalError

from tenants import TenantConfig
from tickets.core import Core
from tickets.errors import StafetteError, StaleError, TemporaryError
from tickets.model.reminder import Reminder, ReminderKind
from tickets.model.routing import Due, DueKind
from tickets.model.ticket import Ticket
from tickets.services.conversation import lock_ticket
from tickets.store.due import postpone
from tickets.store.fixed import FixedRows
from tickets.store.tenants import load_config
from tickets.store.unit_of_work import UnitOfWork

LEASE = timedelta(minutes=2)
_TRIES = 8
_PAUSES = tuple(timedelta(minutes=one) for one in (1, 5, 15, 60))

Act = Callable[[UnitOfWork, Ticket], None]
"""What a reminder does, under the lock of its ticket; StaleError has it planned anew."""
Handler = Callable[[Core, TenantConfig, Reminder], Act | None]
"""Looks and renders while nothing is open and gives the act; None where nothing is to be done."""
Handlers = Mapping[ReminderKind, Handler]

_ONE = FixedRows(Reminder, Reminder.id == bindparam("row_id"))

log = structlog.get_logger()


def plan_reminder(
    uow: UnitOfWork,
    ticket: Ticket,
    kind: ReminderKind,
    at: datetime,
    *,
    person_id: int | None = None,
    about_id: int | None = None,
    text: str = "",
    stops_on_answer: bool = False,
) -> Reminder:
    """Let something happen at a time; nobody is knocked for, as workers look for what is due."""
    row = Reminder(
        ticket_id=ticket.id,
        kind=kind,
        person_id=person_id,
        about_id=about_id,
        text=text[:300],
        at=at,
        stops_on_answer=stops_on_answer,
        created_at=uow.now,
    )
    due = Due(kind=DueKind.REMINDER, key=str(row.id), tenant=uow.tenant, at=at, after=None)
    uow.add(row, due)
    return row


def cancel_reminders(
    uow: UnitOfWork,
    *,
    about_id: int | None = None,
    ticket_id: int | None = None,
    kinds: Collection[ReminderKind] = tuple(ReminderKind),
) -> None:
    """Call off what is planned about a task, approval or opinion, or on a whole ticket."""
    if about_id is None and ticket_id is None:
        raise ValueError("Say what the reminders are about.")
    change = update(Reminder).where(
        Reminder.kind.in_([str(kind) for kind in kinds]), Reminder.settled_at.is_(None)
    )
    if about_id is not None:
        change = change.where(Reminder.about_id == about_id)
    if ticket_id is not None:
        change = change.where(Reminder.ticket_id == ticket_id)
    uow.session.execute(
        change.values(settled_at=uow.now), execution_options={"synchronize_session": False}
    )
    for row in uow.pending(Reminder):
        if row.kind in kinds and about_id in (None, row.about_id):
            row.settled_at = uow.now


def is_stopped(reminder: Reminder, ticket: Ticket) -> bool:
    """Tell whether a public message came since, where that is all that was waited for."""
    heard_at = ticket.last_public_at
    return reminder.stops_on_answer and heard_at is not None and heard_at > reminder.created_at


def settle_reminder(core: Core, worker: str, handlers: Handlers, due_id: int) -> None:
    """Do what a reminder is for, exactly once; safe to call any number of times."""
    with core.database.claim(due_id, worker, LEASE) as claimed:
        if claimed is None:
            return
        due, unit = claimed
        reminder, config = _ONE.first(unit, row_id=int(due.key)), load_config(unit)
    try:
        _settle(core, config, handlers, due, reminder)
    except (StafetteError, OperationalError) as error:
        log.warning("reminder.postponed", tenant=due.tenant, reminder=due.key, why=str(error))
        pause = _PAUSES[min(due.attempts, len(_PAUSES)) - 1]
        with core.system() as session:
            postpone(session, due.id, core.clock.now() + pause)


def _settle(
    core: Core, config: TenantConfig, handlers: Handlers, due: Due, reminder: Reminder | None
) -> None:
    """Plan and act, again where the ticket moved on meanwhile."""
    for _ in range(_TRIES):
        is_open = reminder is not None and reminder.settled_at is None
        handler = handlers.get(ReminderKind(reminder.kind)) if reminder and is_open else None
        act = handler(core, config, reminder) if handler and reminder else None
        try:
            with core.write(due.tenant) as uow:
                if uow.settle(due) and reminder is not None:
                    _act(uow, reminder, act)
        except (StaleError, IntegrityError):
            continue
        return
    raise TemporaryError("Its ticket is very busy.")


def _act(uow: UnitOfWork, reminder: Reminder, act: Act | None) -> None:
    ticket = lock_ticket(uow, reminder.ticket_id)
    row = _ONE.first(uow, row_id=reminder.id)
    if row is None or row.settled_at is not None:
        return
    uow.watch(row).settled_at = uow.now
    if act is not None and not is_stopped(row, ticket):
        act(uow, ticket)
