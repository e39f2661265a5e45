"""Read a mail: raw bytes in, one `ParsedMail` out. Pure, within limits, and it never fails."""

import re
from dataclasses import dataclass, replace

from mailgw.mime.addresses import parse_addresses, provable_sender, split_addresses
from mailgw.mime.authentication import authentication_results, signing_domains
from mailgw.mime.automatic import Signs, judge_others, judge_reports, settle_delivered
from mailgw.mime.body import Content, as_html, choose_content
from mailgw.mime.digest import digest_of
from mailgw.mime.dsn import build_report, gather_findings
from mailgw.mime.files import attachments_of
from mailgw.mime.forwarded import find_forwarded
from mailgw.mime.headers import Fields, decode_field
from mailgw.mime.htmltext import html_to_text
from mailgw.mime.intent import guess_intent
from mailgw.mime.language import guess_language
from mailgw.mime.mail import (
    Address,
    Attachment,
    Automatic,
    AutomaticKind,
    DeliveryReport,
    Forwarded,
    Intent,
    ParsedMail,
)
from mailgw.mime.parse import HeaderView, view_headers
from mailgw.mime.parts import Tree, split_mail
from mailgw.mime.quoting import Split, split_reply
from mailgw.mime.tnef import Unpacked, unpack_tnef
from mailgw.mime.unwrap import unwrap
from tickets.text.reference import is_forward_subject, is_reply_subject, strip_prefixes
from tickets.text.sanitize import SANITIZER_VERSION, sanitize
from tickets.text.tame import tame

MAX_HOPS = 50
MAX_IDS = 200
_ID = re.compile(r"<([^<>]{1,990})>")
_BARE_ID = re.compile(r"[^\s<>,;()\"]{1,990}@[^\s<>,;()\"]{1,990}")
_REPORT_TYPES = frozenset(
    {
        "message/delivery-status",
        "message/global-delivery-status",
        "message/disposition-notification",
        "message/feedback-report",
        "text/rfc822-headers",
        "text/rfc822-header",
    }
)
_TNEF_TYPES = ("application/ms-tnef", "application/vnd.ms-tnef")


@dataclass(frozen=True, slots=True)
class _Body:
    """The displayed side of a mail."""

    text: str
    raw_html: str | None
    attachments: tuple[Attachment, ...]


def read(raw: bytes) -> ParsedMail:
    """Read one mail; whatever is broken or beyond a limit becomes a defect, never an error."""
    return _read(raw, nested=False)


def _read(raw: bytes, *, nested: bool) -> ParsedMail:
    tree = split_mail(raw)
    fields = tree.root.fields
    digest = digest_of(fields, tree)
    unwrap(tree)
    body = _body(tree)
    view = view_headers(fields)
    answers = _answers(fields)
    subject = fields.text("subject")
    split = split_reply(body.text, body.raw_html, answers=answers)
    mail = _with_headers(fields, view, digest)
    mail = replace(
        mail,
        text=body.text,
        html=sanitize(body.raw_html, tamed=True) if body.raw_html is not None and not nested else None,
        reply_text=split.reply_text,
        signature=split.signature,
        quoted_text=split.quoted_text,
        attachments=body.attachments,
        sanitizer_version=SANITIZER_VERSION,
    )
    mail = _judged(mail, fields, tree)
    if not nested:
        mail = replace(mail, forwarded=_forwarded(mail, body.raw_html))
        mail = _understood(mail, answers=answers)
    return replace(mail, subject=subject, defects=_defects(fields, tree, view))


def _body(tree: Tree) -> _Body:
    """Collect what is shown and what is attached; winmail.dat is unpacked where it stands."""
    content = choose_content(tree, _rendered)
    attachments, unpacked = _unpack(attachments_of(content))
    if unpacked is not None:
        _take_tnef(content, unpacked)
    text = "\n".join(content.texts)
    raw_html = None
    if content.htmls:
        raw_html = content.htmls[0] if len(content.htmls) == 1 else tame("\n".join(content.htmls))
    return _Body(text.strip("\n"), raw_html, attachments)


def _rendered(html: str) -> str:
    return html_to_text(html) if html.strip() else ""


def _unpack(found: tuple[Attachment, ...]) -> tuple[tuple[Attachment, ...], Unpacked | None]:
    out: list[Attachment] = []
    first: Unpacked | None = None
    for attachment in found:
        packed = attachment.content_type in _TNEF_TYPES or attachment.name.lower() == "winmail.dat"
        unpacked = unpack_tnef(attachment.content) if packed else None
        if unpacked is None or not unpacked.readable:
            out.append(attachment)
            continue
        out += unpacked.files
        first = first or unpacked
    return tuple(out), first


def _take_tnef(content: Content, unpacked: Unpacked) -> None:
    """Use the body of a winmail.dat where the mail around it has none."""
    if any(text.strip() for text in content.texts):
        return
    text = unpacked.text or (_rendered(tame(unpacked.html)) if unpacked.html else "")
    content.texts = [text] if text else content.texts
    if unpacked.html and not content.htmls:
        content.htmls = [tame(unpacked.html)]


def _with_headers(fields: Fields, view: HeaderView, digest: str) -> ParsedMail:
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


