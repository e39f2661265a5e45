"""Read a mail that Outlook saved as a file (.msg, MS-OXMSG): who wrote it, its text, its files."""

import struct
from collections.abc import Iterator

from mailgw.mime.addresses import parse_addresses
from mailgw.mime.charset import decode_text
from mailgw.mime.envelope import ids_of
from mailgw.mime.files import file_of, safe_name
from mailgw.mime.forwarded import is_reply_subject
from mailgw.mime.headers import Fields, one_line
from mailgw.mime.htmltext import html_to_text
from mailgw.mime.mail import Address, Attachment, Forwarded
from mailgw.mime.outlook_store import MAX_TEXT, Store, Streams, codec_of_page, open_file
from mailgw.mime.parts import split_entity
from mailgw.mime.quoting import split_reply
from mailgw.mime.rewritten import NOBODY, Letter, mail_file
from tickets.text.tame import tame

MAX_FILES = 100
"""Of a mail and of all mails in it together."""
MAX_NESTED = 5
"""Mails within mails."""
MAX_RECIPIENTS = 100
_TO = 1
# The library trusts most of what stands in the file; these are what it then falls over.
_BROKEN = (
    OSError, ValueError, LookupError, TypeError, AttributeError, AssertionError, ArithmeticError,
    MemoryError, RecursionError, struct.error,
)  # fmt: skip

_CLASS, _SUBJECT, _BODY, _HTML = 0x001A, 0x0037, 0x1000, 0x1013
_HEADERS, _MESSAGE_ID, _REFERENCES, _IN_REPLY_TO = 0x007D, 0x1035, 0x1039, 0x1042
_SENT_AT, _ARRIVED_AT = 0x0039, 0x0E06
_WRITER_ADDRESSES = (0x5D02, 0x5D01, 0x0065, 0x0C1F)
_WRITER_NAMES = (0x0042, 0x0C1A)
_NAME, _SMTP_ADDRESS, _ADDRESS, _RECIPIENT_TYPE = 0x3001, 0x39FE, 0x3003, 0x0C15
_DATA, _LONG_NAME, _SHORT_NAME, _MEDIA_TYPE = 0x3701, 0x3707, 0x3704, 0x370E


def read_outlook_file(content: bytes) -> Forwarded | None:
    """Read a saved mail; None where it is none, names no writer or is damaged."""
    try:
        with open_file(content) as ole:
            store = Store(Streams(ole, len(content)))
            return _forwarded(_letter(store, iter(range(MAX_FILES))))
    except _BROKEN:
        return None


def writer_of_outlook_file(content: bytes) -> Address | None:
    """Read only who wrote a saved mail."""
    try:
        with open_file(content) as ole:
            store = Store(Streams(ole, len(content)))
            return _writer(store, _header(store))
    except _BROKEN:
        return None


def _forwarded(letter: Letter | None) -> Forwarded | None:
    """Make what a person sends on of a saved mail, with its newest words apart."""
    if letter is None or letter.from_ == NOBODY:
        return None
    text = letter.text
    if not text.strip() and letter.html:
        text = html_to_text(letter.html)
    answers = bool(letter.in_reply_to) or is_reply_subject(letter.subject)
    split = split_reply(text, letter.html, answers=answers)
    return Forwarded(
        from_=letter.from_,
        to=letter.to,
        subject=letter.subject,
        date=letter.date.isoformat(timespec="seconds") if letter.date else "",
        text=text.strip("\n").rstrip(),
        message_id=letter.message_id,
        reply_text=split.reply_text,
        signature=split.signature,
        quoted_text=split.quoted_text,
        named_ids=tuple(dict.fromkeys((*letter.references, *letter.in_reply_to))),
        files=letter.files,
    )


