"""The tasks of a ticket as its page shows them, each with what its reader may do."""

from dataclasses import dataclass
from datetime import datetime

from tickets.model.task import Blocks, Task, TaskKind, TaskState
from tickets.services.rights import Action, matter_of, may
from tickets.services.tasks import task_actions
from tickets.store.faces import Face, find_faces
from tickets.store.thread_views import Thread
from tickets.store.unit_of_work import ReadUnit
from web.dependencies import Visit
from web.desk.words import department_name


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One task with who has it."""

    task: Task
    holder: Face | None
    place: str
    """Name of its department where that is not the ticket's own."""
    is_late: bool
    can: frozenset[Action]
    due_day: str
    """As a field for a day holds it."""

    @property
    def is_done(self) -> bool:
        """Tell whether it is ticked off."""
        return self.task.state == TaskState.DONE

    @property
    def is_returned(self) -> bool:
        """Tell whether it was sent back and waits for somebody new."""
        return self.task.state == TaskState.SENT_BACK

    @property
    def may_change(self) -> bool:
        """Tell whether there is more to do with it than to tick it off."""
        return bool(self.can - {Action.TASK_DONE})

    @property
    def is_undelivered(self) -> bool:
        """Tell whether a mail that did not arrive raised it."""
        return self.task.kind == TaskKind.UNDELIVERED


@dataclass(frozen=True, slots=True)
class TaskList:
    """All tasks of a ticket."""

    lines: tuple[TaskLine, ...]
    may_add: bool

    @property
    def open_count(self) -> int:
        """Count those that are not done."""
        return sum(not line.is_done for line in self.lines)

    @property
    def before_offer(self) -> list[str]:
        """Name what has to be done before an offer may leave."""
        return self._blocking(Blocks.OFFER)

    @property
    def before_closing(self) -> list[str]:
        """Name what has to be done before the ticket may be finished."""
        return self._blocking(Blocks.CLOSING)

    def _blocking(self, blocks: Blocks) -> list[str]:
        return [
            one.task.title for one in self.lines if one.task.blocks == blocks and not one.is_done
        ]


def task_list(here: Visit, unit: ReadUnit, thread: Thread, places: dict[str, int]) -> TaskList:
    """Look at the tasks of a ticket; what is still to be done comes first."""
    ticket = thread.ticket
    faces = find_faces(unit, {one.assignee_id for one in thread.tasks if one.assignee_id})
    slugs = {row_id: slug for slug, row_id in places.items()}
    lines = [
        TaskLine(
            task=one,
            holder=faces.get(one.assignee_id or 0),
            place=_place(here, slugs, one, ticket.department_id),
            is_late=_is_late(one, here.reader.now),
            can=task_actions(unit, here.me, ticket, one),
            due_day=one.due_at.astimezone(here.reader.zone).date().isoformat()
            if one.due_at
            else "",
        )
        for one in thread.tasks
    ]
    lines.sort(key=lambda line: (line.is_done, line.task.id))
    return TaskList(tuple(lines), may_add=_may_add(here, unit, thread))


def _place(here: Visit, slugs: dict[int, str], task: Task, own: int) -> str:
    if task.department_id is None or task.department_id == own:
        return ""
    return department_name(here, slugs.get(task.department_id, ""))


def _is_late(task: Task, now: datetime) -> bool:
    return task.state != TaskState.DONE and task.due_at is not None and task.due_at < now


def _may_add(here: Visit, unit: ReadUnit, thread: Thread) -> bool:
    return may(here.me, Action.TASK_MAKE, matter_of(unit, here.me, thread.ticket))
