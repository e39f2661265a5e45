"""Says in one sentence what happened to the tasks of a ticket, for its staff alone."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from templates.sentences import N_
from tickets.model.event import Event, EventKind
from tickets.model.task import TaskKind, TaskState
from tickets.services.tasks import NOT_NEEDED
from web.dependencies import Visit
from web.desk.sharing_events import Telling
from web.desk.words import department_name

_STEPS = N_("The checklist asks for: %(tasks)s")
_TOLD_ELSEWHERE = (TaskKind.UNDELIVERED, TaskKind.QUOTE_RETURNED)
_ADDED = N_("%(actor)s added the task “%(task)s”")
_ADDED_FOR = N_("%(actor)s added the task “%(task)s” for %(person)s")
_RULE_ADDED = N_("A rule added the task “%(task)s”")
_RULE_ADDED_FOR = N_("A rule added the task “%(task)s” for %(person)s")
_TAKEN = N_("%(actor)s took the task “%(task)s”")
_GIVEN = N_("%(actor)s gave the task “%(task)s” to %(person)s")
_TO_DEPARTMENT = N_("%(actor)s gave the task “%(task)s” to %(place)s")
_STATES = {
    TaskState.DONE: N_("%(actor)s finished the task “%(task)s”"),
    TaskState.OPEN: N_("%(actor)s opened the task “%(task)s” again"),
    TaskState.SENT_BACK: N_("%(actor)s sent the task “%(task)s” back: %(reason)s"),
}
_DROPPED = N_("The task “%(task)s” is not needed any more")
_DUE = N_("%(actor)s wants the task “%(task)s” done by %(day)s")
_NOT_DUE = N_("%(actor)s set no day for the task “%(task)s” any more")
_CHANGED = N_("%(actor)s changed the task “%(task)s”")
_WRITTEN = N_("%(actor)s wrote about the task “%(task)s”")


def tasked(
    here: Visit, event: Event, places: Mapping[int, str], steps: Mapping[int, str]
) -> Telling | None:
    """Give the words for an event of a task; None for any other, and where another line tells it.

    `places` are slugs of departments by id, `steps` is what `steps_together` gives.
    """
    content = event.content or {}
    match EventKind(event.kind):
        case EventKind.TASK_ADDED if event.seq in steps:
            return Telling(_STEPS, {"tasks": steps[event.seq]}) if steps[event.seq] else None
        case EventKind.TASK_ADDED if content.get("kind") in _TOLD_ELSEWHERE:
            return None
        case EventKind.TASK_ADDED:
            source = _added(event, content)
        case EventKind.TASK_CHANGED:
            source = _changed(event, content)
        case _:
            return None
    slug = places.get(content.get("department") or 0, "")
    values = {
        "task": content.get("title", "?"),
        "reason": content.get("reason", ""),
        "place": department_name(here, slug) if slug else "?",
        "day": _day(here, content.get("due")),
    }
    return Telling(source, values)


def steps_together(events: Sequence[Event]) -> dict[int, str]:
    """Put the steps of a checklist that came at once on the first of their events.

    Gives, by the number of an event, the titles that it tells; empty where an earlier one does.
    """
    steps = [one for one in events if _is_step(one)]
    told: dict[int, list[str]] = {}
    heads: dict[int, int] = {}
    for before, event in pairwise([None, *steps]):
        assert event is not None, "Only the one before the first is nothing."
        follows = before is not None and event.seq == before.seq + 1
        head = heads[before.seq] if before is not None and follows else event.seq
        heads[event.seq] = head
        told.setdefault(head, []).append(str((event.content or {}).get("title", "?")))
    return {seq: "; ".join(told.get(seq, ())) for seq in heads}


def _is_step(event: Event) -> bool:
    is_added = event.kind == EventKind.TASK_ADDED
    return is_added and (event.content or {}).get("kind") == TaskKind.STEP


def _added(event: Event, content: Mapping[str, Any]) -> str:
    for_other = content.get("person") not in (None, event.actor_id)
    if event.actor_id is None:
        return _RULE_ADDED_FOR if for_other else _RULE_ADDED
    return _ADDED_FOR if for_other else _ADDED


def _changed(event: Event, content: Mapping[str, Any]) -> str:
    if content.get("why") == NOT_NEEDED:
        return _DROPPED
    if "state" in content:
        return _STATES[TaskState(content["state"])]
    if "message" in content:
        return _WRITTEN
    if "person" in content:
        return _held(event, content)
    if "due" in content:
        return _DUE if content["due"] else _NOT_DUE
    return _CHANGED


def _held(event: Event, content: Mapping[str, Any]) -> str:
    if content["person"] is None:
        return _TO_DEPARTMENT
    return _TAKEN if content["person"] == event.actor_id else _GIVEN


def _day(here: Visit, due: object) -> str:
    try:
        return here.reader.dates.due(datetime.fromisoformat(str(due or "")))
    except ValueError:
        return ""
