"""Messages made of a mail that an agent forwards: the customer's words, and the remark inside."""

from dataclasses import replace

from mailgw.entry import Case, keep_files
from mailgw.mime.mail import ParsedMail
from mailgw.mime.mail_files import is_attached_mail
from mailgw.rules.disposition import AddMessage
from mailgw.rules.opening import author_of
from tickets.core import Core
from tickets.model.ticket import Visibility
from tickets.services.values import NewFile, NewMessage


def part_forward(
    core: Core, case: Case, effect: AddMessage, new: NewMessage
) -> tuple[NewMessage, ...]:
    """Give the customer's message in place of the agent's, and what the agent says as a note."""
    mail, inner = case.mail, case.mail.forwarded
    if effect.customer is None or inner is None:
        return (new,)
    config = case.facts.config
    theirs, ours = share_files(core, case, new.files, _left_out(effect))
    known = effect.customer.language if effect.customer.language in config.languages else ""
    customers = replace(
        new,
        author=replace(effect.customer, language=known),
        language=known,
        signature=inner.signature if inner.signature in new.text else "",
        files=theirs,
        # Whether the agent wrote is proven; who wrote to the agent only the agent knows.
        trust="",
        message_id=inner.message_id,
        named_ids=_ids(mail),
        # Those whom the agent wrote to are no business of the customer's.
        addressed=(),
    )
    remark = inner.remark.strip()
    if not remark and not ours:
        return (customers,)
    note = replace(
        customers,
        visibility=Visibility.INTERNAL,
        author=author_of(case.facts, mail),
        text=remark,
        language=new.language,
        signature="",
        quoted_text="",
        files=ours,
        trust=new.trust,
        flags=(),
        notes=(),
        message_id=None,
        named_ids=(),
    )
    return (customers, note)


def share_files(
    core: Core, case: Case, files: tuple[NewFile, ...], left_out: tuple[str, ...] = ()
) -> tuple[tuple[NewFile, ...], tuple[NewFile, ...]]:
    """Say which files are the customer's, and which an agent put beside the attached mail (P20).

    What came along with a mail that is forwarded in the text is the customer's; its attached mail
    brings its own.
    """
    mail, inner = case.mail, case.mail.forwarded
    if inner is None or not inner.is_attached:
        return files, ()
    mails = {one.sha256 for one in mail.attachments if is_attached_mail(one)}
    outer = tuple(one for one in files if one.sha256 in mails)
    shown = {one.sha256 for one in files} | set(left_out)
    own = tuple(one for one in inner.files if one.sha256 not in shown)
    kept = keep_files(core, case.facts.config.slug, replace(mail, attachments=own))
    return (*outer, *kept), tuple(one for one in files if one.sha256 not in mails)


def _left_out(effect: AddMessage) -> tuple[str, ...]:
    return effect.wording.left_out if effect.wording else ()


def _ids(mail: ParsedMail) -> tuple[str, ...]:
    """Give all ids by which the customer's next mail may name this one."""
    inner = mail.forwarded
    named = (*(inner.named_ids if inner else ()), *mail.references, *mail.in_reply_to)
    own = (mail.message_id,) if mail.message_id else ()
    return tuple(dict.fromkeys((*named, *own)))
