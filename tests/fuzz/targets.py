"""The targets: what is done with an input, and what must hold whatever it is."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import msgspec
from selectolax.lexbor import LexborHTMLParser

from mailgw.documents.document import Document
from mailgw.documents.limits import CHARACTERS
from mailgw.documents.read import read_document
from mailgw.mime.addresses import parse_addresses, provable_sender, split_addresses
from mailgw.mime.dsn import build_report, gather_findings
from mailgw.mime.forwarded import find_forwarded
from mailgw.mime.headers import decode_words, split_fields
from mailgw.mime.mail import ParsedMail
from mailgw.mime.msg import read_outlook_file
from mailgw.mime.parse import view_headers
from mailgw.mime.parts import split_mail
from mailgw.mime.quoting import split_reply
from mailgw.mime.read import read, read_tnef
from mailgw.rules.command_values import Named, Names, SetDue, Snooze, describe
from mailgw.rules.commands import MAX_LINES, read_commands
from tests.fuzz import seeds
from tests.support.papers import packed
from tickets.model.mail import Purpose
from tickets.text.documents import DocumentText
from tickets.text.sanitize import sanitize

_ACTIVE = re.compile(r"^(?:script|style|svg|math|iframe|object|embed|form|input|base|meta|link)$")
_SAFE_LINK = re.compile(r"(?:https?|mailto|tel):", re.IGNORECASE)
_SAFE_IMAGE = re.compile(r"(?:cid:|data:image/)", re.IGNORECASE)
_PLAIN_ADDRESS = re.compile(r"[!-~]+@[a-z0-9.-]+")
_NAMES = Names(
    people=(Named("anna", ("Anna Kraft",)), Named("tomasz", ("Tomasz Zieliński",))),
    departments=(Named("service", ("Service",)),),
)
_PACKER = msgspec.msgpack.Encoder()
_UNPACKER = msgspec.msgpack.Decoder(ParsedMail)
_TEXTS = msgspec.msgpack.Decoder(DocumentText)
_PARTS = {
    "a.docx": "word/document.xml",
    "a.xlsx": "xl/worksheets/sheet1.xml",
    "b.xlsx": "xl/sharedStrings.xml",
    "c.xlsx": "xl/styles.xml",
    "a.odt": "content.xml",
}


@dataclass(frozen=True, slots=True)
class Target:
    """One thing that strangers' bytes reach, with what mutation begins with."""

    run: Callable[[bytes], None]
    """Raises AssertionError, or anything else, where the input is a finding."""
    seeds: Callable[[], list[bytes]]


def run_parse(raw: bytes) -> None:
    """Read a whole mail, and let the answer travel as it does between child and parent."""
    mail = read(raw)
    assert _UNPACKER.decode(_PACKER.encode(mail)).subject == mail.subject
    assert bool(mail.reply_text.strip()) == bool(mail.text.strip())
    assert "\n" not in mail.subject
    assert "\r" not in mail.subject
    for one in mail.attachments:
        assert one.size == len(one.content)
        assert not re.search(r"[/\\\x00-\x1f]", one.name), one.name
    if mail.sender is not None:
        assert _PLAIN_ADDRESS.fullmatch(mail.sender), mail.sender
    if mail.html is not None:
        assert_harmless(mail.html)


def run_split(raw: bytes) -> None:
    """Split a text: every written letter is in one of the parts, the signature at the end."""
    text = raw.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    for answers in (None, True, False):
        parts = split_reply(text, None, answers=answers)
        assert bool(parts.reply_text.strip()) == bool(text.strip())
        assert parts.reply_text.rstrip().endswith(parts.signature.rstrip())
        lost = _letters(text) - _letters(f"{parts.reply_text}\n{parts.quoted_text}")
        assert not lost, lost
    find_forwarded(text, None, "WG: x")


def run_page(raw: bytes) -> None:
    """Split a page and look for a forward in it."""
    html = raw.decode("utf-8", "replace").replace("\x00", "")
    split_reply("", html)
    find_forwarded("Guten Tag\n\nVon: A <a@b.example>\nBetreff: x\n", html, "WG: x")


def run_sanitise(raw: bytes) -> None:
    """Clean a page: nothing active is left, also when it is cleaned again."""
    clean = sanitize(raw.decode("utf-8", "replace"))
    assert_harmless(clean)
    assert_harmless(sanitize(clean))


def run_address(raw: bytes) -> None:
    """Read address lists; a provable sender is one plain address."""
    split_addresses(raw.decode("utf-8", "replace"))
    fields, _ = split_fields(b"From: " + raw.replace(b"\n", b"\n ") + b"\r\n")
    found = parse_addresses(fields, "from")
    sender = provable_sender(fields, view_headers(fields).sole_from)
    if sender is not None:
        assert _PLAIN_ADDRESS.fullmatch(sender), sender
        assert [one.address.lower() for one in found] == [sender], (sender, found)


