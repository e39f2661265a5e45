"""Looks up the ticket that a forwarded customer's mail belongs to: it went to a colleague's box."""

import re
from dataclasses import dataclass, replace

from sqlalchemy import bindparam, select

from mailgw.mime.mail import Forwarded, ParsedMail, Verdict
from mailgw.rules.candidates import find_candidates
from mailgw.rules.inner import inner_words
from mailgw.rules.known import Candidate, Writer
from mailgw.rules.origin import Judgement
from mailgw.rules.wall import Inner, words_of
from tenants import TenantConfig
from tickets.model.people import Side
from tickets.model.ticket import KnownId, Ticket
from tickets.services.requester import is_customer
from tickets.services.viewer import viewer_of_person
from tickets.store.fixed import Fixed
from tickets.store.people import look_up
from tickets.store.unit_of_work import ReadUnit
from tickets.store.visible import visible_tickets
from tickets.text.reference import ticket_number

_LONGEST_ADDRESS = 254
_PLAIN_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"
)
_SAID_ALREADY = Fixed(
    select(KnownId.id).where(
        KnownId.tenant == bindparam("of_tenant"),
        KnownId.ticket_id == bindparam("ticket_id"),
        KnownId.message_id == bindparam("message_id"),
        KnownId.person_id == bindparam("person_id"),
    )
)


@dataclass(frozen=True, slots=True)
class Followed:
    """The ticket of a customer whose mail an agent forwards, and the customer."""

    candidate: Candidate
    customer: Writer
    inner: Inner
    """What the forwarded words are compared with before the customer may read them."""
    is_there: bool
    """The ticket holds that mail already."""


def look_up_followed(
    unit: ReadUnit,
    config: TenantConfig,
    mail: ParsedMail,
    writer: Writer | None,
    judgement: Judgement,
) -> Followed | None:
    """Find the ticket by what the inner mail names, as if its writer had sent it here (P10).

    Only a proven agent's word says who wrote it (P9 b to d), and only of tickets they may see.
    """
    inner = mail.forwarded
    if inner is None or not inner.is_announced or inner.others:
        return None
    if writer is None or not writer.is_agent or judgement.verdict is not Verdict.PASS:
        return None
    assert writer.person_id is not None
    if not may_be_customer(config, inner.from_.address):
        return None
    customer = _customer(unit, inner)
    if customer.side is Side.AGENT:
        return None
    found = find_candidates(unit, config, _as_sent_here(mail, inner), customer, judgement)
    named = next((one for one in found if one.is_participant or one.was_addressed), None)
    if named is None or not _may_see(unit, writer.person_id, named.ticket_id):
        return None
    words = inner_words(unit, config, named.ticket_id, writer.person_id)
    is_there = _is_there(unit, named.ticket_id, inner, customer, words)
    return Followed(named, customer, words, is_there)


def may_be_customer(config: TenantConfig, address: str) -> bool:
    """Tell whether answers may go to an address that stood in the text of a forwarded mail."""
    if len(address) > _LONGEST_ADDRESS or not _PLAIN_ADDRESS.fullmatch(address):
        return False
    return is_customer(config, address)


def _customer(unit: ReadUnit, inner: Forwarded) -> Writer:
    address = inner.from_.address.lower()
    known = look_up(unit, address)
    if known is None:
        return Writer(address=address, name=inner.from_.name)
    return Writer(
        address=address,
        name=known.name or inner.from_.name,
        person_id=known.person_id,
        side=known.side,
        is_active=known.is_active,
        language=known.language,
    )


def _as_sent_here(mail: ParsedMail, inner: Forwarded) -> ParsedMail:
    """Give the mail as naming what the inner one names; clients tell of it in the outer header."""
    own = (inner.message_id,) if inner.message_id else ()
    subject = inner.subject if ticket_number(inner.subject) is not None else mail.subject
    nearest = tuple(dict.fromkeys((*reversed(inner.named_ids), *own, *mail.in_reply_to)))
    return replace(mail, in_reply_to=nearest, subject=subject)


def _may_see(unit: ReadUnit, agent_id: int, ticket_id: int) -> bool:
    viewer = viewer_of_person(unit, agent_id)
    if viewer is None:
        return False
    query = select(Ticket.id).where(Ticket.id == ticket_id, visible_tickets(viewer))
    return unit.session.scalar(query) is not None


def _is_there(
    unit: ReadUnit, ticket_id: int, inner: Forwarded, customer: Writer, words: Inner
) -> bool:
    """Tell whether this mail came in before, by its id or by its very words."""
    if inner.message_id and customer.person_id is not None:
        found = _SAID_ALREADY.first(
            unit,
            ticket_id=ticket_id,
            message_id=inner.message_id,
            person_id=customer.person_id,
        )
        if found is not None:
            return True
    said = words_of(inner.reply_text)
    return bool(said) and any(words_of(one) == said for one in words.public)
