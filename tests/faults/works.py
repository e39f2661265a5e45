"""A works with one small tenant, whose Stafette is killed and started again at will."""

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from pathlib import Path

from sqlalchemy import func, select

from mailgw.ingress.smtp_postbox import SmtpPostbox
from tests.support.firm import Stafette, wait_until
from tests.support.servers.postgresql import Database as PostgresDatabase
from tests.support.servers.process import free_port
from tests.support.world import TENANTS
from tickets.adapters.clock import SystemClock
from tickets.adapters.queue import SilentQueue
from tickets.model.mail import Delivery, InboundMail, OutboundMail
from tickets.model.routing import Due, DueKind
from tickets.model.ticket import Message, Ticket
from tickets.store.engine import open_engine
from tickets.store.unit_of_work import Database, ReadUnit

SLUG = "eichgrund"
DOOR = "anfragen@eichgrund.example"
STORE = "lager@eichgrund.example"
"""Nobody is told of mails to the store, so that most of them cost no outgoing mail."""

TENANT = """
slug = "eichgrund"
name = "Sägewerk Eichgrund"
languages = ["de"]
time_zone = "Europe/Berlin"
domains = ["eichgrund.example"]
reply_domain = "in.eichgrund.example"

[legal_footer]
de = ["Sägewerk Eichgrund GmbH", "HRB 77"]

[[departments]]
slug = "anfragen"
kind = "quote"
is_default = true
names = { de = "Anfragen" }
addresses = ["anfragen@eichgrund.example"]
members = ["ida@eichgrund.example"]

[[departments]]
slug = "lager"
kind = "question"
names = { de = "Lager" }
addresses = ["lager@eichgrund.example"]

[[people]]
name = "Ida Frost"
address = "ida@eichgrund.example"
titles = { de = "Vertrieb" }
"""


@dataclass(frozen=True)
class Servers:
    """The servers that gateway and worker share; none of them for one process on SQLite."""

    database: PostgresDatabase
    redis_url: str


class Works:
    """The far end, the settings and the database of one Stafette."""

    def __init__(self, folder: Path, servers: Servers | None, **more: str) -> None:
        self.folder = folder
        self.smtp_port, self.lmtp_port = free_port(), free_port()
        self.postbox = SmtpPostbox()
        self._url = f"sqlite:///{folder / 'data' / 'stafette.db'}"
        environment = {
            "STAFETTE_SMTP_PORT": str(self.smtp_port),
            "STAFETTE_LMTP_PORT": str(self.lmtp_port),
            "STAFETTE_WEB_PORT": "0",
            "STAFETTE_SWEEP_SECONDS": "2",
            **more,
        }
        self.roles = ["serve"]
        if servers is not None:
            self.roles = ["gateway", "worker"]
            self._url = servers.database.app_url
            environment |= _settings_of(servers)
        self.stafette = Stafette(folder, environment)

    def set_up(self, *, extra: str = "", way_out: str = "") -> None:
        """Write the tenant's file and, where servers are used, prepare their database."""
        self.write_tenant(extra, way_out)
        if self.roles != ["serve"]:
            self.stafette.run("migrate")
            self.stafette.run("tenant", "apply")

    def write_tenant(self, extra: str = "", way_out: str = "") -> None:
        """Write the tenant's file alone."""
        target = self.folder / "tenants" / SLUG
        target.mkdir(parents=True)
        (target / "logo.png").write_bytes((TENANTS / "hellmoor" / "logo.png").read_bytes())
        way_out = way_out or f"port = {self.postbox.port}"
        text = f'{TENANT}{extra}\n[smtp]\nhost = "127.0.0.1"\nencryption = "plain"\n{way_out}\n'
        (target / "tenant.toml").write_text(text, encoding="utf-8")

    def stop(self) -> None:
        """End all processes and the far end."""
        self.stafette.stop()
        self.postbox.stop()

    @contextmanager
    def look(self) -> Iterator[ReadUnit]:
        """Look into the tenant's rows."""
        engine = open_engine(self._url, 2)
        try:
            database = Database(engine, SystemClock(), SilentQueue())
            with database.read(SLUG) as unit:
                yield unit
        finally:
            engine.dispose()

    def settle(self, seconds: float) -> None:
        """Wait until no mail waits, neither to be processed nor to be sent."""
        work = (DueKind.INBOUND, DueKind.HEAVY, DueKind.OUTBOUND)

        def is_idle() -> bool:
            with self.look() as unit:
                query = select(func.count(Due.id)).where(Due.kind.in_(work))
                return unit.session.scalar(query) == 0

        wait_until(is_idle, "nothing to do", seconds)

    def effects(self) -> Counter[str]:
        """Count, by Message-ID, the messages that mails became."""
        with self.look() as unit:
            query = select(InboundMail.message_id).join(
                Message, Message.inbound_mail_id == InboundMail.id
            )
            return Counter(one or "" for one in unit.session.scalars(query))

    def tickets(self) -> int:
        """Count the tickets."""
        with self.look() as unit:
            return unit.session.scalar(select(func.count(Ticket.id))) or 0

    def check_books(self, kills: int, jobs_at_once: int = 8) -> None:
        """Check ledger, invariants and far end: sums, no fault, and no copy without a crash."""
        counts = self.stafette.ask("ledger")
        assert counts.pop("arrivals") == sum(counts.values())
        assert {name for name, count in counts.items() if count} <= {"delivered", "duplicate"}
        assert self.stafette.ask("fsck") == {"clean": True, "faults": []}
        with self.look() as unit:
            owed = list(unit.session.scalars(select(OutboundMail)))
        assert {one.state for one in owed} == {Delivery.SENT}
        copies: dict[str, list[bytes]] = {}
        for mail in self.postbox.mails():
            message_id = str(message_from_bytes(mail.raw)["Message-ID"]).strip("<> \r\n")
            copies.setdefault(message_id, []).append(mail.raw)
        assert copies.keys() == {one.message_id for one in owed}
        assert all(len(set(raws)) == 1 for raws in copies.values())
        assert sum(len(raws) - 1 for raws in copies.values()) <= kills * jobs_at_once


def _settings_of(servers: Servers) -> Mapping[str, str]:
    return {
        "STAFETTE_DATABASE_URL": servers.database.app_url,
        "STAFETTE_DATABASE_OWNER_URL": servers.database.owner_url,
        "STAFETTE_REDIS_URL": servers.redis_url,
    }
