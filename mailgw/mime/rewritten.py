"""Write a mail that a program kept in a form of its own as Internet mail (RFC 5322, RFC 2045).

The same mail gives the same bytes every time, so that its file is kept once.
"""

import base64
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.utils import format_datetime
from urllib.parse import quote

from mailgw.mime.files import file_of, safe_name
from mailgw.mime.headers import one_line
from mailgw.mime.mail import Address, Attachment

_LONGEST_VALUE = 500
_MOST_ADDRESSES, _MOST_IDS = 100, 20
_NAME_LETTERS = 150
_MAIL_TYPE = "message/rfc822"


NOBODY = Address("", "")
"""Who wrote a mail that names no writer: one that was never sent."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What is known of a mail without its Internet form."""

    from_: Address
    to: tuple[Address, ...] = ()
    subject: str = ""
    date: datetime | None = None
    message_id: str | None = None
    references: tuple[str, ...] = ()
    in_reply_to: tuple[str, ...] = ()
    text: str = ""
    html: str | None = None
    files: tuple[Attachment, ...] = ()


def mail_file(letter: Letter) -> Attachment:
    """Make the attached mail that a letter is, named by its subject."""
    name = safe_name(letter.subject.replace("/", "-")[:_NAME_LETTERS]) or "mail"
    raw = write_mail(letter)
    file = file_of(f"{name}.eml", _MAIL_TYPE, raw)
    return Attachment(file.name, file.content_type, file.size, file.sha256, raw, is_message=True)


def write_mail(letter: Letter) -> bytes:
    """Write a letter down as bytes."""
    bodies = [_body("plain", letter.text)]
    if letter.html:
        bodies.append(_body("html", letter.html))
    shown = bodies[0] if len(bodies) == 1 else _multipart("alternative", bodies)
    whole = _multipart("mixed", [shown, *map(_file, letter.files)]) if letter.files else shown
    return b"".join(_header(letter)) + b"MIME-Version: 1.0\r\n" + whole


def _header(letter: Letter) -> Iterator[bytes]:
    yield _field("From", _mailboxes([letter.from_]))
    if letter.to:
        yield _field("To", _mailboxes(letter.to[:_MOST_ADDRESSES]))
    yield _field("Subject", _coded(letter.subject))
    if letter.date is not None:
        yield _field("Date", format_datetime(letter.date))
    if letter.message_id:
        yield _field("Message-ID", _ids([letter.message_id]))
    if letter.in_reply_to:
        yield _field("In-Reply-To", _ids(letter.in_reply_to[-_MOST_IDS:]))
    if letter.references:
        yield _field("References", _ids(letter.references[-_MOST_IDS:]))


def _field(name: str, value: str) -> bytes:
    return f"{name}: {value}\r\n".encode("ascii", "replace")


def _mailboxes(people: Iterable[Address]) -> str:
    return ",\r\n ".join(_mailbox(one) for one in people)


def _mailbox(one: Address) -> str:
    """Write a name and an address; what is no plain address is left out."""
    address = "".join(one.address.split())
    is_plain = address.isascii() and address.isprintable() and not set(address) & set('<>()",;:\\')
    shown = f"<{address}>" if address and is_plain else "<>"
    return f"{_coded(one.name, always=True)} {shown}" if one.name else shown


def _coded(value: str, *, always: bool = False) -> str:
    """Encode words where plain letters would not do (RFC 2047); none has a meaning then."""
    line = one_line(value)[:_LONGEST_VALUE]
    if line.isascii() and line.isprintable() and "=?" not in line and not always:
        return line
    return Header(line, "utf-8").encode(linesep="\r\n")


def _ids(ids: Iterable[str]) -> str:
    bare = ("".join(one_line(one).split())[:_LONGEST_VALUE] for one in ids)
    return "\r\n ".join(f"<{one.strip('<>')}>" for one in bare if one.isascii())


def _body(kind: str, text: str) -> bytes:
    octets = text.encode("utf-8", "replace")
    return _entity(f"text/{kind}; charset=utf-8", octets)


def _file(file: Attachment) -> bytes:
    disposition = f"attachment; filename*=utf-8''{quote(file.name, safe='')}"
    if file.is_message:
        # RFC 2046 5.2.1 knows no encoding for an attached mail.
        head = f"Content-Type: {_MAIL_TYPE}\r\nContent-Disposition: {disposition}\r\n\r\n"
        return head.encode() + file.content
    return _entity(file.content_type, file.content, disposition)


def _entity(content_type: str, octets: bytes, disposition: str = "") -> bytes:
    lines = [f"Content-Type: {content_type}", "Content-Transfer-Encoding: base64"]
    if disposition:
        lines.append(f"Content-Disposition: {disposition}")
    body = base64.encodebytes(octets).replace(b"\n", b"\r\n")
    return "\r\n".join(lines).encode("ascii", "replace") + b"\r\n\r\n" + body


def _multipart(kind: str, parts: Sequence[bytes]) -> bytes:
    boundary = hashlib.sha256(b"\0".join(parts)).hexdigest()[:40]
    head = f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n\r\n'.encode()
    mark = f"--{boundary}".encode()
    return head + b"".join(mark + b"\r\n" + one + b"\r\n" for one in parts) + mark + b"--\r\n"
