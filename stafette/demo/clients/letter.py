"""What somebody writes, and the mail it answers, before a mail program puts it into its form.

Only mails of our own are read here; the simple parser of the standard library is quick at that.
"""

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from zoneinfo import ZoneInfo

from stafette.demo.cast import Player


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that goes along."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail as its writer thinks of it."""

    writer: Player
    to: tuple[tuple[str, str], ...]
    """(name, address)"""
    subject: str
    text: str
    written_at: datetime
    """In the writer's zone."""
    cc: tuple[tuple[str, str], ...] = ()
    files: tuple[Enclosed, ...] = ()
    answers: "Original | None" = None
    sender: str = ""
    """The address it comes from, where that is not the writer's own."""

    @property
    def words(self) -> str:
        """The writer's text with the signature that the program adds."""
        signature = self.writer.signature
        return f"{self.text.strip()}\n\n{signature}" if signature else self.text.strip()


@dataclass(frozen=True, slots=True)
class Original:
    """The mail that is answered, as far as a mail program quotes it."""

    name: str
    address: str
    to: tuple[tuple[str, str], ...]
    reply_to: tuple[str, str]
    subject: str
    sent_at: datetime
    text: str
    html: str
    message_id: str
    references: str
    thread_index: str


def read_original(raw: bytes, zone: ZoneInfo) -> Original:
    """Read the mail that somebody answers; its time is given in the writer's zone."""
    mail = message_from_bytes(raw)
    sender = people_in(mail, "From")[0]
    named = people_in(mail, "Reply-To") or [sender]
    return Original(
        name=sender[0],
        address=sender[1],
        to=tuple(people_in(mail, "To")),
        reply_to=named[0],
        subject=words_in(mail, "Subject"),
        sent_at=parsedate_to_datetime(mail["Date"]).astimezone(zone),
        text=body_of(mail, "text/plain"),
        html=body_of(mail, "text/html"),
        message_id=words_in(mail, "Message-ID"),
        references=words_in(mail, "References"),
        thread_index=words_in(mail, "Thread-Index"),
    )


def body_of(mail: Message, content_type: str) -> str:
    """Give the text or HTML that a mail shows; empty where it has none."""
    for part in mail.walk():
        if part.get_content_type() == content_type and part.get_filename() is None:
            content = part.get_payload(decode=True)
            assert isinstance(content, bytes)
            charset = part.get_content_charset() or "utf-8"
            return content.decode(charset, "replace").replace("\r\n", "\n")
    return ""


def words_in(mail: Message, field: str) -> str:
    """Give the words of a header field, decoded (RFC 2047); empty where it is missing."""
    value = mail[field]
    return " ".join(str(make_header(decode_header(value))).split()) if value else ""


def people_in(mail: Message, field: str) -> list[tuple[str, str]]:
    """Give names and addresses of a header field."""
    found = getaddresses([str(mail[field] or "")])
    return [(str(make_header(decode_header(name))), address) for name, address in found if address]
