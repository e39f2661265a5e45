"""What stands around a word that was found: some words before it, the word, some after."""

import re
from collections.abc import Iterator, Sequence

from tickets.text.fold import fold

_BEFORE, _AFTER = 50, 110
_EXAMINED = 100_000
_PIECES = re.compile(r"\s+|\S+")

Snippet = tuple[str, str, str]
"""Text before, what was found as it is written there, text after."""


def find_snippet(text: str, words: Sequence[str]) -> Snippet | None:
    """Find the line with most of the folded words and show its first one; None without any."""
    best: tuple[int, int, str, str] | None = None
    for start, line in _lines(text[:_EXAMINED]):
        folded = fold(line)
        count = sum(word in folded for word in words)
        if count and (best is None or count > best[0]):
            best = (count, start, line, folded)
            if count == len(words):
                break
    if best is None:
        return None
    _, start, line, folded = best
    word = min((one for one in words if one in folded), key=folded.index)
    begin = start + _place(line, folded.index(word))
    end = start + _place(line, folded.index(word) + len(word) - 1) + 1
    return _around(text, begin, end)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    start = 0
    for line in text.splitlines(keepends=True):
        yield start, line
        start += len(line)


def _place(line: str, folded_at: int) -> int:
    """Give the place in a line of what stands at a place of the folded line."""
    left = folded_at
    for piece in _PIECES.finditer(line):
        letters = piece[0]
        length = len(fold(letters))
        if length > left:
            return piece.start() + next(
                at for at in range(len(letters)) if len(fold(letters[: at + 1])) > left
            )
        left -= length
    return len(line)


def _around(text: str, begin: int, end: int) -> Snippet:
    before = text[max(0, begin - _BEFORE) : begin]
    after = text[end : end + _AFTER]
    if begin > _BEFORE:
        before = "… " + before.partition(" ")[2]
    if end + _AFTER < len(text):
        after = (after.rpartition(" ")[0] or after) + " …"
    return _joined(before), text[begin:end], _joined(after)


def _joined(text: str) -> str:
    """Put words on one line, and keep a space at either end where one stood."""
    words = " ".join(text.split())
    left = " " if text[:1].isspace() and words else ""
    right = " " if text[-1:].isspace() else ""
    return left + words + right
