"""Looks up what is known of a mail that an agent wrote elsewhere: whose it is, and its ticket."""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import select

from mailgw.mime.mail import Address, ParsedMail
from mailgw.rules.known import Candidate, Writer
from tenants import TenantConfig
from tickets.model.mail import InboundMail, Purpose, ReplyAddress
from tickets.model.people import Participant, ParticipantRole, PersonAddress
from tickets.model.ticket import Addressed, Message, Ticket, TicketState
from tickets.services.reply_addresses import is_expired
from tickets.services.requester import is_customer
from tickets.services.rights import Action, matter_of, may
from tickets.services.viewer import viewer_of_person
from tickets.store.addresses import REPLY_PREFIX, find_reply_address, token_in
from tickets.store.people import addresses_of_one, look_up
from tickets.store.unit_of_work import ReadUnit
from tickets.text.links import hide_links
from tickets.text.reference import strip_prefixes

_LIKELY = 50
_TWICE_WITHIN = timedelta(days=2)


class OutsideWay(StrEnum):
    """How a mail that was sent elsewhere came to us."""

    DROP = "drop"
    """A blind copy to its writer's drop address."""
    SENT = "sent"
    """It lay in its writer's folder of sent mail."""
    COPIED = "copied"
    """A department's address stood in Cc."""


@dataclass(frozen=True, slots=True)
class Outside:
    """A mail that an agent sent to a customer without us."""

    way: OutsideWay
    person_id: int | None
    owner_addresses: frozenset[str]
    reply_id: int | None = None
    is_revoked: bool = False
    is_expired: bool = False
    is_shown: bool = False
    """Its header names the drop address, so everybody who got it knows that by now."""
    customer: Address | None = None
    """Whom it was sent to."""
    department: str = ""
    """Where its writer works, for what names no department."""
    ticket_id: int | None = None
    is_heard_by_requester: bool = False
    """The ticket's customer, or somebody who takes part for them, got it."""
    may_answer: bool = True
    twin_of: int | None = None
    """The arrival of the same words to the same customer: some providers give a new Message-ID."""


Around = tuple[tuple[str, ...], Writer | None, tuple[Candidate, ...]]
"""Our addresses that the mail is for, who wrote it, and the tickets that it names."""


def look_up_outside(
    unit: ReadUnit,
    config: TenantConfig,
    arrival: InboundMail,
    mail: ParsedMail,
    *,
    around: Around,
) -> Outside | None:
    """Tell whether an agent sent this elsewhere, and where it belongs; None for any other mail."""
    recipients, writer, candidates = around
    found = _dropped(unit, mail, recipients) or _sent(unit, config, arrival)
    found = found or _copied(config, mail, recipients, writer)
    if found is None or found[1].person_id is None:
        return None
    row, outside = found
    customers = [one for one in (*mail.to, *mail.cc) if is_customer(config, one.address)]
    person_id = outside.person_id
    assert person_id is not None
    ticket = _ticket(unit, mail, customers, candidates)
    who = viewer_of_person(unit, person_id)
    may_answer = who is not None and (
        ticket is None or may(who, Action.ANSWER, matter_of(unit, who, ticket))
    )
    return Outside(
        way=outside.way,
        person_id=person_id,
        owner_addresses=frozenset(addresses_of_one(unit, person_id)),
        reply_id=row.id if row else None,
        is_revoked=row is not None and row.revoked_at is not None,
        is_expired=row is not None and is_expired(row, unit.now),
        is_shown=outside.is_shown,
        customer=customers[0] if customers else None,
        department=_department_of(config, mail.sender),
        ticket_id=ticket.id if ticket else None,
        is_heard_by_requester=ticket is not None and _is_heard(unit, ticket, customers),
        may_answer=may_answer,
        twin_of=_twin(unit, arrival, mail, person_id, customers),
    )


_Found = tuple[ReplyAddress | None, Outside]


def _dropped(unit: ReadUnit, mail: ParsedMail, recipients: tuple[str, ...]) -> _Found | None:
    for address in recipients:
        issued = token_in(address)
        if issued is None or issued.prefix != REPLY_PREFIX:
            continue
        row = find_reply_address(unit, issued.token)
        if row is not None and row.purpose == Purpose.DROP:
            named = {one.address.lower() for one in (*mail.to, *mail.cc)}
            is_shown = address.lower() in named
            return row, Outside(OutsideWay.DROP, row.person_id, frozenset(), is_shown=is_shown)
    return None


