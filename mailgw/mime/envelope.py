"""The header of a mail as values: ids, people, delivery notes."""

import re

from mailgw.mime.addresses import parse_addresses, provable_sender, split_addresses
from mailgw.mime.authentication import authentication_results, signing_domains
from mailgw.mime.headers import Fields, decode_field
from mailgw.mime.mail import ParsedMail
from mailgw.mime.parse import HeaderView

MAX_IDS = 200
_ID = re.compile(r"<([^<>]{1,990})>")
_BARE_ID = re.compile(r"[^\s<>,;()\"]{1,990}@[^\s<>,;()\"]{1,990}")


def mail_of_header(fields: Fields, view: HeaderView, digest: str) -> ParsedMail:
    """Fill what the header says; the body is still empty."""
    ids = ids_of(fields, "message-id")
    return ParsedMail(
        message_id=ids[0] if ids else None,
        in_reply_to=ids_of(fields, "in-reply-to"),
        references=ids_of(fields, "references"),
        date=view.date,
        subject=fields.text("subject"),
        from_=parse_addresses(fields, "from"),
        to=parse_addresses(fields, "to"),
        cc=parse_addresses(fields, "cc"),
        reply_to=parse_addresses(fields, "reply-to"),
        sender=provable_sender(fields, view.sole_from),
        text="",
        html=None,
        reply_text="",
        signature="",
        quoted_text="",
        digest=digest,
        authentication=authentication_results(fields),
        signing_domains=signing_domains(fields),
        return_path=_return_path(fields),
        delivered_to=_delivered_to(fields),
        list_id=_list_id(fields),
        marked_by=tuple(decode_field(raw)[:200] for raw in fields.all_raw("x-stafette")[:20]),
        thread_index="".join(fields.text("thread-index").split())[:4000],
    )


def ids_of(fields: Fields, name: str) -> tuple[str, ...]:
    """Read the message ids of a field in order, without brackets, each once."""
    found: list[str] = []
    for raw in fields.all_raw(name)[:5]:
        text = decode_field(raw)
        matches = ["".join(match.split()) for match in _ID.findall(text)]
        if not matches:
            matches = _BARE_ID.findall(text)
        if not matches and name == "message-id" and text:
            matches = [text.strip("<> ").split()[0]] if text.strip("<> ") else []
        found += matches
    return tuple(dict.fromkeys(one for one in found if one))[:MAX_IDS]


def _return_path(fields: Fields) -> str | None:
    raw = fields.raw("return-path")
    if raw is None:
        return None
    text = decode_field(raw)
    if text.replace(" ", "") in ("<>", ""):
        return ""
    found = split_addresses(text)
    return found[0].address if found else ""


def _delivered_to(fields: Fields) -> tuple[str, ...]:
    names = ("delivered-to", "x-original-to", "envelope-to")
    found: list[str] = []
    for name, raw in fields.items:
        if name in names and len(found) < MAX_IDS:
            found += [address.address for address in split_addresses(decode_field(raw))[:20]]
    return tuple(dict.fromkeys(address for address in found if address))


def _list_id(fields: Fields) -> str:
    text = fields.text("list-id")
    match = _ID.search(text)
    return (match[1] if match else text).strip().lower()[:250]
