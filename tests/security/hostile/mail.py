"""One hostile mail: written octet by octet, and addressed when it is sent."""

import base64
from dataclasses import dataclass
from email import message_from_bytes
from typing import Any

CANARY = "/canary"
ABROAD = "evil.example"
RUN = f"Object.assign(new/**/Image,{{src:`{CANARY}`}}),alert(1)"
"""What every script of these mails does: it asks for a page of ours that nobody else asks for."""
_SUBJECT = b"Frage zu unserem Auftrag"
_NAME = b"Jan Nowak"


@dataclass(frozen=True, slots=True)
class Hostile:
    """A mail without its addresses."""

    name: str
    """Names the vector; stands in the text as well, so that a page can be asked whether it came."""
    part: bytes
    """The MIME fields of the body, an empty line, and the body."""
    subject: bytes = _SUBJECT
    writer: bytes = _NAME
    """The display name, as it stands before the address."""
    fields: bytes = b""
    identity: bytes = b""
    """What stands in its Message-ID before the part that makes it unique."""
    opens: bool = False
    """It opens a ticket of its own, since its subject is what attacks."""

    @property
    def mark(self) -> str:
        """Give the word by which it is found on a page."""
        return f"mark-{self.name}"

    @property
    def content(self) -> bytes:
        """Give the body as its writer meant it."""
        return bytes(message_from_bytes(self.part).get_payload(decode=True))

    def raw(self, sender: str, to: str) -> bytes:
        """Write the mail from somebody to somebody."""
        lines = (
            b"From: " + self.writer + b" <" + sender.encode() + b">",
            b"To: <" + to.encode() + b">",
            b"Subject: " + self.subject,
            b"Date: Mon, 16 Nov 2026 09:10:00 +0100",
            b"Message-ID: <" + self.identity + f"{self.name}.{sender}>".encode(),
            b"MIME-Version: 1.0",
        )
        return b"\r\n".join(lines) + b"\r\n" + self.fields + self.part


def html(
    name: str, markup: str, *, charset: str = "utf-8", codec: str = "", **more: Any
) -> Hostile:
    """Make a mail that is one HTML page; the mark stands in front, where nothing can swallow it."""
    octets = f"<p>mark-{name}</p>\r\n{markup}\r\n".encode(codec or charset)
    return Hostile(name, _part(f"text/html; charset={charset}", octets), **more)


def text(name: str, words: str, **more: Any) -> Hostile:
    """Make a mail of plain text."""
    return Hostile(
        name, _part("text/plain; charset=utf-8", f"mark-{name}\n{words}\n".encode()), **more
    )


def mixed(name: str, *parts: bytes, kind: str = "mixed", **more: Any) -> Hostile:
    """Make a mail of several parts; the first one is a text with the mark."""
    first = part("text/plain; charset=utf-8", f"mark-{name}\n".encode())
    head = f'Content-Type: multipart/{kind}; boundary="b1"\r\n\r\n'.encode()
    body = b"".join(b"--b1\r\n" + one + b"\r\n" for one in (first, *parts))
    return Hostile(name, head + body + b"--b1--\r\n", **more)


def part(content_type: str, content: bytes, *fields: str) -> bytes:
    """Make one part of several, in base64."""
    return _part(content_type, content, *fields)


def file(name: str, content_type: str, content: bytes) -> bytes:
    """Make the part of an attached file; its name is written as it is, quotes and all."""
    named = f"Content-Disposition: attachment; filename={name}"
    return _part(content_type, content, named)


def _part(content_type: str, content: bytes, *fields: str) -> bytes:
    head = [f"Content-Type: {content_type}", *fields, "Content-Transfer-Encoding: base64", "", ""]
    return "\r\n".join(head).encode() + base64.encodebytes(content).replace(b"\n", b"\r\n")
