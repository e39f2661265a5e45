"""Name the reason of a refused delivery by the server's words, else by its RFC 3463 code."""

import re

from mailgw.mime.tables import load_table, words_of

_NAMES = re.compile(
    r"https?://\S{1,500}|[^\s<>@]{1,80}@[^\s<>@]{1,255}"
    r"|(?<![\w.-])(?![\w.-]{0,80}(?:spamhaus|sorbs|spamcop|dnsbl|rbl))[a-z][\w-]{0,60}(?:\.[\w-]{1,60}){1,8}"
)
_STOCK = (
    "recipient address rejected",
    "delivery temporarily suspended",
    "i'm not going to try again; this message has been in the queue too long",
    "the mail system",
)
_TABLE = load_table("bounce_reasons")
_REASONS = tuple(
    (str(one["name"]), tuple(one["signs"]), tuple(tuple(pair) for pair in one.get("both", ())))
    for one in _TABLE["reasons"]
)
_STATUS = tuple((str(prefix), str(reason)) for prefix, reason in _TABLE["status"])
_HARD = frozenset(words_of("bounce_reasons", "hard"))


def is_hard(reason: str) -> bool:
    """Tell whether another try cannot help, since the address itself is wrong."""
    return reason in _HARD


def reason_of(words: str, status: str = "") -> str:
    """Name the reason that a server's words or its RFC 3463 code give, or `undefined`."""
    if status in ("5.1.7", "5.1.8"):
        return "rejected"
    lowered = _plain(words)
    if status == "5.4.1" and "recipient address rejected: access denied" in words.lower():
        return "userunknown"  # Microsoft's directory-based blocking
    if lowered:
        named = next((reason for reason, *signs in _REASONS if _speaks(lowered, *signs)), "")
        if named:
            return named
        if "recipient address rejected" in words.lower():
            return "userunknown"
    for prefix, reason in _STATUS:
        if status == prefix or (prefix.endswith(".") and status.startswith(prefix)):
            return reason
    return "undefined"


def _speaks(lowered: str, signs: tuple[str, ...], both: tuple[tuple[str, ...], ...]) -> bool:
    """Find one sign, or two that say it together."""
    return any(sign in lowered for sign in signs) or any(
        all(word in lowered for word in pair) for pair in both
    )


def _plain(words: str) -> str:
    """Lower the words and take out what only looks like words: addresses, hosts, stock phrases."""
    lowered = words[:8000].lower()
    relayed = lowered.find("other server returned was")
    lowered = _NAMES.sub(" ", lowered[relayed + 25 :] if relayed >= 0 else lowered)
    for phrase in _STOCK:
        lowered = lowered.replace(phrase, " ")
    return " ".join(lowered.split())
