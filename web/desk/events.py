"""Says in one sentence what happened to a ticket."""

from collections.abc import Mapping
from typing import Any

from templates.sentences import N_
from tickets.model.event import Event, EventKind
from tickets.model.ticket import TicketState
from tickets.store.thread_views import Thread
from web.dependencies import Visit
from web.desk.judging_events import judged
from web.desk.sharing_events import telling
from web.desk.task_events import tasked
from web.desk.words import department_name, kind_name

_SENTENCES = {
    EventKind.DEPARTMENT_SET: N_("%(actor)s moved this to %(place)s"),
    EventKind.KIND_SET: N_("%(actor)s made this: %(kind)s"),
    EventKind.STATE_SET: N_("%(actor)s opened this again"),
    EventKind.PARTICIPANT_ADDED: N_("%(person)s takes part now"),
    EventKind.PARTICIPANT_SUGGESTED: N_("%(person)s is suggested to take part"),
    EventKind.PARTICIPANT_REMOVED: N_("%(person)s no longer takes part"),
    EventKind.MESSAGE_WITHDRAWN: N_("%(actor)s took a message back before it was sent"),
    EventKind.ENTERED: N_("%(actor)s entered this for %(person)s"),
    EventKind.REQUESTER_SET: N_("%(actor)s confirmed %(person)s as the customer"),
    EventKind.SUGGESTED_LINK: N_("This may belong to an earlier ticket"),
}
_FINISHED = N_("%(actor)s finished this")
_LET_GO = N_("%(actor)s let go of this")
_TAKEN = N_("%(actor)s took this over")
_HANDED_OVER = N_("%(actor)s handed this over to %(owner)s")


def event_sentence(here: Visit, thread: Thread, event: Event, steps: Mapping[int, str]) -> str:
    """Say what happened; empty for what is told elsewhere.

    `steps` says which lines tell of checklists (`task_events.steps_together`).
    """
    content = event.content or {}
    special = (
        judged(here, event) or telling(here, event) or tasked(here, event, thread.places, steps)
    )
    source = special.source if special else _source(event, content)
    if not source:
        return ""
    names = thread.names
    usual = {
        "actor": names.get(event.actor_id or 0, "Stafette"),
        "owner": names.get(content.get("owner") or 0, "?"),
        "person": names.get(content.get("person") or 0, "?"),
        "place": department_name(here, str(content.get("department", ""))),
        "kind": kind_name(here, str(content.get("kind", ""))),
    }
    return here.say(source, **{**usual, **(special.values if special else {})})


def _source(event: Event, content: dict[str, Any]) -> str:
    kind = EventKind(event.kind)
    if kind is EventKind.OWNER_SET:
        return _owner_source(event, content)
    if kind is EventKind.STATE_SET and content.get("state") == TicketState.DONE:
        return _FINISHED
    return _SENTENCES.get(kind, "")


def _owner_source(event: Event, content: dict[str, Any]) -> str:
    owner_id = content.get("owner")
    if owner_id is None:
        # What taking a message back undid is told by that event.
        return "" if content.get("by") == "undo" else _LET_GO
    return _TAKEN if owner_id == event.actor_id else _HANDED_OVER
