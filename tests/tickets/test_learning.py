"""Kinds of tickets learned from corrections: the weighing by hand, the rest through the desk."""

import pytest
from sqlalchemy import select

from tenants import TenantConfig
from tests.support.mails import Mail
from tests.support.world import OFFICE, World
from tickets.model.learned import EVERY_CORRECTION, EVERY_MESSAGE
from tickets.model.mail import InboundMail
from tickets.model.people import Side
from tickets.model.ticket import Ticket
from tickets.services.conversation import lock_ticket
from tickets.services.handling import set_kind
from tickets.services.learning import Experience, LearnedKind, weigh, words_of
from tickets.store.learned import counts_of, totals
from tickets.store.people import look_up
from tickets.store.tenants import load_config

WORDS = ("pruefbericht", "kalibrierung", "waage", "guten", "tag")


def experience(corrections: int, *, others: int = 10) -> Experience:
    """Tell of corrections to `service` that spoke of scales, and of others that did not."""
    counts = {word: {"service": corrections} for word in ("pruefbericht", "kalibrierung", "waage")}
    counts["guten"] = {"service": corrections, "question": others}
    counts["tag"] = {"service": corrections, "question": others}
    return Experience(
        messages={"service": corrections, "question": others},
        corrections={"service": corrections},
        counts=counts,
    )


def asked(known: Experience, words: tuple[str, ...] = WORDS) -> LearnedKind | None:
    """Weigh words where the rules know nothing better than a question."""
    return weigh(known, words, guess="question", confidence=0.5)


def test_words_of_five_corrections_decide_and_are_named() -> None:
    found = asked(experience(5))
    assert found is not None
    assert (found.kind, found.corrections) == ("service", 5)
    assert set(found.words) == {"pruefbericht", "kalibrierung", "waage"}


@pytest.mark.parametrize("corrections", [0, 1, 4])
def test_few_corrections_decide_nothing(corrections: int) -> None:
    assert asked(experience(corrections)) is None


def test_without_other_messages_to_compare_with_nothing_is_decided() -> None:
    assert asked(experience(20, others=2)) is None


def test_words_that_all_messages_share_decide_nothing() -> None:
    assert asked(experience(20), ("guten", "tag", "unbekannt")) is None


def test_one_word_alone_decides_nothing() -> None:
    assert asked(experience(20), ("waage", "guten", "tag")) is None


def test_the_surer_the_rules_are_the_more_it_takes() -> None:
    known = experience(5)
    assert weigh(known, WORDS, guess="quote", confidence=0.6) is not None
    assert weigh(known, WORDS, guess="quote", confidence=0.98) is None
    assert weigh(known, WORDS, guess="service", confidence=0.98) is not None


def test_two_kinds_with_the_same_words_decide_nothing() -> None:
    counts = {word: {"service": 9, "repair": 9} for word in WORDS}
    known = Experience(
        messages={"service": 9, "repair": 9, "question": 30},
        corrections={"service": 9, "repair": 9},
        counts=counts,
    )
    assert asked(known) is None


def test_words_are_folded_counted_once_and_limited() -> None:
    assert words_of("Prüfung", "prufung 123 ab Łódź") == ("prufung", "lodz")
    assert len(words_of("", " ".join("w" * length for length in range(3, 41)))) == 38
    many = " ".join(f"wort{one}{other}" for one in "abcdefghijk" for other in "abcdefghijk")
    assert len(words_of("", many)) == 80


def correct(world: World, number: int, kind: str) -> None:
    """Let Anna give a ticket another kind."""
    with world.core.read("hellmoor") as unit:
        anna = look_up(unit, "a.kraft@hellmoor.example")
        ticket_id = world.ticket(number).line.ticket.id
    assert anna is not None
    assert anna.side is Side.AGENT
    with world.core.write("hellmoor") as uow:
        set_kind(uow, lock_ticket(uow, ticket_id), kind, anna.person_id)


def settings(world: World) -> TenantConfig:
    """Give the tenant's settings as they are."""
    with world.core.read("hellmoor") as unit:
        return load_config(unit)


def open_to_all_kinds(world: World) -> None:
    """Give the tenant addresses that say nothing about the kind, in its first department."""
    config = settings(world)
    first, *rest = config.departments
    addresses = tuple(one.model_copy(update={"kind": None}) for one in first.addresses)
    plain = first.model_copy(update={"kind": None, "addresses": addresses})
    world.apply(config.model_copy(update={"departments": (plain, *rest)}))


def ask(world: World, text: str) -> Ticket:
    """Let a customer write; gives the ticket."""
    address = settings(world).departments[0].addresses[0].address
    arrival = world.receive(Mail(to=address, subject="Bitte", text=text), peer=OFFICE)
    assert arrival.opened_ticket, arrival.why
    return world.ticket(max(world.numbers())).line.ticket


def teach(world: World, times: int) -> None:
    """Open tickets that are none, and correct each from question to complaint."""
    for number in range(times):
        ask(world, f"Guten Tag, wann haben Sie am Montag offen? Gruß Nummer {number}")
        ticket = ask(world, f"Guten Tag, die Kalibrierung der Waage und der Prüfbericht {number}.")
        assert ticket.kind == "question"
        correct(world, ticket.number, "complaint")


def test_after_five_corrections_the_next_mail_of_the_sort_is_known(either_world: World) -> None:
    open_to_all_kinds(either_world)
    teach(either_world, 4)
    text = "Guten Tag, bitte Prüfbericht zur Kalibrierung meiner Waage."
    assert ask(either_world, text).kind == "question"
    teach(either_world, 1)
    ticket = ask(either_world, text)
    assert ticket.kind == "complaint"
    with either_world.core.read("hellmoor") as unit:
        query = select(InboundMail.why).where(InboundMail.ticket_id == ticket.id)
        assert "learned from 5 corrections" in unit.session.scalars(query).one()
    assert ask(either_world, "Guten Tag, wann haben Sie am Montag offen?").kind == "question"


def test_a_second_correction_takes_the_first_lesson_back(either_world: World) -> None:
    open_to_all_kinds(either_world)
    ticket = ask(either_world, "Guten Tag, die Kalibrierung der Waage.")
    correct(either_world, ticket.number, "complaint")
    correct(either_world, ticket.number, "quote")
    with either_world.core.read("hellmoor") as unit:
        messages, corrections = totals(unit)
        word = counts_of(unit, ["kalibrierung"])["kalibrierung"]
    assert (messages["complaint"], corrections["complaint"], word["complaint"]) == (0, 0, 0)
    assert (messages["quote"], corrections["quote"], word["quote"]) == (1, 1, 1)


def test_what_one_tenant_teaches_no_other_learns(either_world: World) -> None:
    open_to_all_kinds(either_world)
    teach(either_world, 1)
    with either_world.core.read("kaaibox") as unit:
        assert counts_of(unit, [EVERY_MESSAGE, EVERY_CORRECTION, "waage"]) == {}


def test_an_address_with_a_kind_is_not_overruled(world: World) -> None:
    open_to_all_kinds(world)
    teach(world, 5)
    text = "Kalibrierung der Waage, Prüfbericht."
    world.receive(Mail(to="info@hellmoor.example", text=text), peer=OFFICE)
    assert world.ticket(max(world.numbers())).line.ticket.kind == "question"
