"""Looks up which tickets a mail names, and by what right its writer may join them (P10)."""

from datetime import timedelta

from sqlalchemy import select

from mailgw.mime.mail import ParsedMail, Verdict
from mailgw.rules.known import Candidate, Writer
from mailgw.rules.origin import Judgement
from tenants import TenantConfig
from tickets.model.domains import company_domain
from tickets.model.people import Participant, ParticipantRole, PersonAddress
from tickets.model.ticket import Addressed, KnownId, Ticket, TicketState
from tickets.store.unit_of_work import ReadUnit
from tickets.text.reference import ticket_number

IDS_LOOKED_UP = 60
_HIGHEST_NUMBER = 2**31 - 1
"""PostgreSQL refuses to compare its integers with more."""


def find_candidates(
    unit: ReadUnit,
    config: TenantConfig,
    mail: ParsedMail,
    writer: Writer | None,
    judgement: Judgement,
) -> tuple[Candidate, ...]:
    """Find the tickets that a mail names, nearest first, and what right its writer has to each."""
    found: dict[int, tuple[Ticket, str]] = {}
    ids = [*mail.in_reply_to, *reversed(mail.references)][:IDS_LOOKED_UP]
    if ids:
        rows = unit.session.execute(
            select(Ticket, KnownId.message_id, KnownId.person_id)
            .join(KnownId, KnownId.ticket_id == Ticket.id)
            .where(KnownId.message_id.in_(ids))
        ).all()
        # The nearest id counts most, and an id we saw more than one that was only named.
        for ticket, *_ in sorted(rows, key=lambda row: (ids.index(row[1]), row[2] is None)):
            found.setdefault(ticket.id, (ticket, "reference"))
    number = ticket_number(mail.subject)
    if number is not None and number <= _HIGHEST_NUMBER:
        for ticket in unit.session.scalars(select(Ticket).where(Ticket.number == number)):
            found.setdefault(ticket.id, (ticket, "subject"))
    return tuple(
        _candidate(unit, config, ticket, how, writer=writer, judgement=judgement)
        for ticket, how in found.values()
    )


def _candidate(
    unit: ReadUnit,
    config: TenantConfig,
    ticket: Ticket,
    how: str,
    *,
    writer: Writer | None,
    judgement: Judgement,
) -> Candidate:
    reopen = timedelta(days=config.done_rule.reopen_days)
    is_over = (
        ticket.state == TicketState.DONE
        and ticket.done_at is not None
        and unit.now - ticket.done_at > reopen
    )
    # Each look-up costs a query, so a lesser right is looked for only where there is no better.
    takes_part = writer is not None and _takes_part(unit, ticket.id, writer)
    was_addressed = (
        writer is not None and not takes_part and _was_addressed(unit, ticket.id, writer.address)
    )
    is_colleague = (
        writer is not None
        and not (takes_part or was_addressed)
        and judgement.verdict is not Verdict.FAIL
        and _is_colleague(unit, config, ticket, writer.address)
    )
    return Candidate(
        ticket_id=ticket.id,
        number=ticket.number,
        how=how,
        is_participant=takes_part,
        was_addressed=was_addressed,
        is_colleague=is_colleague,
        is_closed_for_good=is_over,
    )


def _takes_part(unit: ReadUnit, ticket_id: int, writer: Writer) -> bool:
    if writer.person_id is None:
        return False
    query = select(Participant.id).where(
        Participant.ticket_id == ticket_id,
        Participant.person_id == writer.person_id,
        Participant.role != ParticipantRole.SUGGESTED,
    )
    return unit.session.scalar(query) is not None


def _was_addressed(unit: ReadUnit, ticket_id: int, address: str) -> bool:
    query = select(Addressed.id).where(
        Addressed.ticket_id == ticket_id, Addressed.address == address
    )
    return unit.session.scalar(query) is not None


def _is_colleague(unit: ReadUnit, config: TenantConfig, ticket: Ticket, address: str) -> bool:
    free = config.reading.free_mail_domains
    firm = company_domain(address, free)
    if firm is None:
        return False
    query = select(PersonAddress.address).where(PersonAddress.person_id == ticket.requester_id)
    return any(company_domain(one, free) == firm for one in unit.session.scalars(query))
