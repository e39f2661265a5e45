"""Answers what pages ask of the mail gateway, beside it or in a process of its own."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from mailgw.mime.mail import Address, ParsedMail
from mailgw.reading import Reads
from stafette.connections import check_tenant
from stafette.decisions import decide_now
from stafette.rule_bench import try_mail
from stafette.settings import Settings
from tickets.core import Core
from tickets.errors import NotFoundError, TemporaryError
from tickets.model.mail import InboundMail, Way
from tickets.ports import Checked, Explained, Listening, MailFile, ReadMail, RuleTrial
from tickets.store.ledger import find_arrival
from tickets.store.tenants import load_config

_AT_ONCE = 2
_PATIENCE_SECONDS = 10.0


class GatewayRoom:
    """The gateway as pages see it."""

    def __init__(self, core: Core, settings: Settings, reader: Reads) -> None:
        self._core = core
        self._settings = settings
        self._reader = reader
        self._places = threading.BoundedSemaphore(_AT_ONCE)

    def read(self, tenant: str, arrival_id: int) -> ReadMail:
        """Read a kept mail within limits."""
        _, mail = self._open(tenant, arrival_id)
        return ReadMail(
            sender=_people(mail.from_),
            to=_people(mail.to),
            cc=_people(mail.cc),
            reply_to=_people(mail.reply_to),
            subject=mail.subject,
            dated_at=mail.date,
            message_id=mail.message_id,
            text=mail.text,
            html=mail.html,
            files=tuple(MailFile(one.name, one.content_type, one.size) for one in mail.attachments),
            automatic=mail.automatic.why if mail.automatic else "",
            defects=mail.defects,
        )

    def explain(self, tenant: str, arrival_id: int) -> Explained:
        """Say what the rules would decide about a kept mail now."""
        arrival, mail = self._open(tenant, arrival_id)
        return decide_now(self._core, tenant, arrival, mail)

    def try_rules(self, tenant: str, arrival_id: int) -> RuleTrial:
        """Say what the tenant's rules make of a kept mail now."""
        arrival, mail = self._open(tenant, arrival_id)
        raw = self._core.blobs.get(tenant, arrival.raw_sha256)
        return try_mail(self._core, tenant, mail, raw, arrival)

    def try_rules_on(self, tenant: str, raw: bytes) -> RuleTrial:
        """Say what the tenant's rules make of a mail that is kept nowhere."""
        with self._place():
            mail = self._reader.read(raw)
        return try_mail(self._core, tenant, mail, raw)

    def check(self, tenant: str) -> Sequence[Checked]:
        """Try the connections of a tenant."""
        with self._core.read(tenant) as unit:
            config = load_config(unit)
        with self._place():
            return tuple(check_tenant(config))

    def doors(self) -> Sequence[Listening]:
        """List the doors that mail is handed over at."""
        settings = self._settings
        doors = (
            Listening(Way.SMTP, settings.smtp_host, settings.smtp_port),
            Listening(Way.LMTP, settings.lmtp_host, settings.lmtp_port),
        )
        return [door for door in doors if door.port >= 0]

    @property
    def is_sending(self) -> bool:
        """Tell whether outgoing mail leaves, or is kept back on purpose."""
        return not self._settings.sending_paused

    def _open(self, tenant: str, arrival_id: int) -> tuple[InboundMail, ParsedMail]:
        with self._core.read(tenant) as unit:
            arrival = find_arrival(unit, arrival_id)
        if arrival is None:
            raise NotFoundError("There is no such mail.")
        raw = self._core.blobs.get(tenant, arrival.raw_sha256)
        with self._place():
            return arrival, self._reader.read(raw)

    @contextmanager
    def _place(self) -> Iterator[None]:
        """Let a few in at once: what reads or waits long must not use up the pages' threads."""
        if not self._places.acquire(timeout=_PATIENCE_SECONDS):
            raise TemporaryError("Several mails are being looked at; please try again.")
        try:
            yield
        finally:
            self._places.release()


def _people(addresses: Sequence[Address]) -> tuple[tuple[str, str], ...]:
    return tuple((one.name, one.address) for one in addresses)
