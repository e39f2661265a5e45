"""Tells an offer from an ordinary answer, for steps that come before an offer is sent."""

_CURRENCIES = ("€", "$", "£", "zł")
_CODES = frozenset({"eur", "euro", "pln", "usd", "gbp", "chf", "czk", "zl"})
_LONGEST_LINE = 1000
_EDGES = ".,;:!?()[]{}*\u2013\u2014"


def is_offer(text: str, *, has_files: bool) -> bool:
    """Tell whether an answer carries a file or an amount of money."""
    return has_files or names_amount(text)


def names_amount(text: str) -> bool:
    """Tell whether a text names a number with a currency beside it, quoted lines left out."""
    return any(
        _line_names_amount(line[:_LONGEST_LINE])
        for line in text.splitlines()
        if not line.lstrip().startswith(">")
    )


def _line_names_amount(line: str) -> bool:
    words = line.split()
    for place, word in enumerate(words):
        if not _is_number(word):
            continue
        around = (*words[max(place - 1, 0) : place], word, *words[place + 1 : place + 2])
        if any(_is_currency(one) for one in around):
            return True
    return False


def _is_number(word: str) -> bool:
    return any(letter.isdigit() for letter in word)


def _is_currency(word: str) -> bool:
    bare = word.strip(_EDGES).lower()
    return bare in _CODES or any(sign in bare for sign in _CURRENCIES)
