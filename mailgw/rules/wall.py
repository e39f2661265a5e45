"""The second wall behind quote splitting: what we mailed to agents never goes on to a customer.

A client that quotes in a way nobody knows leaves our whole notice below an agent's answer, with
internal notes and reply address (P20). So the answer is compared with what we mailed. Pure.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from html import unescape

_RUN = 6
"""So many words in a row that stand in a notice of ours, and nowhere public, give it away."""
_NOTE_RUN = 8
"""An internal note may be said again in own words; so many in a row are no chance."""
_SHORT_NOTE = 5
"""A shorter note than this says nothing by itself; its label in the notice gives it away."""
_LABEL = 4
"""Words of a whole line of a notice that give it away."""
_MAILED_KEPT = 600_000
_PUBLIC_KEPT = 1_200_000
_ENDS_KEPT = 30_000
_WORD = re.compile(r"[^\W_]+")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_TAG = re.compile(r"<(?:style|script)\b[^<]*|<[^<>]*>", re.IGNORECASE)
_REPLY_ADDRESS = re.compile(
    r"reply(?:\+|%2b)[a-z0-9]{20,32}(?:@|%40)|(?:/|%2f)act(?:/|%2f)[a-z2-7]{20,52}", re.IGNORECASE
)
"""Also the secret of a link by which an agent acts."""


@dataclass(frozen=True, slots=True)
class Inner:
    """What an agent was mailed about a ticket, what is internal in it, and what is public."""

    mailed: tuple[str, ...] = ()
    """Texts of our notices, newest first; HTML counts as text without its tags."""
    notes: tuple[str, ...] = ()
    public: tuple[str, ...] = ()
    """Everything the customer may read or has written: messages, subject, names, legal lines."""


class Finding(StrEnum):
    """What the comparison showed."""

    CLEAN = "clean"
    CUT = "cut"
    """Words of ours stood at the end and are cut off."""
    MIXED = "mixed"
    """Words of ours and new ones are mixed, so nobody can tell what was meant for whom."""


@dataclass(frozen=True, slots=True)
class Passage:
    """An answer as far as it is the agent's own."""

    text: str
    finding: Finding


class Wall:
    """Compares answers with what was mailed about one ticket."""

    def __init__(self, inner: Inner) -> None:
        mailed = [_ends(one) for one in _within(inner.mailed, _MAILED_KEPT)]
        public = [words_of(one) for one in _within(inner.public, _PUBLIC_KEPT)]
        notes = [words_of(one) for one in inner.notes]
        self._public = _Stream(public)
        self._known = _Stream([*public, *notes, *(words_of(one) for one in mailed)])
        spoken = _runs([*public, *notes], _RUN)
        self._furniture = _runs((words_of(one) for one in mailed), _RUN) - spoken
        self._notes = _runs(notes, _NOTE_RUN) - _runs(public, _NOTE_RUN)
        self._short_notes = {
            tuple(words)
            for words in notes
            if _SHORT_NOTE <= len(words) < _NOTE_RUN and not self._public.holds(words)
        }
        self._labels = self._labels_of(mailed, _Stream(notes))

    def keep_inside(self, text: str, signature: str = "") -> Passage:
        """Cut our own words from the end of an answer, or say that they are mixed with new ones.

        `signature` is the trailing part of `text` that is one; it may stand below a quoted notice.
        """
        lines = text.split("\n")
        words = [words_of(line) for line in lines]
        flags = self._flags(lines, words)
        if not any(any(one) for one in flags):
            return Passage(text, Finding.CLEAN)
        first = next(place for place, one in enumerate(flags) if any(one))
        start = self._start(words, first)
        for place in range(start, _end_of_body(text, signature, flags)):
            if not self._is_known(words[place], flags[place]):
                return Passage(text, Finding.MIXED)
        return Passage("\n".join(lines[:start]).rstrip(), Finding.CUT)

    def public_lines(self, text: str) -> str:
        """Keep of a quoted text only the lines that the customer knows already."""
        rows = [line for line in text.split("\n") if self._is_public(line)]
        return re.sub(r"\n{3,}", "\n\n", "\n".join(rows)).strip("\n")

    def _is_public(self, line: str) -> bool:
        if _REPLY_ADDRESS.search(line):
            return False
        words = words_of(line)
        return not words or self._public.holds(words)

    def _flags(self, lines: list[str], words: list[list[str]]) -> list[list[bool]]:
        """Tell of each word whether it is ours; a reply address condemns its whole line."""
        flags = [
            [_REPLY_ADDRESS.search(_UNSEEN.sub("", line)) is not None] * max(len(row), 1)
            for line, row in zip(lines, words, strict=True)
        ]
        for row, marks in zip(words, flags, strict=True):
            if tuple(row) in self._labels:
                marks[:] = [True] * len(marks)
        places = [(line, at) for line, row in enumerate(words) for at in range(len(row))]
        flat = [word for row in words for word in row]
        for size, known in (
            (_RUN, self._furniture),
            (_NOTE_RUN, self._notes),
            *((size, self._short_notes) for size in range(_SHORT_NOTE, _NOTE_RUN)),
        ):
            for at, run in enumerate(_windows(flat, size)):
                if run in known:
                    for line, place in places[at : at + size]:
                        flags[line][place] = True
        return flags

    def _start(self, words: list[list[str]], first: int) -> int:
        """Walk up from the first give-away over whole lines that stood in the notice too."""
        start = place = first
        while place > 0 and (not words[place - 1] or self._known.holds(words[place - 1])):
            place -= 1
            if len(words[place]) >= _LABEL:
                start = place
        return start

    def _is_known(self, words: list[str], flags: list[bool]) -> bool:
        """Tell whether a line holds nothing but what was mailed or is public."""
        run: list[str] = []
        for word, ours in zip([*words, ""], [*flags[: len(words)], True], strict=True):
            if not ours:
                run.append(word)
                continue
            if run and not self._known.holds(run):
                return False
            run = []
        return True

    def _labels_of(self, mailed: list[str], notes: "_Stream") -> set[tuple[str, ...]]:
        found: set[tuple[str, ...]] = set()
        for line in (line for one in mailed for line in one.split("\n")):
            words = words_of(line)
            if len(words) >= _LABEL and not (self._public.holds(words) or notes.holds(words)):
                found.add(tuple(words))
        return found


