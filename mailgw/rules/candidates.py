"""Looks up which tickets a mail names, and by what right its writer may join them (P10)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select

from mailgw.mime.mail import ParsedMail, Verdict
from mailgw.rules.known import Candidate, Writer
from mailgw.rules.origin import Judgement
from tenants import TenantConfig
from tickets.model.domains import company_domain
from tickets.model.people import Participant, ParticipantRole
from tickets.model.ticket import Addressed, KnownId, Ticket, TicketState
from tickets.store.fixed import Fixed
from tickets.store.merged import living_ticket
from tickets.store.people import addresses_of_one
from tickets.store.tenants import departments
from tickets.store.unit_of_work import ReadUnit
from tickets.text.reference import ticket_number

IDS_LOOKED_UP = 60
_SEEN = (
    Ticket.id,
    Ticket.number,
    Ticket.state,
    Ticket.done_at,
    Ticket.requester_id,
    Ticket.department_id,
    Ticket.merged_into_id,
)
_BY_ID = Fixed(
    select(*_SEEN, KnownId.message_id, KnownId.person_id)
    .join(KnownId, KnownId.ticket_id == Ticket.id)
    .where(
        KnownId.tenant == bindparam("of_tenant"),
        KnownId.message_id.in_(bindparam("ids", expanding=True)),
    )
)
_BY_NUMBER = Fixed(
    select(*_SEEN).where(
        Ticket.tenant == bindparam("of_tenant"), Ticket.number == bindparam("number")
    )
)
_ONE = Fixed(
    select(*_SEEN).where(
        Ticket.tenant == bindparam("of_tenant"), Ticket.id == bindparam("ticket_id")
    )
)
_TAKING_PART = select(Participant.id).where(
    Participant.tenant == bindparam("of_tenant"),
    Participant.ticket_id == bindparam("ticket_id"),
    Participant.person_id == bindparam("person_id"),
    Participant.role != ParticipantRole.SUGGESTED.value,
)
_NAMED_IN_TO_OR_CC = select(Addressed.id).where(
    Addressed.tenant == bindparam("of_tenant"),
    Addressed.ticket_id == bindparam("ticket_id"),
    Addressed.address == bindparam("address"),
)
_RIGHTS = Fixed(
    select(
        _TAKING_PART.exists().label("takes_part"),
        _NAMED_IN_TO_OR_CC.exists().label("was_addressed"),
    )
)
_HIGHEST_NUMBER = 2**31 - 1
"""PostgreSQL refuses to compare its integers with more."""


@dataclass(frozen=True, slots=True)
class _Named:
    """What matters of a ticket that a mail names."""

    id: int
    number: int
    state: str
    done_at: datetime | None
    requester_id: int
    department_id: int
    merged_into_id: int | None


def find_candidates(
    unit: ReadUnit,
    config: TenantConfig,
    mail: ParsedMail,
    writer: Writer | None,
    judgement: Judgement,
) -> tuple[Candidate, ...]:
    """Find the tickets that a mail names, nearest first, and what right its writer has to each."""
    found: dict[int, tuple[_Named, str]] = {}
    ids = [*mail.in_reply_to, *reversed(mail.references)][:IDS_LOOKED_UP]
    if ids:
        rows = _BY_ID.rows(unit, ids=ids)
        # The nearest id counts most, and an id we saw more than one that was only named.
        for row in sorted(rows, key=lambda row: (ids.index(row[-2]), row[-1] is None)):
            named = _living(unit, _Named(*row[:-2]))
            found.setdefault(named.id, (named, "reference"))
    number = ticket_number(mail.subject)
    if number is not None and number <= _HIGHEST_NUMBER:
        for row in _BY_NUMBER.rows(unit, number=number):
            named = _living(unit, _Named(*row))
            found.setdefault(named.id, (named, "subject"))
    return tuple(
        _candidate(unit, config, ticket, how, writer=writer, judgement=judgement)
        for ticket, how in found.values()
    )


def _candidate(
    unit: ReadUnit,
    config: TenantConfig,
    ticket: _Named,
    how: str,
    *,
    writer: Writer | None,
    judgement: Judgement,
) -> Candidate:
    takes_part, was_addressed = _rights(unit, ticket.id, writer) if writer else (False, False)
    is_colleague = (
        writer is not None
        # Each look-up costs a query, so the least right is looked for where there is no better.
        and not (takes_part or was_addressed)
        and judgement.verdict is not Verdict.FAIL
        and _is_colleague(unit, config, ticket, writer.address)
    )
    return Candidate(
        ticket_id=ticket.id,
        number=ticket.number,
        how=how,
        is_participant=takes_part,
        was_addressed=was_addressed and not takes_part,
        is_colleague=is_colleague,
        is_closed_for_good=_is_over(unit, config, ticket),
        department=_department(unit, ticket),
    )


def closed_department(unit: ReadUnit, config: TenantConfig, ticket_id: int) -> str:
    """Name the department of a ticket that no mail opens again; empty for any other."""
    row = _ONE.first(unit, ticket_id=ticket_id)
    ticket = _Named(*row) if row is not None else None
    if ticket is None or not _is_over(unit, config, ticket):
        return ""
    return _department(unit, ticket)


def _is_over(unit: ReadUnit, config: TenantConfig, ticket: _Named) -> bool:
    """Tell whether it has been done for longer than its department opens tickets again."""
    if ticket.state != TicketState.DONE or ticket.done_at is None:
        return False
    reopen = timedelta(days=config.reopen_days_of(_department(unit, ticket)))
    return unit.now - ticket.done_at > reopen


def _department(unit: ReadUnit, ticket: _Named) -> str:
    ids = departments(unit)
    return next((slug for slug, row_id in ids.items() if row_id == ticket.department_id), "")


def _living(unit: ReadUnit, ticket: _Named) -> _Named:
    """Give the ticket that holds the conversation now."""
    if ticket.merged_into_id is None:
        return ticket
    row = _ONE.first(unit, ticket_id=living_ticket(unit, ticket.id))
    return _Named(*row) if row is not None else ticket


def _rights(unit: ReadUnit, ticket_id: int, writer: Writer) -> tuple[bool, bool]:
    """Tell whether the writer takes part, and whether an earlier mail was addressed to them."""
    row = _RIGHTS.first(
        unit, ticket_id=ticket_id, person_id=writer.person_id, address=writer.address
    )
    return (bool(row[0]), bool(row[1])) if row else (False, False)


def _is_colleague(unit: ReadUnit, config: TenantConfig, ticket: _Named, address: str) -> bool:
    free = config.reading.free_mail_domains
    firm = company_domain(address, free)
    if firm is None:
        return False
    return any(
        company_domain(one, free) == firm for one in addresses_of_one(unit, ticket.requester_id)
    )
