"""Guess the language of a short text by its small words and its letters."""

import re

from mailgw.mime.tables import load_table

_SAMPLE = 6000
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?")
_MAIN = ("de", "pl", "nl", "it", "en")
_LETTER_WEIGHT = 0.6
_RARE_PENALTY = 0.75
_ENOUGH = 0.9


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
    words = _WORD.findall(lowered)
    scores = dict.fromkeys(_LETTERS, 0.0)
    for word in words:
        owners = _OWNERS.get(word.replace("\u2019", "'"))
        for language in owners or ():
            scores[language] += _WEIGHTS[len(owners or ())]
    for language, letters in _LETTERS.items():
        hits = sum(lowered.count(letter) for letter in letters)
        scores[language] += min(hits, 12) * _LETTER_WEIGHT
    for language in scores:
        if language not in _MAIN:
            scores[language] *= _RARE_PENALTY
    return scores


# A word that several languages share says less about each of them.
_WEIGHTS = (0.0, 1.0, 0.6, 0.4, 0.3, 0.2, 0.15) + (0.1,) * 10
_OWNERS: dict[str, tuple[str, ...]] = {}
_LETTERS: dict[str, str] = {}
for _language, _entry in load_table("stopwords").items():
    _LETTERS[_language] = _entry["letters"]
    for _word in _entry["words"]:
        _OWNERS[_word] = (*_OWNERS.get(_word, ()), _language)
