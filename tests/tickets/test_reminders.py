"""What happens at a time happens once, unless what it waits for came first: on both databases."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from tenants import TenantConfig
from tests.support.approving import Firm, open_firm
from tests.support.world import World
from tickets.core import Core
from tickets.errors import StaleError, TemporaryError
from tickets.model.event import EventKind
from tickets.model.reminder import Reminder, ReminderKind
from tickets.model.routing import Due, DueKind
from tickets.model.ticket import Ticket
from tickets.services.conversation import lock_ticket
from tickets.services.handling import note
from tickets.services.reminders import (
    Act,
    cancel_reminders,
    plan_reminder,
    settle_reminder,
)
from tickets.store.unit_of_work import UnitOfWork

HOUR = timedelta(hours=1)


@pytest.fixture
def firm(either_world: World) -> Firm:
    """A firm with one request."""
    return open_firm(either_world)


class Bell:
    """A handler that notes an event, and can fail first."""

    def __init__(self, *troubles: Exception) -> None:
        self.troubles = list(troubles)
        self.planned = 0

    def __call__(self, _core: Core, _config: TenantConfig, _reminder: Reminder) -> Act:
        """Plan to ring."""
        self.planned += 1
        return self._ring

    def _ring(self, uow: UnitOfWork, ticket: Ticket) -> None:
        if self.troubles:
            raise self.troubles.pop(0)
        note(uow, ticket, EventKind.REMINDED, None, {"bell": True})


def plan(firm: Firm, **more: object) -> int:
    with firm.world.core.write("hellmoor") as uow:
        ticket = lock_ticket(uow, firm.world.ticket(1001).line.ticket.id)
        row = plan_reminder(uow, ticket, ReminderKind.TASK, uow.now + HOUR, **more)  # type: ignore[arg-type] # fields of a reminder
    return row.id


def due_id(firm: Firm, reminder_id: int) -> int:
    with firm.world.core.system() as session:
        query = select(Due.id).where(Due.kind == DueKind.REMINDER, Due.key == str(reminder_id))
        return session.scalars(query).one()


def work(firm: Firm, bell: Bell, row_id: int) -> None:
    settle_reminder(firm.world.core, "test", {ReminderKind.TASK: bell}, row_id)


def rung(firm: Firm) -> int:
    events = firm.world.ticket(1001).events
    return sum(one.kind == EventKind.REMINDED for one in events)


def test_it_happens_at_its_time_and_not_before(firm: Firm) -> None:
    bell, row_id = Bell(), due_id(firm, plan(firm))
    work(firm, bell, row_id)
    assert rung(firm) == 0
    firm.world.clock.pass_by(hours=1)
    work(firm, bell, row_id)
    work(firm, bell, row_id)
    assert rung(firm) == 1


def test_many_workers_at_once_do_it_once(firm: Firm) -> None:
    bell, row_id = Bell(), due_id(firm, plan(firm))
    firm.world.clock.pass_by(hours=1)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: work(firm, bell, row_id), range(16)))
    assert rung(firm) == 1


def test_a_worker_that_dies_in_between_leaves_it_to_the_next(firm: Firm) -> None:
    row_id = due_id(firm, plan(firm))
    firm.world.clock.pass_by(hours=1)
    with pytest.raises(KeyboardInterrupt):
        work(firm, Bell(KeyboardInterrupt()), row_id)  # type: ignore[arg-type] # as a kill would be
    assert rung(firm) == 0
    firm.world.clock.pass_by(minutes=3)
    work(firm, Bell(), row_id)
    assert rung(firm) == 1


def test_a_ticket_that_moves_on_is_looked_at_again(firm: Firm) -> None:
    bell, row_id = Bell(StaleError("moved"), StaleError("moved")), due_id(firm, plan(firm))
    firm.world.clock.pass_by(hours=1)
    work(firm, bell, row_id)
    assert (bell.planned, rung(firm)) == (3, 1)


def test_what_fails_is_tried_later(firm: Firm) -> None:
    bell, row_id = Bell(TemporaryError("away")), due_id(firm, plan(firm))
    firm.world.clock.pass_by(hours=1)
    work(firm, bell, row_id)
    work(firm, bell, row_id)
    assert rung(firm) == 0
    firm.world.clock.pass_by(minutes=2)
    work(firm, bell, row_id)
    assert rung(firm) == 1


def cancel_by_id(firm: Firm) -> None:
    with firm.world.core.write("hellmoor") as uow:
        cancel_reminders(uow, about_id=77)


def cancel_by_ticket(firm: Firm) -> None:
    with firm.world.core.write("hellmoor") as uow:
        cancel_reminders(uow, ticket_id=firm.world.ticket(1001).line.ticket.id)


def write_as_customer(firm: Firm) -> None:
    firm.world.clock.pass_by(seconds=1)
    firm.answers("Guten Tag,\n\nich melde mich.\n")


@pytest.mark.parametrize("stop", [cancel_by_id, cancel_by_ticket, write_as_customer])
def test_what_came_first_stops_it(firm: Firm, stop: Callable[[Firm], None]) -> None:
    bell, row_id = Bell(), due_id(firm, plan(firm, about_id=77, stops_on_answer=True))
    stop(firm)
    firm.world.clock.pass_by(hours=2)
    work(firm, bell, row_id)
    assert rung(firm) == 0
    with firm.world.core.read("hellmoor") as unit:
        assert unit.session.scalars(select(Reminder.settled_at)).one() is not None


def test_an_answer_stops_only_what_waits_for_one(firm: Firm) -> None:
    bell, row_id = Bell(), due_id(firm, plan(firm))
    write_as_customer(firm)
    firm.world.clock.pass_by(hours=2)
    work(firm, bell, row_id)
    assert rung(firm) == 1


def test_calling_off_asks_what_for(firm: Firm) -> None:
    with firm.world.core.write("hellmoor") as uow, pytest.raises(ValueError, match="about"):
        cancel_reminders(uow)
