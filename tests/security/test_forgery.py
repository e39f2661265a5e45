"""Nobody posts as an agent by writing a From line (P9): From forms x proofs x ways in."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count

import pytest
from sqlalchemy import func, select

from mailgw.actors import jobs_of
from mailgw.inbound import Gateway
from mailgw.outbound.deliver import Office
from mailgw.reading import Reader
from tests.security.forms import ANNA, FORMS, RECORDS, SERVER, STATES, TRICKS, Form, State
from tests.support.mails import Mail
from tests.support.world import OFFICE, World, open_world
from tickets.model.mail import InboundMail, Outcome
from tickets.model.people import Person, Side
from tickets.model.ticket import Message, Ticket, Visibility
from tickets.services.arrivals import release_arrival
from tickets.store.tenants import load_config

JAN = "jan@nowak-okna.example"
_numbers = count(1)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, reader: Reader) -> Iterator[World]:
    """One world for the whole matrix: a ticket of Jan's, a trusted server, and DNS with keys."""
    with open_world(tmp_path_factory.mktemp("forgery"), reader) as world:
        with world.core.read("hellmoor") as unit:
            config = load_config(unit)
        world.apply(config.model_copy(update={"trusted_authserv_ids": (SERVER,)}))
        gateway = Gateway(world.core, reader, "test", get_txt=RECORDS.get)
        sending = Office(world.core, lambda _config: world.postbox, lambda _config: None, "test")
        world.jobs = jobs_of(gateway, sending)
        world.receive(Mail(message_id="first@nowak-okna.example"), peer=OFFICE)
        yield world


