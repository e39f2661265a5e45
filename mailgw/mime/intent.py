"""Guess what a mail wants - a quote, help with a complaint, or neither - and say by which words."""

import re
from dataclasses import dataclass, replace
from math import exp, inf

from mailgw.mime.mail import Intent, IntentKind
from mailgw.mime.tables import load_table
from tickets.text.fold import fold
from tickets.text.reference import is_reply_subject

_SAMPLE = 3000
_KINDS = (IntentKind.QUOTE, IntentKind.COMPLAINT, IntentKind.OTHER)
_SUBJECT_WEIGHT = 1.3
_THRESHOLD = 1.1
_MAX_WHY = 4
_AMOUNT_WEIGHT = 0.4
_ASKS = 2.5
"""Weight of phrases that ask for a price."""
_WANTS = 0.9
"""Weight of phrases that say that something is needed."""
_OLD_THINGS = 0.45
# Numbers with a unit or measures such as 120x150: people who want a price give them.
_AMOUNT = re.compile(
    r"\b\d{1,5}(?:[.,]\d{1,3})? ?(?:x|\u00d7|stuck|stk|st\.|pcs|pieces|sztuk|szt|stuks|pezzi|pz"
    r"|m2|sqm|qm|mq|mm|cm|lfm|running|strekkende|okien|fenster|ramen|finestre|windows)\b"
)
_START = 4
"""Letters by which phrases are looked up, the blank before the word among them."""
_WORD_START = re.compile(" (?! )")
_TICKET_TAG = re.compile(
    r"\[[A-Z#]{1,6}[-#]?[\w/-]{0,20}\d{2,}\]|\((?:ticket|zgł|pratica|case)[^)]{1,20}\)",
    re.IGNORECASE,
)


def guess_intent(subject: str, text: str, *, answers: bool) -> Intent:
    """Judge by the subject and the new text; `answers` says that the mail refers to another one."""
    if answers:
        return Intent(IntentKind.REPLY, 0.95, "it answers an earlier mail")
    if is_reply_subject(subject) and _TICKET_TAG.search(subject):
        return Intent(IntentKind.REPLY, 0.8, "the subject is that of an answer")
    found = _found(_words_of(subject), _words_of(text[:_SAMPLE]))
    body = found.body
    ratings = {kind: _rate(kind, found) for kind in _KINDS}
    asked, told = ratings[IntentKind.QUOTE], ratings[IntentKind.COMPLAINT]
    amounts = min(len(_AMOUNT.findall(body)), 3) * _AMOUNT_WEIGHT
    if asked.strongest < _WANTS:  # measures alone are no wish
        asked, amounts = replace(asked, score=0.0), 0.0
    if asked.strongest >= _ASKS and not found.is_claim:
        # Who asks for a price tells of old things that are broken; they are not ours.
        ratings[IntentKind.COMPLAINT] = replace(told, score=told.score * _OLD_THINGS)
    ratings[IntentKind.QUOTE] = replace(asked, score=asked.score + amounts)
    kind = max(ratings, key=lambda one: ratings[one].score)
    score, words = ratings[kind].score, ratings[kind].words
    if score < _THRESHOLD or kind is IntentKind.OTHER:
        shown = ", ".join(words[:_MAX_WHY])
        return Intent(IntentKind.OTHER, 0.5, f"words: {shown}" if shown else "no telling words")
    rest = sum(rating.score for other, rating in ratings.items() if other is not kind)
    confidence = round(1 / (1 + exp(-(score - rest) / 2)), 2)
    return Intent(kind, confidence, "words: " + ", ".join(words[:_MAX_WHY]))


def _words_of(text: str) -> str:
    """Give a text in one case between blanks, what it denies left out."""
    words = " " + " ".join(fold(text).replace("\u2019", "'").split()) + " "
    for phrase in _DENIED:
        if phrase in words:
            words = words.replace(phrase, " ")
    return words


@dataclass(frozen=True, slots=True)
class _Group:
    """Phrases of one weight, and how much all of them together may count."""

    weight: float
    most: float
    phrases: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Rating:
    """How much speaks for one kind, and by which words."""

    score: float
    words: tuple[str, ...]
    strongest: float


@dataclass(frozen=True, slots=True)
class _Found:
    """The phrases of the table that stand in the body, and those in the subject alone."""

    body: str
    in_body: frozenset[str]
    in_title: frozenset[str]
    is_claim: bool


def _found(title: str, body: str) -> _Found:
    in_body, in_title = _phrases_in(body), _phrases_in(title)
    is_claim = not _CLAIM.isdisjoint(in_body) or not _CLAIM.isdisjoint(in_title)
    return _Found(body, in_body, in_title - in_body, is_claim)


def _phrases_in(text: str) -> frozenset[str]:
    """Give all known phrases of a text; only those that begin like one of its words are tried."""
    found = {phrase for phrase in _ANYWHERE if phrase in text}
    for start in _WORD_START.finditer(text):
        at = start.start()
        for phrase in _BY_START.get(text[at : at + _START], ()):
            if phrase not in found and text.startswith(phrase, at):
                found.add(phrase)
    return frozenset(found)


def _rate(kind: IntentKind, found: _Found) -> _Rating:
    total, strongest = 0.0, 0.0
    words: list[str] = []
    for group in _TABLES[kind]:
        in_body, in_title = found.in_body & group.phrases, found.in_title & group.phrases
        if in_body or in_title:
            score = group.weight * (len(in_body) + _SUBJECT_WEIGHT * len(in_title))
            total += min(score, group.most)
            strongest = max(strongest, group.weight)
            # The longest say most; and the order is the same each time.
            words += sorted((one.strip() for one in in_body | in_title), key=lambda w: (-len(w), w))
    return _Rating(total, tuple(words), strongest)


def _table(kind: IntentKind) -> tuple[_Group, ...]:
    """Prepare the phrases of one kind, the weightiest first, as they are shown in that order."""
    entries = sorted(load_table("intent_words")[kind.value], key=lambda one: -one["weight"])
    return tuple(
        _Group(
            weight=float(entry["weight"]),
            most=float(entry.get("most", inf)),
            phrases=frozenset(_phrase(one) for one in entry["phrases"]),
        )
        for entry in entries
    )


def _phrase(written: str) -> str:
    """Let a phrase begin at the start of a word, but for one marked as the end of compounds."""
    return fold(written[1:]) if written.startswith("*") else f" {fold(written)}"


def _phrases(name: str) -> frozenset[str]:
    return frozenset(_phrase(one) for one in load_table("intent_words")[name]["phrases"])


def _by_start(phrases: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """Sort the phrases that begin a word by their first letters."""
    found: dict[str, list[str]] = {}
    for phrase in sorted(phrases):
        if phrase.startswith(" "):
            found.setdefault(phrase[:_START], []).append(phrase)
    return {start: tuple(ones) for start, ones in found.items()}


_TABLES = {kind: _table(kind) for kind in _KINDS}
_DENIED = sorted(_phrases("not"), key=len, reverse=True)
_CLAIM = _phrases("claim")
_ALL = _CLAIM.union(*(group.phrases for groups in _TABLES.values() for group in groups))
_BY_START = _by_start(_ALL)
_ANYWHERE = frozenset(phrase for phrase in _ALL if not phrase.startswith(" "))
