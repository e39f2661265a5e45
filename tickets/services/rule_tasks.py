"""The tasks that a rule adds to a new ticket, until when they are to be done, and who is told.

The word is owed as a reminder that is due at once (`task_telling.py` writes it), since the ticket
that it is about is often just being written.
"""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from tenants import TenantConfig
from tenants.work import NewTask
from tickets.model.reminder import ReminderKind
from tickets.model.task import Task
from tickets.model.ticket import Ticket
from tickets.services.reminders import plan_reminder
from tickets.services.tasks import WantedTask, make_task
from tickets.store.absences import away_now, stand_in
from tickets.store.people import find_by_address
from tickets.store.tenants import departments
from tickets.store.unit_of_work import UnitOfWork

_END_OF_DAY = time(17)
_SATURDAY = 5


def add_rule_tasks(
    uow: UnitOfWork, config: TenantConfig, ticket: Ticket, tasks: tuple[NewTask, ...]
) -> list[Task]:
    """Add what the rules that fit bring along; a task of somebody who is away is the deputy's."""
    added = [make_task(uow, ticket, _wanted(uow, config, one), way="rule") for one in tasks]
    owe_words(uow, ticket, added)
    return added


def owe_words(uow: UnitOfWork, ticket: Ticket, tasks: Iterable[Task]) -> None:
    """Let who is to do tasks be told, but for a department that has been told of its ticket."""
    for task in tasks:
        if task.assignee_id is not None or task.department_id != ticket.department_id:
            plan_reminder(uow, ticket, ReminderKind.TASK, uow.now, about_id=task.id)


def due_after(now: datetime, working_days: int, zone: ZoneInfo) -> datetime:
    """Give the end of the day that is so many working days from now."""
    day = now.astimezone(zone).date()
    left = working_days
    while left > 0 or day.weekday() >= _SATURDAY:
        day += timedelta(days=1)
        left -= day.weekday() < _SATURDAY
    return datetime.combine(day, _END_OF_DAY, zone)


def _wanted(uow: UnitOfWork, config: TenantConfig, task: NewTask) -> WantedTask:
    person = find_by_address(uow, task.person) if task.person else None
    zone = ZoneInfo(config.time_zone)
    return WantedTask(
        title=task.title_in(config.language),
        department_id=departments(uow).get(task.department or ""),
        assignee_id=stand_in(away_now(uow), person.person.id) if person is not None else None,
        due_at=None if task.due_days is None else due_after(uow.now, task.due_days, zone),
    )