def _answers(fields: Fields) -> bool:
    if fields.has("in-reply-to") or fields.has("references"):
        return True
    subject = fields.text("subject")
    return is_reply_subject(subject) or is_forward_subject(subject)


def _judged(mail: ParsedMail, fields: Fields, tree: Tree) -> ParsedMail:
    """Say whether a machine wrote it, and read the delivery report if it is one."""
    signs = Signs(
        fields, tree, mail.subject, mail.text, mail.reply_text, mail.from_, mail.return_path
    )
    found = gather_findings(tree, mail.text)
    automatic = judge_reports(signs, found)
    report: DeliveryReport | None = None
    if automatic is not None and automatic.kind is AutomaticKind.BOUNCE:
        own = [address.address for address in mail.to]
        report = build_report(found, fields, own)
        automatic = settle_delivered(automatic, report)
    if automatic is None:
        automatic = judge_others(signs)
    if _is_machine(automatic):
        shown = tuple(a for a in mail.attachments if a.content_type not in _REPORT_TYPES)
        mail = replace(mail, attachments=shown)
    return replace(mail, automatic=automatic, report=report)


def _forwarded(mail: ParsedMail, raw_html: str | None) -> Forwarded | None:
    """Find the forwarded mail: in the text, or attached."""
    if _is_machine(mail.automatic):
        return None
    inline = find_forwarded(mail.text, raw_html, mail.subject)
    if inline is not None:
        return inline
    attached = [a for a in mail.attachments if a.is_message]
    if not attached:
        return None
    inner = _read(attached[0].content, nested=True)
    if not inner.from_:
        return None
    return Forwarded(
        from_=inner.from_[0],
        to=inner.to,
        subject=inner.subject,
        date=inner.date.isoformat() if inner.date else "",
        text=inner.text,
        message_id=inner.message_id,
        remark=mail.reply_text,
    )


def _is_machine(automatic: Automatic | None) -> bool:
    return automatic is not None and automatic.kind is not AutomaticKind.BULK


def _understood(mail: ParsedMail, *, answers: bool) -> ParsedMail:
    """Guess language and intent of the new text; a forward wants what the forwarded mail wants."""
    shown = mail.reply_text or mail.text
    more = f"{mail.subject}\n{mail.forwarded.text[:500]}" if mail.forwarded else mail.subject
    language = guess_language(shown, hint=more)
    if mail.automatic is not None:
        return replace(mail, language=language)
    if mail.forwarded is not None:
        subject = strip_prefixes(mail.forwarded.subject or mail.subject)
        intent = guess_intent(subject, mail.forwarded.text, answers=False)
    else:
        referring = bool(mail.in_reply_to or mail.references) and answers
        intent = guess_intent(mail.subject, shown, answers=referring)
    return replace(mail, language=language, intent=intent)


def _defects(fields: Fields, tree: Tree, view: HeaderView) -> tuple[str, ...]:
    defects = [*tree.defects, *view.defects]
    if len(fields.all_raw("received")) > MAX_HOPS:
        defects.append("The mail passed more than 50 servers.")
    for name in ("from", "subject", "date", "message-id"):
        if len(fields.all_raw(name)) > 1:
            defects.append(f"The field {name.title()} occurs more than once.")
    return tuple(dict.fromkeys(defects))


def read_body(text: str, kind: str) -> ParsedMail:
    """Read one decoded body part, `kind` being text or html, as `explain --as` does."""
    raw_html = tame(text) if kind == "html" else None
    shown = _rendered(raw_html) if raw_html is not None else text.replace("\r\n", "\n").replace("\r", "\n")
    split: Split = split_reply(shown, raw_html)
    language = guess_language(split.reply_text or shown)
    return replace(
        _empty(),
        text=shown,
        html=sanitize(raw_html, tamed=True) if raw_html is not None else None,
        reply_text=split.reply_text,
        signature=split.signature,
        quoted_text=split.quoted_text,
        forwarded=find_forwarded(shown, raw_html, ""),
        language=language,
        intent=guess_intent("", split.reply_text or shown, answers=False),
        sanitizer_version=SANITIZER_VERSION,
    )


def read_tnef(raw: bytes) -> ParsedMail:
    """Read the content of a winmail.dat; one that is damaged has no parts and a defect."""
    unpacked = unpack_tnef(raw)
    html = tame(unpacked.html) if unpacked.html else None
    text = unpacked.text or (_rendered(html) if html else "")
    defects = () if unpacked.readable else ("The file is no readable winmail.dat.",)
    return replace(
        _empty(),
        subject=unpacked.subject,
        text=text,
        reply_text=text,
        html=sanitize(html or as_html(text)) if html else None,
        attachments=unpacked.files,
        sanitizer_version=SANITIZER_VERSION,
        defects=defects,
    )


def _empty() -> ParsedMail:
    nobody: tuple[Address, ...] = ()
    return ParsedMail(
        message_id=None,
        in_reply_to=(),
        references=(),
        date=None,
        subject="",
        from_=nobody,
        to=nobody,
        cc=nobody,
        reply_to=nobody,
        sender=None,
        text="",
        html=None,
        reply_text="",
        signature="",
        quoted_text="",
        digest="",
        intent=Intent(*_NO_INTENT),
    )


_NO_INTENT = (guess_intent("", "", answers=False).kind, 0.0, "")
