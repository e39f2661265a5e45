"""Guess what a mail wants - a quote, help with a complaint, or neither - and say by which words."""

import re
from dataclasses import dataclass, replace
from math import exp, inf, sqrt

from mailgw.mime.mail import Intent, IntentKind
from mailgw.mime.phrases import Phrases, folded, phrase_keys, spaced
from mailgw.mime.tables import load_table
from tickets.text.reference import is_reply_subject

_SAMPLE = 3000
KINDS = (IntentKind.QUOTE, IntentKind.COMPLAINT, IntentKind.OTHER)
_SUBJECT_WEIGHT = 1.3
_THRESHOLD = 1.1
_MAX_WHY = 4
_STEM = 5
"""Letters of a word that its learned weight goes by: endings differ, above all in Polish."""
_LEARNED = 2.0
"""How much what was learned weighs beside the phrases."""
_SHORT = 30
"""Words below which a mail says too little for what was learned to weigh fully."""
_ALONE = 1.8
"""What must be learned where no phrase of the kind stands in the mail."""
_SURE = 4.5
"""Weight of phrases (an order, a seller) beside which what was learned says nothing."""
_CUT = " \x00 "
"""What stands for words that deny something."""
_TELLING = 25
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
_FADING = 0.8
"""How much less each further phrase says than the one before it."""
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
    title, body = _words_of(subject), _words_of(text[:_SAMPLE])
    found = _found(title, body)
    ratings = _weighed({kind: _rate(kind, found) for kind in KINDS}, found, text)
    stems = _stems(title) | _stems(body)
    sure = _CUT in title + body or ratings[IntentKind.OTHER].strongest >= _SURE
    learned = dict.fromkeys(KINDS, 0.0) if sure else _learned(stems)
    scores = {kind: ratings[kind].score + learned[kind] for kind in KINDS}
    kind = max(KINDS, key=lambda one: scores[one])
    words = ratings[kind].words or _telling(kind, stems, title + body)
    why = "words: " + ", ".join(words[:_MAX_WHY]) if words else "no telling words"
    least = _THRESHOLD if ratings[kind].words else _ALONE
    if scores[kind] < least or kind is IntentKind.OTHER:
        return Intent(IntentKind.OTHER, 0.5, why)
    rest = max(score for other, score in scores.items() if other is not kind)
    return Intent(kind, round(1 / (1 + exp(-(scores[kind] - rest) / 2)), 2), why)


def _weighed(
    ratings: dict[IntentKind, "_Rating"], found: "_Found", text: str
) -> dict[IntentKind, "_Rating"]:
    """Let measures count for who wants something, and old things little for who asks a price."""
    asked, told = ratings[IntentKind.QUOTE], ratings[IntentKind.COMPLAINT]
    if asked.strongest < _WANTS:  # measures alone are no wish
        asked, amounts = replace(asked, score=0.0), 0.0
    else:
        amounts = min(len(_AMOUNT.findall(folded(text[:_SAMPLE]))), 3) * _AMOUNT_WEIGHT
    if asked.strongest >= _ASKS and not found.is_claim:
        told = replace(told, score=told.score * _OLD_THINGS)
    elif found.is_claim:
        asked = replace(asked, score=asked.score * _OLD_THINGS)
    asked = replace(asked, score=asked.score + amounts)
    return ratings | {IntentKind.QUOTE: asked, IntentKind.COMPLAINT: told}


def stems_of(subject: str, text: str) -> frozenset[str]:
    """Give the beginnings of a mail's words, by which the table of learned weights knows them."""
    return _stems(_words_of(subject)) | _stems(_words_of(text[:_SAMPLE]))


def _stems(words: str) -> frozenset[str]:
    """Cut words to their beginnings; a mark such as `?` is one as well."""
    return frozenset(word[:_STEM] for word in words.split() if not word[0].isdigit())


