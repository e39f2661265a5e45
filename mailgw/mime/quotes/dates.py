"""Reading the dates that clients print above forwarded mail, in many languages, as ISO 8601."""

import re
from datetime import datetime, timedelta, timezone

from mailgw.mime.quotes.words import fold
from mailgw.mime.tables import load_table

_LONGEST = 120
_MONTHS = sorted(
    (
        (fold(beginning), number)
        for number, beginnings in enumerate(load_table("months")["months"], 1)
        for beginning in beginnings
    ),
    key=lambda entry: -len(entry[0]),
)
_AFTERNOON = tuple(load_table("months")["afternoon"])
_MORNING = tuple(load_table("months")["morning"])
_ZONES: dict[str, int] = load_table("months")["zones"]
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4}) ?[-/.年년] ?(\d{1,2}) ?[-/.月월] ?(\d{1,2})(?!\d)")
_YEAR_LAST = re.compile(r"(?<!\d)(\d{1,2}) ?([./-]) ?(\d{1,2}) ?[./-] ?(\d{4}|\d{2})(?!\d)")
_TIME = re.compile(r"(?<!\d)(\d{1,2})(?: ?[:h時] ?|\.)(\d{2})(?:[:.](\d{2}))?(?!\d)")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_DAY = re.compile(r"(?<!\d)(\d{1,2})(?!\d)")
_WORD = re.compile(r"[^\W\d_]{2,}")
_OFFSET = re.compile(
    r"(?:(?<=\s)|(?<=:\d\d)|gmt|utc)([+-])(\d{2}):?(\d{2})(?!\d)|(?:gmt|utc)([+-])(\d{1,2})(?!\d)"
)


def iso_date(value: str) -> str:
    """Give a printed date as ISO 8601, with its offset where it is known; else as it stands."""
    text = fold(value)
    if len(text) > _LONGEST:
        return value
    offset = _OFFSET.search(text)
    rest = text[: offset.start()] + " " + text[offset.end() :] if offset else text
    try:
        day, rest = _date(rest)
        moment = datetime(*day, *_clock(rest), tzinfo=_zone(offset, rest))
    except ValueError:
        return value
    return moment.isoformat()


def _date(text: str) -> tuple[tuple[int, int, int], str]:
    """Give year, month and day, and the text without them."""
    found = _YEAR_FIRST.search(text)
    if found:
        year, month, day = (int(part) for part in found.groups())
        return (year, month, day), text[: found.start()] + " " + text[found.end() :]
    found = _YEAR_LAST.search(text)
    if found:
        return _numeric(found, text), text[: found.start()] + " " + text[found.end() :]
    return _named(text)


def _numeric(found: re.Match[str], text: str) -> tuple[int, int, int]:
    """Read day, month and year; only American dates, told by their clock, begin with the month."""
    first, sign, second, year = found.groups()
    day, month = int(first), int(second)
    american = sign == "/" and any(word in text for word in (" am", " pm"))
    if month > 12 or (american and day <= 12):  # noqa: PLR2004 - months of a year
        day, month = month, day
    return (int(year) if len(year) == len("2025") else 2000 + int(year)), month, day


def _named(text: str) -> tuple[tuple[int, int, int], str]:
    year = _YEAR.search(text)
    month = next(filter(None, map(_month, _WORD.findall(text))), None)
    if year is None or month is None:
        raise ValueError(text)
    without = text[: year.start()] + " " + text[year.end() :]
    clock = _TIME.search(without)
    bare = without[: clock.start()] + " " + without[clock.end() :] if clock else without
    day = _DAY.search(bare)
    if day is None:
        raise ValueError(text)
    return (int(year.group()), month, int(day.group())), without


def _month(word: str) -> int | None:
    return next((number for start, number in _MONTHS if word.startswith(start)), None)


def _clock(text: str) -> tuple[int, int, int]:
    found = _TIME.search(text)
    if found is None:
        raise ValueError(text)
    hour, minute, second = (int(part or 0) for part in found.groups())
    near = text[max(0, found.start() - 4) : found.end() + 8]
    if hour < 12 and any(word in near for word in _AFTERNOON):  # noqa: PLR2004 - half a day
        hour += 12
    elif hour == 12 and any(word in near for word in _MORNING):  # noqa: PLR2004 - half a day
        hour = 0
    return hour, minute, second


def _zone(offset: re.Match[str] | None, text: str) -> timezone | None:
    if offset is not None:
        sign = -1 if "-" in (offset.group(1), offset.group(4)) else 1
        hours = int(offset.group(2) or offset.group(5))
        return timezone(sign * timedelta(hours=hours, minutes=int(offset.group(3) or 0)))
    named = next((word for word in _WORD.findall(text) if word in _ZONES), None)
    return timezone(timedelta(minutes=_ZONES[named])) if named else None
