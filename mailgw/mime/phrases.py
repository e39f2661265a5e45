"""Find which phrases of a word table stand in a text, fast enough for thousands of phrases."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import product

from tickets.text.fold import fold

_GAP = "..."
_REACH = 70
"""Letters within which the parts of a phrase with a gap must follow one another."""
_SENTENCE_ENDS = (" . ", " ! ", " ? ")
_MARKS = str.maketrans(
    {mark: f" {mark} " for mark in ".!?"}
    | dict.fromkeys(',;:()"<>|\u201e\u201c\u201d\u00ab\u00bb', " ")
)
_APOSTROPHES = str.maketrans(dict.fromkeys("\u2019\u2018\u00b4`", "'"))
_CHOICE = re.compile(r"\(([^()]*)\)")
_HEAD = 2
"""Letters by which the longest words are looked up first."""


def folded(text: str) -> str:
    """Fold case and accents, also umlauts in two letters: `Tür`, `TUER`, `tur` are one."""
    plain = fold(text).translate(_APOSTROPHES)
    return plain.replace("ae", "a").replace("oe", "o").replace("ue", "u")


def spaced(text: str) -> str:
    """Give a text folded, as words between single blanks, the ends of sentences among them."""
    return " " + " ".join(folded(text).translate(_MARKS).split()) + " "


@dataclass(frozen=True, slots=True)
class _Gapped:
    """A phrase with a gap: how it may go on."""

    key: str
    rests: tuple[str, ...]


class Phrases:
    """Phrases as a word table writes them.

    A phrase begins a word of the text and its end may grow, unless it ends in a blank; one that
    begins with `*` may stand within a word. `(a|b)` stands for one of both, `...` for some words
    of the same sentence, before which the words are whole.
    """

    def __init__(self, written: Iterable[str]) -> None:
        """Sort the phrases by their longest words, which are mostly their rarest."""
        self._within: list[str] = []
        self._by_word: dict[str, list[str]] = {}
        self._gapped: dict[str, list[_Gapped]] = {}
        for one in dict.fromkeys(written):
            if _GAP in one:
                first, _, rest = one.partition(_GAP)
                gapped = _Gapped(one, tuple(dict.fromkeys(_choices(rest.lstrip()))))
                for start in dict.fromkeys(_choices(first)):
                    self._gapped.setdefault(f"{start.rstrip()} ", []).append(gapped)
            else:
                for phrase in _choices(one):
                    self._enter(phrase)
        lengths: dict[str, set[int]] = {}
        for word in self._by_word:
            lengths.setdefault(word[:_HEAD], set()).add(len(word))
        self._lengths = {head: tuple(sorted(found)) for head, found in lengths.items()}
        self._starts: dict[str, list[str]] = {}
        for start in self._gapped:
            self._starts.setdefault(start.split()[0], []).append(start)

    def _enter(self, phrase: str) -> None:
        if not phrase.startswith(" "):
            self._within.append(phrase)
            return
        known = self._by_word.setdefault(_longest_word(phrase), [])
        if phrase not in known:
            known.append(phrase)

    def found_in(self, text: str) -> dict[str, str]:
        """Give what stands in a text made by `spaced`, by the keys of `phrase_keys`."""
        found = {phrase: phrase.strip() for phrase in self._within if phrase in text}
        by_word, lengths = self._by_word, self._lengths
        for word in set(text.split()):
            whole = f"{word} "
            for length in lengths.get(whole[:_HEAD], ()):
                for phrase in by_word.get(whole[:length], ()):
                    if phrase in text:
                        found[phrase] = phrase.strip()
            for start in self._starts.get(word, ()):
                for window in _windows(text, start):
                    for one in self._gapped[start]:
                        rest = next((rest for rest in one.rests if rest in window), "")
                        if rest:
                            found[one.key] = f"{start.strip()} ... {rest.strip()}"
        return found


def _longest_word(phrase: str) -> str:
    """Give the longest word of a phrase, with its blank where it may not grow."""
    *whole, end = phrase.split()
    words = [f"{word} " for word in whole]
    return max([*words, f"{end} " if phrase.endswith(" ") else end], key=len)


def _windows(text: str, start: str) -> Iterator[str]:
    """Give what follows each place where a phrase starts, to the end of its sentence."""
    at = text.find(start)
    while at >= 0:
        at += len(start) - 1
        window = text[at : at + _REACH]
        for mark in _SENTENCE_ENDS:
            window = window.partition(mark)[0]
        yield f"{window} "
        at = text.find(start, at)


def phrase_keys(written: Iterable[str]) -> frozenset[str]:
    """Give the keys under which `Phrases` tells what it found of these."""
    return frozenset(key for one in written for key in ((one,) if _GAP in one else _choices(one)))


def _choices(written: str) -> Iterator[str]:
    """Give each way to read what is written, in the form in which it is looked for."""
    pieces = _CHOICE.split(written)
    options = [piece.split("|") if at % 2 else [piece] for at, piece in enumerate(pieces)]
    for chosen in product(*options):
        yield _key("".join(chosen))


def _key(written: str) -> str:
    key = spaced(written.removeprefix("*")).strip()
    # A single letter at the end is a word of its own: nearly every word begins with it.
    if written.endswith(" ") or key[-2:-1] in {"", " "}:
        key += " "
    return key if written.startswith("*") else f" {key}"
