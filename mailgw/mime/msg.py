"""Read a mail that Outlook saved as a file (.msg, MS-OXMSG): who wrote it, its text, its files."""

import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

from olefile import OleFileIO

from mailgw.mime.addresses import parse_addresses
from mailgw.mime.charset import decode_text
from mailgw.mime.envelope import ids_of
from mailgw.mime.files import file_of, safe_name
from mailgw.mime.forwarded import is_reply_subject
from mailgw.mime.headers import Fields, one_line
from mailgw.mime.htmltext import html_to_text
from mailgw.mime.mail import Address, Attachment, Forwarded
from mailgw.mime.parts import split_entity
from mailgw.mime.quoting import split_reply
from tickets.text.tame import tame

MAX_FILES = 100
MAX_RECIPIENTS = 100
MAX_TEXT = 1024 * 1024
_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAX_ENTRIES = 20_000
"""Folders and streams of the file; a mail with many attachments has some hundred."""
_TYPES = ("application/vnd.ms-outlook", "application/x-msg")
_ROOT_HEAD, _PART_HEAD, _RECORD = 32, 8, 16
_INTEGER, _TIME = 0x0003, 0x0040
_TO = 1
_ISO_PAGES = 28590
"""The number before that of ISO 8859-1 among the code pages."""
_BEGIN_OF_TIME = datetime(1601, 1, 1, tzinfo=UTC)
# The library trusts most of what stands in the file; these are what it then falls over.
_BROKEN = (
    OSError, ValueError, LookupError, TypeError, AttributeError, AssertionError, ArithmeticError,
    MemoryError, RecursionError, struct.error,
)  # fmt: skip

_CLASS, _SUBJECT, _BODY, _HTML = 0x001A, 0x0037, 0x1000, 0x1013
_HEADERS, _MESSAGE_ID, _REFERENCES, _IN_REPLY_TO = 0x007D, 0x1035, 0x1039, 0x1042
_SENT_AT, _ARRIVED_AT = 0x0039, 0x0E06
_CODE_PAGE, _BODY_CODE_PAGE = 0x3FFD, 0x3FDE
_WRITER_ADDRESSES = (0x5D02, 0x5D01, 0x0065, 0x0C1F)
_WRITER_NAMES = (0x0042, 0x0C1A)
_NAME, _SMTP_ADDRESS, _ADDRESS, _RECIPIENT_TYPE = 0x3001, 0x39FE, 0x3003, 0x0C15
_DATA, _LONG_NAME, _SHORT_NAME, _MEDIA_TYPE = 0x3701, 0x3707, 0x3704, 0x370E


def is_outlook_file(file: Attachment) -> bool:
    """Tell whether a file looks like a mail saved by Outlook."""
    is_named = file.name.lower().endswith(".msg") or file.content_type in _TYPES
    return is_named and file.content.startswith(_SIGNATURE)


def read_outlook_file(content: bytes) -> Forwarded | None:
    """Read a saved mail; None where it is none, names no writer or is damaged."""
    try:
        with _opened(content) as ole:
            return _mail(_Store(ole, len(content)))
    except _BROKEN:
        return None


def writer_of_outlook_file(content: bytes) -> Address | None:
    """Read only who wrote a saved mail."""
    try:
        with _opened(content) as ole:
            store = _Store(ole, len(content))
            return _writer(store, _header(store))
    except _BROKEN:
        return None


def _opened(content: bytes) -> Any:
    """Open the file; the library has no types."""
    return OleFileIO(BytesIO(content))  # type: ignore[no-untyped-call] # untyped library


