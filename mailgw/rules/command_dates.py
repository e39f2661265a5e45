"""Days as people name them in five languages, seen from a given day; pure."""

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta

from mailgw.rules.command_values import Why
from mailgw.rules.command_words import WORDS
from tickets.text.fold import fold

_WORDS = WORDS.dates
_FRIDAY = 5
_DAYS_OF_WEEK = 7
_PAIR = 2
_DIGITS = 3
_MAX_AHEAD = timedelta(days=3 * 366)
# A day without a year that has just gone by is more likely a slip than a wish for next year.
_SLIP = timedelta(days=180)
_MAX_WORDS = 8
_MAX_LENGTH = 60
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_NUMERIC = re.compile(r"(\d{1,2})([./-])(\d{1,2})(?:\2(\d{4}|\d{2})?)?")
_ORDINAL = re.compile(r"(\d{1,2})(?:\.|st|nd|rd|th|º|°)?")
_YEAR = re.compile(r"20\d\d")
_GLUED_WEEK = re.compile(r"([a-z]{1,4})(\d{1,2})")
# Two languages mean different days by these; the language of the mail decides, or nobody.
_SPLIT_WORDS = {"so": {"de": 7, "pl": 6}}

Day = date | Why | None
"""A day; or why it cannot be told which; or None, where this is no day at all."""


def read_day(text: str, today: date, *, languages: Sequence[str] = (), last: bool = True) -> Day:
    """Read a day from today on; `last` takes of a whole week its Friday, else its Monday."""
    if len(text) > _MAX_LENGTH:
        return None
    folded = fold(text).replace(",", " ").strip(" .!;")
    words = folded.split()
    if len(words) > _MAX_WORDS:
        return None
    whole = _phrase(" ".join(words), today, last=last)
    while whole is None and words and words[0] in _WORDS.fill and len(words) > 1:
        found = _relative(words, today)
        if found is not None:
            return found
        words = words[1:]
        whole = _phrase(" ".join(words), today, last=last)
    if whole is not None or not words:
        return whole
    return _bounded(_named(words, today, languages, last=last), today)


def _named(words: list[str], today: date, languages: Sequence[str], *, last: bool) -> Day:
    for found in (
        _relative(words, today),
        _numeric(words, today),
        _in_words(words, today),
        _week(words, today, last=last),
    ):
        if found is not None:
            return found
    return _weekday(words, today, languages)


def _bounded(day: Day, today: date) -> Day:
    if not isinstance(day, date):
        return day
    if day < today:
        return Why.PAST_DATE
    return day if day - today <= _MAX_AHEAD else Why.UNREADABLE_DATE


def _phrase(phrase: str, today: date, *, last: bool) -> date | None:
    monday = today - timedelta(days=today.weekday())
    friday = monday + timedelta(days=_FRIDAY - 1)
    last_of_month = monthrange(today.year, today.month)[1]
    days = {
        "today": today,
        "tomorrow": today + timedelta(days=1),
        "after_tomorrow": today + timedelta(days=2),
        "week_end": friday if friday >= today else friday + timedelta(weeks=1),
        "month_end": today.replace(day=last_of_month),
        "next_week": (friday if last else monday) + timedelta(weeks=1),
    }
    return days.get(_WORDS.phrases.get(phrase, ""))


def _relative(words: list[str], today: date) -> Day:
    """Read `in 3 Tagen`, `za tydzień`, `3 days`."""
    rest = words[1:] if words[0] in _WORDS.in_ else words
    if not rest or len(rest) > _PAIR or rest[-1] not in _WORDS.units:
        return None
    if len(rest) == 1:
        if rest is words or rest[0] not in _WORDS.units:
            return None
        count = 1
    elif rest[0].isascii() and rest[0].isdigit() and len(rest[0]) <= _DIGITS:
        count = int(rest[0])
    elif rest[0] in _WORDS.numbers:
        count = _WORDS.numbers[rest[0]]
    else:
        return None
    return _bounded(_later(today, count, _WORDS.units[rest[-1]]), today)