class _Stream:
    """Texts as words in a row, made to be asked for a passage."""

    def __init__(self, texts: Iterable[list[str]]) -> None:
        self._row = "\n".join(f" {' '.join(words)} " for words in texts)

    def holds(self, words: list[str]) -> bool:
        return f" {' '.join(words)} " in self._row


def _end_of_body(text: str, signature: str, flags: list[list[bool]]) -> int:
    """Give the line where the writer's own signature begins below the quote.

    One that holds words of ours is none: the footer of our notice looks like a signature.
    """
    body, tail = text.rstrip(), signature.rstrip()
    if not tail or not body.endswith(tail):
        return len(flags)
    start = body[: -len(tail)].count("\n")
    return len(flags) if any(any(one) for one in flags[start:]) else start


def words_of(text: str) -> list[str]:
    """Give the words of a text in one case, without marks and invisible characters."""
    return _WORD.findall(_UNSEEN.sub("", text).casefold())


def strip_tags(html: str) -> str:
    """Give the words of HTML for comparing: no tags, each on its own line."""
    return unescape(_TAG.sub("\n", html))


def holds_reply_address(content: bytes) -> bool:
    """Tell whether a file holds a reply address of ours, as a mail of ours attached whole does."""
    narrow = content.decode("latin-1")
    return bool(_REPLY_ADDRESS.search(narrow) or _REPLY_ADDRESS.search(narrow.replace("\0", "")))


def _within(texts: tuple[str, ...], limit: int) -> Iterator[str]:
    for text in texts:
        if limit <= 0:
            return
        yield text
        limit -= min(len(text), 2 * _ENDS_KEPT)


def _ends(text: str) -> str:
    """Keep both ends of a very long notice: its own words stand there, a customer's between."""
    if len(text) <= 2 * _ENDS_KEPT:
        return text
    return f"{text[:_ENDS_KEPT]}\n{text[-_ENDS_KEPT:]}"


def _windows(words: list[str], size: int) -> Iterator[tuple[str, ...]]:
    return zip(*(words[start:] for start in range(size)), strict=False)


def _runs(texts: Iterable[list[str]], size: int) -> set[tuple[str, ...]]:
    return {run for words in texts for run in _windows(words, size)}
