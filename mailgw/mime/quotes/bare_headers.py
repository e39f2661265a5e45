"""Recognising header lines without colons: Italian web mail, eM Client, the layout of Notes."""

import re

from mailgw.mime.quotes.headers import HeaderBlock, assign_roles, is_convincing
from mailgw.mime.quotes.lines import COLONS, Line
from mailgw.mime.quotes.words import WORDS, Role, fold

_BARE_ROWS = 6
_SPREAD_ROWS = 30
_LONGEST_DATE = 60
_COMPLETE = Role.FROM | Role.SENT | Role.TO | Role.SUBJECT
_TIME = re.compile(r"\d{1,2}[:.]\d{2}")
_CELLS = re.compile(r"  +|\t")


def read_bare_block(
    lines: list[Line], start: int, *, announced: bool = False
) -> HeaderBlock | None:
    """Read header lines without colons; all four stand together where nothing announced them."""
    rows: list[tuple[Role, str]] = []
    for line in lines[start : start + _BARE_ROWS]:
        word, _, value = line.core.replace("*", "").partition(" ")
        role = WORDS.labels.get(fold(word))
        if role is None:
            break
        rows.append((role, value.strip()))
    values, roles = assign_roles(rows)
    block = HeaderBlock(start, start + len(rows) - 1, values, roles, lines[start].depth)
    wanted = Role.FROM | Role.SUBJECT if announced else _COMPLETE
    complete = roles & wanted == wanted and "@" in block.says(Role.FROM)
    return block if complete and is_convincing(block, announced=announced) else None


def read_spread_block(lines: list[Line], start: int) -> HeaderBlock | None:
    """Read the layout of Notes: a writer, a date, then labels that stand above their values."""
    writer = lines[start]
    rows = _filled(lines, start + 1)
    if not rows or len(rows[0][1]) > _LONGEST_DATE or not _TIME.search(rows[0][1]):
        return None
    found: list[tuple[Role, str]] = [(Role.FROM, writer.core), (Role.SENT, rows[0][1])]
    end, expects = rows[0][0], False
    for at, core in rows[1:]:
        label, value = _split(core)
        role = WORDS.labels.get(fold(label.rstrip("".join(COLONS))))
        if role is not None:
            found.append((role, value))
            expects = not value
        elif expects:
            found[-1] = (found[-1][0], core)
            expects = False
        else:
            break
        end = at
    values, roles = assign_roles(found)
    is_whole = roles & _COMPLETE == _COMPLETE and "@" in writer.core
    return HeaderBlock(start, end, values, roles, writer.depth) if is_whole else None


def _filled(lines: list[Line], start: int) -> list[tuple[int, str]]:
    part = enumerate(lines[start : start + _SPREAD_ROWS], start)
    return [(at, line.core) for at, line in part if line.core]


def _split(core: str) -> tuple[str, str]:
    cells = _CELLS.split(core, maxsplit=1)
    return cells[0], cells[1].strip() if len(cells) > 1 else ""
