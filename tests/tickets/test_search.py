"""Whatever was said is found by any part of its words, and by nobody who may not see it."""

import pytest
from sqlalchemy import text as sql
from sqlalchemy.exc import DBAPIError

from tests.support.desk_story import ANNA, THOMAS, viewer_of
from tests.support.mails import PDF, Mail
from tests.support.world import World
from tickets.model.search import SearchEntry
from tickets.model.viewer import Viewer
from tickets.services.directory import ContactDetails, change_contact
from tickets.services.merging import merge
from tickets.store.desk_list import list_lines
from tickets.store.desk_views import Choice, Found, FoundIn, Survey
from tickets.store.people import look_up
from tickets.store.search_index import find_entries
from tickets.store.tenants import load_config

SALES = "vertrieb@hellmoor.example"
MAILS = (
    ("Holger Timm", "h.timm@timm.example", "Antriebswellen", "Zwei Wellen, Teil K-200.45/B.\n"),
    ("Ewa Nowak", "ewa@nowak.example", "Zapytanie", "Potrzebujemy śruby i złącze\n50% taniej.\n"),
    ("Piet Vos", "piet@vos.example", "Levering", "De trekstangen ontbreken nog.\n"),
    ("Ada Rossi", "ada@rossi.example", "Domanda", "Il Weißling: Wellenkupplung bitte.\n"),
)


@pytest.fixture
def searched(either_world: World) -> World:
    """Four tickets in four languages, 1001 to 1004."""
    for name, sender, subject, text in MAILS:
        mail = Mail(sender=f"{name} <{sender}>", to=SALES, subject=subject, text=text)
        either_world.receive(mail)
        either_world.clock.pass_by(minutes=1)
    return either_world


def found(world: World, words: str, viewer: Viewer | None = None) -> list[int]:
    """Give the numbers of what is found, in their order."""
    return [number for number, _ in places(world, words, viewer)]


def places(
    world: World, words: str, viewer: Viewer | None = None
) -> list[tuple[int, Found | None]]:
    """Give what is found, each with where it stands."""
    me = viewer or viewer_of(world, ANNA)
    with world.core.read("hellmoor") as unit:
        page = list_lines(unit, me, Choice(text=words), Survey())
    return [(line.number, line.found) for line in page.lines]


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("wellen", [1001, 1004]),
        ("sruby", [1002]),
        ("zlacze", [1002]),
        ("ŚRUBY", [1002]),
        ("stangen", [1003]),
        ("weissling", [1004]),
        ("K-200.45/B", [1001]),
        ("200.45", [1001]),
        ("50%", [1002]),
        ("5_%", []),
        ("#1003", [1003]),
        ("1003", [1003]),
        ("zapytanie zlacze", [1002]),
        ("ewa srub", [1002]),
        ("ewa wellen", []),
        ("h.timm@", [1001]),
        ("vo", [1003]),
        ('"wellen', []),
        ("wellen* OR sruby", []),
    ],
)
def test_parts_of_words_are_found_folded_and_literally(
    searched: World, words: str, numbers: list[int]
) -> None:
    assert sorted(found(searched, words)) == numbers


def test_whole_words_come_before_parts_then_subjects_then_what_is_new(searched: World) -> None:
    assert found(searched, "wellen") == [1001, 1004]
    again = Mail(sender="piet@vos.example", to=SALES, subject="Nog iets", text="Wellen graag.\n")
    searched.receive(again)
    assert found(searched, "wellen") == [1001, 1005, 1004]


def test_words_in_several_messages_of_one_ticket_are_found_together(searched: World) -> None:
    notice = searched.postbox.last("piet@vos.example")
    searched.receive(
        Mail(sender="piet@vos.example", to=notice.reply_to, text="En de moeren ook.\n")
    )
    assert found(searched, "moeren trekstangen") == [1003]
    assert found(searched, "moeren wellen") == []


def test_it_is_told_where_the_words_stand(searched: World) -> None:
    mail = Mail(
        sender="ada@rossi.example",
        to=SALES,
        subject="Disegno",
        text="In allegato.\n",
        files=(("Giunto_cardanico.pdf", "application/pdf", PDF),),
    )
    searched.receive(mail)
    ((_, in_message),) = places(searched, "zlacze")
    assert in_message == Found(
        FoundIn.MESSAGE, "Ewa Nowak", "Potrzebujemy śruby i ", "złącze", " 50% taniej."
    )
    ((_, in_file),) = places(searched, "cardanico")
    assert in_file is not None
    assert (in_file.where, in_file.words) == (FoundIn.FILE_NAME, "cardanico")


def test_who_may_not_see_a_ticket_does_not_find_it(searched: World) -> None:
    with searched.core.read("hellmoor") as unit:
        entries = find_entries(unit, ["wellen"], 50)
        assert entries
    with searched.core.read("kaaibox") as unit:
        assert find_entries(unit, ["wellen"], 50) == []
        assert find_entries(unit, ["we"], 50) == []
    stranger = viewer_of(searched, THOMAS)
    shut = {"role": "agent", "department_ids": frozenset(), "led_ids": frozenset()}
    narrow = type(stranger)(**{name: getattr(stranger, name) for name in stranger.__slots__} | shut)
    assert found(searched, "sruby", narrow) == []


def test_a_renamed_contact_is_found_by_the_new_name(searched: World) -> None:
    with searched.core.write("hellmoor") as uow:
        seen = look_up(uow, "piet@vos.example")
        assert seen is not None
        config = load_config(uow)
        details = ContactDetails(name="Pieter de Vries", company="Sluisbouw")
        change_contact(uow, config, seen.person_id, details)
    assert found(searched, "vries") == [1003]
    assert found(searched, "sluisb") == [1003]


def test_what_was_merged_is_found_on_the_ticket_that_holds_it(searched: World) -> None:
    mail = Mail(sender="ada@rossi.example", to=SALES, subject="Ancora", text="E la pompa?\n")
    searched.receive(mail)
    anna = viewer_of(searched, ANNA)
    ids = (searched.ticket(1004).line.ticket.id, searched.ticket(1005).line.ticket.id)
    with searched.core.write("hellmoor") as uow:
        merge(uow, load_config(uow), anna, ids, is_confirmed=False)
    assert found(searched, "wellenkupplung") == [1005]


def test_an_entry_that_is_gone_is_not_found(searched: World) -> None:
    with searched.core.write("hellmoor") as uow:
        for row in uow.session.query(SearchEntry).all():
            uow.session.delete(row)
    assert found(searched, "wellen") == []


def test_the_servers_function_serves_one_tenant_at_a_time(postgres_world: World) -> None:
    mail = Mail(sender="h@timm.example", to=SALES, subject="Antriebswellen", text="Bitte.\n")
    postgres_world.receive(mail)
    asked = sql("SELECT count(*) FROM find_entries(ARRAY['%wellen%'], 9223372036854775807, 10)")
    enter = sql("SELECT set_config('stafette.tenant', :it, true)")
    engine = postgres_world.core.database.engine
    counts = []
    for tenant in ("hellmoor", "kaaibox", ""):
        with engine.connect() as connection:
            connection.execute(enter, {"it": tenant})
            counts.append(connection.scalar(asked))
    assert counts == [1, 0, 0]
    with engine.connect() as connection, pytest.raises(DBAPIError):
        connection.execute(sql("ALTER FUNCTION find_entries(text[], bigint, integer) RESET ALL"))