class _Store:
    """The properties in one file; all that is read of it together is never more than its size."""

    def __init__(self, ole: Any, size: int) -> None:
        self._ole = ole
        self._left = size + MAX_TEXT
        names = ole.listdir(streams=True, storages=False)
        if len(names) > _MAX_ENTRIES:
            message = "It has too many parts."
            raise ValueError(message)
        self._names = {"/".join(one): one for one in names}
        self._fixed: dict[str, dict[tuple[int, int], bytes]] = {}
        self.code_page = self.integer(_CODE_PAGE)
        self.body_code_page = self.integer(_BODY_CODE_PAGE) or self.code_page

    def folders(self, prefix: str) -> Iterator[str]:
        """Name the parts whose folder begins like this, in their order."""
        heads = (name.partition("/")[0] for name in self._names)
        return iter(sorted({head for head in heads if head.startswith(prefix)}))

    def octets(self, ident: int, kind: int = 0x0102, at: str = "") -> bytes:
        """Give a property of variable length; empty where it is missing."""
        return self._read(f"{at}__substg1.0_{ident:04X}{kind:04X}")

    def text(self, ident: int, at: str = "") -> str:
        """Give a text, whichever of the two ways it was written in."""
        wide = self.octets(ident, 0x001F, at)
        if wide:
            return wide[: 2 * MAX_TEXT].decode("utf-16-le", "replace").replace("\0", "")
        narrow = self.octets(ident, 0x001E, at)[:MAX_TEXT]
        page = self.body_code_page if ident == _BODY else self.code_page
        return decode_text(narrow, _codec(page)).text.replace("\0", "") if narrow else ""

    def integer(self, ident: int, at: str = "") -> int:
        """Give a number; 0 where it is missing."""
        value = self._values(at).get((ident, _INTEGER))
        return int(struct.unpack("<i", value[:4])[0]) if value else 0

    def moment(self, ident: int) -> datetime | None:
        """Give a moment of the mail itself."""
        value = self._values("").get((ident, _TIME))
        ticks = int(struct.unpack("<Q", value)[0]) if value else 0
        return _BEGIN_OF_TIME + timedelta(microseconds=ticks // 10) if ticks else None

    def _values(self, at: str) -> dict[tuple[int, int], bytes]:
        """Read the properties of fixed length of the mail or of one part."""
        if at not in self._fixed:
            raw = self._read(f"{at}__properties_version1.0")
            found: dict[tuple[int, int], bytes] = {}
            head = _PART_HEAD if at else _ROOT_HEAD
            for start in range(head, len(raw) - _RECORD + 1, _RECORD):
                kind, ident = struct.unpack("<HH", raw[start : start + 4])
                found.setdefault((ident, kind), raw[start + 8 : start + _RECORD])
            self._fixed[at] = found
        return self._fixed[at]

    def _read(self, name: str) -> bytes:
        path = self._names.get(name)
        if path is None:
            return b""
        size = int(self._ole.get_size(path))
        self._left -= size
        if self._left < 0:
            message = "Its parts overlap."
            raise ValueError(message)
        with self._ole.openstream(path) as stream:
            return bytes(stream.read())


def _mail(store: _Store) -> Forwarded | None:
    if not store.text(_CLASS).upper().startswith("IPM.NOTE"):
        return None  # a contact, an appointment, a task
    header = _header(store)
    writer = _writer(store, header)
    if writer is None:
        return None
    html = _html(store)
    text = store.text(_BODY).replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip() and html:
        text = html_to_text(html)
    subject = one_line(store.text(_SUBJECT))[:500]
    answered = _ids(store, header, "in-reply-to", _IN_REPLY_TO)
    references = _ids(store, header, "references", _REFERENCES)
    split = split_reply(text, html, answers=bool(answered) or is_reply_subject(subject))
    sent = store.moment(_SENT_AT) or store.moment(_ARRIVED_AT)
    own = _ids(store, header, "message-id", _MESSAGE_ID)
    return Forwarded(
        from_=writer,
        to=tuple(_recipients(store)),
        subject=subject,
        date=sent.isoformat(timespec="seconds") if sent else "",
        text=text.strip("\n").rstrip(),
        message_id=own[0] if own else None,
        reply_text=split.reply_text,
        signature=split.signature,
        quoted_text=split.quoted_text,
        named_ids=tuple(dict.fromkeys((*references, *answered))),
        files=tuple(_files(store)),
    )


def _header(store: _Store) -> Fields | None:
    """Give the Internet header that a received mail keeps; one that was sent has none."""
    written = store.text(_HEADERS).strip()
    if not written:
        return None
    fields, _ = split_entity(f"{written}\r\n\r\n".encode()[: 256 * 1024])
    return fields


def _writer(store: _Store, header: Fields | None) -> Address | None:
    named = parse_addresses(header, "from") if header is not None else ()
    if named and "@" in named[0].address:
        return named[0]
    name = next((one for one in map(store.text, _WRITER_NAMES) if one), "")
    addresses = (one_line(store.text(ident)) for ident in _WRITER_ADDRESSES)
    # Within an Exchange organisation an address is a path of its directory, which nobody answers.
    address = next((one for one in addresses if "@" in one), "")
    return Address(one_line(name)[:200], address[:254]) if name or address else None


def _recipients(store: _Store) -> Iterator[Address]:
    for folder in list(store.folders("__recip_version1.0_"))[:MAX_RECIPIENTS]:
        at = f"{folder}/"
        if store.integer(_RECIPIENT_TYPE, at) not in (0, _TO):
            continue
        address = store.text(_SMTP_ADDRESS, at) or store.text(_ADDRESS, at)
        if "@" in address:
            yield Address(one_line(store.text(_NAME, at))[:200], one_line(address)[:254])


def _files(store: _Store) -> Iterator[Attachment]:
    for number, folder in enumerate(list(store.folders("__attach_version1.0_"))[:MAX_FILES], 1):
        at = f"{folder}/"
        octets = store.octets(_DATA, at=at)
        if not octets:
            continue  # an attached mail, or a link to a file that lies elsewhere
        name = safe_name(store.text(_LONG_NAME, at) or store.text(_SHORT_NAME, at))
        media_type = one_line(store.text(_MEDIA_TYPE, at)).lower()
        usable = media_type.isascii() and media_type.count("/") == 1 and " " not in media_type
        yield file_of(
            name or f"attachment-{number}.bin",
            media_type if usable else "application/octet-stream",
            octets,
        )


def _html(store: _Store) -> str | None:
    octets = store.octets(_HTML)[:MAX_TEXT]
    if octets:
        return tame(decode_text(octets, _codec(store.body_code_page), html=True).text)
    written = store.text(_HTML)
    return tame(written) if written else None


def _ids(store: _Store, header: Fields | None, name: str, ident: int) -> tuple[str, ...]:
    if header is not None and header.has(name):
        return ids_of(header, name)
    written = one_line(store.text(ident))
    if not written:
        return ()
    fields, _ = split_entity(f"{name}: {written}\r\n\r\n".encode()[: 64 * 1024])
    return ids_of(fields, name)


def _codec(page: int) -> str:
    """Name a Windows code page as decoders know it."""
    if _ISO_PAGES < page <= _ISO_PAGES + 16:
        return f"iso-8859-{page - _ISO_PAGES}"
    return {0: "", 65001: "utf-8", 20127: "us-ascii", 20866: "koi8-r"}.get(page, f"cp{page}")
