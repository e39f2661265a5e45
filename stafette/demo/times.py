"""Times of the made-up world, told from today, so that its clock is always fresh."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton

_AGO = re.compile(r"(?P<count>\d+)(?P<unit>[mh])\Z")
_WORKDAY = re.compile(r"(?P<days>\d+)d (?P<hour>\d\d):(?P<minute>\d\d)\Z")
_SLOT = re.compile(r"\{(?P<what>day|weekday|week|month|year)(?P<days>[+-]\d+)\}")
_SATURDAY = 5
_REGIONS = {"en": "en_GB"}


@dataclass(frozen=True, slots=True)
class Calendar:
    """Turns "three working days ago" into a time, seen from one moment in one zone."""

    now: datetime
    zone: ZoneInfo

    def moment(self, told: str) -> datetime:
        """Give the time that `40m`, `3h` or `4d 09:12` tells: ago, or working days before today.

        Raises ValueError for other words.
        """
        if ago := _AGO.match(told):
            minutes = int(ago["count"]) * (60 if ago["unit"] == "h" else 1)
            return self.now - timedelta(minutes=minutes)
        if (at := _WORKDAY.match(told)) is None:
            raise ValueError(f"{told!r} is no time; write 40m, 3h or 4d 09:12.")
        day = self._working_day(int(at["days"]))
        local = datetime.combine(day, time(int(at["hour"]), int(at["minute"])), self.zone)
        return local.astimezone(UTC)

    def fill(self, text: str, language: str, written_at: datetime) -> str:
        """Replace `{day+12}` by the day twelve days after the mail, in its language.

        `week`, `weekday`, `month` and `year` stand for these of that day. A Saturday or Sunday
        becomes the Monday after.
        """
        written = written_at.astimezone(self.zone).date()
        locale = Locale.parse(_REGIONS.get(language, language))

        def named(slot: re.Match[str]) -> str:
            day = _next_working_day(written + timedelta(days=int(slot["days"])))
            match slot["what"]:
                case "week":
                    return str(day.isocalendar().week)
                case "weekday":
                    return format_date(day, "EEEE", locale)
                case "month":
                    return format_date(day, "LLLL", locale)
                case "year":
                    return str(day.year)
                case _:
                    midnight = datetime.combine(day, time(), UTC)
                    return format_skeleton("MMMMd", midnight, locale=locale)

        return _SLOT.sub(named, text)

    def _working_day(self, back: int) -> date:
        """Give the working day so many before today; Saturday and Sunday count as Friday."""
        day = self.now.astimezone(self.zone).date()
        while back:
            day -= timedelta(days=1)
            back -= day.weekday() < _SATURDAY
        return day


def _next_working_day(day: date) -> date:
    while day.weekday() >= _SATURDAY:
        day += timedelta(days=1)
    return day
