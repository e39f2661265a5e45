"""Recognising separator lines: "-----Original Message-----", "Begin forwarded message:", rules."""

from enum import Enum, auto

from mailgw.mime.quotes.lines import COLONS, DASHES, WIDE_COLON
from mailgw.mime.quotes.words import WORDS, fold

_EDGE = f"-_=*~{DASHES}>•· \t|#."
_RULE_SIGNS = frozenset(f"-_=*~{DASHES}")
_DASHED = ("--", "__", "==", *DASHES)
_MIN_RULE = 3
_MAX_LENGTH, _MAX_PHRASE, _MAX_ASKED = 200, 60, 120
_FRAMES = f"-_=*~#+|[](){{}}<{DASHES}"


class Separator(Enum):
    """What a separator line announces."""

    ORIGINAL = auto()
    """A quoted mail."""
    FORWARDED = auto()
    """A forwarded mail."""
    BARE_ORIGINAL = auto()
    """The words for a quoted mail without dashes around: header lines have to follow."""
    BARE_FORWARDED = auto()
    """The words for a forwarded mail without dashes or colon: header lines have to follow."""
    END = auto()
    """The end of a forwarded mail."""
    ABOVE = auto()
    """The line of a ticket system that asks to be answered above it."""
    RULE = auto()
    """A line of dashes or underscores, which means nothing alone."""


def read_separator(core: str) -> Separator | None:
    """Tell what a line announces, or None for ordinary text."""
    if not core or len(core) > _MAX_LENGTH:
        return None
    words = core.strip(_EDGE)
    if not words:
        return Separator.RULE if len(core) >= _MIN_RULE and core[0] in _RULE_SIGNS else None
    if len(core) <= _MAX_ASKED and _asks_above(core):
        return Separator.ABOVE
    dashed = core.strip("* >").startswith(_DASHED) or core.endswith("--")
    return _read_phrase(words, dashed=dashed) if dashed or len(words) <= _MAX_PHRASE else None


def _asks_above(core: str) -> bool:
    """Tell a framed line with words such as "above this line"; without its frame it is prose."""
    framed = core.strip("> ")
    if not (framed and framed[0] in _FRAMES and framed[-1] in _FRAMES):
        return False
    phrase = fold(framed)
    return any(words in phrase for words in WORDS.answer_above)


def _read_phrase(words: str, *, dashed: bool) -> Separator | None:
    phrase = fold(words.rstrip(f" :{WIDE_COLON}").rstrip(_EDGE))
    if phrase in WORDS.forwarded:
        announced = dashed or words.endswith(COLONS)
        return Separator.FORWARDED if announced else Separator.BARE_FORWARDED
    if dashed and phrase in WORDS.forward_ends:
        return Separator.END
    if phrase in WORDS.original:
        return Separator.ORIGINAL if dashed else Separator.BARE_ORIGINAL
    return Separator.BARE_FORWARDED if dashed and phrase.startswith(WORDS.forwarded_by) else None
