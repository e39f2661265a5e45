"""Whole acts around tasks: what is owed is rendered first, then task and mails are written at once.

Pages call these; they open units of work of their own. Who acts inside one that is open already
uses `tasks` and `task_notices` directly.
"""

from dataclasses import replace

from tenants import TenantConfig
from tickets.core import Core
from tickets.model.task import Task
from tickets.services.conversation import lock_ticket
from tickets.services.handling import tell
from tickets.services.notify import Draft
from tickets.services.task_notices import Asker, ToldTask, plan_task_notice
from tickets.services.tasks import By, WantedTask, ask_for_task, assign_task, find_task

Holder = tuple[int | None, int | None]
"""(person, department); a department of None leaves the task where it is."""


def add_task(core: Core, config: TenantConfig, ticket_id: int, wanted: WantedTask, by: By) -> Task:
    """Add a task that somebody wants and tell who is to do it; raises NotAllowedError."""
    drafts = plan_task_notice(core, config, ticket_id, ToldTask.of(wanted), _asker(by))
    with core.write(config.slug) as uow:
        ticket = lock_ticket(uow, ticket_id)
        task = ask_for_task(uow, ticket, wanted, by)
        tell(uow, core, config, ticket, drafts)
    return task


def give_task(
    core: Core,
    config: TenantConfig,
    ticket_id: int,
    task_id: int,
    by: By,
    *,
    holder: Holder,
    version: int | None = None,
) -> Task:
    """Give a task to a person, a department or nobody, and tell who has it now.

    Raises NotFoundError, TaskMovedError and NotAllowedError. Where it only goes back to its own
    department, nobody is told: it stands on the board.
    """
    drafts = plan_giving(core, config, ticket_id, task_id, by, holder=holder)
    with core.write(config.slug) as uow:
        ticket = lock_ticket(uow, ticket_id)
        task = assign_task(uow, ticket, task_id, by, holder, version=version)
        tell(uow, core, config, ticket, drafts)
    return task


def plan_giving(
    core: Core, config: TenantConfig, ticket_id: int, task_id: int, by: By, *, holder: Holder
) -> tuple[Draft, ...]:
    """Render the word to who gets a task and did not have it; raises NotFoundError."""
    with core.read(config.slug) as unit:
        before = find_task(unit, ticket_id, task_id)
    told = _told(before, holder)
    return plan_task_notice(core, config, ticket_id, told, _asker(by)) if told else ()


def _told(task: Task, holder: Holder) -> ToldTask | None:
    """Tell of a task as it will be; None where nobody gets it who did not have it."""
    person_id, department_id = holder
    if person_id is not None:
        is_new = person_id != task.assignee_id
    else:
        is_new = department_id is not None and department_id != task.department_id
    if not is_new:
        return None
    place = department_id or task.department_id
    return replace(ToldTask.of(task), assignee_id=person_id, department_id=place)


def _asker(by: By) -> Asker:
    return Asker(by.who.person_id, by.who.shown_name)
