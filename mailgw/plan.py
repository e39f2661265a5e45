"""What a decision will say to whom: rendered before any transaction opens."""

from dataclasses import dataclass, replace

from mailgw.acting import NO_ACTING, Acting, plan_acting
from mailgw.entry import Case, first_messages, further_message, keep_files, why_code
from mailgw.forwarding import part_forward, share_files
from mailgw.judging import Judging, plan_confirming, plan_judging
from mailgw.mime.mail import ParsedMail, Verdict
from mailgw.outside import inside_only, tell_department
from mailgw.placing import place_mail
from mailgw.reports import News, plan_report
from mailgw.rules.disposition import (
    ActOnTicket,
    AddMessage,
    Deliver,
    Disposition,
    OpenTicket,
    RecordReport,
    Undone,
)
from mailgw.rules.facts import Facts
from templates import NotDone, UndoneLine
from tenants import TenantConfig
from tickets.core import Core
from tickets.model.domains import company_domain
from tickets.model.people import ParticipantRole, Side
from tickets.services.assigning import Assignment
from tickets.services.notify import Draft, Planner
from tickets.services.values import NewMessage
from tickets.services.writing import plan_drafts
from tickets.store.audience import (
    Audience,
    Recipient,
    audience_of_department,
    audience_of_ticket,
)
from tickets.text.reference import strip_prefixes


@dataclass(frozen=True, slots=True)
class Plan:
    """All that the write unit of work needs, so that nothing slow happens in it."""

    disposition: Disposition
    messages: tuple[NewMessage, ...] = ()
    drafts: tuple[Draft, ...] = ()
    told: tuple[Draft, ...] = ()
    """Words to the mail's own writer about something that was not done."""
    seen_seq: int | None = None
    """Number of the ticket's last event when this was planned."""
    news: News | None = None
    subject: str = ""
    known: frozenset[str] = frozenset()
    """Addresses of those who take part already."""
    assignment: Assignment | None = None
    """Where a new ticket goes by the tenant's rules."""
    judging: Judging | None = None
    """What an agent's mail does beside: it waits for an approval, votes, gives an opinion."""
    acting: Acting = NO_ACTING
    """What its command words do."""


def plan_effect(core: Core, case: Case, disposition: Disposition) -> Plan:
    """Keep the files, look at the audience and render every notice."""
    plan = Plan(disposition)
    match disposition:
        case Deliver(effect=OpenTicket() as effect):
            plan = _plan_opening(core, case, disposition, effect)
        case Deliver(effect=AddMessage() as effect):
            plan = _plan_message(core, case, disposition, effect)
        case Deliver(effect=ActOnTicket() as effect):
            with core.read(case.facts.config.slug) as unit:
                seen_seq = audience_of_ticket(unit, case.facts.config, effect.ticket_id).seen_seq
            acting = plan_acting(core, case, effect.ticket_id, effect.orders)
            plan = Plan(disposition, seen_seq=seen_seq, acting=acting)
        case Deliver(effect=RecordReport() as effect):
            news = plan_report(core, case.facts.config, case.mail, effect.outbound_id)
            plan = Plan(disposition, news=news)
    undone = (*_undone(disposition), *plan.acting.undone)
    tell = (plan.judging.tell if plan.judging else "") or disposition.tell
    tell = tell or ("commands_undone" if undone else "")
    if tell and not case.arrival.sends_nothing:
        told = plan_confirming(core, case, disposition) or _not_done(core, case, tell, undone)
        plan = replace(plan, told=(told,) if told else ())
    return plan


def _plan_opening(core: Core, case: Case, deliver: Deliver, effect: OpenTicket) -> Plan:
    if effect.is_outside:
        return _plan_outside(core, case, deliver, effect)
    mail, facts, config = case.mail, case.facts, case.facts.config
    files = keep_files(core, config.slug, mail)
    with core.read(config.slug) as unit:
        deliver, effect, assignment, owner = place_mail(unit, case, deliver, effect)
        audience = audience_of_department(unit, config, effect.department)
    why = why_code(deliver, facts)
    files, beside = share_files(core, case, files) if effect.is_forward else (files, ())
    messages = first_messages(case, effect, files, why, beside)
    subject = (
        mail.forwarded.subject if effect.is_forward and mail.forwarded else ""
    ) or mail.subject
    subject = strip_prefixes(subject) if effect.is_forward else subject
    if case.arrival.sends_nothing:
        plan = Plan(deliver, messages=tuple(messages), subject=subject)
        return replace(plan, assignment=assignment)
    audience = _with_owner(audience, owner)
    planner = Planner(config, core.notices, audience)
    firm = company_domain(effect.requester.address, config.reading.free_mail_domains) or ""
    drafts = planner.contact_wrote(messages[0], subject=subject, kind=effect.kind, company=firm)
    receipt = _receipt(planner, mail, facts, effect, subject)
    return Plan(
        deliver,
        messages=tuple(messages),
        drafts=(*((receipt,) if receipt else ()), *drafts),
        subject=subject,
        assignment=assignment,
    )


def _plan_outside(core: Core, case: Case, deliver: Deliver, effect: OpenTicket) -> Plan:
    files = keep_files(core, case.facts.config.slug, case.mail)
    subject = strip_prefixes(case.mail.subject)
    first, *_ = first_messages(case, effect, files, why_code(deliver, case.facts))
    is_quiet = case.arrival.sends_nothing
    told = [] if is_quiet else tell_department(core, case, effect, first, subject)
    return Plan(deliver, messages=(first,), drafts=tuple(told), subject=subject)


