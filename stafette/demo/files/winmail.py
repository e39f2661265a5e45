"""Writes a winmail.dat as Outlook does when it takes everybody for Outlook (MS-OXTNEF)."""

import struct
from collections.abc import Sequence

_SIGNATURE = 0x223E9F78
_KEY = 1
_MESSAGE, _ATTACHMENT = 1, 2
_VERSION = 0x00089006
_CODEPAGE = 0x00069007
_CLASS = 0x00078008
_SUBJECT = 0x00018004
_BODY = 0x0002800C
_ATTACH_BEGIN = 0x00069002
_ATTACH_DATA = 0x0006800F
_ATTACH_TITLE = 0x00018010
_NO_PICTURE = struct.pack("<HIHHI", 1, 0xFFFFFFFF, 0, 0, 0)


def winmail(subject: str, text: str, files: Sequence[tuple[str, bytes]]) -> bytes:
    """Pack a text and files; names and text are in the Windows code page of western Europe."""
    packed = bytearray(struct.pack("<IH", _SIGNATURE, _KEY))
    packed += _attribute(_MESSAGE, _VERSION, struct.pack("<I", 0x00010000))
    packed += _attribute(_MESSAGE, _CODEPAGE, struct.pack("<II", 1252, 0))
    packed += _attribute(_MESSAGE, _CLASS, b"IPM.Microsoft Mail.Note\0")
    packed += _attribute(_MESSAGE, _SUBJECT, _string(subject))
    packed += _attribute(_MESSAGE, _BODY, _string(text.replace("\n", "\r\n")))
    for name, content in files:
        packed += _attribute(_ATTACHMENT, _ATTACH_BEGIN, _NO_PICTURE)
        packed += _attribute(_ATTACHMENT, _ATTACH_TITLE, _string(name))
        packed += _attribute(_ATTACHMENT, _ATTACH_DATA, content)
    return bytes(packed)


def _string(text: str) -> bytes:
    return text.encode("cp1252", "replace") + b"\0"


def _attribute(level: int, name: int, content: bytes) -> bytes:
    """Write one attribute: level, id and type, length, content, sum of its bytes."""
    head = struct.pack("<BII", level, name, len(content))
    return head + content + struct.pack("<H", sum(content) & 0xFFFF)
