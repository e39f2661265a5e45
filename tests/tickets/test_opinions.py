"""Rounds of opinions: asked of several, answered by mail or on the desk, never seen outside."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.support.approving import ANNA, GIULIA, JAN, JONAS, TOMASZ, Firm
from tests.support.mails import PDF, Mail
from tests.support.world import OFFICE, World
from tickets.errors import NotFoundError, RefusedError
from tickets.model.event import Event
from tickets.model.judging import Opinion
from tickets.model.ticket import Visibility
from tickets.services.opinions import Question, ask_opinions, close_round, write_opinion
from tickets.store.opinions import RoundView, opinions_wanted_of, rounds_of_ticket

QUESTION = "Kulanz oder Gutachten? Kennwort Kastanie."
COMPLAINT = 1001


@pytest.fixture
def firm(world: World) -> Firm:
    """A firm with a complaint that Jonas has asked three colleagues about."""
    made = complaint(world)
    ask(made)
    return made


@pytest.fixture
def either_firm(either_world: World) -> Firm:
    """The same on each database in turn."""
    made = complaint(either_world)
    ask(made)
    return made


def complaint(world: World) -> Firm:
    photo = ("Riss.pdf", "application/pdf", PDF)
    to = "reklamation@hellmoor.example"
    world.receive(Mail(to=to, subject="Scheibe gesprungen", files=(photo,)), peer=OFFICE)
    return Firm(world)


def ask(firm: Firm, *people: str) -> None:
    now = firm.world.clock.now()
    ids = tuple(firm.person(one) for one in people or (TOMASZ, ANNA, GIULIA))
    question = Question(QUESTION, now + timedelta(days=2), ids)
    ask_opinions(firm.world.core, firm.config, ticket_id(firm), question, firm.by(JONAS))
    firm.world.work()


def ticket_id(firm: Firm) -> int:
    return firm.world.ticket(COMPLAINT).line.ticket.id


def the_round(firm: Firm) -> RoundView:
    with firm.world.core.read("hellmoor") as unit:
        return rounds_of_ticket(unit, ticket_id(firm))[-1]


def opinion_of(firm: Firm, address: str) -> int:
    person_id = firm.person(address)
    return next(one.id for one in the_round(firm).opinions if one.person_id == person_id)


def asked(firm: Firm, address: str) -> int:
    return sum(QUESTION in one.text for one in firm.world.postbox.for_(address))


def test_each_colleague_gets_the_question_the_conversation_and_the_files(firm: Firm) -> None:
    for address in (TOMASZ, ANNA, GIULIA):
        got = firm.world.postbox.last(address)
        assert QUESTION in got.text
        assert "12 Fenster" in got.text
        assert got.files == [("Riss.pdf", PDF)]
        assert "reply+" in got.reply_to


def test_any_reply_is_the_opinion_inside_and_the_last_one_brings_all_to_the_asker(
    either_firm: Firm,
) -> None:
    firm = either_firm
    assert firm.replies(TOMASZ, "Kulanz, Kennwort Ahorn.\n\nGruß\nTomasz") == "agents_opinion"
    firm.replies(ANNA, "Erst ein Gutachten, Kennwort Birke.")
    before = len(firm.world.postbox.for_(JONAS))
    write_opinion(
        firm.world.core, firm.config, opinion_of(firm, GIULIA), "Kennwort Linde.", firm.by(GIULIA)
    )
    firm.world.work()
    view = the_round(firm)
    assert [one.name for one in view.given] == ["Tomasz Zieliński", "Anna Kraft", "Giulia Moretti"]
    assert not view.is_open
    (told,) = firm.world.postbox.for_(JONAS)[before:]
    for word in ("Ahorn", "Birke", "Linde"):
        assert word in told.text
    messages = firm.world.ticket(COMPLAINT).messages[1:]
    assert {one.visibility for one in messages} == {Visibility.INTERNAL}
    everything = b"".join(one.raw for one in firm.world.postbox.for_(JAN))
    for inner in (b"Kennwort", b"Kulanz", b"Gutachten"):
        assert inner not in everything


def test_who_is_late_is_chased_once_and_who_has_answered_never(either_firm: Firm) -> None:
    firm = either_firm
    firm.replies(TOMASZ, "Kulanz.")
    firm.world.clock.pass_by(days=2, minutes=1)
    firm.world.work()
    assert [asked(firm, one) for one in (TOMASZ, ANNA, GIULIA)] == [1, 2, 2]
    firm.world.clock.pass_by(days=30)
    firm.world.work()
    assert [asked(firm, one) for one in (TOMASZ, ANNA, GIULIA)] == [1, 2, 2]
    firm.replies(ANNA, "Gutachten.")
    assert [one.name for one in the_round(firm).missing] == ["Giulia Moretti"]


def test_a_second_word_of_somebody_is_kept_beside_the_first(firm: Firm) -> None:
    firm.replies(TOMASZ, "Kulanz.")
    firm.replies(TOMASZ, "Noch etwas: Chargen 12 und 13.")
    assert [one.text.strip() for one in the_round(firm).given] == ["Kulanz."]
    last = firm.world.ticket(COMPLAINT).messages[-1]
    assert (last.text.strip(), last.visibility) == (
        "Noch etwas: Chargen 12 und 13.",
        Visibility.INTERNAL,
    )


def test_closing_by_hand_waits_for_nobody_and_a_late_word_still_reaches_the_asker(
    either_firm: Firm,
) -> None:
    firm = either_firm
    firm.replies(TOMASZ, "Kulanz.")
    row = the_round(firm).round
    close_round(firm.world.core, firm.config, ticket_id(firm), row.id, firm.by(JONAS))
    firm.world.clock.pass_by(days=3)
    firm.world.work()
    assert asked(firm, ANNA) == 1
    firm.replies(ANNA, "Doch noch: Gutachten, Kennwort Birke.")
    assert "Birke" in firm.world.postbox.last(JONAS).text


def test_a_forged_opinion_is_held(firm: Firm) -> None:
    failing = "mx.hellmoor.example; dmarc=fail header.from=hellmoor.example"
    headers = (("Authentication-Results", failing),)
    rule = firm.replies(TOMASZ, "Zahlt alles!", peer="203.0.113.9", headers=headers)
    assert rule == "agent_not_authenticated"
    assert the_round(firm).given == []


def test_nobody_answers_for_another_and_only_who_is_asked_has_it_on_the_list(firm: Firm) -> None:
    with pytest.raises(NotFoundError):
        write_opinion(firm.world.core, firm.config, opinion_of(firm, ANNA), "Ich!", firm.by(TOMASZ))
    with firm.world.core.read("hellmoor") as unit:
        assert len(opinions_wanted_of(unit, firm.person(ANNA))) == 1
        assert opinions_wanted_of(unit, firm.person(JONAS)) == []


def test_a_round_needs_people_a_question_and_a_day_to_come(world: World) -> None:
    firm = complaint(world)
    now = world.clock.now()
    tomorrow, me = now + timedelta(days=1), firm.person(JONAS)
    for question in (
        Question("Was?", tomorrow, ()),
        Question("Was?", tomorrow, (me,)),
        Question(" ", tomorrow, (firm.person(ANNA),)),
        Question("Was?", now, (firm.person(ANNA),)),
        Question("Was?", now + timedelta(days=400), (firm.person(ANNA),)),
        Question("Was?", tomorrow, (99,)),
    ):
        with pytest.raises(RefusedError):
            ask_opinions(world.core, firm.config, ticket_id(firm), question, firm.by(JONAS))
    with world.core.read("hellmoor") as unit:
        assert unit.session.scalars(select(Opinion)).all() == []


def test_every_step_is_an_event_with_who_and_by_which_way(firm: Firm) -> None:
    firm.replies(TOMASZ, "Kulanz.")
    with firm.world.core.read("hellmoor") as unit:
        events = unit.session.scalars(select(Event).order_by(Event.seq)).all()
    told = {one.kind: (one.actor_id, (one.content or {}).get("way")) for one in events}
    assert told["opinions_asked"] == (firm.person(JONAS), "web")
    assert told["opinion_given"] == (firm.person(TOMASZ), "mail")
