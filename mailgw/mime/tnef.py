"""Unpack winmail.dat (MS-TNEF): the files and the body that Outlook hid in it."""

import hashlib
import logging
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tnefparse.tnef import TNEF

from mailgw.mime.charset import decode_text
from mailgw.mime.files import safe_name
from mailgw.mime.headers import one_line
from mailgw.mime.mail import Address, Attachment
from mailgw.mime.rewritten import NOBODY, Letter, mail_file
from mailgw.mime.rtf import rtf_to_html

MAX_FILES = 200
"""Of a winmail.dat and of all mails in it together."""
MAX_NESTED = 5
"""Mails within mails."""
_SIGNATURE = b"\x78\x9f\x3e\x22"
_SUBJECT, _MESSAGE_ID, _IN_REPLY_TO = 0x0037, 0x1035, 0x1042
_SENT_AT, _ARRIVED_AT = 0x0039, 0x0E06
_WRITER_NAMES = (0x0042, 0x0C1A)
_WRITER_ADDRESSES = (0x5D02, 0x5D01, 0x0065, 0x0C1F)
_NAME, _ADDRESSES, _RECIPIENT_TYPE, _TO = 0x3001, (0x39FE, 0x3003), 0x0C15, 1
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
        files = tuple(_files(packed, iter(range(MAX_FILES)), 0))
    except _BROKEN:
        return Unpacked(readable=False)
    return Unpacked(files, _text(packed), _html(packed), _subject(packed))


def _files(packed: TNEF, places: Iterator[int], depth: int) -> Iterator[Attachment]:
    """Give the files; `places` are those that are left for all of the file together."""
    for item in packed.attachments:
        if next(places, None) is None:
            return
        inner = getattr(item, "embed", None) if depth < MAX_NESTED else None
        letter = _letter(inner, places, depth + 1) if inner is not None else None
        yield _file(item) if letter is None else mail_file(letter)


def _letter(packed: TNEF, places: Iterator[int], depth: int) -> Letter | None:
    """Read a mail that is attached; None where it is damaged, and stays a file as it is."""
    try:
        said = {one.name: one.data for one in packed.mapiprops}
        table = {one.name: one.data for one in packed.msgprops}
        own = _words(said.get(_MESSAGE_ID)).strip("<> ")
        answered = _words(said.get(_IN_REPLY_TO)).strip("<> ")
        return Letter(
            from_=_writer(said, table.get(TNEF.ATTFROM)),
            to=tuple(_recipients(table.get(TNEF.ATTRECIPTABLE))),
            subject=_words(said.get(_SUBJECT) or table.get(TNEF.ATTSUBJECT))[:500],
            date=_moment(said.get(_SENT_AT), said.get(_ARRIVED_AT), table.get(TNEF.ATTDATESENT)),
            message_id=own or None,
            in_reply_to=(answered,) if answered else (),
            text=_text(packed) or "",
            html=_html(packed),
            files=tuple(_files(packed, places, depth)),
        )
    except _BROKEN:
        return None


def _writer(said: dict[int, Any], from_: Any) -> Address:
    name = next((one for one in (_words(said.get(key)) for key in _WRITER_NAMES) if one), "")
    addresses = [_words(said.get(key)) for key in _WRITER_ADDRESSES]
    if isinstance(from_, tuple):  # name, sort of address, address: what old versions wrote
        name = name or _words(from_[0])
        addresses.append(_words(from_[-1]))
    address = next((one for one in addresses if "@" in one), "")
    return Address(name[:200], address[:254]) if name or address else NOBODY


def _recipients(table: Any) -> Iterator[Address]:
    for row in table if isinstance(table, list) else ():
        said = {one.name: one.data for one in row}
        address = next((one for one in (_words(said.get(key)) for key in _ADDRESSES) if one), "")
        if "@" in address and said.get(_RECIPIENT_TYPE, _TO) in (0, _TO):
            yield Address(_words(said.get(_NAME))[:200], address[:254])


def _moment(*found: Any) -> datetime | None:
    moment = next((one for one in found if isinstance(one, datetime)), None)
    return moment.replace(tzinfo=moment.tzinfo or UTC) if moment else None


def _words(value: Any) -> str:
    text = decode_text(value).text if isinstance(value, bytes) else str(value or "")
    return one_line(text.replace("\0", ""))


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