def _learned(stems: frozenset[str]) -> dict[IntentKind, float]:
    """Add up what our own mails taught about these words."""
    asked = told = 0
    for stem in stems & _WEIGHTS.keys():
        for_quote, for_complaint = _WEIGHTS[stem]
        asked += for_quote
        told += for_complaint
    scale = _LEARNED / sqrt(max(len(stems), _SHORT)) / 100
    return dict(zip(KINDS, (asked * scale, told * scale, -(asked + told) * scale), strict=True))


def _telling(kind: IntentKind, stems: frozenset[str], words: str) -> tuple[str, ...]:
    """Name the words that by what was learned speak most for a kind."""
    at = KINDS.index(kind)
    weights = {
        stem: (*_WEIGHTS[stem], -sum(_WEIGHTS[stem]))[at] for stem in stems & _WEIGHTS.keys()
    }
    best = sorted((-weight, stem) for stem, weight in weights.items() if weight >= _TELLING)
    known = {word[:_STEM]: word for word in reversed(words.split()) if len(word) >= _STEM}
    return tuple(known[stem] for _, stem in best if stem in known)


def _words_of(text: str) -> str:
    """Give a text as words between blanks, what it denies left out."""
    words = spaced(text)
    for phrase in _DENIED:
        if phrase in words:
            words = words.replace(phrase, _CUT)
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
    """The phrases of the table that stand in the body, those in the subject alone, and as what."""

    in_body: frozenset[str]
    in_title: frozenset[str]
    shown: dict[str, str]
    is_claim: bool


def _found(title: str, body: str) -> _Found:
    in_title, in_body = _KNOWN.found_in(title), _KNOWN.found_in(body)
    shown = in_title | in_body
    is_claim = not _CLAIM.isdisjoint(shown)
    return _Found(frozenset(in_body), frozenset(in_title) - in_body.keys(), shown, is_claim)


def _rate(kind: IntentKind, found: _Found) -> _Rating:
    weights: list[float] = []
    words: list[str] = []
    for group in _TABLES[kind]:
        in_body, in_title = found.in_body & group.phrases, found.in_title & group.phrases
        if in_body or in_title:
            left = group.most
            for weight in [group.weight * _SUBJECT_WEIGHT] * len(in_title) + [group.weight] * len(
                in_body
            ):
                weights.append(min(weight, left))
                left -= weights[-1]
            # The longest say most; and the order is the same each time.
            words += sorted(
                (found.shown[w] for w in in_body | in_title), key=lambda w: (-len(w), w)
            )
    weights.sort(reverse=True)
    score = sum(weight * _FADING**at for at, weight in enumerate(weights))
    return _Rating(score, tuple(dict.fromkeys(words)), weights[0] if weights else 0.0)


def _table(kind: IntentKind) -> tuple[_Group, ...]:
    """Prepare the phrases of one kind, the weightiest first, as they are shown in that order."""
    entries = sorted(_WORDS[kind.value], key=lambda one: -one["weight"])
    return tuple(
        _Group(
            weight=float(entry["weight"]),
            most=float(entry.get("most", inf)),
            phrases=phrase_keys(entry["phrases"]),
        )
        for entry in entries
    )


def _read_weights(written: str) -> dict[str, tuple[int, int]]:
    """Read stems with their weights for a quote and for a complaint; the rest of them is zero."""
    rows = (row.split() for row in written.replace("\n", " ").split(", ") if row.strip())
    return {stem: (int(quote), int(complaint)) for stem, quote, complaint in rows}


_WEIGHTS = _read_weights(load_table("intent_stems")["stems"])
_WORDS = load_table("intent_words")
_TABLES = {kind: _table(kind) for kind in KINDS}
_DENIED = sorted(phrase_keys(_WORDS["not"]["phrases"]), key=len, reverse=True)
_CLAIM = phrase_keys(_WORDS["claim"]["phrases"])
_KNOWN = Phrases(
    [
        *_WORDS["claim"]["phrases"],
        *(one for kind in KINDS for entry in _WORDS[kind.value] for one in entry["phrases"]),
    ]
)
