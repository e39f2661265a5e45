"""Measures the search among fifty thousand tickets, and what being searchable costs a mail.

Run it as `python -m benchmarks.search [--tickets N] [--postgresql]`; it prints one JSON line. One
client asks for pages in this very process: what is measured is the time from request to page, for
words that stand everywhere, in one message in a hundred, once and never.
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
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
import structlog

import tenants
from benchmarks.desk import NOW, analyse, open_core
from tenants import TenantConfig
from tests.support.servers.postgresql import PostgresServer
from tickets.core import Core
from tickets.model.base import Base
from tickets.model.people import Participant, ParticipantRole, Person, PersonAddress, Side
from tickets.model.search import SearchEntry
from tickets.model.ticket import Attachment, Message, Ticket, TicketState, Visibility
from tickets.services.sign_in import open_session
from tickets.store.indexing import entries_of
from tickets.store.people import look_up
from tickets.store.tenants import departments
from web.app import make_app
from web.site import Site

_SHIPPED = Path(tenants.__file__).parent
_ANNA = "a.kraft@hellmoor.example"
_CONTACTS = 2000
_CHUNK = 250
_WORDS_OF_A_MAIL = 70
_VOCABULARY = 30_000
_SYLLABLES = """
    an trieb wel len schrau be mut ter kup plung la ger blech rahmen fen ster glas tür dich tung
    zlą cze śru ba okno szy ba ram ka skrzy dło kozijn glas le ve ring trek stang por ta vi te
    giun to al be ro moto re pom pa ven til haus bau stahl alu form teil satz dreh kipp
"""
_USUAL = """
    guten tag sehr geehrte damen und herren bitte um ein angebot für die positionen im anhang
    mit freundlichen grüßen vielen dank lieferzeit preis menge stück kalenderwoche termin
"""
_SEARCHES = {
    "everywhere": "angebot",
    "two_usual": "angebot lieferzeit",
    "rare": "wellen",
    "part": "śrub",
    "once": "sonderkupplung-4711",
    "never": "quastenflosser",
    "number": "K-20345.7",
    "person": "kundin77",
    "short": "xq",
}


@dataclass(frozen=True, slots=True)
class _Seed:
    dice: random.Random
    vocabulary: list[str]
    contacts: list[tuple[int, str]]
    places: list[int]


def main() -> None:
    """Seed, ask, and print 95th percentiles in milliseconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=50_000)
    parser.add_argument("--requests", type=int, default=40)
    parser.add_argument("--postgresql", action="store_true")
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
        seed = _seed(core, config, options.tickets)
        if options.postgresql:
            analyse(owner_url)
        figures = _cost(core, config, seed) | _measure(core, config, options.requests)
    name = "postgresql" if options.postgresql else "sqlite"
    line = {"bench": "search", "database": name, "tickets": options.tickets, **figures}
    sys.stdout.write(json.dumps(line) + "\n")


def _seed(core: Core, config: TenantConfig, count: int) -> _Seed:
    dice = random.Random(11)
    words = [
        "".join(dice.choices(_SYLLABLES.split(), k=dice.randint(2, 5))) for _ in range(_VOCABULARY)
    ]
    with core.read(config.slug) as unit:
        places = list(departments(unit).values())
    contacts = []
    with core.write(config.slug) as uow:
        for at in range(_CONTACTS):
            person = Person(side=Side.CONTACT, name=f"Kundin {at}", created_at=NOW)
            address = f"kundin{at}@firma{at % 400}.example"
            uow.add(person)
            uow.add(PersonAddress(person_id=person.id, address=address, is_primary=True))
            contacts.append((person.id, address))
    seed = _Seed(dice, words, contacts, places)
    for start in range(0, count, _CHUNK):
        with core.write(config.slug) as uow:
            for number in range(start + 1, min(start + _CHUNK, count) + 1):
                uow.add(*_ticket_rows(seed, number))
    return seed


