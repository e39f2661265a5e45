"""Forty mails made to cost whoever reads them dearly; each is a few lines that unfold."""

import base64
import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Callable

from stafette.demo.files.winmail import winmail
from tests.security.hostile.pictures import bombs as picture_bombs

_HTML = b"Content-Type: text/html; charset=utf-8\r\n\r\n"
_TEXT = b"Content-Type: text/plain; charset=utf-8\r\n\r\n"
_MIXED = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
_BASE64 = b"Content-Transfer-Encoding: base64\r\n"


def _lines(content: bytes, width: int = 900) -> bytes:
    """Break a body into lines that SMTP takes."""
    return b"\r\n".join(content[at : at + width] for at in range(0, len(content), width))


def _encoded(content_type: bytes, content: bytes) -> bytes:
    head = b"Content-Type: " + content_type + b"\r\n" + _BASE64 + b"\r\n"
    return head + base64.encodebytes(content).replace(b"\n", b"\r\n")


def _folded(name: bytes, word: bytes, count: int) -> bytes:
    """Write one field of very many words."""
    return name + b": " + (word * 20 + b"\r\n ") * (count // 20) + b"x\r\n"


def _zip() -> bytes:
    """Make an archive of an archive, of zeros both."""
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("zeros", bytes(30_000_000))
    outer = io.BytesIO()
    with zipfile.ZipFile(outer, "w", zipfile.ZIP_DEFLATED) as file:
        for number in range(50):
            file.writestr(f"{number}.zip", inner.getvalue())
    return outer.getvalue()


def _lying_winmail() -> bytes:
    """Make a winmail.dat in which every attribute claims to be two gigabytes long."""
    honest = winmail("x", "y", [("a.bin", b"z")])
    lie = struct.pack("<BII", 2, 0x0006800F, 0x7FFFFFFF)
    return honest + lie * 20_000


def _rtf() -> bytes:
    """Make compressed RTF (of a winmail.dat) that claims to unfold to gigabytes."""
    body = struct.pack("<IIII", 0x7FFFFFFF, 0xFFFFFFF0, 0x75465A4C, 0) + b"\x00{\\rtf1" * 60_000
    properties = struct.pack("<I", 1) + struct.pack("<HHII", 0x0102, 0x1009, 1, len(body)) + body
    packed = struct.pack("<BII", 1, 0x00069003, len(properties)) + properties
    return struct.pack("<IH", 0x223E9F78, 1) + packed + struct.pack("<H", sum(properties) & 0xFFFF)


def _messages(depth: int) -> bytes:
    return b"Content-Type: message/rfc822\r\n\r\n" * depth + _TEXT + b"x"


def _multiparts(depth: int) -> bytes:
    return b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (i, i)
        for i in range(depth)
    )


def _forwards() -> bytes:
    block = (
        "Von: A <a@b.example>\nGesendet: Montag, 3. März 2025 10:15\nAn: B\nBetreff: WG: WG: x\n\n"
    )
    return _TEXT + (block * 8_000).replace("\n", "\r\n").encode()


def _report(recipients: int) -> bytes:
    groups = b"".join(b"Final-Recipient: rfc822; a%d@b\r\n\r\n" % i for i in range(recipients))
    return (
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n"
        b"\r\nCould not be delivered\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        + groups
    )


