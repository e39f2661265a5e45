"""A whole Stafette in a test: real database, real reading children, real rules.

Only the far end of SMTP is ours: `Postbox` stands where the next server would be and keeps what
it is given, as bytes.
"""

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import cache
from ipaddress import ip_network
from pathlib import Path

from mailgw.actors import jobs_of
from mailgw.document_reading import DocumentReading
from mailgw.inbound import Gateway
from mailgw.ingress.accept import Arrival, accept_mail
from mailgw.outbound.deliver import Office
from mailgw.outbound.transport import Attempt, Sending
from mailgw.reading import LateReader, Reader, Reads
from templates import NoticeRenderer
from tenants import TenantConfig, load_tenants
from tests.support.mails import Mail
from tests.support.rows import FileRows, Rows, ServerRows
from tests.support.servers.postgresql import Database as PostgresDatabase
from tests.support.servers.postgresql import PostgresServer
from tickets.adapters.blobs import DirectoryBlobs
from tickets.adapters.queue import SilentQueue
from tickets.core import Core
from tickets.model.mail import InboundMail, OutboundMail, Way
from tickets.model.routing import DueKind
from tickets.model.token import TokenSigner
from tickets.ports import Queue
from tickets.services.tenants import apply_tenant
from tickets.store.due import find_due
from tickets.store.engine import open_engine
from tickets.store.ledger import count_outcomes
from tickets.store.migrate import migrate
from tickets.store.tickets import TicketView, find_ticket, list_tickets
from tickets.store.unit_of_work import Database

TENANTS = Path(__file__).parents[2] / "tenants"
LOOPBACK = ip_network("127.0.0.0/8")
RELAYS = ip_network("192.0.2.25/32")
CUSTOMERS_SERVER = "192.0.2.25"
"""The tenant's own relay: customers' mail comes through it."""
OFFICE = "127.0.0.1"


class Wristwatch:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self._began = self._now = datetime(2026, 11, 16, 8, 10, tzinfo=UTC)

    @property
    def has_moved(self) -> bool:
        """Tell whether any time has passed yet."""
        return self._now != self._began

    def now(self) -> datetime:
        """Give the time on the dial."""
        return self._now

    def pass_by(self, **parts: float) -> None:
        """Let time pass, in the words of timedelta."""
        self._now += timedelta(**parts)


@dataclass
class Sent:
    """One mail as the next server got it."""

    envelope_from: str
    to: str
    raw: bytes

    @property
    def mail(self) -> EmailMessage:
        """The mail, parsed."""
        parsed = message_from_bytes(self.raw, policy=default)
        assert isinstance(parsed, EmailMessage)
        return parsed

    @property
    def reply_to(self) -> str:
        """The bare reply address."""
        return str(self.mail["Reply-To"].addresses[0].addr_spec)

    @property
    def message_id(self) -> str:
        """The Message-ID without brackets."""
        return str(self.mail["Message-ID"]).strip("<> ")

    @property
    def text(self) -> str:
        """The text part."""
        part = self.mail.get_body(("plain",))
        assert part is not None
        return str(part.get_content())

    @property
    def html(self) -> str:
        """The HTML part."""
        part = self.mail.get_body(("html",))
        assert part is not None
        return str(part.get_content())

    @property
    def files(self) -> list[tuple[str, bytes]]:
        """Names and bytes of the attached files."""
        return [
            (part.get_filename() or "", bytes(part.get_payload(decode=True) or b""))
            for part in self.mail.iter_attachments()
        ]


@dataclass
class Postbox:
    """Stands where the next mail server would be."""

    sent: list[Sent] = field(default_factory=list)
    refusals: dict[str, Attempt] = field(default_factory=dict)
    """What it answers for an address instead of taking the mail."""

    def send(self, envelope_from: str, to: str, content: bytes) -> Attempt:
        """Take a mail over, or refuse it as a test asked."""
        if to in self.refusals:
            return self.refusals[to]
        self.sent.append(Sent(envelope_from, to, content))
        return Attempt(Sending.SENT, "250 Accepted")

    def for_(self, address: str) -> list[Sent]:
        """Give all mails to an address, in order."""
        return [one for one in self.sent if one.to == address]

    def last(self, address: str) -> Sent:
        """Give the newest mail to an address."""
        return self.for_(address)[-1]