def _plan_message(core: Core, case: Case, deliver: Deliver, effect: AddMessage) -> Plan:
    facts, config = case.facts, case.facts.config
    files = keep_files(core, config.slug, _own_files(case.mail, effect))
    new = further_message(case, effect, files, why_code(deliver, facts))
    new = _worded(new, effect)
    with core.read(config.slug) as unit:
        audience = audience_of_ticket(
            unit, config, effect.ticket_id, with_history=new.author.side is Side.AGENT
        )
    new, *beside = part_forward(core, case, effect, new)
    judging = None if effect.is_outside else plan_judging(core, case, audience, effect, new)
    new, drafts = (judging.new, list(judging.drafts)) if judging else (new, [])
    if judging is None and not new.automatic and not case.arrival.sends_nothing:
        drafts = plan_drafts(Planner(config, core.notices, audience), config, audience, new)
    if effect.is_outside:
        drafts = inside_only(drafts)
    return Plan(
        deliver,
        messages=(new, *beside),
        drafts=tuple(drafts),
        seen_seq=audience.seen_seq,
        subject=audience.subject,
        acting=plan_acting(core, case, effect.ticket_id, effect.orders),
        known=frozenset(
            one.address
            for one in audience.participants
            if one.role is not ParticipantRole.SUGGESTED
        ),
        judging=judging,
    )


def _own_files(mail: ParsedMail, effect: AddMessage) -> ParsedMail:
    """Leave out the files that are mails of ours (P20)."""
    if effect.wording is None or not effect.wording.left_out:
        return mail
    left_out = effect.wording.left_out
    kept = tuple(one for one in mail.attachments if one.sha256 not in left_out)
    return replace(mail, attachments=kept)


def _worded(new: NewMessage, effect: AddMessage) -> NewMessage:
    """Say only what may leave the house; the raw mail keeps the rest."""
    wording = effect.wording
    if wording is None:
        return new
    return replace(
        new,
        text=wording.text,
        quoted_text=wording.quoted_text,
        signature=new.signature if new.signature in wording.text else "",
        html=None if wording.is_shortened else new.html,
    )


def _with_owner(audience: Audience, owner: Recipient | None) -> Audience:
    """Show the ticket-to-be as owned, so that only its owner is told of it."""
    if owner is None:
        return audience
    return replace(audience, owner_id=owner.person_id, participants=(owner,))


def _receipt(
    planner: Planner, mail: ParsedMail, facts: Facts, effect: OpenTicket, subject: str
) -> Draft | None:
    """Confirm to the requester, once; never to automatic, forged or forwarded mail (P7, P8)."""
    writer = facts.writer
    if effect.is_forward or writer is None or writer.is_agent or mail.wants_no_answer:
        return None
    if facts.judgement.verdict is Verdict.FAIL or _comes_back(facts.config, writer.address):
        return None
    requester = Recipient(
        person_id=writer.person_id,
        name=writer.name if writer.is_proven else "",
        address=writer.address,
        language=_language(facts, mail, effect.came_to),
        side=Side.CONTACT,
    )
    return planner.receipt(requester, subject=subject, kind=effect.kind, is_proven=writer.is_proven)


def _comes_back(config: TenantConfig, address: str) -> bool:
    """Tell whether an answer to this address would come in here again."""
    is_token = address.endswith(f"@{config.reply_domain}")
    return is_token or config.department_for(address) is not None


def _language(facts: Facts, mail: ParsedMail, came_to: str) -> str:
    """Choose the stored language, else the mail's, else that of the address written to."""
    config = facts.config
    stored = facts.writer.language if facts.writer else ""
    for wanted in (stored, mail.language, _address_language(config, came_to)):
        if wanted and wanted in config.languages:
            return wanted
    return config.language


def _address_language(config: TenantConfig, came_to: str) -> str:
    department = config.department_for(came_to)
    if department is None:
        return ""
    found = (one.language for one in department.addresses if one.address == came_to.lower())
    return next(found, None) or ""


def _undone(disposition: Disposition) -> tuple[Undone, ...]:
    return disposition.undone if isinstance(disposition, Deliver) else ()


def _not_done(core: Core, case: Case, code: str, undone: tuple[Undone, ...] = ()) -> Draft | None:
    """Tell the writer what was not done.

    Their own mail goes along only where this very mail is shown to be theirs: what a stranger
    wrote in an agent's name must not come to that agent with our name on it (P8).
    """
    mail, facts = case.mail, case.facts
    writer = facts.writer
    if writer is None or mail.automatic or mail.wants_no_answer:
        return None
    if facts.judgement.verdict is Verdict.FAIL or _comes_back(facts.config, writer.address):
        return None
    is_theirs = facts.is_authentic or facts.is_by_own_reply_address
    is_proven = is_theirs or writer.is_agent
    audience = Audience(department=facts.departments[0][0], members=())
    planner = Planner(facts.config, core.notices, audience)
    recipient = Recipient(
        person_id=writer.person_id,
        name=writer.name if is_proven else "",
        address=writer.address,
        language=_language(facts, mail, ""),
        side=Side.AGENT if writer.is_agent else Side.CONTACT,
    )
    notice = NotDone(
        reason=code,
        number=None,
        subject=mail.subject if is_theirs else "",
        detail={
            "unknown_sender_address": writer.address,
            "offer_too_early": ", ".join(facts.comes_first),
        }.get(code, ""),
        is_proven=is_theirs,
        lines=tuple(UndoneLine(one.line, one.why, one.detail) for one in undone),
    )
    draft = planner.word_to_writer(recipient, notice, is_proven=is_proven)
    return replace(draft, raw_id=case.arrival.id if is_theirs else None)
