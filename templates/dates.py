"""Days and times on pages, as short as the reader's language allows and the moment needs."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_skeleton, format_timedelta

from templates.languages import Speaker

_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_MONTH_DAYS = 300
"""Beyond so many days a date names its year."""


@dataclass(frozen=True, slots=True)
class Dates:
    """How one reader, in one zone at one moment, is told of times."""

    speaker: Speaker
    zone: ZoneInfo
    now: datetime

    def moment(self, at: datetime) -> str:
        """Return everything, as in `19 listopada 2026, 10:39 CET`."""
        return self.speaker.moment(at, self.zone)

    def stamp(self, at: datetime) -> str:
        """Return weekday, day and time, as in `Mo., 16. Nov., 09:10`."""
        return f"{self._skeleton('MMMEd' if self._is_near(at) else 'yMMMd', at)}, {self.clock(at)}"

    def day(self, at: datetime) -> str:
        """Return day and month, as in `19 listopada`, and the year of a far one."""
        if self._is_near(at):
            return self.speaker.day(at, self.zone)
        return self.speaker.date(at, self.zone)

    def due(self, at: datetime) -> str:
        """Return the day of the week as well, as in `Fr., 20. Nov.`."""
        return self._skeleton("MMMEd" if self._is_near(at) else "yMMMd", at)

    def clock(self, at: datetime) -> str:
        """Return the time of day, as in `09:10`."""
        return f"{self._local(at):%H:%M}"

    def ago(self, at: datetime) -> str:
        """Return how long ago something was, as in `3 Min.`, `2 Std.`, `gestern`, `16 lis`."""
        passed = self.now - at
        if passed < _MINUTE:
            return self.speaker.say("now").text
        if passed < _HOUR or (passed < 12 * _HOUR and self._days_ago(at) == 0):
            unit: Literal["minute", "hour"] = "minute" if passed < _HOUR else "hour"
            return format_timedelta(
                passed, granularity=unit, threshold=99, format="short", locale=self.speaker.locale
            ).replace(" ", "\N{NO-BREAK SPACE}")
        return self._date(at)

    def when(self, at: datetime) -> str:
        """Return the time of today, else the day, as in `14:20`, `wczoraj`, `16 lis`."""
        return self.clock(at) if self._days_ago(at) == 0 else self._date(at)

    def _date(self, at: datetime) -> str:
        if self._days_ago(at) == 0:
            return self.clock(at)
        if self._days_ago(at) == 1:
            return self.speaker.say("yesterday").text
        return self._skeleton("MMMd" if self._is_near(at) else "yMMMd", at)

    def _skeleton(self, skeleton: str, at: datetime) -> str:
        return _written(self.speaker.locale, skeleton, self._local(at).date())

    def _local(self, at: datetime) -> datetime:
        return at.astimezone(self.zone)

    def _days_ago(self, at: datetime) -> int:
        return (self._local(self.now).date() - self._local(at).date()).days

    def _is_near(self, at: datetime) -> bool:
        return abs(self._days_ago(at)) < _MONTH_DAYS


@lru_cache(maxsize=4096)
def _written(locale: Locale, skeleton: str, day: date) -> str:
    """Write a day; a list has the same few again and again."""
    return format_skeleton(skeleton, day, locale=locale).replace(" ", "\N{NO-BREAK SPACE}")
