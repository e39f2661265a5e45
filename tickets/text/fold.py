"""One folding of letters for the search index and the search query."""

import unicodedata

# NFKD takes accents apart; these letters have none that could come off.
_TABLE = str.maketrans(
    {
        "ł": "l", "Ł": "l", "ø": "o", "Ø": "o", "đ": "d", "Đ": "d", "ð": "d", "Ð": "d",
        "ß": "ss", "ẞ": "ss", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "þ": "th", "Þ": "th",
        "\u0131": "i", "ħ": "h", "Ħ": "h", "ŧ": "t", "Ŧ": "t",
    }
)  # fmt: skip


def fold(text: str) -> str:
    """Fold case and accents so that `Łódź`, `lodz` and `LODZ` are one word."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text.translate(_TABLE))
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()
