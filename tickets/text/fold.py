"""One folding of letters for the search index and the search query."""

import re
import unicodedata

# NFKD takes accents apart; these letters have none that could come off.
_LETTERS = {
    "ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "ð": "d", "Ð": "d",
    "ß": "ss", "ẞ": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "þ": "th", "Þ": "th",
    "\u0131": "i", "ħ": "h", "Ħ": "h", "ŧ": "t", "Ŧ": "t",
}  # fmt: skip
_ANY_LETTER = re.compile(f"[{''.join(_LETTERS)}]")
_ACCENTS = re.compile("[\u0300-\u034e\u0350-\u036f]+")
# Beyond the signs of Latin and Greek letters, where other combining ones may stand.
_FAR = re.compile("[\u0483-\u1fff\u20d0-\u20ff\u2cef-\U0010ffff]")


def fold(text: str) -> str:
    """Fold case and accents so that `Łódź`, `lodz` and `LODZ` are one word."""
    if text.isascii():
        return text.lower()
    bare = _ANY_LETTER.sub(lambda found: _LETTERS[found[0]], text)
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", bare))
    if _FAR.search(plain):
        plain = "".join(c for c in plain if not unicodedata.combining(c))
    return plain.casefold()
