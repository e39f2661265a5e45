"""A customer's requests: what is unread for whom, and what a form of the portal becomes."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from tests.support.mails import PDF, Mail
from tests.support.world import OFFICE, World
from tickets.errors import NotFoundError
from tickets.model.people import Location, Person, PersonAddress, Side
from tickets.model.ticket import Channel, Message, Visibility
from tickets.model.viewer import Viewer
from tickets.services.reading import note_read
from tickets.services.requests import Answer, NewPlace, NewRequest, send_answer, send_request
from tickets.services.writing import keep_file
from tickets.store.portal import (
    Counts,
    Request,
    Shelf,
    count_requests,
    find_request,
    list_requests,
    newest_seq,
)
from tickets.store.tenants import load_config

ANNA = "a.kraft@hellmoor.example"
TOMASZ = "t.zielinski@hellmoor.example"
JAN = "jan@nowak-okna.example"
EWA = "ewa@nowak-okna.example"
QUOTE = NewRequest(
    kind="quote",
    subject="Oferta: 48 okien",
    text="Pozycje\n\n1. Okno dwuskrzydłowe, 48 szt.",
    once="0123456789abcdef",
)


def viewer_of(world: World, address: str, *, only_ticket_id: int | None = None) -> Viewer:
    """Give somebody as they would be signed in."""
    with world.core.read("hellmoor") as unit:
        person = unit.session.scalars(
            select(Person)
            .join(PersonAddress, PersonAddress.person_id == Person.id)
            .where(PersonAddress.address == address)
        ).one()
    return Viewer(
        person_id=person.id,
        name=person.name,
        address=address,
        language=person.language or "de",
        time_zone="Europe/Berlin",
        side=Side(person.side),
        role=person.role,
        company_id=person.company_id,
        department_ids=frozenset(),
        led_ids=frozenset(),
        only_ticket_id=only_ticket_id,
        session_id=1,
    )


def asked_and_answered(world: World) -> None:
    """Let Jan ask with Ewa in copy, and Anna answer with a file."""
    world.receive(Mail(cc=f"Ewa <{EWA}>"), peer=OFFICE)
    anna_answers(world, "Anbei unser Angebot.", (("Angebot.pdf", "application/pdf", PDF),))


def anna_answers(world: World, text: str, files: tuple[tuple[str, str, bytes], ...] = ()) -> None:
    """Let Anna answer her newest notice from her mail program."""
    notice = next(one for one in reversed(world.postbox.for_(ANNA)) if "Nowak" in one.text)
    mail = Mail(
        sender=f"Anna Kraft <{ANNA}>",
        to=notice.reply_to,
        text=text,
        files=files,
        in_reply_to=notice.message_id,
    )
    world.receive(mail, peer=OFFICE)


def counts(world: World, viewer: Viewer) -> Counts:
    """Count what lies on the shelves of somebody."""
    with world.core.read("hellmoor") as unit:
        return count_requests(unit, viewer)


def request_of(world: World, viewer: Viewer, number: int = 1001) -> Request | None:
    """Give a request as somebody sees it."""
    with world.core.read("hellmoor") as unit:
        return find_request(unit, viewer, number)


def send(world: World, viewer: Viewer, request: NewRequest) -> int:
    """Send a form."""
    with world.core.read("hellmoor") as unit:
        config = load_config(unit)
    return send_request(world.core, config, viewer, request)


def answer(world: World, viewer: Viewer, text: str, once: str = "fedcba9876543210") -> int:
    """Answer on the first request."""
    found = request_of(world, viewer)
    assert found is not None
    with world.core.read("hellmoor") as unit:
        config = load_config(unit)
    return send_answer(world.core, config, viewer, found.ticket.id, Answer(text, once))


def test_an_answer_is_unread_for_each_reader_until_that_one_reads_it(either_world: World) -> None:
    world = either_world
    asked_and_answered(world)
    jan, ewa = viewer_of(world, JAN), viewer_of(world, EWA)
    assert counts(world, jan) == counts(world, ewa) == Counts(unread=1, open=1, all=1)
    found = request_of(world, jan)
    assert found is not None
    with world.core.write("hellmoor") as uow:
        note_read(uow, found.ticket.id, jan.person_id, newest_seq(uow, jan, found.ticket.id))
    assert counts(world, jan).unread == 0
    assert counts(world, ewa).unread == 1


def test_a_read_mark_never_goes_back(either_world: World) -> None:
    world = either_world
    asked_and_answered(world)
    jan = viewer_of(world, JAN)
    for seq in (9, 1):
        with world.core.write("hellmoor") as uow:
            note_read(uow, world.ticket(1001).line.ticket.id, jan.person_id, seq)
    assert counts(world, jan).unread == 0


def test_who_answers_by_mail_has_read_what_they_answer(either_world: World) -> None:
    world = either_world
    asked_and_answered(world)
    got = world.postbox.last(JAN)
    world.receive(Mail(to=got.reply_to, text="Danke, das passt.", in_reply_to=got.message_id))
    assert counts(world, viewer_of(world, JAN)).unread == 0
    assert counts(world, viewer_of(world, EWA)).unread == 1


def test_a_customer_sees_what_is_public_and_nothing_else(world: World) -> None:
    asked_and_answered(world)
    told = next(one for one in reversed(world.postbox.for_(TOMASZ)))
    world.receive(Mail(sender=TOMASZ, to=told.reply_to, text="Marge 18 Prozent."), peer=OFFICE)
    notes = [one for one in world.ticket(1001).messages if one.visibility == Visibility.INTERNAL]
    assert len(notes) == 1
    found = request_of(world, viewer_of(world, JAN))
    assert found is not None
    assert [entry.author for entry in found.entries] == ["Jan Nowak", "Anna Kraft"]
    assert [one.name for entry in found.entries for one in entry.files] == ["Angebot.pdf"]
    assert found.entries[1].quoted_text == ""
    assert counts(world, viewer_of(world, JAN)).unread == 1


def test_the_list_tells_who_spoke_last_and_how_many_files_there_are(world: World) -> None:
    asked_and_answered(world)
    with world.core.read("hellmoor") as unit:
        (line,) = list_requests(unit, viewer_of(world, JAN), Shelf.UNREAD)
        assert list_requests(unit, viewer_of(world, JAN), Shelf.ALL, page=2) == []
    assert line.last is not None
    assert (line.last.author, line.last.side, line.file_count) == ("Anna Kraft", Side.AGENT, 1)
    assert line.last.text.startswith("Anbei unser Angebot.")


def test_a_form_becomes_a_ticket_with_its_receipt_and_a_notice_to_the_department(
    either_world: World,
) -> None:
    world = either_world
    asked_and_answered(world)
    jan = viewer_of(world, JAN)
    file = keep_file(
        world.core, "hellmoor", name="Plan.pdf", content_type="application/pdf", content=PDF
    )
    place = NewPlace("Baustelle Nord", "ul. Leśna 4, 59-700 Bolesławiec")
    number = send(world, jan, replace(QUOTE, files=(file,), new_place=place))
    world.work()
    view = world.ticket(number)
    assert (view.line.ticket.kind, view.line.ticket.state) == ("quote", "new")
    assert view.line.department == "vertrieb"
    assert (view.messages[0].channel, view.messages[0].trust) == (Channel.WEB, "proven")
    assert str(number) in world.postbox.last(JAN).text
    assert "Okno dwuskrzydłowe" in world.postbox.last(ANNA).text
    assert world.postbox.last(ANNA).files == [("Plan.pdf", PDF)]
    with world.core.read("hellmoor") as unit:
        sites = unit.session.scalars(select(Location)).all()
    assert [(one.name, one.company_id) for one in sites] == [("Baustelle Nord", jan.company_id)]


def test_the_same_form_sent_twice_makes_one_request(either_world: World) -> None:
    world = either_world
    asked_and_answered(world)
    jan = viewer_of(world, JAN)
    assert send(world, jan, QUOTE) == send(world, jan, QUOTE) == 1002
    assert answer(world, jan, "Ja, bitte.") == answer(world, jan, "Ja, bitte.") == 1001
    assert world.numbers() == [1001, 1002]
    said = [one.text for one in world.ticket(1001).messages]
    assert said.count("Ja, bitte.") == 1


def test_an_answer_in_the_portal_reaches_the_owner_and_is_read_by_its_writer(
    either_world: World,
) -> None:
    world = either_world
    asked_and_answered(world)
    jan = viewer_of(world, JAN)
    answer(world, jan, "Passt, bitte bestellen.")
    world.work()
    assert "Passt, bitte bestellen." in world.postbox.last(ANNA).text
    assert counts(world, jan).unread == 0
    assert counts(world, viewer_of(world, EWA)).unread == 1
    found = request_of(world, jan)
    assert found is not None
    assert found.ticket.waits_for_us


def test_a_notices_link_shows_its_ticket_alone_and_opens_none(world: World) -> None:
    asked_and_answered(world)
    world.receive(Mail(subject="Noch etwas"))
    first = world.ticket(1001).line.ticket.id
    narrow = viewer_of(world, JAN, only_ticket_id=first)
    assert request_of(world, narrow, 1001) is not None
    assert request_of(world, narrow, 1002) is None
    assert counts(world, narrow).all == 1
    with pytest.raises(NotFoundError):
        send(world, narrow, QUOTE)


def test_a_colleague_who_is_only_suggested_sees_nothing(world: World) -> None:
    asked_and_answered(world)
    got = world.postbox.last(JAN)
    stranger = Mail(sender="Piet <piet@nowak-okna.example>", to="vertrieb@hellmoor.example")
    world.receive(replace(stranger, in_reply_to=got.message_id))
    with world.core.read("hellmoor") as unit:
        assert unit.session.scalars(select(Message).where(Message.author_name == "Piet")).first()
    piet = viewer_of(world, "piet@nowak-okna.example")
    assert request_of(world, piet, 1001) is None
