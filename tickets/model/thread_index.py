"""Outlook's own way of keeping mails together: the Thread-Index header field."""

import base64
import binascii
import hashlib
from datetime import UTC, datetime

_ROOT_BYTES = 22
_FILETIME_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


def root_of(header: str) -> str:
    """Give the first 22 bytes of a foreign Thread-Index in base64, or nothing where it is none."""
    try:
        raw = base64.b64decode("".join(header.split()), validate=True)
    except (binascii.Error, ValueError):
        return ""
    return base64.b64encode(raw[:_ROOT_BYTES]).decode() if len(raw) >= _ROOT_BYTES else ""


def child_of(root: str, seed: str, opened_at: datetime, sent_at: datetime) -> str:
    """Make the Thread-Index of one mail: the conversation's root and a block for this mail.

    The root is the customer's own where there is one; otherwise it is made from the ticket, so
    that every mail of the ticket shares it. The block is the time since the root in units of
    about 26 ms, as [MS-OXOMSG] 2.2.1.3 describes it.
    """
    raw = base64.b64decode(root) if root else _made_root(seed, opened_at)
    units = max(0, int((sent_at - opened_at).total_seconds() * 10_000_000)) >> 18
    block = (units & 0x7FFFFFFF).to_bytes(4, "big") + hashlib.sha256(
        f"{seed}:{sent_at.isoformat()}".encode()
    ).digest()[:1]
    return base64.b64encode(raw + block).decode()


def _made_root(seed: str, opened_at: datetime) -> bytes:
    ticks = int((opened_at - _FILETIME_EPOCH).total_seconds() * 10_000_000)
    return ticks.to_bytes(8, "big")[:6] + hashlib.sha256(seed.encode()).digest()[:16]
