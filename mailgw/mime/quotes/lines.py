"""Lines of a body as the quote rules see them: their text, quote depth and place in the HTML."""

import re
from dataclasses import dataclass
from enum import Enum, auto

MAX_CHARACTERS = 200_000
MAX_LINES = 5_000
WIDE_COLON = "\uff1a"
"""The colon of Chinese and Japanese clients."""
COLONS = (":", WIDE_COLON)
DASHES = "\u2013\u2014"
"""The dashes that word processors make of hyphens."""
_VERB_LENGTH = 40
_LONG_LINE = 2_000
_ARROWS = 3
_ODD = re.compile("[\u00a0\u00ad\u2007\u200b-\u200f\u202a-\u202f\u2060\ufeff\t]")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\u202a-\u202e]")
_SPACES = str.maketrans({"\u00a0": " ", "\u202f": " ", "\u2007": " ", "\t": " "})
_CLOCK = re.compile(r"\d{1,2}[:.]\d{2}(?!\d)")
_INITIALS = re.compile(r"[^\W\d_]{1,4}>(?: |$)")


class Place(Enum):
    """What the HTML says about a line."""

    PLAIN = auto()
    INTRO = auto()
    """Inside the element in which a client writes "On ... wrote:"."""
    SOFT = auto()
    """Inside a blockquote that may as well be an indented paragraph."""
    TAIL = auto()
    """The first line of a quote that reaches to the end of the mail."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a body."""

    text: str
    """As it is shown, quote signs included."""
    core: str
    """Without quote signs, invisible characters and outer white space; at most 2,000 characters."""
    depth: int = 0
    """How many times it is quoted."""
    place: Place = Place.PLAIN


def split_lines(text: str) -> list[Line]:
    """Split a plain text body; quote signs give each line its depth.

    The caller has to keep the text within MAX_CHARACTERS and MAX_LINES.
    """
    rows = text.split("\n")
    lines = [_line(row) for row in rows]
    _quote_by_initials(lines)
    _join_torn_intro(lines)
    _show_arrows(lines)
    return lines


def core_of(text: str) -> str:
    """Take invisible characters and outer white space from a line."""
    text = text[:_LONG_LINE]
    if text.isascii() or not _ODD.search(text):
        return text.strip()
    return _INVISIBLE.sub("", text).translate(_SPACES).strip()


def _line(row: str) -> Line:
    core = core_of(row)
    if core[:1] not in {">", "|"} or _is_no_quote(core):
        return Line(row, core)
    signs = "> " if core[0] == ">" else "| "
    rest = core.lstrip(signs)
    depth = core[: len(core) - len(rest)].count(core[0])
    if core[0] == "|":
        # A table drawn with bars is not a quote: it has bars inside or at the end as well.
        barred = "|" not in rest and (core == "|" or core[1] == " ")
        return Line(row, rest, 0, Place.SOFT) if barred else Line(row, core)
    return Line(row, rest, depth)


def _is_no_quote(core: str) -> bool:
    """Tell an mbox-escaped "From" and a decoration (">>> now <<<") from a quoted line."""
    return core.startswith((">From ", ">_<", ">.<")) or (
        core.endswith("<<") and core.startswith(">>")
    )


def _quote_by_initials(lines: list[Line]) -> None:
    """Mark the lines of The Bat! and of old news readers: "AK> text"."""
    previous = ""
    for index, line in enumerate(lines):
        found = _INITIALS.match(line.core) if line.depth == 0 else None
        sign = found.group().rstrip() if found else ""
        if sign and sign == previous:
            for at in (index - 1, index):
                if lines[at].depth == 0:
                    lines[at] = Line(lines[at].text, lines[at].core[len(sign) :].strip(), 1)
        previous = sign


def _show_arrows(lines: list[Line]) -> None:
    """Take ">>> Anna <a@b> 03.03.2025 10:15 >>>" of GroupWise for an introduction."""
    for index, line in enumerate(lines):
        if line.depth != _ARROWS or not line.text.startswith(">>> "):
            continue
        for end in range(index, min(index + _ARROWS, len(lines))):
            text = lines[end].text.strip()
            if not text or (end > index and text.startswith(">") and text != ">>>"):
                break
            if text.endswith(">>>"):
                if not _CLOCK.search("".join(row.text for row in lines[index : end + 1])):
                    break
                for at in range(index, end + 1):
                    lines[at] = Line(lines[at].text, core_of(lines[at].text))
                break


def _join_torn_intro(lines: list[Line]) -> None:
    """Give depth 0 to a line like "> wrote:", the torn end of "<address> wrote:"."""
    for index, line in enumerate(lines):
        if line.depth != 1 or not line.core.endswith(":") or len(line.core) > _VERB_LENGTH:
            continue
        above = lines[index - 1].core if index else ""
        if above and lines[index - 1].depth == 0 and "<" in above + lines[index - 2].core:
            opened = above.rfind("<") > above.rfind(">") or above.startswith("mailto:")
            if opened and line.text.lstrip().startswith(">"):
                lines[index] = Line(line.text, line.text.strip())
