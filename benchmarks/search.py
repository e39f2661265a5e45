"""Measures the search among fifty thousand tickets, and what being searchable costs a mail.

Run it as `python -m benchmarks.search [--tickets N] [--postgresql]`; it prints one JSON line. What
is asked for are words that stand everywhere, in one message in a hundred, once and never.
"""

import random
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote_plus

from benchmarks.stage import ANNA, CHUNK, NOW, arguments, open_stage, show
from tenants import TenantConfig
from tickets.core import Core
from tickets.model.base import Base
from tickets.model.people import Participant, ParticipantRole, Person, PersonAddress, Side
from tickets.model.search import SearchEntry
from tickets.model.ticket import Attachment, Message, Ticket, TicketState, Visibility
from tickets.store.indexing import entries_of
from tickets.store.tenants import departments

_CONTACTS = 2000
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
    options = arguments(__doc__, tickets=50_000, requests=40).parse_args()
    with open_stage(on_postgresql=options.postgresql) as stage:
        seed = _seed(stage.core, stage.config, options.tickets)
        stage.settle()
        figures = _cost(stage.core, stage.config, seed)
        pages = {name: [f"/desk?q={quote_plus(words)}"] for name, words in _SEARCHES.items()}
        took = stage.ask(ANNA, pages, options.requests)
    figures |= {f"{name}_p95_ms": one.p95 for name, one in took.items()}
    every = sorted(spent for one in took.values() for spent in one.spent)
    show("search", options, figures | {"search_p95_ms": round(every[int(len(every) * 0.95)], 1)})


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
    for start in range(0, count, CHUNK):
        with core.write(config.slug) as uow:
            for number in range(start + 1, min(start + CHUNK, count) + 1):
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
        news_seq=2,
        news_by_id=person_id,
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


if __name__ == "__main__":
    main()
