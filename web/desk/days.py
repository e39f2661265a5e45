"""Days that people choose: presets, and what a date field holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from templates.sentences import N_
from web.dependencies import Visit

MORNING = time(7)
"""When a day begins for who comes back to something."""
_WEEK = 7
_PRESETS = {
    "tomorrow": N_("Tomorrow"),
    "monday": N_("On Monday"),
    "week": N_("In a week"),
}


@dataclass(frozen=True, slots=True)
class Preset:
    """A day that one button stands for."""

    code: str
    label: str
    at: datetime


def presets(here: Visit) -> Sequence[Preset]:
    """Give the usual days, each with its moment for this reader; none stands twice."""
    today = here.reader.now.astimezone(here.reader.zone).date()
    days = {
        "tomorrow": today + timedelta(days=1),
        "monday": today + timedelta(days=_WEEK - today.weekday()),
        "week": today + timedelta(days=_WEEK),
    }
    found: dict[date, Preset] = {}
    for code, day in days.items():
        label = here.say(_PRESETS[code])
        found.setdefault(day, Preset(code, label, morning_of(day, here.reader.zone)))
    return list(found.values())


def chosen_moment(here: Visit, code: str, day: str) -> datetime | None:
    """Read a preset, or else a day as date fields send it; None for what is neither."""
    preset = next((one for one in presets(here) if one.code == code), None)
    if preset is not None:
        return preset.at
    read = read_day(day)
    return morning_of(read, here.reader.zone) if read is not None else None


def read_day(text: str) -> date | None:
    """Read a day as date fields send it; None for anything else."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def morning_of(day: date, zone: ZoneInfo) -> datetime:
    """Give the moment at which a day begins for people at work."""
    return datetime.combine(day, MORNING, zone)
