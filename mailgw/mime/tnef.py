"""Unpack winmail.dat (MS-TNEF): the files and the body that Outlook hid in it."""

import hashlib
import logging
import struct
import zlib
from dataclasses import dataclass

from tnefparse.tnef import TNEF

from mailgw.mime.charset import decode_text
from mailgw.mime.files import safe_name
from mailgw.mime.mail import Attachment
from mailgw.mime.rtf import rtf_to_html

MAX_FILES = 200
_SIGNATURE = b"\x78\x9f\x3e\x22"
# The parser trusts every length and type in the file; these are what it then falls over.
_BROKEN = (
    ValueError, LookupError, TypeError, AttributeError, AssertionError, OverflowError,
    ArithmeticError, MemoryError, RecursionError, NameError, struct.error,
    zlib.error, NotImplementedError,
)  # fmt: skip

logging.getLogger("tnef-decode").setLevel(logging.CRITICAL)
logging.getLogger("tnefparse").setLevel(logging.CRITICAL)


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What a winmail.dat holds; `readable` is False where it is damaged beyond reading."""

    files: tuple[Attachment, ...] = ()
    text: str | None = None
    html: str | None = None
    subject: str = ""
    readable: bool = True


def unpack_tnef(raw: bytes) -> Unpacked:
    """Read a winmail.dat; damaged ones yield what could be read, never an error."""
    if not raw.startswith(_SIGNATURE):
        return Unpacked(readable=False)
    try:
        packed = TNEF(raw, do_checksum=False)  # type: ignore[no-untyped-call] # untyped library
        files = tuple(_file(item) for item in packed.attachments[:MAX_FILES])
    except _BROKEN:
        return Unpacked(readable=False)
    return Unpacked(files, _text(packed), _html(packed), _subject(packed))


def _file(item: object) -> Attachment:
    octets = bytes(getattr(item, "data", b"") or b"")
    try:
        name = str(item.long_filename() or item.name or "")  # type: ignore[attr-defined] # untyped
    except _BROKEN:
        name = ""
    name = safe_name(name.strip("\x00 ")) or "file.bin"
    digest = hashlib.sha256(octets).hexdigest()
    return Attachment(name, "application/octet-stream", len(octets), digest, octets)


def _text(packed: TNEF) -> str | None:
    try:
        body = packed.body
    except _BROKEN:
        return None
    if isinstance(body, bytes):
        body = decode_text(body).text
    text = str(body).replace("\r\n", "\n").replace("\x00", "") if body else ""
    return text if text.strip() else None


def _html(packed: TNEF) -> str | None:
    try:
        body = packed.htmlbody
    except _BROKEN:
        return None
    if isinstance(body, bytes):
        body = decode_text(body, html=True).text
    return str(body) if body else _rtf_text(packed)


def _rtf_text(packed: TNEF) -> str | None:
    """Take the HTML that Outlook wraps in RTF (MS-OXRTFEX), roughly: its HTML tag groups."""
    try:
        rtf = packed.rtfbody
    except _BROKEN:
        return None
    if not rtf:
        return None
    source = rtf.decode("cp1252", "replace") if isinstance(rtf, bytes) else str(rtf)
    return rtf_to_html(source)


def _subject(packed: TNEF) -> str:
    try:
        for attribute in packed.mapiprops:
            if attribute.name_str == "MAPI_SUBJECT":
                return str(attribute.data).strip("\x00 ")
    except _BROKEN:
        return ""
    return ""