def _sent(unit: ReadUnit, config: TenantConfig, arrival: InboundMail) -> _Found | None:
    account = next((one for one in config.imap if one.name == arrival.account), None)
    if account is None or not account.sent_of:
        return None
    seen = look_up(unit, account.sent_of)
    person_id = seen.person_id if seen is not None else None
    return None, Outside(OutsideWay.SENT, person_id, frozenset())


def _copied(
    config: TenantConfig, mail: ParsedMail, recipients: tuple[str, ...], writer: Writer | None
) -> _Found | None:
    """See an agent's mail to a customer of which a department got a copy."""
    if writer is None or not writer.is_agent or mail.forwarded is not None:
        return None
    is_to_us = any(config.department_for(one.address) for one in mail.to)
    is_to_customer = any(is_customer(config, one.address) for one in mail.to)
    is_to_department = any(config.department_for(one) for one in recipients)
    if is_to_us or not is_to_customer or not is_to_department:
        return None
    return None, Outside(OutsideWay.COPIED, writer.person_id, frozenset())


def _ticket(
    unit: ReadUnit,
    mail: ParsedMail,
    customers: list[Address],
    candidates: tuple[Candidate, ...],
) -> Ticket | None:
    """Find the ticket by what the mail answers, else the customer's only one of that subject."""
    for one in candidates:
        if not one.is_closed_for_good:
            return unit.session.get(Ticket, one.ticket_id)
    if not customers:
        return None
    addresses = [one.address.lower() for one in customers]
    theirs = unit.session.scalars(
        select(Ticket)
        .join(PersonAddress, PersonAddress.person_id == Ticket.requester_id)
        .where(
            PersonAddress.address.in_(addresses),
            Ticket.state != TicketState.DONE.value,
            Ticket.merged_into_id.is_(None),
        )
        .order_by(Ticket.id.desc())
        .limit(_LIKELY)
    ).all()
    wanted = strip_prefixes(mail.subject).casefold()
    same = [one for one in theirs if wanted and strip_prefixes(one.subject).casefold() == wanted]
    return same[0] if len(same) == 1 else None


def _is_heard(unit: ReadUnit, ticket: Ticket, customers: list[Address]) -> bool:
    addresses = [one.address.lower() for one in customers]
    if not addresses:
        return False
    query = (
        select(Participant.id)
        .join(PersonAddress, PersonAddress.person_id == Participant.person_id)
        .where(
            Participant.ticket_id == ticket.id,
            Participant.role.in_([ParticipantRole.REQUESTER.value, ParticipantRole.COPIED.value]),
            PersonAddress.address.in_(addresses),
        )
    )
    return unit.session.scalar(query.limit(1)) is not None


def _department_of(config: TenantConfig, sender: str | None) -> str:
    agent = config.agent_by_address(sender or "")
    if agent is None:
        return ""
    places = (one.slug for one in config.departments if agent in config.members_of(one))
    return next(places, "")


def _twin(
    unit: ReadUnit,
    arrival: InboundMail,
    mail: ParsedMail,
    person_id: int,
    customers: list[Address],
) -> int | None:
    """Find the same words of the same agent to the same customer, under another Message-ID."""
    if not customers:
        return None
    query = (
        select(Message.inbound_mail_id, Message.text)
        .join(InboundMail, InboundMail.id == Message.inbound_mail_id)
        .join(Addressed, Addressed.ticket_id == Message.ticket_id)
        .where(
            Message.author_id == person_id,
            Message.inbound_mail_id != arrival.id,
            Message.created_at > unit.now - _TWICE_WITHIN,
            InboundMail.subject == mail.subject[:500],
            Addressed.address == customers[0].address.lower(),
        )
    )
    said = {hide_links(one).strip() for one in (mail.text, mail.own_words)}
    for inbound_id, text in unit.session.execute(query):
        if inbound_id is not None and text.strip() in said:
            return inbound_id
    return None