def write(form: Form, to: str, text: str, answers: str = "") -> bytes:
    """Write a mail with these From fields, byte by byte."""
    number = next(_numbers)
    answers = f"In-Reply-To: <{answers}>\r\nReferences: <{answers}>\r\n" if answers else ""
    head = (
        f"To: {to}\r\nSubject: AW: Anfrage\r\nDate: Mon, 16 Nov 2026 10:00:00 +0100\r\n"
        f"Message-ID: <forged-{number}@elsewhere.example>\r\n{answers}"
        "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    )
    return form.fields + head.encode() + f"{text}\r\n".encode()


def agents_words(world: World, marker: str) -> list[tuple[str, str]]:
    """Give number and visibility of every message in an agent's name that holds a marker."""
    with world.core.read("hellmoor") as unit:
        rows = unit.session.execute(
            select(Ticket.number, Message.visibility)
            .join(Ticket, Ticket.id == Message.ticket_id)
            .join(Person, Person.id == Message.author_id)
            .where(Person.side == Side.AGENT, Message.text.contains(marker))
        )
        return [(str(row[0]), row[1]) for row in rows]


def come_in(
    world: World, form: Form, state: State, to: str, answers: str = ""
) -> tuple[str, InboundMail]:
    """Let one forged mail come in; gives the word by which its text is known, and its arrival."""
    marker = f"Kennwort{next(_numbers)}ende"
    raw = state.dress(write(form, to, f"Bitte zahlen. {marker}", answers))
    arrival = world.receive(raw, to, peer=state.peer)
    # Far enough apart that no limit of a number per hour plays a part.
    world.clock.pass_by(minutes=25)
    return marker, arrival


def reached_customer(world: World, marker: str) -> bool:
    """Tell whether any mail with the marker went to somebody outside."""
    return any(marker.encode() in one.raw for one in world.postbox.sent if one.to == JAN)


@pytest.mark.parametrize("state", [*STATES, *TRICKS], ids=lambda one: one.name)
def test_p09_only_the_agent_posts_by_her_reply_address(office: World, state: State) -> None:
    to = office.postbox.for_(ANNA)[0].reply_to
    for form in FORMS if state in STATES else FORMS[:9]:
        marker, arrival = come_in(office, form, state, to)
        may = form.is_single and state.proves
        assert reached_customer(office, marker) is may, form.name
        said = agents_words(office, marker)
        assert said == ([("1001", Visibility.PUBLIC)] if may else []), form.name
        assert (arrival.outcome == Outcome.DELIVERED) is may, (form.name, arrival.why)
        if not may:
            assert arrival.outcome == Outcome.HELD, (form.name, arrival.rule)


@pytest.mark.parametrize("state", STATES, ids=lambda one: one.name)
def test_p09_references_alone_let_no_agent_act(office: World, state: State) -> None:
    notice = office.postbox.for_(ANNA)[0].message_id
    for form in FORMS:
        marker, _ = come_in(office, form, state, "vertrieb@hellmoor.example", notice)
        assert not reached_customer(office, marker), form.name
        assert all(number != "1001" for number, _ in agents_words(office, marker)), form.name


@pytest.mark.parametrize("state", STATES, ids=lambda one: one.name)
def test_p09_an_unproven_agent_opens_only_a_flagged_ticket(office: World, state: State) -> None:
    for form in FORMS:
        marker, arrival = come_in(office, form, state, "vertrieb@hellmoor.example")
        assert not reached_customer(office, marker), form.name
        is_proven = form.is_single and state.proves
        with office.core.read("hellmoor") as unit:
            query = (
                select(Ticket.flags)
                .join(Message, Message.ticket_id == Ticket.id)
                .join(Person, Person.id == Ticket.requester_id)
                .where(Message.text.contains(marker), Person.side == Side.AGENT)
            )
            flags = unit.session.scalar(query)
        if flags is not None:
            assert form.is_single, form.name
            assert ("unauthenticated_agent" in flags) is not is_proven, form.name
        else:
            assert not form.is_single or arrival.outcome == Outcome.HELD, form.name


def test_p09_no_forgery_made_anybody_owner_or_left_a_word(office: World) -> None:
    with office.core.read("hellmoor") as unit:
        foreign = unit.session.scalar(
            select(func.count(Message.id))
            .join(Ticket, Ticket.id == Message.ticket_id)
            .where(Ticket.number == 1001, Message.trust != "proven")
        )
    assert foreign == 0


def test_p09_a_held_writer_is_told_and_a_click_lets_the_mail_through(world: World) -> None:
    world.receive(Mail(), peer=OFFICE)
    notice = world.postbox.last(ANNA)
    before = len(world.postbox.for_(ANNA))
    arrival = world.receive(
        Mail(sender=f"Anna Kraft <{ANNA}>", to=notice.reply_to, text="Hier das Angebot."),
    )
    assert arrival.outcome == Outcome.HELD
    (told,) = world.postbox.for_(ANNA)[before:]
    assert told.mail["Auto-Submitted"] == "auto-replied"
    assert [name for name, _ in told.files] == ["mail.eml"]
    with world.core.write("hellmoor") as uow:
        release_arrival(uow, arrival.id)
    world.work()
    assert "Hier das Angebot." in world.postbox.last(JAN).text


def test_p09_one_named_in_a_forgery_gets_no_word_of_it(world: World) -> None:
    world.receive(Mail(), peer=OFFICE)
    number = len(world.postbox.for_(ANNA))
    forged = Mail(
        sender=f"Kaufen-Sie <{ANNA}>",
        subject="Gutschein [#1001]",
        text="Klicken Sie auf evil.example!",
        files=(("Gutschein.html", "text/html", b"<b>evil.example</b>"),),
    )
    assert world.receive(forged).outcome == Outcome.HELD
    for told in world.postbox.for_(ANNA)[number:]:
        assert "Gutschein" not in str(told.mail)
        assert b"evil" not in told.raw
        assert b"Kaufen" not in told.raw
        assert told.files == []


@pytest.mark.parametrize("automatic", [False, True])
def test_p09_a_customers_reply_address_makes_nobody_an_agent(world: World, automatic: bool) -> None:  # noqa: FBT001 - a test's two cases
    world.receive(Mail(), peer=OFFICE)
    token = world.postbox.last(JAN).reply_to
    sent = len(world.postbox.sent)
    headers = (("Auto-Submitted", "auto-replied"),) if automatic else ()
    forged = Mail(sender=f"Anna Kraft <{ANNA}>", to=token, text="Bitte erstatten.", headers=headers)
    arrival = world.receive(forged)
    assert arrival.outcome in (Outcome.HELD, Outcome.DROPPED)
    assert len(world.ticket(1001).messages) == 1
    others = [one for one in world.postbox.sent[sent:] if one.to != ANNA]
    assert others == []


def test_p09_an_automatic_forgery_leaves_no_line_in_the_agents_name(world: World) -> None:
    world.receive(Mail(), peer=OFFICE)
    notice = world.postbox.last(ANNA)
    marks = (("Auto-Submitted", "auto-replied"),)
    base = Mail(sender=ANNA, text="Ich war es.", headers=marks)
    for mail in (
        replace(base, to=notice.reply_to, text="Ich war es."),
        replace(base, in_reply_to=notice.message_id, text="Ich auch."),
        replace(base, subject="Re: [#1001]", text="Und ich."),
    ):
        assert world.receive(mail).outcome == Outcome.DROPPED
    assert len(world.ticket(1001).messages) == 1


def test_p09_a_former_agent_cannot_act_any_more(world: World) -> None:
    world.receive(Mail(), peer=OFFICE)
    notice = world.postbox.last(ANNA)
    with world.core.read("hellmoor") as unit:
        config = load_config(unit)
    left = tuple(one for one in config.people if one.address != ANNA)
    departments = tuple(
        one.model_copy(update={"members": tuple(m for m in one.members if m.address != ANNA)})
        for one in config.departments
    )
    world.apply(config.model_copy(update={"people": left, "departments": departments}))
    by_address = Mail(sender=ANNA, to=notice.reply_to, text="Ich bin noch da.")
    by_reference = Mail(sender=ANNA, in_reply_to=notice.message_id, text="Und hier.")
    for mail in (by_address, by_reference, Mail(sender=ANNA, subject="Neu")):
        assert world.receive(mail, peer=OFFICE).outcome == Outcome.HELD
    assert len(world.ticket(1001).messages) == 1
    assert world.numbers() == [1001]


def test_p09_a_trusted_servers_name_is_believed_only_from_its_relay(office: World) -> None:
    notice = office.postbox.for_(ANNA)[0]
    result = (("Authentication-Results", f"{SERVER}; dmarc=pass header.from=hellmoor.example"),)
    forged = Mail(
        sender=f"Anna Kraft <{ANNA}>", to=notice.reply_to, text="Neues Konto.", headers=result
    )
    assert office.receive(forged, peer="198.51.100.7").outcome == Outcome.HELD
