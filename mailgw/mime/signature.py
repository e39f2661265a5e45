"""Finding the signature at the end of what somebody wrote."""

import re

from mailgw.mime.quotes.cards import (
    MAX_LENGTH,
    MAX_ROWS,
    is_card,
    is_company,
    is_contact,
    is_device_line,
    is_small_print,
)
from mailgw.mime.quotes.lines import DASHES, core_of
from mailgw.mime.quotes.separators import Separator, read_separator
from mailgw.mime.quotes.words import WORDS, fold

_DOT = "\u1427"
"""Gmail's read-receipt add-ons leave this sign."""
_WINDOW = 60
_DELIMITERS = frozenset({"--", DASHES[1], DASHES[0] * 2})
_DELIMITED = 30
_NEXT_DELIMITER = 12
_RULED, _RULED_LENGTH = 10, 80
_CLOSING_WORDS, _CLOSING_ROWS = 6, 25
_WEB = re.compile(r"@[\w-]+\.|www\.|https?://")
_DECORATION = frozenset(f"-_=*#~+.·•{DASHES} {_DOT}")


def find_signature(rows: list[str]) -> int:
    """Give the index of the first row of the signature; the number of rows where there is none.

    A closing formula with a bare name is not a signature, nor is a whole body.
    """
    first = max(0, len(rows) - _WINDOW)
    cores = [core_of(row) for row in rows[first:]]
    start = _peel(cores)
    if start >= len(cores):
        return len(rows)
    if first == 0 and not _has_text(cores[:start]) and _device_at(cores, len(cores)) is None:
        return len(rows)
    return first + start


def _peel(cores: list[str]) -> int:
    """Take known endings off from below; a delimiter line itself stays above the signature."""
    start = edge = len(cores)
    while edge:
        found = _decoration_at(cores, edge)
        if found is not None and start < len(cores):
            edge = found
            continue
        if found is None:
            found = _device_at(cores, edge)
        if found is None:
            found = _list_footer_at(cores, edge)
        if found is not None:
            start = edge = found
            continue
        delimiter = _delimiter_at(cores, edge)
        if delimiter is not None:
            start, edge = delimiter + 1, delimiter
            while start < len(cores) and not cores[start]:
                start += 1
            if not _has_text(cores[:edge]):
                break
            continue
        found = _business_at(cores, edge)
        return start if found is None else found
    return start


def _has_text(cores: list[str]) -> bool:
    return any(sign.isalnum() and sign != _DOT for core in cores for sign in core)


def _last_text(cores: list[str], edge: int) -> int | None:
    while edge and not cores[edge - 1]:
        edge -= 1
    return edge - 1 if edge else None


def _decoration_at(cores: list[str], edge: int) -> int | None:
    """Rows of signs only, such as Gmail's tracking dot or a closing line of stars."""
    at = edge
    while at and (not cores[at - 1] or set(cores[at - 1]) <= _DECORATION):
        at -= 1
    while at < edge and not cores[at]:
        at += 1
    return at if at < edge and _has_text(cores[:at]) else None


def _device_at(cores: list[str], edge: int) -> int | None:
    """Find what a client adds by itself: "Sent from my iPhone"."""
    last = _last_text(cores, edge)
    if last is None:
        return None
    return last if is_device_line(cores[last]) else None


def _delimiter_at(cores: list[str], edge: int) -> int | None:
    """Find the line of two dashes (RFC 3676 4.3), or a rule above a few short lines."""
    found: int | None = None
    for at in range(edge - 1, max(-1, edge - 1 - _DELIMITED), -1):
        if cores[at] in _DELIMITERS:
            if found is not None and found - at > _NEXT_DELIMITER:
                break
            found = at
    return found if found is not None else _rule_at(cores, edge)


def _rule_at(cores: list[str], edge: int) -> int | None:
    shown = 0
    for at in range(edge - 1, -1, -1):
        core = cores[at]
        if not core:
            continue
        if core.startswith(("__", "--", "==", "**")) and (
            core in {"__", "**"} or read_separator(core) is Separator.RULE
        ):
            return at if shown and _has_text(cores[:at]) else None
        shown += 1
        if shown > _RULED or len(core) > _RULED_LENGTH or core.endswith("?"):
            return None
    return None


def _list_footer_at(cores: list[str], edge: int) -> int | None:
    """Find the paragraph by which a mailing list tells how to leave it."""
    last = _last_text(cores, edge)
    if last is None:
        return None
    at = last
    while at and cores[at - 1] and last - at < _RULED:
        at -= 1
    text = " ".join(cores[at : last + 1]).casefold()
    listed = any(word in text for word in WORDS.signature.list_words)
    if not listed or not _WEB.search(text) or len(text) > 800:  # noqa: PLR2004 - a footer is short
        return None
    if at and read_separator(cores[at]) is Separator.RULE:
        at += 1
    return at if _has_text(cores[:at]) else None


def _business_at(cores: list[str], edge: int) -> int | None:
    """Find the block below a closing formula, else a last paragraph that reads like a card."""
    closing = _closing_above(cores, edge)
    if closing is not None:
        return _below_closing(cores, closing, edge)
    at = edge
    found: int | None = None
    for _ in range(4):
        last = _last_text(cores, at)
        if last is None:
            break
        top = last
        while top and cores[top - 1] and last - top < MAX_ROWS:
            top -= 1
        block = cores[top : last + 1]
        if not is_small_print(block):
            return top if top and is_card(block) else found
        found = at = top
    return found


def _closing_above(cores: list[str], edge: int) -> int | None:
    for at in range(edge - 1, max(-1, edge - 1 - _CLOSING_ROWS), -1):
        if _is_closing(cores[at]):
            return at
    return None


def _is_closing(core: str) -> bool:
    """Tell "Viele Grüße aus Ulm" from a sentence; thanks have to stand alone."""
    low = fold(core.rstrip(" ,.!-"))
    words = low.split()
    if not words or len(words) > _CLOSING_WORDS:
        return False
    if low in WORDS.closings:
        return True
    if core.endswith((".", "?", ":")) or low.startswith(WORDS.signature.thanks):
        return False
    return any(" ".join(words[:size]) in WORDS.closings for size in range(1, len(words)))


def _below_closing(cores: list[str], closing: int, edge: int) -> int | None:
    """Take the block where it is more than a name."""
    at = closing + 1
    separated = at < edge and not cores[at]
    while at < edge and not cores[at]:
        at += 1
    block = [core for core in cores[at:edge] if core]
    if not block or len(block) > MAX_ROWS * 2:
        return None
    if any(len(core) > MAX_LENGTH and not is_small_print([core]) for core in block):
        return None
    if any(is_contact(core) or is_company(core) for core in block) or is_small_print(block):
        return at
    return at if separated and is_card(block) else None
