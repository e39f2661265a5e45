"""Learns from agents which words speak for which kind of ticket, and weighs a new mail by them.

It speaks up only with evidence: several corrections to a kind, and words that stood in those
messages and hardly in others.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log

from tickets.model.learned import EVERY_CORRECTION, EVERY_MESSAGE
from tickets.model.ticket import Ticket
from tickets.store.learned import (
    change_counts,
    counts_of,
    first_words,
    neighbours,
    times_corrected,
    totals,
)
from tickets.store.unit_of_work import ReadUnit, UnitOfWork
from tickets.text.fold import fold

ENOUGH_CORRECTIONS = 5
_ENOUGH_OTHERS = 3
_CLEAR = 3.0
"""Natural logarithm of how much likelier one kind must be: about twenty times."""
_MOST_OF_ONE_WORD = 1.6
_TELLING = 0.7
_TELLING_WORDS = 2
_WORDS_KEPT = 80
_EXAMINED = 4000
_CONTRAST = 3
_WORD = re.compile(r"[^\W\d_]{3,40}")


@dataclass(frozen=True, slots=True)
class LearnedKind:
    """What corrections say about a new mail, and by what."""

    kind: str
    corrections: int
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Experience:
    """What was learned so far, of the words in question."""

    messages: Mapping[str, int]
    """How many messages were learned, by kind."""
    corrections: Mapping[str, int]
    counts: Mapping[str, Mapping[str, int]]
    """In how many of them a word stood: by word, then kind."""


def learn_kind(uow: UnitOfWork, ticket: Ticket, kind: str, before: str) -> None:
    """Let the first message of a ticket count for the kind that an agent gave it just now.

    For contrast, the last messages that stayed with the kind it was taken for count for that one.
    Where an agent had corrected the ticket before, that earlier lesson is taken back.
    """
    if times_corrected(uow, ticket.id):
        _teach(uow, before, ticket.id, by=-1, is_correction=True)
    else:
        for other_id in neighbours(uow, ticket.id, before, _CONTRAST):
            _teach(uow, before, other_id)
    _teach(uow, kind, ticket.id, is_correction=True)


def learned_kind(
    unit: ReadUnit, subject: str, text: str, *, guess: str, confidence: float
) -> LearnedKind | None:
    """Say what kind of matter a mail is by corrections; None where they say nothing clear."""
    messages, corrections = totals(unit)
    if not any(number >= ENOUGH_CORRECTIONS for number in corrections.values()):
        return None
    words = words_of(subject, text)
    experience = Experience(messages, corrections, counts_of(unit, words))
    return weigh(experience, words, guess=guess, confidence=confidence)


def weigh(
    experience: Experience, words: Iterable[str], *, guess: str, confidence: float
) -> LearnedKind | None:
    """Choose the kind that a mail's words speak for clearly, against the guess of the rules; pure.

    Naive Bayes over which words stand in a message, each kind against all others together. A
    word alone decides nothing, and the surer the rules are, the more it takes.
    """
    sure = min(max(confidence, 0.5), 0.98)
    doubt = log(sure / (1 - sure))
    found: list[tuple[float, LearnedKind]] = []
    for kind, corrections in experience.corrections.items():
        others = sum(n for other, n in experience.messages.items() if other != kind)
        if corrections < ENOUGH_CORRECTIONS or others < _ENOUGH_OTHERS:
            continue
        weights = {word: _weight(experience, kind, others, word) for word in words}
        telling = sorted((w for w in weights if weights[w] >= _TELLING), key=lambda w: -weights[w])
        total = sum(weights.values())
        if total >= _CLEAR + (0 if kind == guess else doubt) and len(telling) >= _TELLING_WORDS:
            found.append((total, LearnedKind(kind, corrections, tuple(telling[:4]))))
    if not found:
        return None
    found.sort(key=lambda one: -one[0])
    if len(found) > 1 and found[0][0] - found[1][0] < _CLEAR / 2:
        return None
    return found[0][1]


def words_of(subject: str, text: str) -> tuple[str, ...]:
    """Give the words of a message that are counted, each once."""
    words = _WORD.findall(fold(f"{subject}\n{text[:_EXAMINED]}"))
    return tuple(dict.fromkeys(words))[:_WORDS_KEPT]


def _weight(experience: Experience, kind: str, others: int, word: str) -> float:
    """Give the logarithm of how much likelier a word is in a kind than in all others."""
    by_kind = experience.counts.get(word, {})
    here = by_kind.get(kind, 0)
    elsewhere = sum(by_kind.values()) - here
    if here + elsewhere < _TELLING_WORDS:
        return 0.0
    inside = (here + 0.5) / (experience.messages.get(kind, 0) + 1)
    outside = (elsewhere + 0.5) / (others + 1)
    return max(-_MOST_OF_ONE_WORD, min(_MOST_OF_ONE_WORD, log(inside / outside)))


def _teach(
    uow: UnitOfWork, kind: str, ticket_id: int, *, by: int = 1, is_correction: bool = False
) -> None:
    first = first_words(uow, ticket_id)
    if first is None:
        return
    marks = (EVERY_MESSAGE, EVERY_CORRECTION) if is_correction else (EVERY_MESSAGE,)
    change_counts(uow, kind, (*marks, *words_of(*first)), by)
