"""Says in one sentence what rules, turns, rests, merging and splitting did to a ticket."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from templates.sentences import N_
from tickets.model.event import Event, EventKind
from tickets.services.assigning import BY_RULE
from web.dependencies import Visit

_BY_RULE = {
    EventKind.DEPARTMENT_SET: N_("The rule “%(rule)s” brought this to %(place)s"),
    EventKind.KIND_SET: N_("The rule “%(rule)s” made this: %(kind)s"),
    EventKind.OWNER_SET: N_("The rule “%(rule)s” gave this to %(owner)s"),
}
_NEXT = N_("The rule “%(rule)s” gave this to %(owner)s, whose turn it was")
_INSTEAD = N_("The rule “%(rule)s” gave this to %(owner)s, as %(person)s is away")
_SNOOZED = N_("%(actor)s snoozed this until %(day)s")
_FOLLOWS_UP = N_("%(actor)s wants to hear of this on %(day)s if nobody has answered")
_WOKEN = {
    "time": N_("This is back, as its day has come"),
    "answer": N_("This is back, as somebody wrote"),
    "hand": N_("%(actor)s brought this back"),
}
_REMINDED = N_("Nobody had answered; %(person)s was told")
_MERGED_HERE = N_("%(actor)s merged #%(number)s into this")
_MERGED_AWAY = N_("%(actor)s merged this into #%(number)s")
_SPLIT_OFF = N_("%(actor)s made #%(number)s of a part of this")
_SPLIT_FROM = N_("%(actor)s made this of a part of #%(number)s")


@dataclass(frozen=True, slots=True)
class Telling:
    """A sentence's source, and what fills it beside names."""

    source: str
    values: Mapping[str, object]


def telling(here: Visit, event: Event) -> Telling | None:
    """Give the words for an event; None for one that is told elsewhere."""
    content = event.content or {}
    if content.get("by") == BY_RULE:
        return _rule(EventKind(event.kind), content)
    return _own(here, EventKind(event.kind), content)


def _own(here: Visit, kind: EventKind, content: Mapping[str, Any]) -> Telling | None:
    number = content.get("number")
    number = number if isinstance(number, int) else 0
    to_other = "into" in content
    match kind:
        case EventKind.SNOOZED:
            source = _FOLLOWS_UP if content.get("follows_up") else _SNOOZED
            return Telling(source, {"day": _day(here, content)})
        case EventKind.WOKEN:
            return Telling(_WOKEN.get(str(content.get("why")), _WOKEN["hand"]), {})
        case EventKind.REMINDED:
            return Telling(_REMINDED, {})
        case EventKind.MERGED:
            source = _MERGED_AWAY if to_other else _MERGED_HERE
        case EventKind.SPLIT:
            source = _SPLIT_OFF if to_other else _SPLIT_FROM
        case _:
            return None
    return Telling(source, {"number": number})


def _rule(kind: EventKind, content: Mapping[str, Any]) -> Telling | None:
    source = _BY_RULE.get(kind, "")
    if kind is EventKind.OWNER_SET and content.get("person"):
        source = _INSTEAD
    elif kind is EventKind.OWNER_SET and content.get("is_turn"):
        source = _NEXT
    return Telling(source, {"rule": content.get("rule", "")}) if source else None


def _day(here: Visit, content: Mapping[str, Any]) -> str:
    try:
        until = datetime.fromisoformat(str(content.get("until", "")))
    except ValueError:
        return "?"
    return here.reader.dates.stamp(until)
