"""Everything known around a mail, gathered once; the one impure step before a decision."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from mailgw.mime.mail import ParsedMail, Verdict
from mailgw.rules.origin import Judgement
from tenants import TenantConfig
from tickets.model.domains import company_domain
from tickets.model.mail import InboundMail, OutboundMail, ReplyAddress, Way
from tickets.model.people import Participant, ParticipantRole, Person, PersonAddress, Side
from tickets.model.ticket import Addressed, KnownId, Ticket, TicketState
from tickets.model.token import token_hash
from tickets.services.reply_addresses import is_expired
from tickets.store.addresses import (
    REPLY_PREFIX,
    RETURN_PREFIX,
    IssuedToken,
    find_reply_address,
    token_in,
)
from tickets.store.ledger import find_effective, is_pending
from tickets.store.people import addresses_of, find_by_address
from tickets.store.unit_of_work import ReadUnit
from tickets.text.reference import ticket_number

_IDS_LOOKED_UP = 60


@dataclass(frozen=True, slots=True)
class Writer:
    """Who the mail says it is from, and what we know of them."""

    address: str
    name: str
    person_id: int | None = None
    side: Side = Side.CONTACT
    is_active: bool = True
    language: str = ""
    is_proven: bool = False
    """This mail or an earlier one showed that the address is theirs."""

    @property
    def is_agent(self) -> bool:
        """Tell whether the address is an agent's; whether the agent wrote is another question."""
        return self.person_id is not None and self.side is Side.AGENT and self.is_active


@dataclass(frozen=True, slots=True)
class UsedAddress:
    """The reply address that the mail came to."""

    id: int
    ticket_id: int
    person_id: int
    is_agents: bool
    owner_addresses: frozenset[str]
    visibility: str
    is_revoked: bool
    is_expired: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """A ticket that the mail may belong to, and by what right its writer may join."""

    ticket_id: int
    number: int
    how: str
    """`reference` or `subject`."""
    is_participant: bool
    was_addressed: bool
    is_colleague: bool
    is_closed_for_good: bool
    """Done for longer than the tenant reopens tickets."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What the rules may know; frozen, so that a decision can be explained later."""

    config: TenantConfig
    way: Way
    writer: Writer | None
    judgement: Judgement
    departments: tuple[tuple[str, str], ...]
    """(department, address it came to), in the order of the recipients."""
    reply: UsedAddress | None
    unknown_token: bool
    """It came to a reply address that was never issued."""
    report_target: int | None
    """The outgoing mail that it reports on."""
    candidates: tuple[Candidate, ...]
    is_own_mail: bool
    is_waiting_for_parent: bool
    duplicate_of: int | None
    is_confirmed: bool
    """A person has looked at it and let it through."""
    opened_last_hour: int
    opened_last_day: int
    flags: tuple[str, ...] = ()
    """Codes of what a reader should know about this mail."""

    @property
    def is_authentic(self) -> bool:
        """Tell whether the From address is proven for this very mail (P9 c)."""
        return self.judgement.verdict is Verdict.PASS


def gather(
    unit: ReadUnit,
    config: TenantConfig,
    arrival: InboundMail,
    mail: ParsedMail,
    *,
    judgement: Judgement,
    instance: str,
) -> Facts:
    """Look everything up that the rules want to know about a mail."""
    recipients = _recipients(config, arrival, mail)
    reply_token = _first_token(recipients, REPLY_PREFIX)
    reply = _used_address(unit, reply_token)
    writer = _writer(unit, mail, judgement, reply)
    effective = find_effective(unit, mail.digest)
    opened = _opened_since(unit, mail.sender) if judgement.verdict is not Verdict.PASS else (0, 0)
    named = (*mail.in_reply_to, *mail.references)
    return Facts(
        config=config,
        way=Way(arrival.way),
        writer=writer,
        judgement=judgement,
        departments=_departments(config, arrival, recipients),
        reply=reply,
        unknown_token=reply_token is not None and reply is None,
        report_target=_report_target(unit, mail, recipients),
        candidates=_candidates(unit, config, mail, writer, judgement),
        is_own_mail=instance in mail.marked_by,
        is_waiting_for_parent=is_pending(unit, named[:_IDS_LOOKED_UP], arrival.id),
        duplicate_of=effective.id if effective and effective.id != arrival.id else None,
        is_confirmed=arrival.confirmed_at is not None,
        opened_last_hour=opened[0],
        opened_last_day=opened[1],
        flags=_flags(unit, arrival, mail),
    )


def _recipients(config: TenantConfig, arrival: InboundMail, mail: ParsedMail) -> tuple[str, ...]:
    """Give our own addresses that the mail is for; without an envelope its header tells."""
    if arrival.envelope_to:
        return tuple(arrival.envelope_to)
    named = (*mail.delivered_to, *(one.address for one in (*mail.to, *mail.cc)))
    lowered = dict.fromkeys(address.lower() for address in named)
    return tuple(
        address
        for address in lowered
        if config.department_for(address)
        or (token_in(address) and address.rpartition("@")[2] == config.reply_domain)
    )


