"""Tells whether a domain is made to be taken for another one; pure."""

from enum import StrEnum
from functools import lru_cache

from mailgw.mime.org_domain import same_owner, split_name
from mailgw.mime.tables import load_table
from tickets.text.fold import fold

_LONGEST = 253
_LONG_ENOUGH = 4
_LONG_FOR_WORDS = 5
_LONG_FOR_SWAPS = 5
_LONG_FOR_EDITS = 7
_LONG_FOR_BOTH = 9
"""Where the ending differs as well, names must be this long to be more than a chance."""
_ENDS = 3
_REMEMBERED = 1024
"""Most mail of a day comes from few domains."""


class Likeness(StrEnum):
    """In what way one domain looks like another."""

    LETTERS = "letters"
    """Letters that the eye takes for others."""
    ENDING = "ending"
    HYPHEN = "hyphen"
    WORD = "word"
    """A word was added or left out."""
    INSIDE = "inside"
    """The whole other domain stands inside of this one."""
    TYPING = "typing"
    """One letter is changed, added, left out or swapped."""


@lru_cache(_REMEMBERED)
def likeness(domain: str, known: str) -> Likeness | None:
    """Say how a domain looks like a known one that it is not; None where it does not."""
    one, other = _plain(domain), _plain(known)
    if not one or not other or one == other or same_owner(one, other):
        return None
    if f".{other}." in f".{one}":
        return Likeness.INSIDE
    (name, ending), (known_name, known_ending) = split_name(one), split_name(other)
    if min(len(name), len(known_name)) < _LONG_ENOUGH:
        return None
    return _by_name(name, known_name, is_same_ending=ending == known_ending)


@lru_cache(_REMEMBERED)
def ends_of(domain: str) -> tuple[str, str]:
    """Give the first and last letters of a name, as the eye sees them.

    Of two domains that look alike at least one of the two is the same, so those are all that
    need to be compared.
    """
    seen = _as_seen(split_name(_plain(domain))[0].replace("-", ""))
    return f"{seen[:_ENDS]}-", f"-{seen[-_ENDS:]}"


def _by_name(name: str, known: str, *, is_same_ending: bool) -> Likeness | None:
    if name == known:
        return None if is_same_ending else Likeness.ENDING
    joined, known_joined = name.replace("-", ""), known.replace("-", "")
    if joined == known_joined:
        return Likeness.HYPHEN
    seen, known_seen = _as_seen(joined), _as_seen(known_joined)
    if seen == known_seen:
        return Likeness.LETTERS
    if _differ_by_a_word(name, known) or _differ_by_a_word(known, name):
        return Likeness.WORD
    if not is_same_ending and min(len(joined), len(known_joined)) < _LONG_FOR_BOTH:
        return None
    return Likeness.TYPING if _is_one_slip(fold(joined), fold(known_joined)) else None


def _differ_by_a_word(longer: str, shorter: str) -> bool:
    """Tell whether one name is the other with ordinary words of firms before or behind it."""
    bare = shorter.replace("-", "")
    if len(bare) < _LONG_FOR_WORDS or len(longer) <= len(shorter):
        return False
    joined = longer.replace("-", "")
    if joined.startswith(bare):
        rest, added = joined[len(bare) :], longer[len(shorter) :]
    elif joined.endswith(bare):
        rest, added = joined[: -len(bare)], longer[: -len(shorter)]
    else:
        return False
    parts = [part for part in added.split("-") if part]
    return rest in _ADDED or (bool(parts) and all(part in _ADDED for part in parts))


def _is_one_slip(one: str, other: str) -> bool:
    """Tell whether two names are one typing mistake apart, and long enough for that to matter."""
    if abs(len(one) - len(other)) > 1:
        return False
    short, long = sorted((one, other), key=len)
    start = next(
        (at for at, pair in enumerate(zip(short, long, strict=False)) if _unlike(pair)), -1
    )
    if start < 0:
        start = len(short)
    if len(short) < len(long):
        is_doubled = long[start] in (long[start - 1 : start] + long[start + 1 : start + 2])
        enough = _LONG_FOR_SWAPS if is_doubled else _LONG_FOR_EDITS
        return short[start:] == long[start + 1 :] and len(short) >= enough
    if short[start + 2 :] == long[start + 2 :] and short[start : start + 2] == (
        long[start + 1 : start + 2] + long[start : start + 1]
    ):
        return len(short) >= _LONG_FOR_SWAPS
    if short[start + 1 :] != long[start + 1 :] or len(short) < _LONG_FOR_EDITS:
        return False
    # Numbered names (`firm24`, `firm25`) are no mistakes in typing.
    return not (short[start].isdigit() and long[start].isdigit())


def _unlike(pair: tuple[str, str]) -> bool:
    return pair[0] != pair[1]


def _plain(domain: str) -> str:
    """Give a domain in lower case with its international names as they are read."""
    lowered = domain.lower().strip(".")
    if len(lowered) > _LONGEST or "." not in lowered:
        return ""
    if "xn--" not in lowered:
        return lowered
    return ".".join(_decoded(label) for label in lowered.split("."))


def _decoded(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode").lower()
    except (UnicodeError, ValueError):
        return label


def _as_seen(name: str) -> str:
    """Write a name with one letter for all that look alike, umlauts bare."""
    text = fold(name.translate(_FOREIGN))
    for letters, one in _LOOKS_LIKE:
        text = text.replace(letters, one)
    for spelled, bare in _SPELLED:
        text = text.replace(spelled, bare)
    return text


_TABLE = load_table("domains")
_LOOKS_LIKE = tuple(_TABLE["looks_like"].items())
_SPELLED = tuple(_TABLE["spelled"].items())
_FOREIGN = str.maketrans({pair[0]: pair[1] for pair in _TABLE["foreign_letters"]["pairs"]})
_ADDED = frozenset(_TABLE["added"]["words"])
