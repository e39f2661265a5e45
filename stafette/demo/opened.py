"""Reads a mail of a postbox for the visitor, as a mail program would."""

import base64
from email import message_from_bytes
from email.message import Message

from stafette.demo.clients.letter import body_of, people_in, words_in
from stafette.demo.postbox import Kept
from web.demo.stage import Line, PostFile, PostMail


def line_of(kept: Kept) -> Line:
    """Give what a list shows of a mail, from its head alone."""
    mail = message_from_bytes(kept.head())
    return Line(kept.id, _first(mail, "From"), words_in(mail, "Subject"), kept.came_at, kept.is_new)


def open_mail(kept: Kept, raw: bytes) -> PostMail:
    """Give a whole mail with its files."""
    mail = message_from_bytes(raw)
    return PostMail(
        id=kept.id,
        sender=_first(mail, "From"),
        to=_first(mail, "To"),
        subject=words_in(mail, "Subject"),
        came_at=kept.came_at,
        text=body_of(mail, "text/plain").strip(),
        html=body_of(mail, "text/html"),
        logo=_logo(mail),
        takes_answer=mail["Reply-To"] is not None,
        files=tuple(_files(mail)),
        raw=raw,
    )


def _first(mail: Message, field: str) -> str:
    name, address = people_in(mail, field)[0]
    return name or address


def _files(mail: Message) -> list[PostFile]:
    return [
        PostFile(part.get_filename() or "", part.get_content_type(), _content(part))
        for part in mail.walk()
        if part.get_content_disposition() == "attachment"
    ]


def _logo(mail: Message) -> str:
    for part in mail.walk():
        if part["Content-ID"] and part.get_content_maintype() == "image":
            return base64.b64encode(_content(part)).decode()
    return ""


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""
