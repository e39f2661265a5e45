"""From an outbox row to the bytes of a mail; the same row gives the same bytes every time."""

import mimetypes
from collections.abc import Sequence
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage, MIMEPart
from email.policy import SMTP

from templates import LINK_SLOT
from tickets.model.mail import OutboundMail

MARK_HEADER = "X-Stafette"
"""Names the instance a mail came from, so that it is known when it returns (P7)."""
_POLICY = SMTP.clone(max_line_length=76, refold_source="all")


@dataclass(frozen=True, slots=True)
class File:
    """One file to attach."""

    name: str
    content_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Wrapping:
    """What a row does not hold: secrets and the tenant's picture."""

    reply_address: str | None
    instance: str
    logo: bytes | None
    """PNG shown by `cid:logo`."""
    list_id: str = ""
    link_token: str = ""
    """The secret of the personal link; stands in no row."""


def compose(mail: OutboundMail, wrapping: Wrapping, files: Sequence[File]) -> bytes:
    """Build the mail; headers are set through the typed API, so no text can add a field (P16)."""
    message = EmailMessage(policy=_POLICY)
    message["From"] = _mailbox(mail.from_name, mail.from_address)
    message["To"] = _mailbox(mail.to_name, mail.to_address)
    if wrapping.reply_address:
        message["Reply-To"] = _mailbox(mail.from_name, wrapping.reply_address)
    message["Subject"] = one_line(mail.subject)
    message["Date"] = mail.dated_at
    message["Message-ID"] = f"<{mail.message_id}>"
    for name, value in mail.headers.items():
        message[name] = one_line(str(value))
    if wrapping.list_id and mail.is_automatic:
        message["List-Id"] = wrapping.list_id
    message[MARK_HEADER] = wrapping.instance
    text, html_text = mail.text, mail.html
    if mail.link_id is not None:
        text, html_text = (one.replace(LINK_SLOT, wrapping.link_token) for one in (text, html_text))
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(html_text, subtype="html", cte="quoted-printable")
    if wrapping.logo and "cid:logo" in mail.html:
        html = message.get_payload(1)
        assert isinstance(html, MIMEPart)
        html.add_related(
            wrapping.logo, "image", "png", cid="<logo>", disposition="inline", filename="logo.png"
        )
    for file in files:
        _attach(message, file)
    _fix_boundaries(message, mail.boundary)
    return message.as_bytes()


def one_line(text: str) -> str:
    """Make a text safe for a header field: no control characters, line breaks or encoded words.

    Python's typed header API decodes what looks like an encoded word (RFC 2047), line breaks in it
    included, and then writes them out as they are: a real Bcc field, from an inbound subject.
    """
    plain = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(plain.replace("=?", "= ?").split())


def _mailbox(name: str, address: str) -> Address:
    local, _, domain = address.rpartition("@")
    return Address(display_name=one_line(name), username=local, domain=domain)


def _attach(message: EmailMessage, file: File) -> None:
    main, _, sub = file.content_type.partition("/")
    if main in ("multipart", "message") or not sub or not file.content_type.isascii():
        guessed, _ = mimetypes.guess_type(file.name)
        main, _, sub = (guessed or "application/octet-stream").partition("/")
    if main in ("multipart", "message"):
        main, sub = "application", "octet-stream"
    message.add_attachment(
        file.content, maintype=main, subtype=sub, filename=one_line(file.name), cte="base64"
    )


def _fix_boundaries(message: EmailMessage, boundary: str) -> None:
    """Name every boundary from the row's one, so that a retry sends the same bytes."""
    for place, part in enumerate(one for one in message.walk() if one.is_multipart()):
        part.set_boundary(f"{boundary}_{place}")
