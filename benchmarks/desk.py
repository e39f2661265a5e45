"""Measures the desk: the list, and a ticket with 50 messages, among ten thousand tickets.

Run it as `python -m benchmarks.desk [--tickets N] [--postgresql] [--board]`; it prints one JSON
line. One client asks in this very process, so what is measured is the server's own time from
request to page. With `--postgresql` a private server is started for it, with `--board` every second
ticket has a task and the board is measured as well, for a lead of all departments.
"""

import argparse
import asyncio
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import structlog
from sqlalchemy import select

import tenants
from templates import NoticeRenderer
from tenants import TenantConfig, load_tenants
from tests.support.servers.postgresql import PostgresServer
from tickets.adapters.blobs import DirectoryBlobs
from tickets.adapters.queue import SilentQueue
from tickets.core import Core
from tickets.model.attention import ReadMark
from tickets.model.base import Base
from tickets.model.event import Event, EventKind
from tickets.model.mail import Delivery, OutboundMail
from tickets.model.people import Company, Participant, ParticipantRole, Person, PersonAddress, Side
from tickets.model.task import Task, TaskState
from tickets.model.ticket import Attachment, Message, Ticket, TicketState, Visibility
from tickets.model.token import TokenSigner
from tickets.services.sign_in import open_session
from tickets.services.tenants import apply_tenant
from tickets.store.engine import open_engine
from tickets.store.indexing import entries_of
from tickets.store.migrate import migrate
from tickets.store.people import look_up
from tickets.store.tenants import departments
from tickets.store.unit_of_work import Database
from web.app import make_app
from web.site import Site

_SHIPPED = Path(tenants.__file__).parent
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
_ANNA = "a.kraft@hellmoor.example"
_LEAD = "t.reuter@hellmoor.example"
_LONG_THREADS = 40
_LONG = 50
_CONTACTS = 2000
_CHUNK = 250
_TEXT = (
    "Guten Tag Frau Kraft,\n\nbitte prüfen Sie, ob die Elemente in Lärche bis Kalenderwoche 9 "
    "lieferbar sind, und ob der Uw-Wert von 0,90 gehalten wird. Details unter "
    "https://plan.brandes-hochbau.example/kita und bei planung@brandes-hochbau.example.\n\n"
    "Mit freundlichen Grüßen\nJörg Brandes\n"
)


class _Clock:
    def now(self) -> datetime:
        return NOW


