"""Measures the desk: the list, and a ticket with 50 messages, among ten thousand tickets.

Run it as `python -m benchmarks.desk [--tickets N] [--postgresql] [--board]`; it prints one JSON
line. With `--board` every second ticket has a task and the board is measured as well, for a lead of
all departments.
"""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import select

from benchmarks.stage import ANNA, CHUNK, LEAD, NOW, arguments, open_stage, show
from tenants import TenantConfig
from tickets.core import Core
from tickets.model.attention import ReadMark
from tickets.model.base import Base
from tickets.model.event import Event, EventKind
from tickets.model.mail import Delivery, OutboundMail
from tickets.model.people import Company, Participant, ParticipantRole, Person, PersonAddress, Side
from tickets.model.task import Task, TaskState
from tickets.model.ticket import Attachment, Message, Ticket, TicketState, Visibility
from tickets.store.indexing import entries_of
from tickets.store.people import look_up
from tickets.store.tenants import departments

_LONG_THREADS = 40
_LONG = 50
_CONTACTS = 2000
_TEXT = (
    "Guten Tag Frau Kraft,\n\nbitte prüfen Sie, ob die Elemente in Lärche bis Kalenderwoche 9 "
    "lieferbar sind, und ob der Uw-Wert von 0,90 gehalten wird. Details unter "
    "https://plan.brandes-hochbau.example/kita und bei planung@brandes-hochbau.example.\n\n"
    "Mit freundlichen Grüßen\nJörg Brandes\n"
)


def main() -> None:
    """Seed, ask, and print medians and 95th percentiles in milliseconds."""
    parser = arguments(__doc__, tickets=10_000, requests=200)
    parser.add_argument("--board", action="store_true")
    options = parser.parse_args()
    with open_stage(on_postgresql=options.postgresql) as stage:
        long_ones = _seed(stage.core, stage.config, options.tickets)
        if options.board:
            _seed_tasks(stage.core, stage.config)
        stage.settle()
        pages = {
            "list": ["/desk", "/desk?view=mine", "/desk?kind=quote", "/desk"],
            "thread": [f"/desk/tickets/{number}" for number in long_ones],
            "search": ["/desk?q=Haus+17", "/desk?q=kundin77"],
        }
        took = stage.ask(ANNA, pages, options.requests)
        if options.board:
            boards = {
                "board": ["/desk/board", "/desk/board?due=week", "/desk/board?by=state"],
                "own_board": ["/desk/board?own=1"],
            }
            took |= stage.ask(LEAD, boards, options.requests)
    figures: dict[str, float] = {}
    for name, one in took.items():
        figures |= one.figures(name)
    show("desk", options, figures)


def _seed(core: Core, config: TenantConfig, count: int) -> list[int]:
    """Write tickets straight into the tables; gives the numbers of the long ones."""
    dice = random.Random(7)
    with core.read(config.slug) as unit:
        places = list(departments(unit).values())
        agents = [seen.person_id for one in config.people if (seen := look_up(unit, one.address))]
        anna = look_up(unit, ANNA)
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
    for start in range(0, count, CHUNK):
        with core.write(config.slug) as uow:
            for number in range(start + 1, min(start + CHUNK, count) + 1):
                uow.add(*_ticket_rows(dice, people, number))
    return list(range(1, _LONG_THREADS + 1))


def _seed_tasks(core: Core, config: TenantConfig) -> None:
    """Give every second ticket a task; those of finished tickets are done."""
    dice = random.Random(8)
    with core.read(config.slug) as unit:
        agents = [seen.person_id for one in config.people if (seen := look_up(unit, one.address))]
        query = select(Ticket.id, Ticket.department_id, Ticket.state)
        rows = unit.session.execute(query.where(Ticket.number % 2 == 0)).all()
    for start in range(0, len(rows), CHUNK * 4):
        with core.write(config.slug) as uow:
            for ticket_id, department_id, state in rows[start : start + CHUNK * 4]:
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
        news_seq=0,
        news_before_seq=0,
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
        author_address=ANNA if by_agent else "kundin@firma.example",
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
    ticket.put_last(message)
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


if __name__ == "__main__":
    main()