def _first_token(recipients: tuple[str, ...], prefix: str) -> IssuedToken | None:
    tokens = (token_in(address) for address in recipients)
    return next((one for one in tokens if one and one.prefix == prefix), None)


def _used_address(unit: ReadUnit, issued: IssuedToken | None) -> UsedAddress | None:
    row = find_reply_address(unit, issued.token) if issued else None
    if row is None:
        return None
    person = unit.session.get_one(Person, row.person_id)
    return UsedAddress(
        id=row.id,
        ticket_id=row.ticket_id,
        person_id=row.person_id,
        is_agents=person.is_agent,
        owner_addresses=frozenset(addresses_of(unit, [row.person_id]).get(row.person_id, [])),
        visibility=row.visibility,
        is_revoked=row.revoked_at is not None or not person.is_active,
        is_expired=is_expired(row, unit.now),
    )


def _writer(
    unit: ReadUnit, mail: ParsedMail, judgement: Judgement, reply: UsedAddress | None
) -> Writer | None:
    if mail.sender is None:
        return None
    known = find_by_address(unit, mail.sender)
    name = mail.from_[0].name if mail.from_ else ""
    token_proves = reply is not None and mail.sender in reply.owner_addresses
    is_proven = judgement.verdict is Verdict.PASS or token_proves
    if known is None:
        return Writer(address=mail.sender, name=name, is_proven=is_proven)
    return Writer(
        address=mail.sender,
        name=known.person.name or name,
        person_id=known.person.id,
        side=Side(known.person.side),
        is_active=known.person.is_active,
        language=known.person.language,
        is_proven=is_proven or known.address.proven_at is not None,
    )


def _departments(
    config: TenantConfig, arrival: InboundMail, recipients: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    found: dict[str, str] = {}
    for address in recipients:
        department = config.department_for(address)
        if department is not None:
            found.setdefault(department.slug, address)
    if not found:
        account = next((one for one in config.imap if one.name == arrival.account), None)
        slug = account.department if account and account.department else ""
        found[slug or config.default_department.slug] = ""
    return tuple(found.items())


def _report_target(unit: ReadUnit, mail: ParsedMail, recipients: tuple[str, ...]) -> int | None:
    issued = _first_token(recipients, RETURN_PREFIX)
    if issued is not None:
        query = select(OutboundMail.id).where(
            OutboundMail.return_sha256 == token_hash(issued.token)
        )
        return unit.session.scalar(query)
    ids = mail.report.original_message_ids if mail.report else ()
    if not ids:
        return None
    query = select(OutboundMail.id).where(OutboundMail.message_id.in_(ids)).limit(1)
    return unit.session.scalar(query)


def _candidates(
    unit: ReadUnit,
    config: TenantConfig,
    mail: ParsedMail,
    writer: Writer | None,
    judgement: Judgement,
) -> tuple[Candidate, ...]:
    found: dict[int, tuple[Ticket, str]] = {}
    ids = [*mail.in_reply_to, *reversed(mail.references)][:_IDS_LOOKED_UP]
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
    if number is not None:
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
    return Candidate(
        ticket_id=ticket.id,
        number=ticket.number,
        how=how,
        is_participant=writer is not None and _takes_part(unit, ticket.id, writer),
        was_addressed=writer is not None and _was_addressed(unit, ticket.id, writer.address),
        is_colleague=writer is not None
        and judgement.verdict is not Verdict.FAIL
        and _is_colleague(unit, config, ticket, writer.address),
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


def _opened_since(unit: ReadUnit, sender: str | None) -> tuple[int, int]:
    """Count the tickets that a sender opened within the last hour and the last day."""
    if sender is None:
        return (0, 0)

    def count(since: datetime) -> int:
        query = select(func.count(InboundMail.id)).where(
            InboundMail.sender == sender,
            InboundMail.opened_ticket,
            InboundMail.received_at > since,
        )
        return unit.session.scalar(query) or 0

    day = count(unit.now - timedelta(days=1))
    return (count(unit.now - timedelta(hours=1)) if day else 0, day)


def _flags(unit: ReadUnit, arrival: InboundMail, mail: ParsedMail) -> tuple[str, ...]:
    flags: list[str] = []
    if mail.message_id is not None:
        query = (
            select(InboundMail.id)
            .where(
                InboundMail.message_id == mail.message_id[:500],
                InboundMail.id != arrival.id,
                InboundMail.is_effective,
                InboundMail.identity != mail.digest,
            )
            .limit(1)
        )
        if unit.session.scalar(query) is not None:
            flags.append("reused_message_id")
    return tuple(flags)


__all__ = ["Candidate", "Facts", "ReplyAddress", "UsedAddress", "Writer", "gather"]