def _ticket_rows(seed: _Seed, number: int) -> Iterator[Base]:
    dice = seed.dice
    person_id, address = dice.choice(seed.contacts)
    begun = NOW - timedelta(minutes=10 * (60_000 - number))
    ticket = Ticket(
        tenant="hellmoor",
        number=number,
        kind=dice.choice(("quote", "complaint", "question")),
        state=TicketState.OPEN if dice.random() < 0.1 else TicketState.DONE,
        subject=f"Anfrage {number}: {dice.choice(seed.vocabulary)}",
        department_id=dice.choice(seed.places),
        requester_id=person_id,
        opened_at=begun,
        updated_at=begun,
        last_public_at=begun,
        last_event_seq=2,
        last_event_hash="",
        flags=[],
    )
    yield ticket
    yield Participant(
        ticket_id=ticket.id, person_id=person_id, role=ParticipantRole.REQUESTER, joined_at=begun
    )
    for seq in (1, 2):
        text = _text(seed, number) if number != 20_345 or seq == 1 else "Sonderkupplung-4711"
        yield from _message_rows(ticket, (seq, person_id, address), text)


def _text(seed: _Seed, number: int) -> str:
    dice = seed.dice
    usual = _USUAL.split()
    words = [
        dice.choice(usual) if dice.random() < 0.5 else dice.choice(seed.vocabulary)
        for _ in range(_WORDS_OF_A_MAIL)
    ]
    words.insert(dice.randrange(len(words)), f"K-{number}.{dice.randrange(10)}")
    return " ".join(words)


def _message_rows(ticket: Ticket, wrote: tuple[int, int, str], text: str) -> Iterator[Base]:
    seq, person_id, address = wrote
    message = Message(
        ticket_id=ticket.id,
        seq=seq,
        visibility=Visibility.PUBLIC,
        channel="mail",
        author_id=person_id,
        author_name="Kundin",
        author_address=address,
        written_at=ticket.opened_at,
        created_at=ticket.opened_at,
        text=text,
        html=None,
        flags=[],
    )
    file = Attachment(
        message_id=message.id,
        position=0,
        name=f"Zeichnung_{ticket.number}.pdf",
        content_type="application/pdf",
        size=180_000,
        sha256=f"{message.id:064x}",
    )
    yield message
    yield file
    yield from entries_of(ticket, message, [(file, "")])


def _cost(core: Core, config: TenantConfig, seed: _Seed) -> dict[str, float]:
    """Measure what one mail more costs with its entry and without, each in a commit of its own."""
    took: dict[bool, list[float]] = {True: [], False: []}
    for at in range(400):
        is_indexed = at % 2 == 0
        rows = list(_ticket_rows(seed, 900_000 + at))
        kept = [row for row in rows if is_indexed or not isinstance(row, SearchEntry)]
        begun = time.perf_counter()
        with core.write(config.slug) as uow:
            uow.add(*kept)
        took[is_indexed].append((time.perf_counter() - begun) * 1000)
    more = statistics.mean(took[True]) - statistics.mean(took[False])
    # Each of these tickets has two messages with a file each.
    return {"indexing_ms_a_mail": round(more / 2, 2)}


def _measure(core: Core, config: TenantConfig, count: int) -> dict[str, float]:
    with core.write(config.slug) as uow:
        anna = look_up(uow, _ANNA)
        assert anna is not None
        token = open_session(uow, anna.person_id, browser="benchmark")
    return asyncio.run(_ask_all(Site(core, _SHIPPED), token, count))


async def _ask_all(site: Site, token: str, count: int) -> dict[str, float]:
    figures: dict[str, float] = {}
    transport = httpx.ASGITransport(make_app(site))
    every: list[float] = []
    async with httpx.AsyncClient(
        transport=transport, base_url="http://hellmoor.localhost", cookies={"stafette": token}
    ) as client:
        for name, words in _SEARCHES.items():
            await client.get("/desk", params={"q": words})
            spent = sorted([await _time(client, words) for _ in range(count)])
            figures[f"{name}_p95_ms"] = round(spent[int(len(spent) * 0.95)], 1)
            every += spent
    every.sort()
    return {**figures, "search_p95_ms": round(every[int(len(every) * 0.95)], 1)}


async def _time(client: httpx.AsyncClient, words: str) -> float:
    began = time.perf_counter()
    answer = await client.get("/desk", params={"q": words})
    took = (time.perf_counter() - began) * 1000
    if answer.status_code != httpx.codes.OK:
        raise RuntimeError(f"{words} answered {answer.status_code}.")
    return took


if __name__ == "__main__":
    main()
