"""Finds account numbers in a text, and words that announce new ones."""

import hashlib
import re

from mailgw.mime.tables import load_table
from tickets.text.fold import fold

_EXAMINED = 50_000
_MOST = 20
_START = re.compile(r"(?<![A-Za-z0-9])(?:[A-Za-z]{2})?\d{2}(?=[ \u00a0.-]?[A-Za-z0-9]{4})")
_GAPS = " \u00a0.-"
_LONGEST = 34


def find_ibans(text: str) -> tuple[str, ...]:
    """Give the valid IBANs of a text without gaps, in upper case, each once.

    In Poland the two letters are left out as often as not.
    """
    found: dict[str, None] = {}
    for start in _START.finditer(text, 0, _EXAMINED):
        is_bare = text[start.start()].isdigit()
        iban = _read("PL" if is_bare else "", text[start.start() : start.start() + 2 * _LONGEST])
        if iban:
            found[iban] = None
            if len(found) == _MOST:
                break
    return tuple(found)


def announces_change(text: str) -> bool:
    """Tell whether a text says that payments go to another account from now on."""
    words = " ".join(fold(text[:_EXAMINED]).split())
    return any(phrase in words for phrase in _CHANGE)


def fingerprint(iban: str) -> str:
    """Give what is stored of an IBAN: enough to know it again, and nothing to pay to."""
    return hashlib.sha256(iban.encode()).hexdigest()[:32]


def _read(country: str, text: str) -> str:
    """Read as many letters as the country's IBANs have; empty where they are no IBAN."""
    letters = list(country)
    wanted = _LENGTHS.get(country or text[:2].upper(), 0)
    for at, letter in enumerate(text):
        if letter.isascii() and letter.isalnum():
            letters.append(letter)
            if len(letters) == wanted:
                if text[at + 1 : at + 2].isalnum():
                    return ""
                break
        elif letter not in _GAPS:
            return ""
    iban = "".join(letters).upper()
    return iban if len(iban) == wanted and _is_sound(iban) else ""


def _is_sound(iban: str) -> bool:
    """Check the two digits of ISO 7064, modulo 97."""
    turned = iban[4:] + iban[:4]
    return int("".join(str(int(letter, 36)) for letter in turned)) % 97 == 1


_LENGTHS: dict[str, int] = load_table("bank_words")["lengths"]
_CHANGE: tuple[str, ...] = tuple(load_table("bank_words")["change"]["phrases"])
