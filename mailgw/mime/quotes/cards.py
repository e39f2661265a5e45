"""Telling the lines of a business card, or of a device, from ordinary text."""

import re

from mailgw.mime.quotes.lines import DASHES
from mailgw.mime.quotes.words import WORDS, fold

MAX_ROWS, MAX_LENGTH = 15, 90
_DEVICE_LENGTH, _DEVICE_WORDS = 90, 12
_LINK = re.compile(r"<?https?://[^\s>]{1,500}>?|\[image[^\]]{0,80}\]")
_PHONE = re.compile(r"(?:\+|\(?0)\d[\d ()/.-]{5,}\d|\d{3}[ -]\d{3}[ -]\d{2,4}")
_WEB = re.compile(r"@[\w-]+\.|www\.|https?://")
_POSTAL = re.compile(
    r"(?:^|[\s·,|])(?:[A-Z]{1,2}-)?\d{2}-?\d{3}\s+[^\W\d_]{3}"
    r"|\b\d{4} ?[A-Z]{2}\b"
)
_TITLES = frozenset(
    [
        "dr.",
        "dr",
        "prof.",
        "mgr",
        "inż.",
        "ing.",
        "ing",
        "i.",
        "a.",
        "i.a.",
        "ppa.",
        "i.v.",
        "dott.",
    ]
)
_NAME_WORDS, _NAME_LENGTH = 5, 48
_ROLE_ROWS, _ROLE_WORDS = 4, 7


def is_card(block: list[str]) -> bool:
    """Tell a name with where its owner works or how to reach him."""
    if not 1 < len(block) <= MAX_ROWS or any(len(core) > MAX_LENGTH for core in block):
        return False
    if any(core.endswith(("?", "!", ":")) for core in block):
        return False
    named = is_name(block[0])
    known = any(is_contact(core) or is_company(core) for core in block[named:])
    if named:
        role = len(block) <= _ROLE_ROWS and all(
            core[:1].isupper() and len(core.split()) <= _ROLE_WORDS and not core.endswith(".")
            for core in block[1:]
        )
        return known or role
    return known and is_company(block[0])


def is_name(core: str) -> bool:
    """Tell whether a line may be the name of a person."""
    words = core.split()
    if not words or len(words) > _NAME_WORDS + 2 or len(core) > _NAME_LENGTH:
        return False
    if core[-1] in ".,;:!?" or any(sign.isdigit() for sign in core):
        return False
    names = [word for word in words if word.casefold() not in _TITLES]
    capital = sum(1 for word in names if word[0].isupper())
    return 1 < len(names) <= _NAME_WORDS and capital * 2 > len(names)


def is_contact(core: str) -> bool:
    """Tell whether a line says how to reach somebody."""
    if _PHONE.search(core) or _WEB.search(core) or _POSTAL.search(core):
        return True
    first = core.casefold().split(" ", 1)[0]
    return first.rstrip(":.") in WORDS.signature.contacts and any(s.isdigit() for s in core)


def is_company(core: str) -> bool:
    """Tell whether a line names a firm with its legal form."""
    low = core.casefold().replace(",", " ")
    if len(core) > MAX_LENGTH:
        return False
    words = set(low.split())
    forms = WORDS.signature.companies
    return bool(words & forms) or any(" " in form and low.endswith(form) for form in forms)


def is_small_print(block: list[str]) -> bool:
    """Register numbers and warnings that the law or a habit puts below a mail."""
    text = " ".join(block).casefold()[:2_000]
    names = WORDS.signature
    hits = sum(1 for word in names.legal if word in text)
    return hits > 1 or any(word in text for word in names.disclaimers)


def _without_apology(bare: str) -> str:
    """Cut off "please excuse my brevity" behind the words about the device."""
    for sign in (", ", ". ", " - ", "; ", ": ", f" {DASHES[0]} "):
        head, found, rest = bare.partition(sign)
        if found and any(word in rest for word in WORDS.apologies):
            return head
    return bare


def is_device_line(core: str) -> bool:
    """Tell whether a client added the line by itself: "Sent from my iPhone"."""
    if len(core) > _DEVICE_LENGTH * 4:
        return False
    bare = _without_apology(fold(_LINK.sub("", core).strip(f" *_-{DASHES}.()")))
    if len(bare) > _DEVICE_LENGTH or len(bare.split()) > _DEVICE_WORDS or ", " in bare:
        return False
    names_one = any(noun in bare for noun in WORDS.device_nouns)
    return any(
        bare.startswith(begins) and bare.endswith(ends) and (names_one or not has_to_name)
        for begins, ends, has_to_name in WORDS.devices
    )
