"""Builds mails that Outlook attached inside a winmail.dat (MS-OXTNEF)."""

import struct

from stafette.demo.files.winmail import winmail

_OBJECT, _TEXT, _TIME, _NUMBER = 0x000D, 0x001F, 0x0040, 0x0003
_IMESSAGE = bytes.fromhex("0703020000000000c000000000000046")
_SENT_AT = 133_000_000_000_000_000
"""18 June 2022, 04:26:40, as Windows counts."""


def properties(*found: tuple[int, int, bytes]) -> bytes:
    """Write properties: name, type, value."""
    written = struct.pack("<I", len(found))
    for name, kind, value in found:
        written += struct.pack("<HH", kind, name)
        if kind in (_OBJECT, _TEXT):
            written += struct.pack("<II", 1, len(value)) + value + bytes(-len(value) % 4)
        else:
            written += value
    return written


def attribute(level: int, name: int, content: bytes) -> bytes:
    """Write one attribute."""
    head = struct.pack("<BII", level, name, len(content))
    return head + content + struct.pack("<H", sum(content) & 0xFFFF)


def text(name: int, value: str) -> tuple[int, int, bytes]:
    """Give a property that is a text."""
    return (name, _TEXT, (value + "\0").encode("utf-16-le"))


def attached(inner: bytes, name: str = "Anfrage") -> bytes:
    """Write the attributes of an attached mail."""
    found = properties((0x3701, _OBJECT, _IMESSAGE + inner), text(0x3001, name))
    begin = attribute(2, 0x00069002, struct.pack("<HIHHI", 1, 0xFFFFFFFF, 0, 0, 0))
    return begin + attribute(2, 0x00069005, found)


def inner(subject: str = "Zapytanie: okna", address: str = "l.zak@okna.example") -> bytes:
    """Write the inner mail."""
    row = properties(
        text(0x3001, "Anna Kraft"),
        text(0x39FE, "a.kraft@hellmoor.example"),
        (0x0C15, _NUMBER, struct.pack("<I", 1)),
    )
    found = properties(
        text(0x0037, subject),
        text(0x0042, "Łukasz Żak"),
        text(0x5D02, address),
        text(0x1035, "<inner@okna.example>"),
        (0x0039, _TIME, struct.pack("<Q", _SENT_AT)),
    )
    packed = winmail("x", "Proszę o wycenę.".replace("ę", "e"), [("plan.txt", b"Plan")])
    table = attribute(1, 0x00069004, struct.pack("<I", 1) + row)
    return packed + table + attribute(1, 0x00069003, found)
