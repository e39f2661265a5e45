"""What stands only in a file is found with the words around it, by who may see its message."""

from dataclasses import replace

import pytest

from tests.support.desk_story import ANNA, THOMAS, viewer_of
from tests.support.mails import Mail
from tests.support.papers import PDF_TYPE, SHEET_TYPE, WORD_TYPE, docx, locked_pdf, pdf, xlsx
from tests.support.world import World
from tests.tickets.test_search import found, places
from tickets.model.noted import find_unread
from tickets.services.requests import Answer, send_answer
from tickets.services.viewer import viewer_of_person
from tickets.services.writing import keep_file
from tickets.store.desk_views import FoundIn
from tickets.store.people import look_up
from tickets.store.tenants import load_config
from tickets.text.documents import Unread

JAN = "jan@nowak-okna.example"
FILES = (
    ("Rysunek.pdf", PDF_TYPE, pdf("Position 7: Gelenkwelle", "Größe 40, Paßfeder")),
    ("Brief.docx", WORD_TYPE, docx("Sehr geehrte Damen,", "die Kastanienholzschwelle fehlt.")),
    ("Liste.xlsx", SHEET_TYPE, xlsx(("Drehkippbeschlag", 12), ("Flügel", 900.5))),
    ("lista.txt", "text/plain", "Uszczelka żywiczna, część górna; złącze i śruby".encode("cp1250")),
)


@pytest.fixture
def searched(either_world: World) -> World:
    """One ticket with four files."""
    either_world.receive(Mail(files=FILES))
    return either_world


def test_words_that_stand_only_in_a_file_are_found(searched: World) -> None:
    for words in ("welle passfeder", "kastanienholz", "drehkipp flugel", "zywiczna"):
        assert found(searched, words) == [1001], words
    assert found(searched, "kastanienholz drehkipp") == [1001]
    assert found(searched, "ahornholz") == []


def test_the_file_is_named_with_what_stands_around_the_words(searched: World) -> None:
    ((_, place),) = places(searched, "kastanienholz")
    assert place is not None
    assert (place.where, place.name, place.words) == (FoundIn.FILE, "Brief.docx", "Kastanienholz")


def test_a_file_is_not_found_by_who_may_not_see_its_message(searched: World) -> None:
    thomas = viewer_of(searched, THOMAS)
    nowhere: frozenset[int] = frozenset()
    shut = replace(thomas, role="agent", department_ids=nowhere, led_ids=nowhere)
    assert found(searched, "kastanienholz", viewer_of(searched, ANNA)) == [1001]
    assert found(searched, "kastanienholz", shut) == []


def test_a_customers_upload_is_found_and_told_where_it_cannot_be_read(searched: World) -> None:
    core = searched.core
    with core.read("hellmoor") as unit:
        config = load_config(unit)
        seen = look_up(unit, JAN)
        assert seen is not None
        jan = viewer_of_person(unit, seen.person_id)
    assert jan is not None
    contents = {"Plan.pdf": pdf("Rosskastanie"), "Zu.pdf": locked_pdf(pdf("x"), reader="geheim")}
    files = tuple(
        keep_file(core, "hellmoor", name=name, content_type=PDF_TYPE, content=content)
        for name, content in contents.items()
    )
    ticket_id = searched.ticket(1001).line.ticket.id
    send_answer(core, config, jan, ticket_id, Answer("Anbei.", files=files, once="a"))
    assert found(searched, "rosskastanie") == [1001]
    newest = searched.ticket(1001).messages[-1]
    assert find_unread(newest.flags) == {1: Unread.LOCKED}
