"""Queries on tasks: what comes first on a ticket, and how many somebody has."""

from sqlalchemy import bindparam, select

from tickets.model.event import Event, EventKind
from tickets.model.task import Blocks, Task, TaskState
from tickets.store.fixed import Fixed, FixedRows
from tickets.store.unit_of_work import ReadUnit

_BLOCKERS = FixedRows(
    Task,
    Task.ticket_id == bindparam("ticket_id"),
    Task.blocks == bindparam("blocks"),
    Task.state != TaskState.DONE.value,
)
_OF_TICKET = FixedRows(Task, Task.ticket_id == bindparam("ticket_id"))
_CHANGERS = Fixed(
    select(Event.actor_id, Event.content)
    .where(
        Event.tenant == bindparam("of_tenant"),
        Event.ticket_id == bindparam("ticket_id"),
        Event.kind == EventKind.TASK_CHANGED.value,
    )
    .order_by(Event.seq.desc())
)


def open_blockers(unit: ReadUnit, ticket_id: int, blocks: Blocks) -> list[Task]:
    """List the tasks of a ticket that are not done and block something, oldest first."""
    return _BLOCKERS.all(unit, ticket_id=ticket_id, blocks=blocks.value)


def tasks_of(unit: ReadUnit, ticket_id: int) -> list[Task]:
    """List all tasks of a ticket, oldest first."""
    return _OF_TICKET.all(unit, ticket_id=ticket_id)


def last_changer(unit: ReadUnit, ticket_id: int, task_id: int) -> int | None:
    """Say who changed a task last; None where nobody did, or a rule."""
    for actor_id, content in _CHANGERS.rows(unit, ticket_id=ticket_id):
        if (content or {}).get("task") == task_id and "message" not in content:
            return int(actor_id) if actor_id is not None else None
    return None
