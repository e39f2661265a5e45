"""Carrying what the HTML of a mail says about its quote over to the plain text of the same mail."""

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate

from mailgw.mime.quotes.lines import Line
from mailgw.mime.quotes.survey import Survey

_KEY = 48
_MIN_KEY = 12
_SLACK = 400
_TRIES = 4


@dataclass(frozen=True, slots=True)
class Seam:
    """Where the quote begins in the text, and what the HTML shows as new below that."""

    start: int
    news_below: str
    """Letters and digits of the new text below the start, run together."""


def letters(core: str) -> str:
    """Give the letters and digits of a line, run together, in one case."""
    return "".join(sign for sign in core.casefold() if sign.isalnum())


def find_seam(lines: list[Line], shown: Survey) -> Seam | None:
    """Find in `lines` the place where the surveyed HTML begins to quote; None where it does not."""
    pieces = [letters(line.core) for line in lines]
    whole, ends = "".join(pieces), list(accumulate(len(piece) for piece in pieces))
    for first in _first_quoted(shown):
        before = sum(len(letters(line.core)) for line in shown.lines[:first])
        at = _nearest(whole, _key(shown.lines, first), before)
        row = bisect_right(ends, at) if at is not None else 0
        if at is None or (row and at > ends[row - 1] + 2):
            continue
        return Seam(row, _news_below(shown, first))
    return None


def _news_below(shown: Survey, first: int) -> str:
    below = zip(shown.lines[first:], shown.quoted[first:], strict=True)
    pieces = (letters(line.core) for line, quoted in below if not quoted)
    return "\n".join(piece for piece in pieces if piece)


def _first_quoted(shown: Survey) -> list[int]:
    """Give the first quoted lines with text; the text may write the very first otherwise."""
    found: list[int] = []
    for index, line in enumerate(shown.lines):
        if shown.quoted[index] and any(sign.isalnum() for sign in line.core):
            found.append(index)
            if len(found) == _TRIES:
                break
    return found


def _key(lines: list[Line], first: int) -> str:
    key = ""
    for line in lines[first:]:
        key += letters(line.core)
        if len(key) >= _KEY:
            break
    return key[:_KEY]


def _nearest(whole: str, key: str, expected: int) -> int | None:
    """Find the key where it is expected, else its first place anywhere."""
    if len(key) < _MIN_KEY:
        return None
    at = whole.find(key, max(0, expected - _SLACK), expected + _SLACK + len(key))
    if at < 0:
        at = whole.find(key)
    return at if at >= 0 else None
