"""What the benchmarks of the desk share: a firm in a new database, and somebody who asks for pages.

One client asks in this very process, so what is measured is the server's own time from request to
page; with PostgreSQL its time is in it, but not in the milliseconds that this process worked.
"""

import argparse
import asyncio
import json
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import psycopg
import structlog
from sqlalchemy import Engine, event

import tenants
from mailgw.document_reading import DocumentReading
from mailgw.reading import LateReader
from templates import NoticeRenderer
from tenants import TenantConfig, load_tenants
from tests.support.servers.postgresql import PostgresServer
from tickets.adapters.blobs import DirectoryBlobs
from tickets.adapters.queue import SilentQueue
from tickets.core import Core
from tickets.model.token import TokenSigner
from tickets.services.sign_in import open_session
from tickets.services.tenants import apply_tenant
from tickets.store.engine import open_engine
from tickets.store.migrate import migrate
from tickets.store.people import look_up
from tickets.store.unit_of_work import Database
from web.app import make_app
from web.site import Site

SHIPPED = Path(tenants.__file__).parent
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
ANNA = "a.kraft@hellmoor.example"
LEAD = "t.reuter@hellmoor.example"
CHUNK = 250
"""Tickets written in one transaction."""


class _Clock:
    def now(self) -> datetime:
        return NOW


def arguments(about: str | None, *, tickets: int, requests: int) -> argparse.ArgumentParser:
    """Make the parser of the options that all of them take."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("--tickets", type=int, default=tickets)
    parser.add_argument("--requests", type=int, default=requests)
    parser.add_argument("--postgresql", action="store_true", help="start a private server")
    return parser


def show(bench: str, options: argparse.Namespace, figures: Mapping[str, float]) -> None:
    """Print one JSON line."""
    database = "postgresql" if options.postgresql else "sqlite"
    line = {"bench": bench, "database": database, "tickets": options.tickets, **figures}
    sys.stdout.write(json.dumps(line) + "\n")


@dataclass(frozen=True, slots=True)
class Took:
    """What the requests for some pages took, in milliseconds and in order."""

    spent: Sequence[float]
    """By the clock."""
    worked: Sequence[float]
    """Of this process."""
    statements: float
    """Asked of the database for one page, begin and end of transactions aside."""

    @property
    def p95(self) -> float:
        """The time within which 95 of 100 were answered."""
        return round(self.spent[int(len(self.spent) * 0.95)], 1)

    def figures(self, name: str) -> dict[str, float]:
        """Give all that is told of them."""
        return {
            f"{name}_p50_ms": round(statistics.median(self.spent), 1),
            f"{name}_p95_ms": self.p95,
            f"{name}_cpu_p50_ms": round(statistics.median(self.worked), 1),
            f"{name}_statements": round(self.statements, 1),
        }


class _Statements:
    """Counts at the driver, which many statements are given to directly."""

    def __init__(self, engine: Engine) -> None:
        self.is_counting = False
        self.count = 0
        event.listen(engine, "checkout", self._watch)

    def note(self, text: str) -> None:
        """Count one, but not what begins and ends transactions or what an index asks itself."""
        self.count += self.is_counting and text.startswith(("SELECT", "INSERT", "UPDATE", "WITH"))

    def _watch(self, connection: Any, _record: Any, _proxy: Any) -> None:
        note = self.note

        class Counting(psycopg.Cursor[Any]):
            def execute(self, query: Any, *values: Any, **options: Any) -> Any:
                note(query.lstrip())
                return super().execute(query, *values, **options)

        if isinstance(connection, sqlite3.Connection):
            connection.set_trace_callback(self.note if self.is_counting else None)
        else:
            connection.cursor_factory = Counting if self.is_counting else psycopg.Cursor


@dataclass(frozen=True, slots=True)
class Stage:
    """One firm in a new database."""

    core: Core
    config: TenantConfig
    owner_url: str
    statements: _Statements

    def settle(self) -> None:
        """Let PostgreSQL look at its new tables, as it does by itself within minutes."""
        if self.core.database.engine.dialect.name != "postgresql":
            return
        engine = open_engine(self.owner_url)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
        engine.dispose()

    def ask(self, address: str, pages: Mapping[str, Sequence[str]], count: int) -> dict[str, Took]:
        """Let an agent ask so often for each group of pages."""
        with self.core.write(self.config.slug) as uow:
            agent = look_up(uow, address)
            assert agent is not None
            token = open_session(uow, agent.person_id, browser="benchmark")
        return asyncio.run(self._ask(token, pages, count))

    async def _ask(
        self, token: str, pages: Mapping[str, Sequence[str]], count: int
    ) -> dict[str, Took]:
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(make_app(Site(self.core, SHIPPED))),
            base_url=self.config.portal_url or "",
            cookies={"stafette": token},
        ) as client:
            return {name: await self._time(client, asked, count) for name, asked in pages.items()}

    async def _time(self, client: httpx.AsyncClient, asked: Sequence[str], count: int) -> Took:
        for path in asked:
            await _get(client, path)
        self.statements.count, self.statements.is_counting = 0, True
        for path in asked:
            await _get(client, path)
        self.statements.is_counting = False
        statements = self.statements.count / len(asked)
        await _get(client, asked[0])
        took = [await _get(client, asked[at % len(asked)]) for at in range(count)]
        spent, worked = (sorted(one) for one in zip(*took, strict=True))
        return Took(spent, worked, statements)


@contextmanager
def open_stage(*, on_postgresql: bool) -> Iterator[Stage]:
    """Open a new database with one shipped tenant in it; all of it is gone at the end."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="stafette-bench-")))
        owner_url = app_url = f"sqlite:///{folder / 'stafette.db'}"
        if on_postgresql:
            server = PostgresServer()
            stack.callback(server.stop)
            database = server.create_database()
            owner_url, app_url = database.owner_url, database.app_url
        migrate(owner_url, app_url)
        core = _open_core(folder, app_url)
        stack.callback(core.database.engine.dispose)
        config = load_tenants(SHIPPED)["hellmoor"]
        config = config.model_copy(update={"portal_url": "http://hellmoor.localhost"})
        with core.write(config.slug) as uow:
            apply_tenant(uow, config)
        yield Stage(core, config, owner_url, _Statements(core.database.engine))


async def _get(client: httpx.AsyncClient, path: str) -> tuple[float, float]:
    """Give the milliseconds by the clock, and those that this process worked."""
    began, worked = time.perf_counter(), time.process_time()
    answer = await client.get(path)
    took = (time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000
    if answer.status_code != httpx.codes.OK:
        raise RuntimeError(f"{path} answered {answer.status_code}.")
    return took


def _open_core(folder: Path, app_url: str) -> Core:
    queue, clock = SilentQueue(), _Clock()
    blobs = DirectoryBlobs(folder / "blobs", reserve_bytes=0)
    return Core(
        database=Database(open_engine(app_url), clock, queue),
        blobs=blobs,
        documents=DocumentReading(LateReader(1), blobs),
        queue=queue,
        clock=clock,
        signer=TokenSigner(b"a key for benchmarks"),
        notices=NoticeRenderer(SHIPPED),
        instance="0123456789abcdef",
    )
