"""What people do with tasks while the world is made, through the services that the pages call."""

from zoneinfo import ZoneInfo

from sqlalchemy import select

from stafette.demo.conversations import Does, Step
from tenants import TenantConfig
from tickets.core import Core
from tickets.errors import NotFoundError
from tickets.model.task import Task
from tickets.model.viewer import Viewer
from tickets.services.conversation import lock_ticket
from tickets.services.rule_tasks import due_after
from tickets.services.task_giving import add_task, give_task
from tickets.services.tasks import By, WantedTask, finish_task, send_back_task

WITH_TASKS = frozenset({Does.TASK, Does.TASK_TAKE, Does.TASK_DONE, Does.TASK_BACK})


def do_task(
    core: Core, config: TenantConfig, ticket_id: int, step: Step, *, me: Viewer, whom: Viewer | None
) -> None:
    """Make a task, or do something with the one of the ticket that has the step's title."""
    by = By(me)
    if step.does is Does.TASK:
        zone = ZoneInfo(config.time_zone)
        wanted = WantedTask(
            title=step.title,
            text=step.text,
            assignee_id=whom.person_id if whom is not None else None,
            due_at=None if step.due is None else due_after(core.clock.now(), step.due, zone),
        )
        add_task(core, config, ticket_id, wanted, by)
        return
    task_id = _find(core, config, ticket_id, step.title)
    match step.does:
        case Does.TASK_TAKE:
            give_task(core, config, ticket_id, task_id, by, holder=(me.person_id, None))
        case Does.TASK_DONE:
            with core.write(config.slug) as uow:
                finish_task(uow, lock_ticket(uow, ticket_id), task_id, by)
        case Does.TASK_BACK:
            with core.write(config.slug) as uow:
                send_back_task(uow, lock_ticket(uow, ticket_id), task_id, by, step.text)
        case _:
            raise ValueError(f"{step.does!r} is nothing that is done with a task.")


def _find(core: Core, config: TenantConfig, ticket_id: int, title: str) -> int:
    with core.read(config.slug) as unit:
        found = unit.session.scalar(
            select(Task.id).where(Task.ticket_id == ticket_id, Task.title == title)
        )
    if found is None:
        raise NotFoundError(f"No task is called {title!r} there.")
    return found
