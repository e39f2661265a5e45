"""Sends one owed mail: claim, compose, hand over, note the answer (P6)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog

from mailgw.mime.dsn import reason_of
from mailgw.mime.mail import BouncedRecipient
from mailgw.outbound.compose import File, Wrapping, compose
from mailgw.outbound.transport import Attempt, Sending, Transport
from mailgw.reports import apply_news, plan_news
from tenants import TenantConfig
from tickets.core import Core
from tickets.model.mail import Delivery, InboundMail, OutboundMail, ReplyAddress
from tickets.model.routing import Due
from tickets.model.ticket import Attachment
from tickets.services.deliveries import mark_deferred, mark_sent, next_try
from tickets.services.outbox import return_token
from tickets.services.reply_addresses import token_of
from tickets.store.addresses import REPLY_PREFIX, RETURN_PREFIX
from tickets.store.deliveries import has_earlier_unsent
from tickets.store.due import claim, postpone, settle
from tickets.store.tenants import load_config
from tickets.store.unit_of_work import ReadUnit

LEASE = timedelta(minutes=5)
_TURN_PAUSE = timedelta(seconds=2)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Office:
    """What sending needs beyond the core."""

    core: Core
    transport_of: Callable[[TenantConfig], Transport]
    logo_of: Callable[[TenantConfig], bytes | None]
    worker: str


@dataclass(frozen=True, slots=True)
class Parcel:
    """One mail ready to go."""

    mail: OutboundMail
    config: TenantConfig
    envelope_from: str
    content: bytes


def deliver_outbound(office: Office, due_id: int) -> None:
    """Send one owed mail, or note why not; safe to call any number of times."""
    core = office.core
    with core.system() as session:
        due = claim(session, due_id, office.worker, core.clock.now(), LEASE)
    if due is None:
        return
    parcel = _pack(office, due)
    if parcel is None:
        return
    attempt = office.transport_of(parcel.config).send(
        parcel.envelope_from, parcel.mail.to_address, parcel.content
    )
    log.info(
        "outbound.tried", tenant=due.tenant, mail=parcel.mail.message_id, result=attempt.result
    )
    if attempt.result is Sending.FAILED:
        _note_failure(office, due, parcel, attempt)
    else:
        _note(office, due, parcel, attempt)


def _pack(office: Office, due: Due) -> Parcel | None:
    """Compose the mail; nothing where it is settled, or where an earlier one goes first."""
    core = office.core
    with core.read(due.tenant) as unit:
        config = load_config(unit)
        mail = unit.session.get(OutboundMail, int(due.key))
        if mail is None or Delivery(mail.state).is_final:
            waits = False
        else:
            waits = has_earlier_unsent(unit, mail)
        parts = None if mail is None or waits else _parts(unit, core, config, mail)
    if mail is None or Delivery(mail.state).is_final:
        with core.system() as session:
            settle(session, due.id)
        return None
    if parts is None:
        with core.system() as session:
            postpone(session, due.id, core.clock.now() + _TURN_PAUSE, counts=False)
        core.queue.knock(due.kind, due.id, after=_TURN_PAUSE)
        return None
    reply_address, files, raw = parts
    wrapping = Wrapping(
        reply_address=reply_address,
        instance=core.instance,
        logo=office.logo_of(config),
        list_id=f"<tickets.{config.reply_domain}>",
    )
    attached = [*files, *([raw] if raw else [])]
    return Parcel(
        mail=mail,
        config=config,
        envelope_from=_envelope_from(core, config, mail),
        content=compose(mail, wrapping, attached),
    )


def _parts(
    unit: ReadUnit, core: Core, config: TenantConfig, mail: OutboundMail
) -> tuple[str | None, list[File], File | None]:
    reply_address = None
    if mail.reply_address_id is not None:
        row = unit.session.get_one(ReplyAddress, mail.reply_address_id)
        reply_address = f"{REPLY_PREFIX}{token_of(core.signer, row)}@{config.reply_domain}"
    files = []
    for file_id in mail.file_ids:
        row_of_file = unit.session.get_one(Attachment, file_id)
        content = core.blobs.get(unit.tenant, row_of_file.sha256)
        files.append(File(row_of_file.name, row_of_file.content_type, content))
    raw = None
    if mail.raw_id is not None:
        arrival = unit.session.get_one(InboundMail, mail.raw_id)
        content = core.blobs.get(unit.tenant, arrival.raw_sha256)
        raw = File("mail.eml", "application/octet-stream", content)
    return reply_address, files, raw


def _envelope_from(core: Core, config: TenantConfig, mail: OutboundMail) -> str:
    """Give the return path: personal to this mail, so that a report finds it (VERP)."""
    if config.smtp is not None and config.smtp.envelope_from:
        return config.smtp.envelope_from
    return f"{RETURN_PREFIX}{return_token(core.signer, mail.message_id)}@{config.reply_domain}"


def _note(office: Office, due: Due, parcel: Parcel, attempt: Attempt) -> None:
    core = office.core
    at = None
    with core.write(due.tenant) as uow:
        mail = uow.session.get_one(OutboundMail, parcel.mail.id)
        mail.attempts = due.attempts
        if attempt.result is Sending.SENT:
            mark_sent(uow, mail, attempt.answer)
            settle(uow.session, due.id)
            return
        at = next_try(mail, uow.now)
        if at is not None:
            mark_deferred(mail, attempt.answer)
            postpone(uow.session, due.id, at)
    if at is None:
        _note_failure(office, due, parcel, attempt)


def _note_failure(office: Office, due: Due, parcel: Parcel, attempt: Attempt) -> None:
    core = office.core
    expired = attempt.result is Sending.DEFERRED
    reason = "expired" if expired else reason_of(attempt.answer)
    about = BouncedRecipient(
        recipient=parcel.mail.to_address,
        action="failed",
        status="",
        reason=reason,
        hard=True,
        diagnostic=attempt.answer,
    )
    news = plan_news(core, parcel.config, parcel.mail, about, Delivery.FAILED)
    with core.write(due.tenant) as uow:
        mail = uow.session.get_one(OutboundMail, parcel.mail.id)
        mail.attempts = due.attempts
        apply_news(core, uow, parcel.config, news)
        settle(uow.session, due.id)
