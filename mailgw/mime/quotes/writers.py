"""Telling who is named in the line that introduces a quote, and whether a machine wrote it."""

import re

from mailgw.mime.quotes.words import WORDS, fold

_NAME_WORDS, _HEAD_WORDS = 7, 10
_SECONDS = re.compile(r"\d{1,2}[:.]\d{2}[:.]\d{2}")
_DATE_WORDS = 8


def names_somebody(text: str) -> bool:
    """Tell whether an introduction names its writer: an address, or two names behind "On"."""
    if "@" in text:
        return True
    words = text.split()
    names = [word for word in words if word[0].isupper() and word[1:2].islower()]
    return len(names) > 1 and fold(words[0]).rstrip(",.") in WORDS.openers


def begins_with_writer(text: str) -> bool:
    """Tell whether a text begins with a few words, such as a name, and an address behind them."""
    head, at_sign, _ = text.partition("@")
    words = head.split()
    if not at_sign or not 0 < len(words) <= _HEAD_WORDS:
        return False
    return not text.startswith(("<", "mailto:")) and not head.endswith((".", "!", "?"))


def is_machines(before: str, after: str) -> bool:
    """Tell "Anna Berg wrote on 03.03.2025 10:15:12" of a client by its seconds and nothing else.

    `before` and `after` are what stands on both sides of the verb, in lower case.
    """
    if not _SECONDS.search(after) or not before or set(before.split()) & WORDS.pronouns:
        return False
    return len(before.split()) <= _NAME_WORDS and len(after.split()) <= _DATE_WORDS