class World:
    """Two tenants, a clock, a postbox, and the doors of the product."""

    def __init__(
        self, core: Core, clock: Wristwatch, reader: Reader, *, rows: Rows, blobs: Path
    ) -> None:
        self.core = core
        self.rows = rows
        self.blobs = blobs
        self.tenants = {one.slug for one in _shipped_tenants()}
        self.clock = clock
        self.reader = reader
        self.postbox = Postbox()
        self.gateway = Gateway(core, reader, "test")
        office = Office(core, lambda _config: self.postbox, _logo, "test")
        self.jobs = jobs_of(self.gateway, office)

    def apply(self, config: TenantConfig) -> None:
        """Apply a tenant's settings."""
        self.tenants.add(config.slug)
        with self.core.write(config.slug) as uow:
            apply_tenant(uow, config)

    def receive(
        self,
        mail: Mail | bytes,
        *recipients: str,
        tenant: str = "hellmoor",
        way: Way = Way.SMTP,
        peer: str = CUSTOMERS_SERVER,
        envelope_from: str | None = None,
    ) -> InboundMail:
        """Let a mail come in for recipients and do everything that is due; gives its arrival."""
        raw = mail.raw if isinstance(mail, Mail) else mail
        named = recipients or ((mail.to,) if isinstance(mail, Mail) else ())
        arrival = Arrival(
            tenant=tenant,
            way=way,
            raw=raw,
            envelope_from=envelope_from,
            envelope_to=tuple(one.lower() for one in named),
            peer=peer,
        )
        arrival_id = accept_mail(self.core, arrival)
        self.work()
        return self.arrival(arrival_id, tenant)

    def work(self) -> None:
        """Do all jobs that are due now, in order, until nothing is left."""
        for _ in range(200):
            with self.core.database.glance() as session:
                rows = find_due(session, list(self.jobs), self.clock.now())
            if not rows:
                return
            for row in rows:
                self.jobs[DueKind(row.kind)](row.id)
            self.clock.pass_by(milliseconds=1)
        raise AssertionError("There is always something due.")

    def arrival(self, arrival_id: int, tenant: str = "hellmoor") -> InboundMail:
        """Give an arrival as it is now."""
        with self.core.read(tenant) as unit:
            return unit.session.get_one(InboundMail, arrival_id)

    def ticket(self, number: int, tenant: str = "hellmoor") -> TicketView:
        """Give a ticket, whole."""
        with self.core.read(tenant) as unit:
            view = find_ticket(unit, number)
        assert view is not None
        return view

    def numbers(self, tenant: str = "hellmoor") -> list[int]:
        """Give the numbers of all tickets, oldest first."""
        with self.core.read(tenant) as unit:
            return sorted(line.ticket.number for line in list_tickets(unit))

    def counts(self, tenant: str = "hellmoor") -> dict[str, int]:
        """Give the ledger's counts."""
        with self.core.read(tenant) as unit:
            return count_outcomes(unit)

    def owed(self, tenant: str = "hellmoor") -> list[OutboundMail]:
        """Give all outgoing mails, in order."""
        from sqlalchemy import select  # noqa: PLC0415 - only this one look needs it

        with self.core.read(tenant) as unit:
            return list(unit.session.scalars(select(OutboundMail).order_by(OutboundMail.id)))


@contextmanager
def open_world(
    folder: Path,
    reader: Reader,
    *,
    server: tuple[PostgresServer, PostgresDatabase] | None = None,
    queue: Queue | None = None,
) -> Iterator[World]:
    """Make a world on SQLite in a folder, or on a prepared PostgreSQL under the ordinary role."""
    file = folder / "stafette.db"
    rows = FileRows(file) if server is None else ServerRows(*server)
    if server is None:
        shutil.copyfile(_prepared_file(), file)
    url = f"sqlite:///{file}" if server is None else server[1].app_url
    with _open_core(folder, url, queue or SilentQueue(), reader) as (core, clock):
        yield World(core, clock, reader, rows=rows, blobs=folder / "blobs")


def prepare(owner_url: str, app_url: str) -> None:
    """Make a database what a world starts from, so that worlds can be copies of it."""
    migrate(owner_url, app_url)
    folder = Path(tempfile.mkdtemp(prefix="stafette-prepared-"))
    try:
        with _open_core(folder, app_url or owner_url, SilentQueue()) as (core, _):
            for config in _shipped_tenants():
                with core.write(config.slug) as uow:
                    apply_tenant(uow, config)
    finally:
        shutil.rmtree(folder)


@cache
def _prepared_file() -> Path:
    """Migrate once for all worlds on SQLite; each begins with a copy."""
    folder = Path(tempfile.mkdtemp(prefix="stafette-worlds-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    file = folder / "stafette.db"
    prepare(f"sqlite:///{file}", "")
    return file


@contextmanager
def _open_core(
    folder: Path, url: str, queue: Queue, reader: Reads | None = None
) -> Iterator[tuple[Core, Wristwatch]]:
    clock = Wristwatch()
    engine = open_engine(url)
    blobs = DirectoryBlobs(folder / "blobs", reserve_bytes=0)
    core = Core(
        database=Database(engine, clock, queue),
        blobs=blobs,
        documents=DocumentReading(reader or LateReader(1), blobs),
        queue=queue,
        clock=clock,
        signer=TokenSigner(b"a key for tests"),
        notices=_NOTICES,
        instance="0123456789abcdef",
    )
    try:
        yield core, clock
    finally:
        engine.dispose()


_NOTICES = NoticeRenderer(TENANTS)
"""Shared, since compiling the templates takes longer than most tests."""


@cache
def _shipped_tenants() -> tuple[TenantConfig, ...]:
    networks = {"declared_networks": (LOOPBACK,), "relay_networks": (RELAYS,)}
    return tuple(one.model_copy(update=networks) for one in load_tenants(TENANTS).values())


def _logo(config: TenantConfig) -> bytes | None:
    path = TENANTS / config.slug / "logo.png"
    return path.read_bytes() if path.is_file() else None
