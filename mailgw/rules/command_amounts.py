"""Amounts of money as people write them: 11 800, 11.800,00 €, 12,000.50 EUR, PLN 900."""

import re
from decimal import Decimal

from mailgw.rules.command_words import WORDS
from tickets.text.fold import fold

_BLANKS = " \t\u00a0\u2007\u2009\u202f"
_AMOUNT = re.compile(
    r"(?P<before>[^\W\d_.]{1,8}\.?|[€$£])?[ ]?(?P<number>\d[\d .,'-]{0,20})[ ]?"
    r"(?P<after>[^\W\d_]{1,8}\.?|[€$£])?"
)
_GROUPED = re.compile(r"(?P<whole>\d{1,3}(?P<sep>[ .,'])\d{3}(?:(?P=sep)\d{3}){0,3})(?P<rest>.*)")
_PLAIN = re.compile(r"(?P<whole>\d{1,12})(?P<rest>.*)")
_FRACTION = re.compile(r"[.,](\d{1,2}|-)")


def read_amount(text: str) -> tuple[Decimal, str] | None:
    """Read an amount and its currency ("" where none is named); None where there is any doubt."""
    bare = " ".join(text.translate(dict.fromkeys(map(ord, _BLANKS), " ")).split())
    match = _AMOUNT.fullmatch(bare)
    if match is None:
        return None
    named = [match[side] for side in ("before", "after") if match[side]]
    currencies = {WORDS.currencies.get(fold(one)) for one in named}
    value = _number(match["number"].strip())
    if value is None or value <= 0 or None in currencies or len(currencies) > 1:
        return None
    return value, next((one for one in currencies if one), "")


def _number(text: str) -> Decimal | None:
    """Read a number; a lone separator before three digits groups thousands."""
    if not text.isascii():
        return None
    match = _GROUPED.fullmatch(text) or _PLAIN.fullmatch(text)
    if match is None:
        return None
    whole, rest = match["whole"], match["rest"]
    separator = match["sep"] if "sep" in match.re.groupindex else ""
    if separator and whole.startswith("0"):
        return None
    digits = "".join(filter(str.isdigit, whole))
    if not rest:
        return Decimal(digits)
    fraction = _FRACTION.fullmatch(rest)
    if fraction is None or rest[0] == separator:
        return None
    return Decimal(f"{digits}.{fraction[1].replace('-', '0')}")