def run_headers(raw: bytes) -> None:
    """Decode fields: one line results, without control characters."""
    fields, _ = split_fields(raw)
    for name, _value in fields.items:
        text = fields.text(name)
        assert not [one for one in text if unicodedata.category(one) == "Cc" and one != "\t"], text
    decode_words(raw.decode("utf-8", "replace"))
    view_headers(fields)


def run_report(raw: bytes) -> None:
    """Read a delivery report, whether it is one or not."""
    tree = split_mail(raw)
    found = gather_findings(tree, raw.decode("utf-8", "replace"))
    report = build_report(found, tree.root.fields, ["sales@firm.example"])
    for one in report.recipients:
        assert "\n" not in one.recipient, one.recipient
        assert re.fullmatch(r"(?:[245]\.\d{1,3}\.\d{1,3})?", one.status), one.status


def run_tnef(raw: bytes) -> None:
    """Unpack a winmail.dat."""
    mail = read_tnef(raw)
    assert all(one.size == len(one.content) for one in mail.attachments)


def run_msg(raw: bytes) -> None:
    """Open a mail that Outlook saved, and each mail that is attached to it."""
    found = read_outlook_file(raw)
    if found is None:
        return
    assert bool(found.reply_text.strip()) == bool(found.text.strip())
    for one in found.files:
        assert one.size == len(one.content)
        assert not re.search(r"[/\\\x00-\x1f]", one.name), one.name
        if one.is_message:
            assert len(read(one.content).from_) <= 1


def run_files(raw: bytes) -> None:
    """Read a file as each sort that it may say to be, and as what is packed in one."""
    files = dict.fromkeys(("a.pdf", "a.docx", "a.xlsx", "a.odt", "a.txt"), raw)
    for name, content in files.items():
        _read_file(name, content)
    if raw.lstrip()[:1] == b"<":
        for name, part in _PARTS.items():
            sheet = {"xl/worksheets/sheet1.xml": "<worksheet/>"} if part.startswith("xl/") else {}
            _read_file(name, packed({**sheet, part: raw}))


def _read_file(name: str, content: bytes) -> None:
    found = read_document(Document(name, "", content, 2.0))
    assert _TEXTS.decode(_PACKER.encode(found)) == found
    assert found.text or found.unread
    assert len(found.text) <= CHARACTERS
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f]", found.text), found.text


def run_commands(raw: bytes) -> None:
    """Read command lines: what is no command is left as it was written."""
    text = raw.decode("utf-8", "replace")
    rows = text.replace("\r\n", "\n").replace("\r", "\n")
    for expects in Purpose:
        found = read_commands(text, _NAMES, today=date(2026, 11, 16), expects=expects)
        assert rows.endswith(found.rest) or found.rest == text
        assert bool(found.lines) == bool(found.commands or found.doubtful)
        assert len(found.lines) <= MAX_LINES
        assert [one.line for one in found.doubtful if one.line not in found.lines] == []
        for one in found.commands:
            assert "\n" not in describe(one)
            if isinstance(one, SetDue | Snooze):
                assert "2026-11-16" <= describe(one).split()[1] < "2030"


def assert_harmless(html: str) -> None:
    """Look at HTML as a browser does: no active element, no handler, no link to a script."""
    for node in LexborHTMLParser(f"<body>{html}").css("body *"):
        assert not _ACTIVE.match(node.tag or ""), html
        for name, value in node.attributes.items():
            assert not name.startswith("on"), html
            if name in ("href", "action", "formaction", "xlink:href"):
                assert _SAFE_LINK.match(value or ""), html
            if name in ("src", "srcset", "background", "poster"):
                assert _SAFE_IMAGE.match(value or ""), html


def _letters(text: str) -> set[str]:
    """Give the words that a reader would miss."""
    return set(re.findall(r"[^\W_]{3,}", text))


TARGETS = {
    "parse": Target(run_parse, seeds.mails),
    "split": Target(run_split, seeds.bodies),
    "page": Target(run_page, seeds.pages),
    "sanitise": Target(run_sanitise, seeds.pages),
    "address": Target(run_address, lambda: seeds.texts(seeds.ADDRESSES)),
    "headers": Target(run_headers, lambda: seeds.texts(seeds.HEADERS)),
    "report": Target(run_report, seeds.reports),
    "tnef": Target(run_tnef, seeds.winmails),
    "msg": Target(run_msg, seeds.saved),
    "files": Target(run_files, seeds.files),
    "commands": Target(run_commands, lambda: seeds.texts(seeds.COMMANDS)),
}
