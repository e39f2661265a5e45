"""Checks DKIM signatures (RFC 6376); apart from the rest, as reading a mail never needs it."""

import re
from collections.abc import Callable

from mailgw.mime.authentication import MAX_FIELDS, tags_of
from mailgw.mime.headers import split_fields

MIN_KEY_BITS = 1024
_ONCE = ("from", "subject", "date", "to", "message-id", "reply-to", "cc")


def verify_dkim(raw: bytes, get_txt: Callable[[bytes], bytes | None]) -> tuple[str, ...]:
    """Return the d= domains whose signature over this mail holds, in lower case.

    `get_txt` answers a DNS TXT question and may raise what it likes to say "try again later".
    Refused are signatures with l= (they leave room for foreign text), keys below 1024 bits,
    mails that carry a once-only field twice, and signatures that do not cover From and Subject.
    """
    head_end = re.search(rb"\r?\n\r?\n", raw)
    fields, _ = split_fields(raw[: head_end.start() + 1] if head_end else raw)
    if any(len(fields.all_raw(name)) > 1 for name in _ONCE):
        return ()
    signatures = fields.all_raw("dkim-signature")[:MAX_FIELDS]
    verified: list[str] = []
    for index, signature in enumerate(signatures[:5]):
        tags = tags_of(signature)
        covered = tags.get("h", "").lower().split(":")
        if "l" in tags or not tags.get("d") or not {"from", "subject"} <= set(covered):
            continue
        if _holds(raw, index, get_txt):
            verified.append(tags["d"].lower())
    return tuple(dict.fromkeys(verified))


def _holds(raw: bytes, index: int, get_txt: Callable[[bytes], bytes | None]) -> bool:
    def answer(name: bytes, timeout: int = 5) -> bytes | None:  # noqa: ARG001 - dkimpy's signature
        return get_txt(name)

    # Loaded with the first signature to check: it brings a DNS library along.
    import dkim  # noqa: PLC0415 - see the line above

    try:
        check = dkim.DKIM(raw, minkey=MIN_KEY_BITS)  # type: ignore[no-untyped-call] # untyped
        return bool(check.verify(idx=index, dnsfunc=answer))  # type: ignore[no-untyped-call] # untyped
    except (dkim.DKIMException, ValueError, TypeError, LookupError, AttributeError):
        return False
