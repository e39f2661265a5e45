"""The verbs of tasks: make one, give it to somebody, take it, do it, send it back.

Everything here stands under the lock of the task's ticket and chains an event. Who acts may do so
by page, by mail or by command: `By` says who and by which way, `rights` decides.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sqlalchemy import bindparam

from tickets.errors import NotFoundError, RefusedError, StaleError
from tickets.model.event import Event, EventKind
from tickets.model.ids import new_id
from tickets.model.task import Blocks, Task, TaskKind, TaskState
from tickets.model.ticket import Ticket
from tickets.model.viewer import Viewer
from tickets.services.rights import Action, NotAllowedError, matter_of, may, require
from tickets.store.fixed import FixedRows
from tickets.store.tasks import open_blockers
from tickets.store.unit_of_work import ReadUnit, UnitOfWork

LONGEST_TITLE, LONGEST_TEXT, LONGEST_REASON = 300, 20_000, 1000
Way = Literal["web", "mail", "command", "rule"]


@dataclass(frozen=True, slots=True)
class By:
    """Who acts, and by which way."""

    who: Viewer
    way: Way = "web"


@dataclass(frozen=True, slots=True)
class WantedTask:
    """A task about to be made; its id is known before, as mails about it are rendered first."""

    title: str
    text: str = ""
    department_id: int | None = None
    """None stands for that of the ticket."""
    assignee_id: int | None = None
    due_at: datetime | None = None
    blocks: Blocks = Blocks.NOTHING
    kind: TaskKind = TaskKind.ORDINARY
    step: str = ""
    message_id: int | None = None
    """The message that it is made of."""
    id: int = field(default_factory=new_id)


@dataclass(frozen=True, slots=True)
class TaskWords:
    """What a task says, as somebody changed it."""

    title: str
    text: str
    due_at: datetime | None
    blocks: Blocks


class TaskMovedError(StaleError):
    """Somebody was faster: the task is no longer as it was shown."""

    def __init__(self, task: Task) -> None:
        super().__init__("Somebody has changed this task meanwhile.")
        self.task = task


class BlockedError(RefusedError):
    """Steps of the ticket's checklist come first; `titles` names them."""

    def __init__(self, blocks: Blocks, titles: tuple[str, ...]) -> None:
        super().__init__(f"First this has to be done: {'; '.join(titles)}.")
        self.blocks, self.titles = blocks, titles


_WITH_A_TASK = (
    Action.TASK_TAKE,
    Action.TASK_ASSIGN,
    Action.TASK_CHANGE,
    Action.TASK_DONE,
    Action.TASK_SEND_BACK,
)
_ONE = FixedRows(Task, Task.id == bindparam("task_id"))


def find_task(unit: ReadUnit, ticket_id: int, task_id: int) -> Task:
    """Give a task of a ticket; raises NotFoundError where the ticket has no such one."""
    task = _ONE.first(unit, task_id=task_id)
    if task is None or task.ticket_id != ticket_id:
        raise NotFoundError("There is no such task.")
    return task


def make_task(
    uow: UnitOfWork,
    ticket: Ticket,
    wanted: WantedTask,
    *,
    by_id: int | None = None,
    way: Way = "rule",
) -> Task:
    """Add a task to a ticket; whoever asks for it has been asked whether they may."""
    task = Task(
        id=wanted.id,
        ticket_id=ticket.id,
        kind=wanted.kind,
        title=" ".join(wanted.title.split())[:LONGEST_TITLE],
        text=wanted.text.strip()[:LONGEST_TEXT],
        department_id=wanted.department_id or ticket.department_id,
        assignee_id=wanted.assignee_id,
        created_by_id=by_id,
        message_id=wanted.message_id,
        step=wanted.step,
        blocks=wanted.blocks,
        state=TaskState.OPEN,
        created_at=uow.now,
        due_at=wanted.due_at,
        version=1,
    )
    uow.add(task)
    content: dict[str, object] = {"kind": str(task.kind), "person": task.assignee_id}
    _record(uow, ticket, EventKind.TASK_ADDED, task, (by_id, way), content=content)
    return task


def ask_for_task(uow: UnitOfWork, ticket: Ticket, wanted: WantedTask, by: By) -> Task:
    """Add a task that somebody wants; raises NotAllowedError."""
    require(uow, by.who, Action.TASK_MAKE, ticket)
    return make_task(uow, ticket, wanted, by_id=by.who.person_id, way=by.way)


def take_task(
    uow: UnitOfWork, ticket: Ticket, task_id: int, by: By, version: int | None = None
) -> Task:
    """Make a task one's own; raises NotAllowedError where somebody has it."""
    task = _changed(uow, ticket, task_id, (by, Action.TASK_TAKE), version)
    return _hold(uow, ticket, task, by, (by.who.person_id, task.department_id))


def assign_task(
    uow: UnitOfWork,
    ticket: Ticket,
    task_id: int,
    by: By,
    holder: tuple[int | None, int | None],
    *,
    version: int | None = None,
) -> Task:
    """Give a task to a person, to a department or to nobody, as (person, department).

    A department of None leaves it where it is.
    """
    is_mine = holder[0] == by.who.person_id
    action = Action.TASK_TAKE if is_mine else Action.TASK_ASSIGN
    task = _changed(uow, ticket, task_id, (by, action), version)
    return _hold(uow, ticket, task, by, (holder[0], holder[1] or task.department_id))