def main() -> None:
    """Seed, ask, and print medians and 95th percentiles in milliseconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=10_000)
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--board", action="store_true")
    options = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="stafette-bench-")))
        owner_url = app_url = f"sqlite:///{folder / 'stafette.db'}"
        if options.postgresql:
            server = PostgresServer()
            stack.callback(server.stop)
            database = server.create_database()
            owner_url, app_url = database.owner_url, database.app_url
        core, config = open_core(folder, owner_url, app_url)
        stack.callback(core.database.engine.dispose)
        long_ones = _seed(core, config, options.tickets)
        if options.board:
            _seed_tasks(core, config)
        if options.postgresql:
            analyse(owner_url)
        figures = _measure(core, config, long_ones, options.requests)
        if options.board:
            figures |= _measure_board(core, config, options.requests)
    name = "postgresql" if options.postgresql else "sqlite"
    line = {"bench": "desk", "database": name, "tickets": options.tickets, **figures}
    sys.stdout.write(json.dumps(line) + "\n")


def open_core(folder: Path, owner_url: str, app_url: str) -> tuple[Core, TenantConfig]:
    """Open a new database with one shipped tenant in it."""
    migrate(owner_url, app_url)
    queue, clock = SilentQueue(), _Clock()
    core = Core(
        database=Database(open_engine(app_url), clock, queue),
        blobs=DirectoryBlobs(folder / "blobs", reserve_bytes=0),
        queue=queue,
        clock=clock,
        signer=TokenSigner(b"a key for benchmarks"),
        notices=NoticeRenderer(_SHIPPED),
        instance="0123456789abcdef",
    )
    config = load_tenants(_SHIPPED)["hellmoor"]
    config = config.model_copy(update={"portal_url": "http://hellmoor.localhost"})
    with core.write("hellmoor") as uow:
        apply_tenant(uow, config)
    return core, config


def _seed(core: Core, config: TenantConfig, count: int) -> list[int]:
    """Write tickets straight into the tables; gives the numbers of the long ones."""
    dice = random.Random(7)
    with core.read(config.slug) as unit:
        places = list(departments(unit).values())
        agents = [seen.person_id for one in config.people if (seen := look_up(unit, one.address))]
        anna = look_up(unit, _ANNA)
    assert anna is not None
    contacts = []
    with core.write(config.slug) as uow:
        for at in range(_CONTACTS):
            firm = f"firma{at % 400}.example"
            company = Company(name=f"Firma {at}", domain=f"{at}.{firm}", created_at=NOW)
            person = Person(
                side=Side.CONTACT, name=f"Kundin {at}", company_id=company.id, created_at=NOW
            )
            address = f"kundin{at}@{firm}"
            uow.add(company, person)
            uow.add(PersonAddress(person_id=person.id, address=address, is_primary=True))
            contacts.append(person.id)
    people = _People(contacts, agents, anna.person_id, places)
    for start in range(0, count, _CHUNK):
        with core.write(config.slug) as uow:
            for number in range(start + 1, min(start + _CHUNK, count) + 1):
                uow.add(*_ticket_rows(dice, people, number))
    return list(range(1, _LONG_THREADS + 1))


def _seed_tasks(core: Core, config: TenantConfig) -> None:
    """Give every second ticket a task; those of finished tickets are done."""
    dice = random.Random(8)
    with core.read(config.slug) as unit:
        agents = [seen.person_id for one in config.people if (seen := look_up(unit, one.address))]
        query = select(Ticket.id, Ticket.department_id, Ticket.state)
        rows = unit.session.execute(query.where(Ticket.number % 2 == 0)).all()
    for start in range(0, len(rows), _CHUNK * 4):
        with core.write(config.slug) as uow:
            for ticket_id, department_id, state in rows[start : start + _CHUNK * 4]:
                is_done = state == TicketState.DONE
                due = NOW + timedelta(hours=dice.randrange(-72, 24 * 30))
                task = Task(
                    ticket_id=ticket_id,
                    title=f"Position {dice.randrange(90)} kalkulieren",
                    department_id=department_id,
                    assignee_id=dice.choice([None, *agents]),
                    created_at=NOW - timedelta(days=3),
                    due_at=due if dice.random() < 0.7 else None,
                    done_at=NOW - timedelta(days=dice.randrange(200)) if is_done else None,
                    state=TaskState.DONE if is_done else TaskState.OPEN,
                )
                uow.add(task)


def analyse(owner_url: str) -> None:
    """Let the server look at its new tables, as it does by itself within minutes."""
    engine = open_engine(owner_url)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("VACUUM ANALYZE")
    engine.dispose()


class _People:
    """Who takes part in the seeded tickets, and where."""

    def __init__(
        self, contacts: list[int], agents: list[int], anna: int, places: list[int]
    ) -> None:
        self.contacts, self.agents, self.anna, self.places = contacts, agents, anna, places


def _ticket_rows(dice: random.Random, people: _People, number: int) -> Iterator[Base]:
    length = _LONG if number <= _LONG_THREADS else 2
    is_open = number <= _LONG_THREADS or dice.random() < 0.3
    begun = NOW - timedelta(hours=dice.randrange(1, 24 * 365))
    owner = None if dice.random() < 0.2 else dice.choice(people.agents)
    ticket = Ticket(
        tenant="hellmoor",
        number=number,
        kind=dice.choice(("quote", "quote", "complaint", "question")),
        state=TicketState.OPEN if is_open else TicketState.DONE,
        subject=f"Anfrage {number}: {dice.randrange(90)} Fenster, Neubau Haus {number % 97}",
        department_id=people.places[0] if number <= _LONG_THREADS else dice.choice(people.places),
        requester_id=dice.choice(people.contacts),
        owner_id=owner,
        last_public_side=dice.choice((Side.AGENT, Side.CONTACT)),
        opened_at=begun,
        updated_at=begun + timedelta(minutes=length),
        last_public_at=begun + timedelta(minutes=length),
        last_event_seq=0,
        last_event_hash="",
        flags=[],
    )
    yield ticket
    parts = {ticket.requester_id: ParticipantRole.REQUESTER}
    if owner is not None:
        parts[owner] = ParticipantRole.OWNER
    for person_id, role in parts.items():
        yield Participant(ticket_id=ticket.id, person_id=person_id, role=role, joined_at=begun)
    yield Event.chained(ticket, EventKind.OPENED, begun, actor_id=ticket.requester_id)
    for at in range(length):
        yield from _message_rows(people, ticket, begun + timedelta(minutes=at), at)
    if dice.random() < 0.7:
        yield ReadMark(
            ticket_id=ticket.id,
            person_id=people.anna,
            seen_seq=ticket.last_event_seq,
            seen_at=NOW,
        )


def _message_rows(people: _People, ticket: Ticket, when: datetime, at: int) -> Iterator[Base]:
    by_agent = at % 2 == 1
    message = Message(
        ticket_id=ticket.id,
        visibility=Visibility.INTERNAL if at % 10 == 7 else Visibility.PUBLIC,
        channel="mail",
        author_id=people.agents[0] if by_agent else ticket.requester_id,
        author_name="Anna Kraft" if by_agent else "Kundin",
        author_address=_ANNA if by_agent else "kundin@firma.example",
        written_at=when,
        created_at=when,
        text=_TEXT,
        quoted_text="> " + "\n> ".join(_TEXT.splitlines()),
        html="<p>Guten Tag</p>",
        why="reply_address",
        trust="proven",
        flags=[],
    )
    yield message
    yield from entries_of(ticket, message)
    event = Event.chained(ticket, EventKind.MESSAGE_ADDED, when, content={"message": message.id})
    message.seq = event.seq
    yield event
    if at % 4 == 0:
        yield Attachment(
            message_id=message.id,
            position=0,
            name=f"Zeichnung_{at}.pdf",
            content_type="application/pdf",
            size=180_000,
            sha256=f"{ticket.number:032x}{at:032x}",
        )
    if by_agent:
        yield OutboundMail(
            ticket_id=ticket.id,
            message_row_id=message.id,
            recipient_id=ticket.requester_id,
            notice="answer",
            is_automatic=False,
            to_name="Kundin",
            to_address="kundin@firma.example",
            from_name="Anna Kraft via Hellmoor",
            from_address="vertrieb@hellmoor.example",
            subject=ticket.subject,
            text=_TEXT,
            html=f"<p>{_TEXT}</p>",
            language="de",
            message_id=f"{ticket.number}.{at}@hellmoor.example",
            boundary="b",
            dated_at=when,
            return_sha256=f"r{ticket.number}.{at}",
            not_before=when,
            state=Delivery.SENT,
            sent_at=when,
        )


def _measure_board(core: Core, config: TenantConfig, count: int) -> dict[str, float]:
    with core.write(config.slug) as uow:
        lead = look_up(uow, _LEAD)
        assert lead is not None
        token = open_session(uow, lead.person_id, browser="benchmark")
    paths = {
        "board": ["/desk/board", "/desk/board?due=week", "/desk/board?by=state"],
        "own_board": ["/desk/board?own=1"],
    }
    return asyncio.run(_ask_all(Site(core, _SHIPPED), token, paths, count))


def _measure(
    core: Core, config: TenantConfig, long_ones: list[int], count: int
) -> dict[str, float]:
    with core.write(config.slug) as uow:
        anna = look_up(uow, _ANNA)
        assert anna is not None
        token = open_session(uow, anna.person_id, browser="benchmark")
    paths = {
        "list": ["/desk", "/desk?view=mine", "/desk?kind=quote", "/desk"],
        "thread": [f"/desk/tickets/{number}" for number in long_ones],
        "search": ["/desk?q=Haus+17", "/desk?q=kundin77"],
    }
    return asyncio.run(_ask_all(Site(core, _SHIPPED), token, paths, count))


async def _ask_all(
    site: Site, token: str, paths: dict[str, list[str]], count: int
) -> dict[str, float]:
    figures: dict[str, float] = {}
    transport = httpx.ASGITransport(make_app(site))
    cookies = {"stafette": token}
    async with httpx.AsyncClient(
        transport=transport, base_url="http://hellmoor.localhost", cookies=cookies
    ) as client:
        for name, asked in paths.items():
            for path in asked:
                await client.get(path)
            took = [await _time(client, asked[at % len(asked)]) for at in range(count)]
            spent, worked = (sorted(one) for one in zip(*took, strict=True))
            figures[f"{name}_p50_ms"] = round(statistics.median(spent), 1)
            figures[f"{name}_p95_ms"] = round(spent[int(len(spent) * 0.95)], 1)
            figures[f"{name}_cpu_p50_ms"] = round(statistics.median(worked), 1)
    return figures


async def _time(client: httpx.AsyncClient, path: str) -> tuple[float, float]:
    """Give the milliseconds by the clock, and those that this process worked."""
    began, worked = time.perf_counter(), time.process_time()
    answer = await client.get(path)
    took = (time.perf_counter() - began) * 1000, (time.process_time() - worked) * 1000
    if answer.status_code != httpx.codes.OK:
        raise RuntimeError(f"{path} answered {answer.status_code}.")
    return took


if __name__ == "__main__":
    main()