BOMBS: dict[str, Callable[[], bytes]] = {
    "a zip of zips": lambda: _encoded(b"application/zip; name=a.zip", _zip()),
    "a gzip of zeros": lambda: _encoded(b"application/gzip", gzip.compress(bytes(90_000_000), 9)),
    "a text of zeros": lambda: _encoded(b"text/plain", bytes(15_000_000)),
    "a page of spaces": lambda: _encoded(b"text/html", b" " * 15_000_000),
    "encoded words": lambda: _folded(b"Subject", b"=?utf-8?q?a?= ", 18_000) + _TEXT,
    "open words": lambda: _folded(b"Subject", b"=?utf-8?b?", 20_000) + _TEXT,
    "word after word": lambda: _folded(b"From", b"=?utf-8?q?=22=2C=3C?= ", 9_000) + _TEXT,
    "semicolons": lambda: _folded(b"Content-Type: text/plain", b";", 200_000) + b"\r\nx",
    "sections": lambda: (
        b"Content-Type: text/plain;\r\n "
        + b";\r\n ".join(b"name*%d*=%%41" % i for i in range(9_000))
        + b"\r\n\r\nx"
    ),
    "100,000 parts": lambda: _MIXED + b"--b\r\n\r\n\r\n" * 100_000,
    "parts within parts": lambda: _multiparts(10_000),
    "mails within mails": lambda: _messages(30_000),
    "an address list": lambda: _folded(b"To", b"a@b.example, ", 18_000) + _TEXT,
    "address lists": lambda: _folded(b"Cc", b"<a@b>,", 9_000) * 4 + _TEXT,
    "open brackets": lambda: _folded(b"To", b"<", 250_000) + _TEXT,
    "open quotes": lambda: _folded(b"To", b'"\\', 120_000) + _TEXT,
    "open comments": lambda: _folded(b"To", b"(", 250_000) + _TEXT,
    "100,000 references": lambda: _folded(b"References", b"<a.b@c.example> ", 100_000) + _TEXT,
    "many references": lambda: (
        b"References:"
        + b"".join(b"\r\n <%d@c.example>" % i for i in range(11_000))
        + b"\r\n"
        + _TEXT
    ),
    "100,000 fields": lambda: b"".join(b"X-%d: a\r\n" % i for i in range(100_000)) + _TEXT,
    "folded to no end": lambda: b"X-Long: a" + b"\r\n b" * 80_000 + b"\r\n" + _TEXT,
    "500 servers": lambda: (
        b"Received: from a by b; Mon, 1 Jan 2025 00:00:00 +0000\r\n" * 900 + _TEXT
    ),
    "deep divs": lambda: _HTML + _lines(b"<div>" * 180_000),
    "deep tables": lambda: _HTML + _lines(b"<table><tr><td>" * 60_000),
    "formatting unclosed": lambda: _HTML + _lines(b"<b><i><u><p>" * 80_000),
    "one long tag": lambda: _HTML + _lines(b"<a " + b"a=b " * 220_000),
    "entities": lambda: _HTML + _lines(b"&amp&#0;" * 120_000),
    "styles": lambda: _HTML + _lines(b'<p style="color:' + b"rgb(" * 50_000 + b'">'),
    "a style sheet": lambda: _HTML + _lines(b"<style>" + b"a>" * 400_000),
    "a lying winmail": lambda: _encoded(b"application/ms-tnef; name=winmail.dat", _lying_winmail()),
    "lying RTF": lambda: _encoded(b"application/ms-tnef; name=winmail.dat", _rtf()),
    "an endless calendar": lambda: (
        b"Content-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR\r\n"
        + b"BEGIN:VEVENT\r\nRRULE:FREQ=SECONDLY\r\nDTSTART:99991231T235959Z\r\n" * 15_000
    ),
    "dates": lambda: b"Date: " + b"Mon, " * 12_000 + b"99 Jan 99999999 99:99\r\n" + _TEXT,
    "charsets": lambda: (
        _MIXED
        + b"".join(
            b"--b\r\nContent-Type: text/plain; charset="
            + name
            + b"\r\n\r\n+AD"
            + b"\xff\xfe+" * 500
            for name in (
                b"utf-7",
                b"utf-16",
                b"hz",
                b"iso-2022-jp",
                b"idna",
                b"punycode",
                b"base64",
            )
            * 60
        )
        + b"\r\n"
    ),
    "quotes": lambda: _TEXT + _lines(b"> " * 400_000),
    "quote after quote": lambda: _TEXT + b"Am 3.3.25 schrieb A:\r\n> a\r\nja\r\n" * 20_000,
    "forwards": _forwards,
    "a report of 20,000": lambda: _report(20_000),
    "uuencoded files": lambda: _TEXT + b"begin 644 a\r\n#0V%T\r\n`\r\nend\r\n" * 25_000,
    "signed by nobody": lambda: _encoded(
        b"application/pkcs7-mime; smime-type=signed-data",
        bytes.fromhex("308006092a864886f70d010702a080") + b"\x30\x80" * 400_000,
    ),
    "a huge picture": lambda: _encoded(b"image/png; name=a.png", _largest_picture()),
    "deflated lines": lambda: _encoded(
        b"text/plain", zlib.decompress(zlib.compress(b"a\n" * 4_000_000))
    ),
}


def _largest_picture() -> bytes:
    return max((content for _, content in picture_bombs().values()), key=len)


def bomb(number: int, name: str) -> bytes:
    """Give one bomb as a mail; what it holds itself of From, To and so on stands first."""
    content = BOMBS[name]()
    head = f"Message-ID: <bomb-{number}@gift.example>\r\nMIME-Version: 1.0\r\n".encode()
    if not content.startswith(b"From:"):
        head += b"From: Gift <gift%d@gift.example>\r\n" % number
    if not content.startswith((b"Subject:", b"To:")):
        head += f"Subject: {name}\r\n".encode()
    return head + content


def costly(number: int) -> bytes:
    """Give a mail as large as may come in, with as many costly pages as go into it."""
    head = b"From: Gift <teuer%d@gift.example>\r\n" % number
    head += b"Message-ID: <costly-%d@gift.example>\r\n" % number
    page = _HTML + _lines(b"<b><i><u><p>" * 80_000) + b"\r\n"
    return head + _MIXED + (b"--b\r\n" + page) * 23
