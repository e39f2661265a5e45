"""Read a mail: raw bytes in, one `ParsedMail` out. Pure, within limits, and it never fails."""

from dataclasses import replace

from mailgw.mime.absence import day_back
from mailgw.mime.attached import find_attached
from mailgw.mime.automatic import judge_others, why_unanswered
from mailgw.mime.body import as_html
from mailgw.mime.certified import certified_report, judge_certified, with_carried
from mailgw.mime.digest import digest_of
from mailgw.mime.dsn import build_report, gather_findings
from mailgw.mime.envelope import mail_of_header
from mailgw.mime.forwarded import find_forwarded
from mailgw.mime.headers import Fields
from mailgw.mime.intent import guess_intent
from mailgw.mime.language import guess_language
from mailgw.mime.mail import (
    Address,
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
from mailgw.mime.reports import judge_reports, settle_delivered
from mailgw.mime.shown import rendered, shown_body
from mailgw.mime.signs import Signs
from mailgw.mime.tnef import unpack_tnef
from mailgw.mime.unwrap import unwrap
from tickets.text.reference import is_forward_subject, is_reply_subject, strip_prefixes
from tickets.text.sanitize import SANITIZER_VERSION, sanitize
from tickets.text.tame import tame

MAX_HOPS = 50
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


def read(raw: bytes) -> ParsedMail:
    """Read one mail; whatever is broken or beyond a limit becomes a defect, never an error."""
    return _read(raw, nested=False)


def _read(raw: bytes, *, nested: bool) -> ParsedMail:
    tree = split_mail(raw)
    fields = tree.root.fields
    digest = digest_of(fields, tree)
    unwrap(tree)
    body = shown_body(tree)
    view = view_headers(fields)
    mail = mail_of_header(fields, view, digest)
    if tree.carried is not None:
        fields = tree.carried
        mail = with_carried(mail, fields)
    answers = _answers(fields)
    subject = mail.subject
    split = split_reply(body.text, body.raw_html, answers=answers)
    mail = replace(
        mail,
        text=body.text,
        html=sanitize(body.raw_html, tamed=True)
        if body.raw_html is not None and not nested
        else None,
        reply_text=split.reply_text,
        signature=split.signature,
        quoted_text=split.quoted_text,
        attachments=body.attachments,
        invitation=body.invitation,
        sanitizer_version=SANITIZER_VERSION,
    )
    mail = _judged(mail, fields, tree)
    if not nested:
        mail = _with_forward(mail, _forwarded(mail, body.raw_html))
        mail = _understood(mail, answers=answers)
    return replace(mail, subject=subject, defects=_defects(fields, tree, view))


def _answers(fields: Fields) -> bool:
    if fields.has("in-reply-to") or fields.has("references"):
        return True
    subject = fields.text("subject")
    return is_reply_subject(subject) or is_forward_subject(subject)


def _judged(mail: ParsedMail, fields: Fields, tree: Tree) -> ParsedMail:
    """Say whether a machine wrote it, and read the delivery report if it is one."""
    signs = Signs(
        fields,
        tree,
        mail.subject,
        mail.text,
        mail.reply_text,
        mail.from_,
        mail.return_path,
        has_files=any(not one.inline and not one.is_decoration for one in mail.attachments),
    )
    found = gather_findings(tree, mail.text)
    automatic = judge_certified(tree) or judge_reports(signs, found)
    report: DeliveryReport | None = None
    if automatic is not None and automatic.kind is AutomaticKind.BOUNCE:
        own = [address.address for address in mail.to]
        report = certified_report(tree, mail.text) or build_report(found, fields, own)
        automatic = settle_delivered(automatic, report)
    if automatic is None:
        automatic = judge_others(signs)
        if automatic is not None and automatic.kind is AutomaticKind.AUTO_REPLY:
            written = mail.date.date() if mail.date else None
            back = day_back(mail.reply_text, written, guess_language(mail.reply_text))
            automatic = replace(automatic, back_on=back)
    if _is_machine(automatic):
        shown = tuple(a for a in mail.attachments if a.content_type not in _REPORT_TYPES)
        mail = replace(mail, attachments=shown)
    unanswered = why_unanswered(tree.envelope, mail.from_, mail.return_path)
    return replace(mail, automatic=automatic, report=report, wants_no_answer=unanswered)


def _forwarded(mail: ParsedMail, raw_html: str | None) -> Forwarded | None:
    """Find the forwarded mail: in the text, or attached."""
    if _is_machine(mail.automatic):
        return None
    inline = find_forwarded(mail.text, raw_html, mail.subject)
    if inline is not None:
        return _answering(inline)
    return find_attached(mail, lambda raw: _read(raw, nested=True))


def _answering(inner: Forwarded) -> Forwarded:
    """Part what is new in a mail that stands in the text from what it answers."""
    split = split_reply(inner.text, None, answers=True)
    return replace(
        inner,
        reply_text=split.reply_text,
        signature=split.signature,
        quoted_text=split.quoted_text,
    )


def _with_forward(mail: ParsedMail, forwarded: Forwarded | None) -> ParsedMail:
    """Add the forwarded mail; one that stands in the text was cut off as if it were a quote."""
    is_attached = any(one.is_message for one in mail.attachments)
    if forwarded is None or not forwarded.is_announced or is_attached or forwarded.is_attached:
        return replace(mail, forwarded=forwarded)
    return replace(mail, forwarded=forwarded, reply_text=mail.text, signature="", quoted_text="")


def _is_machine(automatic: Automatic | None) -> bool:
    return automatic is not None and automatic.kind is not AutomaticKind.BULK


def _understood(mail: ParsedMail, *, answers: bool) -> ParsedMail:
    """Guess language and intent of the new text; a forward wants what the forwarded mail wants."""
    shown = mail.own_words or mail.text
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
    defects += [
        f"The field {name.title()} occurs more than once."
        for name in ("from", "subject", "date", "message-id")
        if len(fields.all_raw(name)) > 1
    ]
    return tuple(dict.fromkeys(defects))


def read_body(text: str, kind: str) -> ParsedMail:
    """Read one decoded body part, `kind` being text or html, as `explain --as` does."""
    raw_html = tame(text) if kind == "html" else None
    shown = (
        rendered(raw_html)
        if raw_html is not None
        else text.replace("\r\n", "\n").replace("\r", "\n")
    )
    split: Split = split_reply(shown, raw_html)
    language = guess_language(split.reply_text or shown)
    body = replace(
        _empty(),
        text=shown,
        html=sanitize(raw_html, tamed=True) if raw_html is not None else None,
        reply_text=split.reply_text,
        signature=split.signature,
        quoted_text=split.quoted_text,
    )
    return replace(
        _with_forward(body, find_forwarded(shown, raw_html, "")),
        language=language,
        intent=guess_intent("", split.reply_text or shown, answers=False),
        sanitizer_version=SANITIZER_VERSION,
    )


def read_tnef(raw: bytes) -> ParsedMail:
    """Read the content of a winmail.dat; one that is damaged has no parts and a defect."""
    unpacked = unpack_tnef(raw)
    html = tame(unpacked.html) if unpacked.html else None
    text = unpacked.text or (rendered(html) if html else "")
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
