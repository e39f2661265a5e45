"""One inbound mail from its row to its effect: the straight line."""

from dataclasses import dataclass
from datetime import timedelta

import structlog
from sqlalchemy.exc import IntegrityError, OperationalError

from mailgw import heavy
from mailgw.effects import apply_plan
from mailgw.entry import Case
from mailgw.mime.dmarc import GetTxt
from mailgw.mime.mail import ParsedMail, Verdict
from mailgw.plan import plan_effect
from mailgw.reading import Reads
from mailgw.rules.decide import decide
from mailgw.rules.facts import gather
from mailgw.rules.origin import Judgement, judge_origin
from mailgw.rules.thread import match
from tenants import TenantConfig
from tickets.core import Core
from tickets.errors import HeavyError, ReadingError, StaleError, TemporaryError
from tickets.model.mail import InboundMail, Outcome
from tickets.model.routing import Due, DueKind
from tickets.store.due import postpone
from tickets.store.ledger import get_arrival
from tickets.store.tenants import load_config
from tickets.store.unit_of_work import UnitOfWork

LEASE = timedelta(minutes=2)
MAX_ATTEMPTS = 3
_MAX_CUT_OFFS = 20
"""A mail in hand while its process is killed is innocent nearly always; but it must not go on."""
_STALE_RETRIES = 8
_PAUSES = (timedelta(seconds=5), timedelta(seconds=60), timedelta(minutes=5))
_DNS_PATIENCE = timedelta(minutes=15)
"""A mail is not kept from people for longer because a domain's name servers are broken."""