def _later(today: date, count: int, unit: str) -> date:
    if unit == "month":
        year, month = divmod(today.year * 12 + today.month - 1 + count, 12)
        return date(year, month + 1, min(today.day, monthrange(year, month + 1)[1]))
    return today + timedelta(days=count * (_DAYS_OF_WEEK if unit == "week" else 1))


def _numeric(words: list[str], today: date) -> Day:
    """Read 2026-11-12, 12.11., 12.11.2026 and 12/11; the day stands first."""
    if len(words) == _PAIR and words[0].rstrip(".") in _WORDS.weekdays:
        day = _numeric(words[1:], today)
        if isinstance(day, date) and day.isoweekday() != _WORDS.weekdays[words[0].rstrip(".")]:
            return Why.TWO_MEANINGS
        return day
    if len(words) != 1:
        return None
    if match := _ISO.fullmatch(words[0]):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _NUMERIC.fullmatch(words[0]):
        return _of_year(match[4], int(match[3]), int(match[1]), today)
    return None


def _in_words(words: list[str], today: date) -> Day:
    """Read `12. November 2026`, `12 listopada`, `November 12`."""
    if words[0].rstrip(".") in _WORDS.weekdays and len(words) > _PAIR:
        day = _in_words(words[1:], today)
        if isinstance(day, date) and day.isoweekday() != _WORDS.weekdays[words[0].rstrip(".")]:
            return Why.TWO_MEANINGS
        return day
    parts = [word.rstrip(".") for word in words]
    year = parts.pop() if len(parts) > _PAIR and _YEAR.fullmatch(parts[-1]) else None
    if len(parts) != _PAIR:
        return None
    if parts[0] in _WORDS.months:
        parts.reverse()
    number = _ORDINAL.fullmatch(parts[0])
    if number is None or parts[1] not in _WORDS.months:
        return None
    return _of_year(year, _WORDS.months[parts[1]], int(number[1]), today)


def _week(words: list[str], today: date, *, last: bool) -> Day:
    """Read `KW 48`, `KW48` and `48. KW`."""
    parts = [word.rstrip(".") for word in words]
    if len(parts) == 1 and (glued := _GLUED_WEEK.fullmatch(parts[0])):
        parts = [glued[1], glued[2]]
    if len(parts) != _PAIR:
        return None
    if parts[1] in _WORDS.week:
        parts.reverse()
    if parts[0] not in _WORDS.week or not re.fullmatch(r"[0-9]{1,2}", parts[1]):
        return None
    weekday = _FRIDAY if last else 1
    for year in (today.isocalendar().year, today.isocalendar().year + 1):
        try:
            day = date.fromisocalendar(year, int(parts[1]), weekday)
        except ValueError:
            return Why.UNREADABLE_DATE
        if day >= today:
            return day
        if today - day < _SLIP:
            return Why.PAST_DATE
    return Why.UNREADABLE_DATE


def _weekday(words: list[str], today: date, languages: Sequence[str]) -> Day:
    word = words[-1].rstrip(".")
    number: int | None = _WORDS.weekdays.get(word)
    if word in _SPLIT_WORDS:
        meanings = _SPLIT_WORDS[word]
        number = next((meanings[one] for one in languages if one in meanings), 0)
    if number is None:
        return None
    if len(words) == _PAIR and words[0] in _WORDS.next:
        return Why.TWO_MEANINGS
    if len(words) != 1:
        return None
    if number == 0:
        return Why.TWO_MEANINGS
    return today + timedelta(days=(number - today.isoweekday() - 1) % _DAYS_OF_WEEK + 1)


def _of_year(year: str | None, month: int, day: int, today: date) -> Day:
    if year:
        return _day(int(year) + (2000 if len(year) == _PAIR else 0), month, day)
    found = _day(today.year, month, day)
    if isinstance(found, date) and found < today and today - found > _SLIP:
        return _day(today.year + 1, month, day)
    return found


def _day(year: int, month: int, day: int) -> date | Why:
    try:
        return date(year, month, day)
    except ValueError:
        return Why.UNREADABLE_DATE
