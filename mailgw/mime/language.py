"""Guess the language of a short text by its small words and its letters."""

import re

from mailgw.mime.tables import load_table
from tickets.text.fold import fold

_SAMPLE = 6000
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_MAIN = ("de", "pl", "nl", "it", "en")
_LETTER_WEIGHT = 0.6
_RARE_PENALTY = 0.75
_ENOUGH = 0.9
_FEW = 4


def guess_language(text: str, hint: str = "") -> str:
    """Name the ISO 639-1 code of a text, or "" where nothing speaks for any language.

    `hint` is a second text (a subject) that decides where the first says too little.
    """
    scores = _scores(text[:_SAMPLE])
    if hint and max(scores.values()) < 3:  # noqa: PLR2004 - about two sure words
        for language, score in _scores(hint[:500]).items():
            scores[language] += score * 0.5
    best = max(scores, key=lambda language: scores[language])
    return best if scores[best] >= _ENOUGH else ""


def _scores(text: str) -> dict[str, float]:
    """Add up the words, each shared by the number of languages that know it."""
    lowered = text.lower()
    words = _WORD.findall(lowered.replace("\u2019", "'"))
    scores = dict.fromkeys(_LETTERS, 0.0)
    for word in words:
        owners = _OWNERS.get(word) or _OWNERS.get(word.partition("'")[2], ())
        for language in owners:
            scores[language] += _WEIGHTS[len(owners)]
    for language, letters in _LETTERS.items():
        hits = sum(map(lowered.count, letters))
        if hits and not scores[language] and len(words) < _FEW and language != "ru":
            hits = 1  # a name has such letters as well
        scores[language] += min(hits, 12) * _LETTER_WEIGHT
    for language in scores:
        if language not in _MAIN:
            scores[language] *= _RARE_PENALTY
    return scores


# A word that several languages share says less about each of them.
_WEIGHTS = (0.0, 1.25, 0.6, 0.4, 0.3, 0.2, 0.15) + (0.1,) * 10
_UMLAUTS = str.maketrans({"\u00e4": "ae", "\u00f6": "oe", "\u00fc": "ue", "\u00df": "ss"})
_SHORTEST_PLAIN = 3


def _owners() -> dict[str, tuple[str, ...]]:
    """Map each word to the languages that know it, and what is left of it without its accents."""
    owners: dict[str, tuple[str, ...]] = {}
    for language, entry in load_table("stopwords").items():
        for word in dict.fromkeys((*entry["words"], *entry.get("telling", ()))):
            owners[word] = (*owners.get(word, ()), language)
    plain: dict[str, tuple[str, ...]] = {}
    for word, languages in owners.items():
        for bare in {fold(word), word.translate(_UMLAUTS)} - owners.keys():
            if len(bare) >= _SHORTEST_PLAIN:
                plain[bare] = tuple(dict.fromkeys((*plain.get(bare, ()), *languages)))
    return owners | plain


_OWNERS = _owners()
_LETTERS: dict[str, str] = {
    language: entry["letters"] for language, entry in load_table("stopwords").items()
}
