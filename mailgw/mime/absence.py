"""The day on which an absent writer says to be back, read from an automatic answer's text."""

import re
from dataclasses import dataclass
from datetime import date

from mailgw.mime.tables import load_table

_SAMPLE = 3000
_ISO = re.compile(r"(?<!\d)(20\d\d)(?:-|\.\s?)(\d{1,2})(?:-|\.\s?)(\d{1,2})(?!\d)")
_NUMBERS = re.compile(
    r"(?<![\d.,/:-])(\d{1,2})(?:\.\s?|/|-)(\d{1,2})(?:(?:\.\s?|/|-)(20\d\d|\d\d)(?!\d)|\.(?!\d)|(?![\d.%:/-]))"
)
_DAY_FIRST = re.compile(
    r"(?<![\d.,:])(\d{1,2})(?:st|nd|rd|th|er|e|\.|º|°)?\s{1,3}(?:de |of |den )?"
    r"([^\W\d_]{3,12})\.?,?(?:\s{1,3}(?:de |del )?(20\d\d))?"
)
_MONTH_FIRST = re.compile(
    r"(?:(20\d\d)\.?\s{1,3})?(?<![^\W_])([^\W\d_]{3,12})\.?\s{1,3}(\d{1,2})(?:st|nd|rd|th)?(?![\d:.]\d)"
    r"(?:,?\s{1,3}(20\d\d))?"
)
_BEFORE, _RANGE = 34, 25
_HALF_A_YEAR = 183
_TABLE = load_table("return_days")
_MONTHS = {
    stem: number
    for stems in _TABLE["months"].values()
    for number, stem in enumerate(stems, start=1)
}
_SHORT = {stem[:3]: number for stem, number in _MONTHS.items()}
_BACK = re.compile(r"\b(?:" + "|".join(map(re.escape, _TABLE["words"]["back"])) + r")\b")
_UNTIL = re.compile(
    r"\b(?:"
    + "|".join(map(re.escape, _TABLE["words"]["until"]))
    + r")\W{1,3}(?:\w{1,12}\W{1,3}){0,2}$"
)
_BACK_BEHIND = tuple(_TABLE["words"]["back_behind"])
_UNTIL_BEHIND = tuple(_TABLE["words"]["until_behind"])


@dataclass(frozen=True, slots=True)
class _Found:
    day: date
    start: int
    end: int
    is_sure: bool
    """Two bare numbers may be anything where no word speaks of coming back."""


def day_back(text: str, written: date | None, language: str = "") -> str:
    """Give the day of return, or failing that the last day away, as ISO 8601; or ""."""
    lowered = " ".join(text[:_SAMPLE].lower().split())
    found = sorted(_days(lowered, written, language), key=lambda one: one.start)
    days = [one for one in found if written is None or one.day >= written]
    back = [
        one for at, one in enumerate(days) if _says_back(lowered, one, days[:at], days[at + 1 :])
    ]
    until = [one for one in days if _says_until(lowered, one)]
    chosen = (back or until or [one for one in days if one.is_sure])[-1:]
    return chosen[0].day.isoformat() if chosen else ""


def _says_back(text: str, one: _Found, earlier: list[_Found], later: list[_Found]) -> bool:
    """See words of return around this day, which is neither a last day away nor a first one."""
    if _says_until(text, one):
        return False
    if later and later[0].start - one.end < _RANGE and _says_until(text, later[0]):
        return False
    start = max(one.start - _BEFORE, earlier[-1].end if earlier else 0)
    behind = text[one.end : one.end + _BEFORE].lstrip(". -")
    return _BACK.search(text[start : one.start]) is not None or behind.startswith(_BACK_BEHIND)


def _says_until(text: str, one: _Found) -> bool:
    before = text[max(0, one.start - _BEFORE) : one.start]
    behind = text[one.end : one.end + _BEFORE].lstrip(". -")
    return _UNTIL.search(before) is not None or behind.startswith(_UNTIL_BEHIND)


def _days(text: str, written: date | None, language: str) -> list[_Found]:
    out: list[_Found] = []
    taken: list[tuple[int, int]] = []

    def keep(match: re.Match[str], year: str | None, month: int, day: int) -> None:
        start, end = match.span()
        if any(start < stop and begin < end for begin, stop in taken):
            return
        found = _day(year, month, day, written)
        if found is not None:
            taken.append((start, end))
            out.append(_Found(found, start, end, bool(year) or not match[0][-1].isdigit()))

    for match in _ISO.finditer(text):
        keep(match, match[1], int(match[2]), int(match[3]))
    for match in _DAY_FIRST.finditer(text):
        keep(match, match[3], _month(match[2]), int(match[1]))
    for match in _MONTH_FIRST.finditer(text):
        keep(match, match[1] or match[4], _month(match[2]), int(match[3]))
    for match in _NUMBERS.finditer(text):
        first, second = int(match[1]), int(match[2])
        if language == "en" and "/" in match[0] and max(first, second) <= 12:  # noqa: PLR2004 - months
            continue  # nobody can tell American from British dates
        month, day = (first, second) if second > 12 else (second, first)  # noqa: PLR2004 - months
        keep(match, match[3], month, day)
    return out


def _month(word: str) -> int:
    if word in _SHORT or word in _MONTHS:
        return _SHORT.get(word) or _MONTHS[word]
    return next((_MONTHS[word[:size]] for size in (7, 6, 5, 4, 3) if word[:size] in _MONTHS), 0)


def _day(year: str | None, month: int, day: int, written: date | None) -> date | None:
    """Make a date; without a year it is the next such day after the mail was written."""
    try:
        if year:
            return date(int(year) if len(year) > 2 else 2000 + int(year), month, day)  # noqa: PLR2004 - digits
        if written is None:
            return None
        this_year = date(written.year, month, day)
        if (written - this_year).days > _HALF_A_YEAR:
            return date(written.year + 1, month, day)
    except ValueError:
        return None
    return this_year
