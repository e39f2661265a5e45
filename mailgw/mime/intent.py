"""Guess what a mail wants - a quote, help with a complaint, or neither - and say by which words."""

import re
from math import exp

from mailgw.mime.mail import Intent, IntentKind
from mailgw.mime.tables import load_table
from tickets.text.reference import is_reply_subject

_SAMPLE = 6000
_KINDS = (IntentKind.QUOTE, IntentKind.COMPLAINT, IntentKind.OTHER)
_SUBJECT_WEIGHT = 1.3
_THRESHOLD = 1.3
_MAX_WHY = 4
_AMOUNT_WEIGHT = 0.4
# Numbers with a unit or measures such as 120x150: people who want a price give them.
_AMOUNT = re.compile(
    r"\b\d{1,5}(?:[.,]\d{1,3})? ?(?:x|\u00d7|stück|stk|st\.|pcs|pieces|sztuk|szt|stuks|pezzi|pz"
    r"|m²|m2|sqm|qm|mq|mm|cm|lfm|running|strekkende|okien|fenster|ramen|finestre|windows)\b"
)
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
    title = f" {subject.lower()} "
    body = " " + " ".join(text[:_SAMPLE].lower().split()) + " "
    ratings = {kind: _rate(_TABLES[kind], title, body) for kind in _KINDS}
    amounts = min(len(_AMOUNT.findall(body)), 3) * _AMOUNT_WEIGHT
    ratings[IntentKind.QUOTE] = (
        ratings[IntentKind.QUOTE][0] + amounts,
        ratings[IntentKind.QUOTE][1],
    )
    kind = max(ratings, key=lambda one: ratings[one][0])
    score, words = ratings[kind]
    if score < _THRESHOLD or kind is IntentKind.OTHER:
        shown = ", ".join(words[:_MAX_WHY])
        return Intent(IntentKind.OTHER, 0.5, f"words: {shown}" if shown else "no telling words")
    rest = sum(rating[0] for other, rating in ratings.items() if other is not kind)
    confidence = round(1 / (1 + exp(-(score - rest) / 2)), 2)
    return Intent(kind, confidence, "words: " + ", ".join(words[:_MAX_WHY]))


def _rate(table: list[tuple[float, list[str]]], title: str, body: str) -> tuple[float, list[str]]:
    score, words = 0.0, []
    for weight, phrases in table:
        for phrase in phrases:
            if phrase in body:
                score += weight
            elif phrase in title:
                score += weight * _SUBJECT_WEIGHT
            else:
                continue
            words.append(phrase.strip())
    return score, words


def _table(kind: IntentKind) -> list[tuple[float, list[str]]]:
    """Let every phrase begin at the start of a word; its end may grow (inflection)."""
    entries = load_table("intent_words")[kind.value]
    return [
        (float(entry["weight"]), [f" {phrase.lstrip()}" for phrase in entry["phrases"]])
        for entry in entries
    ]


_TABLES = {kind: _table(kind) for kind in _KINDS}
