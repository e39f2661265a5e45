"""The tasks that a rule adds to a new ticket, and until when they are to be done."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from tenants import TenantConfig
from tenants.work import NewTask
from tickets.model.task import Task
from tickets.model.ticket import Ticket
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
    return [make_task(uow, ticket, _wanted(uow, config, one), way="rule") for one in tasks]


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
