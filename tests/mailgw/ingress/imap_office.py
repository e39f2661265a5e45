"""An office for IMAP tests: a real database, a tenant with one account, and eyes on both sides."""

import contextlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from sqlalchemy import func, select

from mailgw.document_reading import DocumentReading
from mailgw.ingress.imap import ImapWatcher
from mailgw.reading import LateReader
from templates import NoticeRenderer
from tenants import Encryption, ImapAccount, load_tenants
from tests.support.mails import Mail
from tests.support.servers.dovecot import PASSWORD, DovecotServer
from tickets.adapters.blobs import DirectoryBlobs
from tickets.adapters.clock import SystemClock
from tickets.adapters.queue import SilentQueue
from tickets.core import Core
from tickets.errors import StorageFullError
from tickets.model.mail import ImapFolder, InboundMail
from tickets.model.token import TokenSigner
from tickets.services.tenants import apply_tenant
from tickets.store.engine import open_engine
from tickets.store.folders import list_folders
from tickets.store.migrate import migrate
from tickets.store.unit_of_work import Database

TENANTS = Path(__file__).parents[3] / "tenants"
TENANT = "hellmoor"


class Shelf(DirectoryBlobs):
    """The real store of bytes, whose disk a test can fill."""

    is_full = False

    def put(self, tenant: str, content: bytes) -> str:
        """Keep bytes while there is room."""
        if self.is_full:
            raise StorageFullError("The disk is nearly full.")
        return super().put(tenant, content)


class Office:
    """One tenant whose mail is fetched from a private Dovecot."""

    def __init__(self, folder: Path) -> None:
        url = f"sqlite:///{folder / 'stafette.db'}"
        migrate(url)
        self._engine = open_engine(url)
        clock, queue = SystemClock(), SilentQueue()
        self._shelf = Shelf(folder / "blobs", reserve_bytes=0)
        self.core = Core(
            database=Database(self._engine, clock, queue),
            blobs=self._shelf,
            documents=DocumentReading(LateReader(1), self._shelf),
            queue=queue,
            clock=clock,
            signer=TokenSigner(b"a key for tests"),
            notices=NoticeRenderer(TENANTS),
            instance="0123456789abcdef",
        )

    def fill_disk(self) -> None:
        """Let the disk be full until it is cleared."""
        self._shelf.is_full = True

    def clear_disk(self) -> None:
        """Let there be room again."""
        self._shelf.is_full = False

    def watch_over(self, *accounts: ImapAccount) -> None:
        """Give the tenant these accounts."""
        config = load_tenants(TENANTS)[TENANT].model_copy(update={"imap": accounts})
        with self.core.write(TENANT) as uow:
            apply_tenant(uow, config)

    def arrivals(self) -> list[InboundMail]:
        """Give all arrivals in the order of their acceptance."""
        with self.core.read(TENANT) as unit:
            return list(unit.session.scalars(select(InboundMail).order_by(InboundMail.id)))

    def count(self) -> int:
        """Count the arrivals."""
        with self.core.read(TENANT) as unit:
            return unit.session.scalar(select(func.count(InboundMail.id))) or 0

    def raws(self) -> list[bytes]:
        """Give the bytes of all arrivals."""
        return [self.core.blobs.get(TENANT, one.raw_sha256) for one in self.arrivals()]

    def folder(self, name: str = "INBOX") -> ImapFolder | None:
        """Give what is known of a watched folder."""
        with self.core.read(TENANT) as unit:
            return next((one for one in list_folders(unit) if one.folder == name), None)

    def complaint(self, name: str = "INBOX") -> str:
        """Give the last error of a folder; empty without one."""
        row = self.folder(name)
        return row.last_error if row else ""

    @contextlib.contextmanager
    def watching(self, owner: str = "test", **pace: float) -> Iterator[ImapWatcher]:
        """Watch at the pace of tests, and stop at the end."""
        words = {"poll_seconds": 0.5, "retry_seconds": 0.05, **pace}
        watcher = ImapWatcher(self.core, owner, **words)  # type: ignore[arg-type] # all are numbers
        watcher.start()
        try:
            yield watcher
        finally:
            watcher.stop()

    def close(self) -> None:
        """Close the database."""
        self._engine.dispose()


def account_of(
    server: DovecotServer, user: str, *, port: int | None = None, **more: object
) -> ImapAccount:
    """Describe a user's account on the private server, or on a line to it."""
    described = {
        "name": "post",
        "host": server.host,
        "port": port or server.imap_port,
        "encryption": Encryption.PLAIN,
        "username": user,
        "password": PASSWORD,
        **more,
    }
    return ImapAccount.model_validate(described)


def letter(number: int, text: str = "Bitte ein Angebot.") -> bytes:
    """Write a mail that differs from all others by its number."""
    return Mail(
        sender=f"Eva Wolf <eva{number}@kunde.example>",
        subject=f"Anfrage {number}",
        text=f"Guten Tag,\n\n{text} Es geht um Auftrag {number}.\n\nEva Wolf\n",
        message_id=f"anfrage-{number}@kunde.example",
    ).raw


def wait_for(what: Callable[[], object], seconds: float = 40) -> float:
    """Wait until something is true and give the seconds it took; others may be busy meanwhile."""
    began = time.monotonic()
    while not what():
        assert time.monotonic() - began < seconds, "This took too long."
        time.sleep(0.02)
    return time.monotonic() - began
