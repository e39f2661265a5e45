"""The steps of a ticket's checklist, which are tasks of it."""

from zoneinfo import ZoneInfo

from tenants import TenantConfig
from tenants.work import Step
from tickets.model.task import Blocks, Task, TaskKind, TaskState
from tickets.model.ticket import Ticket
from tickets.services.rule_tasks import due_after, owe_words
from tickets.services.tasks import NOT_NEEDED, WantedTask, drop_task, make_task
from tickets.store.tasks import tasks_of
from tickets.store.tenants import departments
from tickets.store.unit_of_work import UnitOfWork


def add_checklist(
    uow: UnitOfWork, config: TenantConfig, ticket: Ticket, *, tells: bool = True
) -> list[Task]:
    """Make tasks of the steps that tickets of this kind have and this one has not yet.

    Steps of another kind that nobody has done are closed, and come back with their kind. A step
    for another department than the ticket's is told to its members, unless nobody is to be told.
    """
    if not config.checklists:
        return []
    wanted = {
        step.name: step
        for checklist in config.checklists
        if checklist.kind == ticket.kind
        for step in checklist.steps
    }
    present = {one.step: one for one in tasks_of(uow, ticket.id) if one.step}
    present |= {one.step: one for one in uow.pending(Task) if one.step and _is_of(one, ticket)}
    for name, task in present.items():
        if name not in wanted and task.state != TaskState.DONE:
            drop_task(uow, ticket, uow.watch(task))
        elif name in wanted and task.reason == NOT_NEEDED:
            again = uow.watch(task)
            again.state, again.done_at, again.reason = TaskState.OPEN, None, ""
            again.version += 1
    fresh = [one for name, one in wanted.items() if name not in present]
    added = [make_task(uow, ticket, _wanted(uow, config, one)) for one in fresh]
    if tells:
        owe_words(uow, ticket, added)
    return added


def _is_of(task: Task, ticket: Ticket) -> bool:
    return task.ticket_id == ticket.id


def _wanted(uow: UnitOfWork, config: TenantConfig, step: Step) -> WantedTask:
    zone = ZoneInfo(config.time_zone)
    return WantedTask(
        title=step.title_in(config.language),
        department_id=departments(uow).get(step.department or ""),
        due_at=None if step.due_days is None else due_after(uow.now, step.due_days, zone),
        blocks=Blocks(step.blocks),
        kind=TaskKind.STEP,
        step=step.name,
    )
