"""Mails that a person forwards as files: whose they are, and what the first of them says."""

from collections.abc import Callable
from dataclasses import replace

from mailgw.mime.addresses import parse_addresses
from mailgw.mime.mail import Address, Attachment, Forwarded, ParsedMail
from mailgw.mime.mail_files import is_attached_mail
from mailgw.mime.msg import read_outlook_file, writer_of_outlook_file
from mailgw.mime.parts import split_entity

_LOOKED_AT = 20
"""Attached mails whose writers are read; more of them are a folder, not a forward."""
_HEADER = 256 * 1024


def find_attached(mail: ParsedMail, read: Callable[[bytes], ParsedMail]) -> Forwarded | None:
    """Read the first attached mail, and name the writers of those beside it."""
    found = [one for one in mail.attachments if is_attached_mail(one)][:_LOOKED_AT]
    for place, one in enumerate(found):
        inner = _inner(one, read)
        if inner is None:
            continue
        others = _writers(found[place + 1 :], inner.from_)
        return replace(inner, remark=mail.reply_text, is_attached=True, others=others)
    return None


def _inner(file: Attachment, read: Callable[[bytes], ParsedMail]) -> Forwarded | None:
    if not file.is_message:
        return read_outlook_file(file.content)
    inner = read(file.content)
    if not inner.from_:
        return None
    return Forwarded(
        from_=inner.from_[0],
        to=inner.to,
        subject=inner.subject,
        date=inner.date.isoformat() if inner.date else "",
        text=inner.text,
        message_id=inner.message_id,
        reply_text=inner.reply_text,
        signature=inner.signature,
        quoted_text=inner.quoted_text,
        named_ids=tuple(dict.fromkeys((*inner.references, *inner.in_reply_to))),
        files=inner.attachments,
    )


def _writers(files: list[Attachment], first: Address) -> tuple[Address, ...]:
    """Name each other writer once."""
    known = {first.address.lower()}
    others: list[Address] = []
    for file in files:
        writer = _writer(file)
        if writer is not None and writer.address.lower() not in known:
            known.add(writer.address.lower())
            others.append(writer)
    return tuple(others)


def _writer(file: Attachment) -> Address | None:
    if not file.is_message:
        return writer_of_outlook_file(file.content)
    fields, _ = split_entity(file.content[:_HEADER])
    found = parse_addresses(fields, "from")
    return found[0] if found else None