_NOTED = (
    "identity",
    "is_effective",
    "message_id",
    "subject",
    "sender",
    "verdict",
    "verdict_why",
    "attempts",
    "processed_at",
    "outcome",
    "rule",
    "why",
    "opened_ticket",
    "ticket_id",
)
"""What processing notes at an arrival."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Gateway:
    """What processing a mail needs beyond the core."""

    core: Core
    reader: Reads
    worker: str
    """Names this process in claims."""
    get_txt: GetTxt | None = None
    """Asks DNS for DKIM keys; without it only trusted results count."""


@dataclass(frozen=True, slots=True)
class Claimed:
    """An arrival that is ours to process for a while."""

    due: Due
    arrival: InboundMail
    config: TenantConfig


def process_inbound(gateway: Gateway, due_id: int) -> None:
    """Take one arrival from `received` to its outcome; safe to call any number of times."""
    claimed = _claim(gateway, due_id)
    if claimed is None:
        return
    due = claimed.due
    if due.attempts > _MAX_CUT_OFFS:
        _fail(gateway.core, due, f"Its processing was cut off {_MAX_CUT_OFFS} times.")
        return
    try:
        _process(gateway, claimed)
    except OperationalError as error:  # the database went away or chose this one in a deadlock
        _try_later(gateway, due, f"The database failed: {error.orig}", is_failure=False)
    except TemporaryError as error:
        _try_later(gateway, due, str(error), is_failure=False)
    except HeavyError as error:
        heavy.put_aside(gateway.core, due, str(error))
    except ReadingError as error:
        _try_later(gateway, due, str(error), is_failure=True)
    except Exception as error:  # the job's edge: whatever broke, the bytes are kept (P3)
        log.exception("inbound.broke", tenant=due.tenant, arrival=due.key)
        sentence = f"Processing it broke: {type(error).__name__}: {error}"
        _try_later(gateway, due, sentence, is_failure=True)


def _process(gateway: Gateway, claimed: Claimed) -> None:
    """Read, gather, match, decide, plan, apply; again where the ticket moved on meanwhile."""
    core, due = gateway.core, claimed.due
    arrival, config = claimed.arrival, claimed.config
    raw = core.blobs.get(due.tenant, arrival.raw_sha256)
    mail = gateway.reader.read(raw)
    judgement = _judge(gateway, config, arrival, mail, raw)
    for _ in range(_STALE_RETRIES):
        with core.read(due.tenant) as unit:
            facts = gather(unit, config, arrival, mail, judgement=judgement, instance=core.instance)
        if facts.duplicate_of is not None:
            _settle_duplicate(core, due, mail, judgement, facts.duplicate_of)
            return
        case = Case(arrival, mail, facts)
        plan = plan_effect(core, case, decide(mail, facts, match(facts)))
        try:
            # After a power cut a mail whose effect is gone is due again, and what was said because
            # of it has not left: whoever sends waits for the disk first.
            with core.write(due.tenant, waits=False) as uow:
                if not _take(uow, due, arrival, mail, judgement):
                    return
                apply_plan(core, uow, arrival, case, plan)
                heavy.tell(due, arrival)
                uow.rewrite(arrival, _NOTED)
        except StaleError:
            arrival = _load(core, due)
            continue
        except IntegrityError as error:  # another worker made the same row just now
            log.info("inbound.met_another", arrival=due.key, why=str(error.orig)[:200])
            arrival = _load(core, due)
            continue
        return
    raise TemporaryError("Its ticket is very busy.")


def _claim(gateway: Gateway, due_id: int) -> Claimed | None:
    """Claim the row, count the attempt, and look at what it stands for."""
    with gateway.core.database.claim(due_id, gateway.worker, LEASE) as claimed:
        if claimed is None:
            return None
        due, unit = claimed
        return Claimed(due, get_arrival(unit, int(due.key)), load_config(unit))


def _load(core: Core, due: Due) -> InboundMail:
    with core.read(due.tenant) as unit:
        return get_arrival(unit, int(due.key))


def _judge(
    gateway: Gateway, config: TenantConfig, arrival: InboundMail, mail: ParsedMail, raw: bytes
) -> Judgement:
    """Judge once; a re-run keeps the verdict of the first run, as DNS may have changed since."""
    if arrival.confirmed_at is not None and mail.sender is not None:
        return Judgement(Verdict.PASS, arrival.verdict_why)
    if arrival.verdict:
        return Judgement(Verdict(arrival.verdict), arrival.verdict_why)
    may_wait = gateway.core.clock.now() - arrival.received_at < _DNS_PATIENCE
    return judge_origin(config, arrival, mail, raw, gateway.get_txt, may_wait=may_wait)


def _take(
    uow: UnitOfWork, due: Due, arrival: InboundMail, mail: ParsedMail, judgement: Judgement
) -> bool:
    """Settle the claim and make this the effective arrival of its mail.

    False where another worker settled it. Where a second arrival of the same mail was faster, the
    unique index refuses this one when the work is written, and it is looked at again.
    """
    if not uow.settle(due):
        return False
    _note(uow, arrival, mail, judgement, due)
    arrival.is_effective = True
    return True


def _note(
    uow: UnitOfWork, row: InboundMail, mail: ParsedMail, judgement: Judgement, due: Due
) -> None:
    row.identity = mail.identity
    row.message_id = mail.message_id[:500] if mail.message_id else None
    row.subject = mail.subject[:500]
    row.sender = mail.sender
    row.verdict, row.verdict_why = judgement.verdict, judgement.why[:300]
    row.attempts = due.attempts
    row.processed_at = uow.now


def _settle_duplicate(
    core: Core, due: Due, mail: ParsedMail, judgement: Judgement, original_id: int
) -> None:
    with core.write(due.tenant) as uow:
        if not uow.settle(due):
            return
        row = uow.session.get_one(InboundMail, int(due.key))
        _note(uow, row, mail, judgement, due)
        original = uow.session.get_one(InboundMail, original_id)
        row.outcome, row.rule = Outcome.DUPLICATE, "same_mail"
        row.why = f"The same mail came in before, as arrival {original_id}."
        row.ticket_id = original.ticket_id


def _try_later(gateway: Gateway, due: Due, why: str, *, is_failure: bool) -> None:
    """Give the claim back for later; after the last attempt the mail has failed, kept and shown."""
    core = gateway.core
    if is_failure and due.attempts >= MAX_ATTEMPTS:
        _fail(core, due, why)
        return
    log.warning("inbound.postponed", tenant=due.tenant, arrival=due.key, why=why)
    pauses = heavy.PAUSES if due.kind == DueKind.HEAVY else _PAUSES
    pause = pauses[min(due.attempts, len(pauses)) - 1]
    with core.system() as session:
        postpone(session, due.id, core.clock.now() + pause, counts=is_failure)
    core.queue.knock(due.kind, due.id, after=pause)


def _fail(core: Core, due: Due, why: str) -> None:
    """End an arrival as failed; its bytes stay and it can be run again (P4)."""
    with core.write(due.tenant) as uow:
        if uow.settle(due):
            row = uow.session.get_one(InboundMail, int(due.key))
            row.outcome, row.rule, row.why = Outcome.FAILED, "broke", why[:500]
            row.attempts, row.processed_at = due.attempts, uow.now
