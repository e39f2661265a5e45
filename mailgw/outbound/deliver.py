"""Sends one owed mail: claim, compose, hand over, note the answer (P6)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import NoResultFound

from mailgw.mime.mail import BouncedRecipient
from mailgw.mime.reasons import reason_of
from mailgw.outbound.compose import File, Wrapping, compose
from mailgw.outbound.transport import Attempt, Sending, Transport
from mailgw.reports import apply_news, plan_news
from tenants import TenantConfig
from tickets.core import Core
from tickets.errors import StafetteError
from tickets.model.access import AccessLink
from tickets.model.mail import Delivery, InboundMail, OutboundMail, ReplyAddress
from tickets.model.routing import Due
from tickets.model.ticket import Attachment
from tickets.services.deliveries import mark_deferred, mark_sent, next_try
from tickets.services.links import token_of_link
from tickets.services.outbox import return_token
from tickets.services.reply_addresses import token_of
from tickets.store.addresses import REPLY_PREFIX, RETURN_PREFIX
from tickets.store.deliveries import earlier_is_tried_at
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
class Secrets:
    """What makes a mail personal and is derived anew at each try."""

    reply_address: str | None
    link_token: str


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
        due = claim(session.connection(), due_id, office.worker, core.clock.now(), LEASE)
    if due is None:
        return
    try:
        parcel = _pack(office, due)
    except (StafetteError, NoResultFound, OSError, LookupError, ValueError) as error:
        _note(office, due, _unpacked(due, error))
        return
    if parcel is None:
        return
    # What leaves the house cannot be taken back, so what led to it has to outlive a power cut.
    core.database.wait_for_disk()
    attempt = office.transport_of(parcel.config).send(
        parcel.envelope_from, parcel.mail.to_address, parcel.content
    )
    log.info(
        "outbound.tried", tenant=due.tenant, mail=parcel.mail.message_id, result=attempt.result
    )
    _note(office, due, attempt)


def _pack(office: Office, due: Due) -> Parcel | None:
    """Compose the mail; nothing where it is settled, or where an earlier one goes first."""
    core = office.core
    with core.read(due.tenant) as unit:
        config = load_config(unit)
        mail = unit.session.get(OutboundMail, int(due.key))
        if mail is None or Delivery(mail.state).is_final:
            turn = None
        else:
            turn = earlier_is_tried_at(unit, mail)
        parts = None if mail is None or turn is not None else _parts(unit, core, config, mail)
    if mail is None or Delivery(mail.state).is_final:
        with core.system() as session:
            settle(session.connection(), due.id)
        return None
    if parts is None:
        _wait_for_turn(core, due, turn)
        return None
    secrets, attached = parts
    wrapping = Wrapping(
        reply_address=secrets.reply_address,
        instance=core.instance,
        logo=office.logo_of(config),
        list_id=f"<tickets.{config.reply_domain}>",
        link_token=secrets.link_token,
    )
    return Parcel(
        mail=mail,
        config=config,
        envelope_from=_envelope_from(core, config, mail),
        content=compose(mail, wrapping, attached),
    )


def _wait_for_turn(core: Core, due: Due, turn: datetime | None) -> None:
    """Come back when the earlier mail has been tried again, but not all the time until then."""
    soon = core.clock.now() + _TURN_PAUSE
    at = max(soon, turn or soon)
    with core.system() as session:
        postpone(session, due.id, at, counts=False)
    if at == soon:
        core.queue.knock(due.kind, due.id, after=_TURN_PAUSE)


def _parts(
    unit: ReadUnit, core: Core, config: TenantConfig, mail: OutboundMail
) -> tuple[Secrets, list[File]]:
    files = []
    for file_id in mail.file_ids:
        row_of_file = unit.session.get_one(Attachment, file_id)
        content = core.blobs.get(unit.tenant, row_of_file.sha256)
        files.append(File(row_of_file.name, row_of_file.content_type, content))
    if mail.raw_id is not None:
        arrival = unit.session.get_one(InboundMail, mail.raw_id)
        content = core.blobs.get(unit.tenant, arrival.raw_sha256)
        files.append(File("mail.eml", "application/octet-stream", content))
    return _secrets(unit, core, config, mail), files


def _secrets(unit: ReadUnit, core: Core, config: TenantConfig, mail: OutboundMail) -> Secrets:
    """Derive again what no row holds, the same at each try."""
    reply_address, link_token = None, ""
    if mail.reply_address_id is not None:
        row = unit.session.get_one(ReplyAddress, mail.reply_address_id)
        reply_address = f"{REPLY_PREFIX}{token_of(core.signer, row)}@{config.reply_domain}"
    if mail.link_id is not None:
        link_token = token_of_link(core.signer, unit.session.get_one(AccessLink, mail.link_id))
    return Secrets(reply_address, link_token)


def _envelope_from(core: Core, config: TenantConfig, mail: OutboundMail) -> str:
    """Give the return path: personal to this mail, so that a report finds it (VERP)."""
    if config.smtp is not None and config.smtp.envelope_from:
        return config.smtp.envelope_from
    return f"{RETURN_PREFIX}{return_token(core.signer, mail.message_id)}@{config.reply_domain}"


def _unpacked(due: Due, error: Exception) -> Attempt:
    """Say that a mail could not even be put together; it stays owed and is tried again."""
    said = " ".join(str(error).split()).rstrip(".") or type(error).__name__
    log.error("outbound.not_packed", tenant=due.tenant, mail=due.key, error=said)
    return Attempt(Sending.DEFERRED, f"This mail could not be put together: {said}.")


def _note(office: Office, due: Due, attempt: Attempt) -> None:
    """Write down how a try ended; what is still owed is due again at its next time."""
    with office.core.write(due.tenant) as uow:
        mail = uow.session.get_one(OutboundMail, int(due.key))
        mail.attempts = due.attempts
        if attempt.result is Sending.SENT:
            mark_sent(uow, mail, attempt.answer)
            settle(uow.connection, due.id)
            return
        at = next_try(mail, uow.now) if attempt.result is Sending.DEFERRED else None
        if at is not None:
            mark_deferred(mail, attempt.answer)
            postpone(uow.session, due.id, at)
    if at is None:
        _note_failure(office, due, attempt)


def _note_failure(office: Office, due: Due, attempt: Attempt) -> None:
    """End a mail as failed, with a task and a word for the writer of its message."""
    core = office.core
    with core.read(due.tenant) as unit:
        config = load_config(unit)
        mail = unit.session.get_one(OutboundMail, int(due.key))
    expired = attempt.result is Sending.DEFERRED
    about = BouncedRecipient(
        recipient=mail.to_address,
        action="failed",
        status="",
        reason="expired" if expired else reason_of(attempt.answer),
        hard=True,
        diagnostic=attempt.answer,
    )
    news = plan_news(core, config, mail, about, Delivery.FAILED)
    with core.write(due.tenant) as uow:
        row = uow.session.get_one(OutboundMail, int(due.key))
        row.attempts = due.attempts
        apply_news(core, uow, config, news)
        settle(uow.connection, due.id)
