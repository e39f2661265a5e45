"""An invitation in a mail as a card: what, when in the reader's zone, where, who asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from templates.sentences import N_
from templates.zones import find_zone
from tickets.model.noted import Appointment, find_appointment
from tickets.store.thread_views import Entry
from web.dependencies import Visit

_NOON = time(12)
_HEADINGS = {
    "REQUEST": N_("Invitation"),
    "PUBLISH": N_("Appointment"),
    "CANCEL": N_("Cancelled"),
    "REPLY": N_("Answer to an invitation"),
    "COUNTER": N_("Another time is proposed"),
}
_CHANGED = N_("Changed invitation")


@dataclass(frozen=True, slots=True)
class Card:
    """An invitation as it is shown."""

    heading: str
    what: str
    when: str
    where: str
    organizer: str
    is_cancelled: bool


def cards_of(here: Visit, entries: Sequence[Entry]) -> dict[int, Card]:
    """Make the cards of a ticket's messages; the same appointment once more is a change."""
    asked: set[str] = set()
    cards: dict[int, Card] = {}
    for entry in entries:
        found = find_appointment(entry.flags)
        if found is None:
            continue
        is_change = found.method == "REQUEST" and found.uid in asked
        source = _CHANGED if is_change else _HEADINGS.get(found.method, _HEADINGS["REQUEST"])
        cards[entry.id] = Card(
            heading=here.say(source),
            what=found.summary,
            when=_when(here, found),
            where=found.location,
            organizer=found.organizer,
            is_cancelled=found.method == "CANCEL",
        )
        if found.uid:
            asked.add(found.uid)
    return cards


def _when(here: Visit, found: Appointment) -> str:
    zone = find_zone(found.zone) if found.zone else here.reader.zone
    begin, end = _moment(here, found.starts_at, zone), _moment(here, found.ends_at, zone)
    if begin is None:
        return ""
    dates = here.reader.dates
    if "T" not in found.starts_at:
        days = [begin] if end is None else [begin, end]
        return " \N{EN DASH} ".join(dates.due(one) for one in days)
    written = dates.stamp(begin)
    if end is not None:
        is_same_day = begin.date() == end.date()
        written += f" \N{EN DASH} {dates.clock(end) if is_same_day else dates.stamp(end)}"
    # A zone that nobody knows is named, as the time is as its writer's clock says.
    return written if zone is not None else f"{written} ({found.zone})"


def _moment(here: Visit, written: str, zone: ZoneInfo | None) -> datetime | None:
    """Read a moment and give it in the reader's zone; a whole day is its noon there."""
    try:
        read = datetime.fromisoformat(written)
    except ValueError:
        return None
    if "T" not in written:
        return datetime.combine(read.date(), _NOON, here.reader.zone)
    own = here.reader.zone
    try:
        return read.replace(tzinfo=zone or own).astimezone(own)
    except OverflowError:
        return None