def _letter(store: Store, places: Iterator[int], depth: int = 0) -> Letter | None:
    if not store.text(_CLASS).upper().startswith("IPM.NOTE"):
        return None  # a contact, an appointment, a task
    header = _header(store)
    own = _ids(store, header, "message-id", _MESSAGE_ID)
    return Letter(
        from_=_writer(store, header) or NOBODY,
        to=tuple(_recipients(store)),
        subject=one_line(store.text(_SUBJECT))[:500],
        date=store.moment(_SENT_AT) or store.moment(_ARRIVED_AT),
        message_id=own[0] if own else None,
        references=_ids(store, header, "references", _REFERENCES),
        in_reply_to=_ids(store, header, "in-reply-to", _IN_REPLY_TO),
        text=store.text(_BODY).replace("\r\n", "\n").replace("\r", "\n"),
        html=_html(store),
        files=tuple(_files(store, places, depth)),
    )


def _header(store: Store) -> Fields | None:
    """Give the Internet header that a received mail keeps; one that was sent has none."""
    written = store.text(_HEADERS).strip()
    if not written:
        return None
    fields, _ = split_entity(f"{written}\r\n\r\n".encode()[: 256 * 1024])
    return fields


def _writer(store: Store, header: Fields | None) -> Address | None:
    named = parse_addresses(header, "from") if header is not None else ()
    if named and "@" in named[0].address:
        return named[0]
    name = next((one for one in map(store.text, _WRITER_NAMES) if one), "")
    addresses = (one_line(store.text(ident)) for ident in _WRITER_ADDRESSES)
    # Within an Exchange organisation an address is a path of its directory, which nobody answers.
    address = next((one for one in addresses if "@" in one), "")
    return Address(one_line(name)[:200], address[:254]) if name or address else None


def _recipients(store: Store) -> Iterator[Address]:
    for folder in list(store.folders("__recip_version1.0_"))[:MAX_RECIPIENTS]:
        at = f"{folder}/"
        if store.integer(_RECIPIENT_TYPE, at) not in (0, _TO):
            continue
        address = store.text(_SMTP_ADDRESS, at) or store.text(_ADDRESS, at)
        if "@" in address:
            yield Address(one_line(store.text(_NAME, at))[:200], one_line(address)[:254])


def _files(store: Store, places: Iterator[int], depth: int) -> Iterator[Attachment]:
    """Give the files of a mail; `places` are those that are left for all of the file together."""
    for number, folder in enumerate(store.folders("__attach_version1.0_"), 1):
        if next(places, None) is None:
            return
        at = f"{folder}/"
        octets = store.octets(_DATA, at=at)
        if octets:
            yield _file(store, at, number, octets)
            continue
        inner = store.inner(_DATA, at) if depth < MAX_NESTED else None
        letter = _letter(inner, places, depth + 1) if inner else None
        if letter is not None:  # else a link to a file that lies elsewhere, or no mail
            yield mail_file(letter)


def _file(store: Store, at: str, number: int, octets: bytes) -> Attachment:
    name = safe_name(store.text(_LONG_NAME, at) or store.text(_SHORT_NAME, at))
    media_type = one_line(store.text(_MEDIA_TYPE, at)).lower()
    usable = media_type.isascii() and media_type.count("/") == 1 and " " not in media_type
    return file_of(
        name or f"attachment-{number}.bin",
        media_type if usable else "application/octet-stream",
        octets,
    )


def _html(store: Store) -> str | None:
    octets = store.octets(_HTML)[:MAX_TEXT]
    if octets:
        return tame(decode_text(octets, codec_of_page(store.body_code_page), html=True).text)
    written = store.text(_HTML)
    return tame(written) if written else None


def _ids(store: Store, header: Fields | None, name: str, ident: int) -> tuple[str, ...]:
    if header is not None and header.has(name):
        return ids_of(header, name)
    written = one_line(store.text(ident))
    if not written:
        return ()
    fields, _ = split_entity(f"{name}: {written}\r\n\r\n".encode()[: 64 * 1024])
    return ids_of(fields, name)
