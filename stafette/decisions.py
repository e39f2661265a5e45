"""What would be decided about a mail: by a tenant that knows nobody, or by its own as it is."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import tenants
from mailgw.mime.mail import ParsedMail, Verdict
from mailgw.rules.decide import decide
from mailgw.rules.disposition import Bounce, Deliver, Drop, Hold
from mailgw.rules.facts import Facts, UsedAddress, Writer, gather
from mailgw.rules.origin import Judgement, judge_origin
from mailgw.rules.thread import NoTicket, match
from mailgw.rules.trust import Surroundings, cautions
from tenants import TenantConfig, load_tenant
from tickets.core import Core
from tickets.model.mail import InboundMail, Way
from tickets.ports import Explained
from tickets.store.ledger import ticket_numbers
from tickets.store.tenants import load_config

_NAMES = {Deliver: "deliver", Bounce: "bounce", Drop: "drop", Hold: "hold"}


@cache
def _nobody() -> TenantConfig:
    return load_tenant(Path(tenants.__file__).parent / "default")


def decide_for_nobody(mail: ParsedMail) -> tuple[str, str]:
    """Give kind and reason of the decision on a first mail from a stranger."""
    config = _nobody()
    writer = None
    if mail.sender is not None:
        writer = Writer(address=mail.sender, name=mail.from_[0].name if mail.from_ else "")
    facts = Facts(
        config=config,
        way=Way.INGEST,
        writer=writer,
        judgement=Judgement(Verdict.NONE, ""),
        departments=((config.default_department.slug, ""),),
        reply=None,
        unknown_token=False,
        report_target=None,
        candidates=(),
        is_own_mail=False,
        duplicate_of=None,
        is_confirmed=False,
        opened_last_hour=0,
        opened_last_day=0,
    )
    disposition = decide(mail, facts, NoTicket())
    return _NAMES[type(disposition)], disposition.why


def cautions_for_nobody(mail: ParsedMail) -> tuple[str, ...]:
    """Name what is worth knowing about a sender of whom nothing else is known."""
    around = Surroundings(knows_address=True)  # a first contact is everybody to nobody
    return tuple(code.replace("_", " ") for code in cautions(mail, _nobody(), around))


def decide_now(core: Core, tenant: str, arrival: InboundMail, mail: ParsedMail) -> Explained:
    """Say what the tenant's rules make of a mail now; changes nothing and asks no DNS."""
    raw = core.blobs.get(tenant, arrival.raw_sha256)
    with core.read(tenant) as unit:
        config = load_config(unit)
        judgement = judgement_now(config, arrival, mail, raw)
        facts = gather(unit, config, arrival, mail, judgement=judgement, instance=core.instance)
        numbers = ticket_numbers(unit, {facts.reply.ticket_id} if facts.reply else ())
        known = tuple(_known(facts, numbers))
    disposition = decide(mail, facts, match(facts))
    return Explained(_NAMES[type(disposition)], disposition.rule, disposition.why, known)


def judgement_now(
    config: TenantConfig, arrival: InboundMail, mail: ParsedMail, raw: bytes
) -> Judgement:
    """Judge as the gateway does, with the verdict of the first run where there was one."""
    if arrival.confirmed_at is not None and mail.sender is not None:
        return Judgement(Verdict.PASS, arrival.verdict_why)
    if arrival.verdict:
        return Judgement(Verdict(arrival.verdict), arrival.verdict_why)
    return judge_origin(config, arrival, mail, raw, None)


def _known(facts: Facts, numbers: dict[int, int]) -> Iterator[tuple[str, str]]:
    writer, reply = facts.writer, facts.reply
    yield "sender", writer.address if writer else ""
    if writer is not None:
        yield "writer", _role_of(writer)
    yield f"origin_{facts.judgement.verdict}", facts.judgement.why
    yield "departments", ", ".join(address or slug for slug, address in facts.departments)
    if reply is not None:
        number = numbers.get(reply.ticket_id)
        yield f"reply_{_state_of(reply)}", f"#{number}" if number else ""
    elif facts.unknown_token:
        yield "reply_unknown", ""
    if facts.candidates:
        yield "tickets_named", ", ".join(f"#{one.number}" for one in facts.candidates)
    if facts.duplicate_of is not None:
        yield "duplicate", str(facts.duplicate_of)
    if facts.is_own_mail:
        yield "own_mail", ""
    yield "opened", f"{facts.opened_last_hour} / {facts.opened_last_day}"


def _role_of(writer: Writer) -> str:
    if writer.is_retired:
        return "retired"
    if writer.is_agent:
        return "agent"
    if writer.person_id is None:
        return "stranger"
    return "proven_contact" if writer.is_proven else "contact"


def _state_of(reply: UsedAddress) -> str:
    if reply.is_revoked:
        return "revoked"
    if reply.is_expired:
        return "expired"
    return "agents" if reply.is_agents else "contacts"
