"""Small things that reading a mail found out, kept among the flags of its message."""

import json
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from datetime import date

from tickets.text.documents import Unread

_BACK_ON, _APPOINTMENT, _UNREAD = "back_on:", "appointment:", "unread:"
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Appointment:
    """What an invitation in a mail asks for, as its writer's calendar says it (RFC 5546)."""

    method: str
    summary: str
    starts_at: str
    """ISO 8601 without offset, or a date alone for whole days."""
    ends_at: str
    zone: str
    """`UTC`, or the name of a time zone as that calendar calls it; empty for anywhere."""
    location: str
    organizer: str
    uid: str

    @property
    def note(self) -> str:
        """Give it as one short text."""
        written = [one[:_LONGEST] for one in astuple(self)]
        return _APPOINTMENT + json.dumps(written, ensure_ascii=False, separators=(",", ":"))


def note_of_return(day: str) -> str:
    """Keep the day, as ISO 8601, on which an absent writer returns."""
    return f"{_BACK_ON}{day}"


def find_return(flags: Iterable[str]) -> date | None:
    """Give the day on which the writer of an automatic mail returns, where it said so."""
    written = next((one.removeprefix(_BACK_ON) for one in flags if one.startswith(_BACK_ON)), "")
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None


def note_of_unread(position: int, why: Unread) -> str:
    """Keep why the words of a message's file are not known, or not all of them."""
    return f"{_UNREAD}{position}:{why}"


def find_unread(flags: Iterable[str]) -> dict[int, Unread]:
    """Give for the positions of a message's files why their words are not all known."""
    found: dict[int, Unread] = {}
    for one in flags:
        position, _, why = one.removeprefix(_UNREAD).partition(":")
        if one.startswith(_UNREAD) and position.isdecimal() and why in set(Unread):
            found[int(position)] = Unread(why)
    return found


def find_appointment(flags: Iterable[str]) -> Appointment | None:
    """Give the appointment that a message is about."""
    written = next((one for one in flags if one.startswith(_APPOINTMENT)), "")
    if not written:
        return None
    values = json.loads(written.removeprefix(_APPOINTMENT))
    # A later version may keep more of it, an earlier one kept less.
    count = len(fields(Appointment))
    return Appointment(*[str(one) for one in (*values, *[""] * count)[:count]])
