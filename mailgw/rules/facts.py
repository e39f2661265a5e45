"""Everything known around a mail, gathered once; the one impure step before a decision."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from mailgw.mime.mail import ParsedMail, Verdict
from mailgw.rules.candidates import find_candidates
from mailgw.rules.following import Followed, look_up_followed
from mailgw.rules.held import Held, look_up_held
from mailgw.rules.inner import inner_words, said_lately
from mailgw.rules.known import KIND_OF_INTENT, Candidate, UsedAddress, Writer
from mailgw.rules.orders import Orders, look_up_orders
from mailgw.rules.origin import Judgement
from mailgw.rules.outside_facts import Outside, look_up_outside
from mailgw.rules.reply import used_address
from mailgw.rules.surroundings import look_around
from mailgw.rules.trust import cautions
from mailgw.rules.wall import Inner
from tenants import TenantConfig
from tickets.model.mail import InboundMail, OutboundMail, Way
from tickets.model.task import Blocks
from tickets.model.ticket import Visibility
from tickets.model.token import token_hash
from tickets.services.learning import LearnedKind, learned_kind
from tickets.store.addresses import REPLY_PREFIX, RETURN_PREFIX, IssuedToken, token_in
from tickets.store.ledger import earlier_arrivals
from tickets.store.people import look_up
from tickets.store.tasks import open_blockers
from tickets.store.unit_of_work import ReadUnit


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
    duplicate_of: int | None
    is_confirmed: bool
    """A person has looked at it and let it through."""
    opened_last_hour: int
    opened_last_day: int
    flags: tuple[str, ...] = ()
    """Codes of what a reader should know about this mail."""
    inner: Inner | None = None
    """What an agent's answer is compared with before it goes out."""
    said_lately: tuple[str, ...] = ()
    """What the writer said publicly on the ticket within the last hour, newest first."""
    comes_first: tuple[str, ...] = ()
    """Titles of what has to be done before an agent's offer may leave."""
    held: Held | None = None
    """What the ticket holds already, to be told from the new text of a reply."""
    orders: Orders | None = None
    """What an agent's answer orders at its top, and their rights where it came to."""
    followed: Followed | None = None
    """The ticket of the customer whose mail an agent forwards."""
    outside: Outside | None = None
    """Whose mail it is that an agent sent elsewhere, and where it belongs."""
    learned: LearnedKind | None = None
    """What kind of matter agents' corrections say it is, where its address names none."""

    @property
    def is_authentic(self) -> bool:
        """Tell whether the From address is proven for this very mail (P9 c)."""
        return self.judgement.verdict is Verdict.PASS

    @property
    def is_by_own_reply_address(self) -> bool:
        """Tell whether the writer used a secret that only they were given."""
        reply, writer = self.reply, self.writer
        return (
            reply is not None
            and writer is not None
            and not reply.is_revoked
            and writer.address in reply.owner_addresses
        )


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
    reply = used_address(unit, config, recipients, mail.sender)
    answer = reply if reply and _is_answer(mail, reply) else None
    writer = _writer(unit, mail, judgement, reply)
    earlier = earlier_arrivals(unit, arrival.id, mail.identity, mail.message_id)
    opened = _opened_since(unit, mail.sender) if judgement.verdict is not Verdict.PASS else (0, 0)
    departments = _departments(config, arrival, recipients)
    candidates = find_candidates(unit, config, mail, writer, judgement)
    same = next((one for one, is_same in earlier.items() if is_same), None)
    around = (recipients, writer, candidates)
    outside = None if reply else look_up_outside(unit, config, arrival, mail, around=around)
    return Facts(
        config=config,
        way=Way(arrival.way),
        writer=writer,
        judgement=judgement,
        departments=departments,
        reply=reply,
        unknown_token=reply is None
        and outside is None
        and _first_token(recipients, REPLY_PREFIX) is not None,
        report_target=_report_target(unit, mail, recipients),
        candidates=candidates,
        is_own_mail=instance in mail.marked_by and _is_from_us(config, mail),
        duplicate_of=same if same is not None or outside is None else outside.twin_of,
        outside=outside,
        is_confirmed=arrival.confirmed_at is not None,
        opened_last_hour=opened[0],
        opened_last_day=opened[1],
        flags=_flags(unit, config, mail, writer, is_reused=False in earlier.values()),
        inner=inner_words(unit, config, answer.ticket_id, answer.person_id) if answer else None,
        said_lately=said_lately(unit, answer.ticket_id, answer.person_id) if answer else (),
        held=look_up_held(unit, mail, writer, reply, candidates),
        followed=look_up_followed(unit, config, mail, writer, judgement),
        comes_first=_comes_first(unit, answer.ticket_id) if answer else (),
        orders=None if arrival.sends_nothing else look_up_orders(unit, config, mail, reply),
        learned=None if reply else _learned(unit, config, mail, departments[0]),
    )


def _comes_first(unit: ReadUnit, ticket_id: int) -> tuple[str, ...]:
    return tuple(one.title for one in open_blockers(unit, ticket_id, Blocks.OFFER))


def _flags(
    unit: ReadUnit,
    config: TenantConfig,
    mail: ParsedMail,
    writer: Writer | None,
    *,
    is_reused: bool,
) -> tuple[str, ...]:
    """Name what a reader should know about the mail; of customers also how well we know them."""
    flags = ("reused_message_id",) if is_reused else ()
    if writer is None or writer.is_agent or mail.automatic is not None:
        return flags
    return (*flags, *cautions(mail, config, look_around(unit, config, mail, writer)))


def _learned(
    unit: ReadUnit, config: TenantConfig, mail: ParsedMail, place: tuple[str, str]
) -> LearnedKind | None:
    """Ask the agents' corrections only where the address itself says nothing."""
    department = config.department(place[0])
    if mail.automatic is not None or (department and department.kind_for(place[1])):
        return None
    return learned_kind(
        unit,
        mail.subject,
        mail.reply_text,
        guess=KIND_OF_INTENT[mail.intent.kind],
        confidence=mail.intent.confidence,
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


def _is_answer(mail: ParsedMail, reply: UsedAddress) -> bool:
    """Tell whether it is an agent's answer, which goes on to the customer."""
    return (
        reply.is_agents
        and reply.visibility == Visibility.PUBLIC
        and mail.sender in reply.owner_addresses
    )


def _is_from_us(config: TenantConfig, mail: ParsedMail) -> bool:
    """Tell whether From names an address of the tenant itself: other tenants share the mark."""
    reply_domain = f"@{config.reply_domain}"
    return all(
        config.department_for(one.address) or one.address.lower().endswith(reply_domain)
        for one in mail.from_
    )


def _writer(
    unit: ReadUnit, mail: ParsedMail, judgement: Judgement, reply: UsedAddress | None
) -> Writer | None:
    if mail.sender is None:
        return None
    known = look_up(unit, mail.sender)
    name = mail.from_[0].name if mail.from_ else ""
    token_proves = (
        reply is not None and not reply.is_revoked and mail.sender in reply.owner_addresses
    )
    is_proven = judgement.verdict is Verdict.PASS or token_proves
    if known is None:
        return Writer(address=mail.sender, name=name, is_proven=is_proven)
    return Writer(
        address=mail.sender,
        name=known.name or name,
        person_id=known.person_id,
        side=known.side,
        is_active=known.is_active,
        language=known.language,
        is_proven=is_proven or known.is_proven,
        is_settled=bool(known.name and known.language) and (known.is_proven or not is_proven),
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


__all__ = ["Candidate", "Facts", "UsedAddress", "Writer", "gather"]