def finish_task(
    uow: UnitOfWork,
    ticket: Ticket,
    task_id: int,
    by: By,
    *,
    is_done: bool = True,
    version: int | None = None,
) -> bool:
    """Finish a task or open it again; False where it is so already."""
    task = _changed(uow, ticket, task_id, (by, Action.TASK_DONE), version)
    wanted = TaskState.DONE if is_done else TaskState.OPEN
    if task.state == wanted:
        return False
    task.state, task.done_at = wanted, uow.now if is_done else None
    task.reason = ""
    if is_done and task.assignee_id is None:
        # Who did it is who had it: so says the board later.
        task.assignee_id = by.who.person_id
    _record_change(uow, ticket, task, by, {"state": str(task.state)})
    return True


def send_back_task(
    uow: UnitOfWork,
    ticket: Ticket,
    task_id: int,
    by: By,
    reason: str,
    *,
    version: int | None = None,
) -> Task:
    """Give a task back with a reason; it waits for somebody to assign it anew."""
    task = _changed(uow, ticket, task_id, (by, Action.TASK_SEND_BACK), version)
    task.state, task.done_at = TaskState.SENT_BACK, None
    task.reason = reason.strip()[:LONGEST_REASON]
    _record_change(uow, ticket, task, by, {"state": str(task.state), "reason": task.reason})
    return task


def change_task(
    uow: UnitOfWork,
    ticket: Ticket,
    task_id: int,
    by: By,
    words: TaskWords,
    *,
    version: int | None = None,
) -> bool:
    """Change what a task says, until when, and what it blocks; False where nothing changes."""
    task = _changed(uow, ticket, task_id, (by, Action.TASK_CHANGE), version)
    before = (task.title, task.text, task.due_at, task.blocks)
    after = (
        " ".join(words.title.split())[:LONGEST_TITLE],
        words.text.strip()[:LONGEST_TEXT],
        words.due_at,
        words.blocks,
    )
    if before == after:
        return False
    task.title, task.text, task.due_at, task.blocks = after
    changed: dict[str, object] = {}
    if before[2] != words.due_at:
        changed["due"] = words.due_at.isoformat() if words.due_at else None
    if before[3] != words.blocks:
        changed["blocks"] = str(words.blocks)
    _record_change(uow, ticket, task, by, changed)
    return True


def drop_task(uow: UnitOfWork, ticket: Ticket, task: Task, way: Way = "rule") -> None:
    """Close a step that no longer applies, as its ticket is of another kind now."""
    task.state, task.done_at, task.reason = TaskState.DONE, uow.now, NOT_NEEDED
    task.version += 1
    content: dict[str, object] = {"state": str(task.state), "why": NOT_NEEDED}
    _record(uow, ticket, EventKind.TASK_CHANGED, task, (None, way), content=content)


NOT_NEEDED = "not_needed"
"""Reason of a step that was closed because its ticket became of another kind."""


def blocking(unit: ReadUnit, ticket_id: int, blocks: Blocks) -> list[Task]:
    """List the tasks of a ticket that come first."""
    return open_blockers(unit, ticket_id, blocks)


def refuse_blocked(unit: ReadUnit, ticket_id: int, blocks: Blocks) -> None:
    """Raise BlockedError while something else has to be done first."""
    found = blocking(unit, ticket_id, blocks)
    if found:
        raise BlockedError(blocks, tuple(one.title for one in found))


def task_actions(unit: ReadUnit, who: Viewer, ticket: Ticket, task: Task) -> frozenset[Action]:
    """Give what somebody may do with a task, so that a page offers nothing else."""
    matter = matter_of(unit, who, ticket, task)
    return frozenset(one for one in _WITH_A_TASK if may(who, one, matter))


def _changed(
    uow: UnitOfWork,
    ticket: Ticket,
    task_id: int,
    wanted: tuple[By, Action],
    version: int | None,
) -> Task:
    """Give a task about to change; raises TaskMovedError before NotAllowedError.

    Who looked at an old page is told what happened, not that they may not do what it offered.
    """
    by, action = wanted
    task = find_task(uow, ticket.id, task_id)
    if version is not None and task.version != version:
        raise TaskMovedError(task)
    require(uow, by.who, action, ticket, task)
    return uow.watch(task)


def _hold(
    uow: UnitOfWork, ticket: Ticket, task: Task, by: By, holder: tuple[int | None, int | None]
) -> Task:
    if (task.assignee_id, task.department_id) == holder and task.state == TaskState.OPEN:
        return task
    task.assignee_id, task.department_id = holder
    # Whoever gets it is to do it, whatever became of it before.
    task.state, task.done_at, task.reason = TaskState.OPEN, None, ""
    _record_change(uow, ticket, task, by, {"person": holder[0], "department": holder[1]})
    return task


def _record_change(
    uow: UnitOfWork, ticket: Ticket, task: Task, by: By, content: dict[str, object]
) -> None:
    task.version += 1
    who = (by.who.person_id, by.way)
    _record(uow, ticket, EventKind.TASK_CHANGED, task, who, content=content)


def _record(
    uow: UnitOfWork,
    ticket: Ticket,
    kind: EventKind,
    task: Task,
    by: tuple[int | None, Way],
    *,
    content: dict[str, object],
) -> None:
    actor_id, way = by
    whole = {"task": task.id, "title": task.title, **content, "way": way}
    uow.add(Event.chained(ticket, kind, uow.now, actor_id=actor_id, content=whole))


__all__ = [
    "Action",
    "BlockedError",
    "By",
    "NotAllowedError",
    "TaskMovedError",
    "TaskWords",
    "WantedTask",
]
