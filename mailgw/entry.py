"""From a read mail to the messages that a ticket takes; the last place that knows MIME values."""

from dataclasses import dataclass, replace

from mailgw.mime.mail import Attachment, ParsedMail, Verdict
from mailgw.noting import notes_of
from mailgw.rules.disposition import AddMessage, Deliver, OpenTicket
from mailgw.rules.facts import Facts
from mailgw.rules.opening import author_of
from mailgw.rules.outside import OUTSIDE
from tickets.core import Core
from tickets.model.mail import InboundMail
from tickets.model.people import Side
from tickets.model.ticket import Visibility
from tickets.services.file_texts import with_texts
from tickets.services.requester import CUSTOMER_UNCONFIRMED
from tickets.services.values import Author, NewFile, NewMessage


@dataclass(frozen=True, slots=True)
class Case:
    """One mail on its way: the arrival, what was read, and what is known around it."""

    arrival: InboundMail
    mail: ParsedMail
    facts: Facts


TRUST = {Verdict.PASS: "proven", Verdict.NONE: "unproven", Verdict.FAIL: "failing"}

_WHY_CODES = {
    OUTSIDE: OUTSIDE,
    "contacts_reply": "reply_address",
    "agents_answer": "reply_address",
    "agents_note": "reply_address",
    "agents_vote": "reply_address",
    "agents_opinion": "reply_address",
    "agents_note_by_foreign_address": "reply_address",
    "foreign_reply_address": "reply_address",
    "forward_joins": "forward_joins",
}


def why_code(deliver: Deliver, facts: Facts) -> str:
    """Name, for the five languages, why a mail is where it is."""
    effect = deliver.effect
    if isinstance(effect, AddMessage):
        by_subject = any(
            one.ticket_id == effect.ticket_id and one.how == "subject" for one in facts.candidates
        )
        by_name = "subject_tag" if by_subject else "references"
        return _WHY_CODES.get(deliver.rule, by_name)
    if isinstance(effect, OpenTicket) and (effect.is_forward or effect.is_outside):
        return "forwarded" if effect.is_forward else OUTSIDE
    if isinstance(effect, OpenTicket) and effect.follows_id is not None:
        return "reopened_too_late"
    if isinstance(effect, OpenTicket) and effect.suggested_ticket_id is not None:
        return "not_participant"
    if isinstance(effect, OpenTicket) and not effect.came_to:
        return "default_department"
    return "department_address"


def keep_files(core: Core, tenant: str, mail: ParsedMail) -> tuple[NewFile, ...]:
    """Keep every file of a mail as a blob and read its words; before any unit of work opens."""
    return with_texts(core, tenant, [_keep(core, tenant, one) for one in mail.attachments])


def first_messages(
    case: Case,
    effect: OpenTicket,
    files: tuple[NewFile, ...],
    why: str,
    beside: tuple[NewFile, ...] = (),
) -> list[NewMessage]:
    """Make the messages that open a ticket: one, or the customer's and the agent's remark.

    `beside` are files that an agent put to the forwarded mail for colleagues.
    """
    mail = case.mail
    base = _base(case, effect.flags, files, why)
    if not effect.is_forward or mail.forwarded is None:
        # Nothing else holds the quoted part of a first mail, so it is shown whole; whoever the
        # customer turns out to be never reads what a colleague wrote above it (P20).
        is_inside = CUSTOMER_UNCONFIRMED in effect.flags
        seen_by = Visibility.INTERNAL if is_inside else Visibility.PUBLIC
        whole = replace(base, text=mail.text, quoted_text="", html=mail.html)
        return [replace(whole, visibility=seen_by)]
    inner = mail.forwarded
    opening = replace(
        base,
        author=effect.requester,
        # Never the whole mail: above the forwarded one stand the agent's words to colleagues (P20).
        text=inner.text,
        signature="",
        quoted_text="",
        html=None,
        message_id=inner.message_id,
        named_ids=(*base.named_ids, *((mail.message_id,) if mail.message_id else ())),
    )
    remark = inner.remark.strip()
    if not remark and not beside:
        return [opening]
    note = replace(
        base,
        visibility=Visibility.INTERNAL,
        text=remark,
        signature="",
        quoted_text="",
        html=None,
        files=beside,
        named_ids=(),
        addressed=(),
        flags=(),
        notes=(),
        message_id=None,
    )
    return [opening, note]


def further_message(
    case: Case, effect: AddMessage, files: tuple[NewFile, ...], why: str
) -> NewMessage:
    """Make the message that joins a ticket: what is new in the mail, the quoted part aside."""
    flags = tuple(dict.fromkeys((*effect.flags, *case.facts.flags)))
    base = _without_held(_base(case, flags, files, why), case.facts, effect)
    automatic = str(case.mail.automatic.kind) if case.mail.automatic else ""
    return replace(base, visibility=effect.visibility, automatic=automatic)


def _without_held(new: NewMessage, facts: Facts, effect: AddMessage) -> NewMessage:
    """Fold away what the ticket holds already, where the mail's client did not mark it."""
    held = facts.held
    if held is None or held.ticket_id != effect.ticket_id:
        return new
    # Loaded with the first mail that needs it: what knows quotes is large.
    from mailgw.mime.quoting import Split, unquote_known  # noqa: PLC0415 - see above

    split = unquote_known(Split(new.text, new.signature, new.quoted_text), held.texts)
    return replace(
        new, text=split.reply_text, signature=split.signature, quoted_text=split.quoted_text
    )


def _base(case: Case, flags: tuple[str, ...], files: tuple[NewFile, ...], why: str) -> NewMessage:
    arrival, mail, facts = case.arrival, case.mail, case.facts
    author = _spoken(facts, author_of(facts, mail))
    return NewMessage(
        visibility=Visibility.PUBLIC,
        channel="mail",
        author=author,
        # An agent answers with own words; what a customer forwards is part of what they ask.
        text=mail.own_words if author.side is Side.AGENT else mail.reply_text,
        signature=mail.signature,
        quoted_text=mail.quoted_text,
        html=mail.html,
        sanitizer_version=mail.sanitizer_version,
        # A writer's clock may be wrong by years; when it came in cannot be.
        written_at=arrival.received_at,
        language=mail.language,
        files=files,
        why=why,
        trust=TRUST[facts.judgement.verdict],
        flags=flags,
        notes=notes_of(mail),
        inbound_mail_id=arrival.id,
        message_id=mail.message_id,
        named_ids=tuple(dict.fromkeys((*mail.references, *mail.in_reply_to))),
        addressed=tuple(
            (one.name, one.address)
            for one in (*mail.to, *mail.cc)
            if "@" in one.address and not facts.config.is_own_domain(one.address)
        ),
    )


def _spoken(facts: Facts, author: Author) -> Author:
    """Keep a guessed language only where the tenant writes it."""
    known = author.language if author.language in facts.config.languages else ""
    return replace(author, language=known)


def _keep(core: Core, tenant: str, attachment: Attachment) -> NewFile:
    return NewFile(
        name=attachment.name,
        content_type=attachment.content_type,
        size=attachment.size,
        sha256=core.blobs.put(tenant, attachment.content),
        is_inline=attachment.inline or attachment.is_decoration,
        content_id=attachment.content_id,
    )
