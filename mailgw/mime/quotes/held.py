"""Finding at the end of a reply the messages that its ticket already holds, in any language."""

import re
from dataclasses import dataclass

from mailgw.mime.quotes.headers import read_label
from mailgw.mime.quotes.least import MIN_LINES
from mailgw.mime.quotes.lines import COLONS, core_of

_MIN_LETTERS = 40
_SKIPPED = 120
"""Letters of a held message that a client may leave out between two lines."""
_FROM_START = 60
"""A quote reaches up to the beginning of the held message; a signature said again does not."""
_BETWEEN = 8
_MAX_INTRODUCTION = 200
_MAX_ROWS = 5_000
_NO_LETTERS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class _Row:
    at: int
    core: str
    letters: str


def known_from(text: str, held: tuple[str, ...]) -> int | None:
    """Give the line of `text` from which on everything stands in held messages, or None.

    The lines that introduce what is held go with it. It is None where nothing would be left above.
    """
    lines = text.split("\n")
    if len(lines) > _MAX_ROWS:
        return None
    rows = [_Row(at, core, _letters(core)) for at, core in enumerate(map(core_of, lines)) if core]
    streams = [stream for stream in map(_letters, held) if len(stream) >= _MIN_LETTERS]
    top = _climb(rows, streams)
    if top is None:
        return None
    top = _with_introduction(rows, top)
    return rows[top].at if any(row.letters for row in rows[:top]) else None


def _climb(rows: list[_Row], streams: list[str]) -> int | None:
    """Go up from the last row over one held message after the other."""
    top: int | None = None
    edge = len(rows)
    for _ in range(len(streams)):
        found = _reach(rows, streams, edge, 0 if top is None else _BETWEEN)
        if found is None:
            break
        top = edge = found
    return top


def _reach(rows: list[_Row], streams: list[str], edge: int, between: int) -> int | None:
    for gap in range(min(between, edge) + 1):
        tops = [_top_of(rows, stream, edge - gap) for stream in streams]
        found = [top for top in tops if top is not None]
        if found:
            return min(found)
    return None


def _top_of(rows: list[_Row], stream: str, edge: int) -> int | None:
    """Follow a held message upwards, row by row; give the row at its beginning."""
    position, top, taken = len(stream), edge, 0
    while top:
        row = rows[top - 1]
        first = taken == 0
        floor = 0 if first else max(0, position - _SKIPPED - len(row.letters))
        at = stream.rfind(row.letters, floor, position) if row.letters else position
        if at < 0:
            break
        position, top, taken = at, top - 1, taken + len(row.letters)
        if position == 0:
            break
    enough = edge - top >= MIN_LINES and taken >= _MIN_LETTERS
    return top if enough and position <= _FROM_START else None


def _with_introduction(rows: list[_Row], top: int) -> int:
    """Take the lines along by which a client introduces a quote, header lines or one sentence."""
    at = top
    while at and top - at < _BETWEEN and _is_header(rows[at - 1]) and _is_near(rows, at):
        at -= 1
    block = " ".join(row.core for row in rows[at:top])
    if top - at > 1 and "@" in block and any(sign.isdigit() for sign in block):
        return at
    for start in (top - 1, top - 2):
        if start < 0:
            break
        sentence = " ".join(row.core for row in rows[start:top])
        told = sentence.endswith(COLONS) and len(sentence) <= _MAX_INTRODUCTION
        if told and any(sign.isdigit() for sign in sentence) and rows[start].core[:1].isalnum():
            return start
    return top


def _is_header(row: _Row) -> bool:
    return read_label(row.core) is not None or row.core.find(":", 0, 20) > 0


def _is_near(rows: list[_Row], at: int) -> bool:
    return at >= len(rows) or rows[at].at - rows[at - 1].at <= 2  # noqa: PLR2004 - one empty line


def _letters(text: str) -> str:
    return _NO_LETTERS.sub("", text.casefold())
