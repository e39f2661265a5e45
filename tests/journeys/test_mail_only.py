"""A department that works by mail alone: from new to done without one request to the web.

Once as one process on the embedded defaults, and once as gateway and worker apart on PostgreSQL
and Redis under the ordinary role.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from stafette.bootstrap import open_house
from stafette.settings import Settings
from tests.journeys.test_netcrm import COLLEAGUES, JAN, Office
from tests.support.conwin import BACKENDS, EMBEDDED, stafette_on
from tests.support.firm import Firm, wait_until
from tests.support.servers.dovecot import DovecotServer
from tests.support.world import Sent
from tickets.model.task import TaskState
from tickets.model.ticket import TicketState, Visibility

ANNA = "a.kraft@hellmoor.example"
TOMASZ = "t.zielinski@hellmoor.example"
THOMAS = "t.reuter@hellmoor.example"
NUMBER = 1001
INNER = ("Kastanie", "Ahorn", "Birke", "Linde", "Buche", "zuweisen", "Aufgabe", "gotowe", "/act/")
"""Words that are said inside, and the commands themselves."""


@pytest.fixture
def firm(dovecot_server: DovecotServer, tmp_path: Path) -> Iterator[Firm]:
    """Give a firm whose people all have mailboxes."""
    with Firm(dovecot_server, tmp_path) as made:
        for address in (*COLLEAGUES, JAN):
            made.person(address)
        yield made


@pytest.fixture(params=BACKENDS)
def office(firm: Firm, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Office]:
    """Give the firm with a running Stafette of each kind in turn; none of them serves pages."""
    of_house: dict[str, Any] = {"data_dir": tmp_path / "data", "tenants_dir": tmp_path / "tenants"}
    if request.param != EMBEDDED:
        of_house["database_url"] = request.getfixturevalue("postgres_database").app_url
    running = stafette_on(
        request.param, tmp_path, request, "gateway", "worker", STAFETTE_SWEEP_SECONDS="1"
    )
    with running as (made, _said), open_house(Settings(**of_house)) as house:
        yield Office(firm, made, house)


def answers(office: Office) -> list[Sent]:
    """Give what Jan got but for the receipt."""
    return [one for one in office.firm.got(JAN) if " via " in str(one.mail["From"])]


def test_a_lead_and_two_agents_run_a_ticket_by_mail_alone(office: Office) -> None:
    office.asks("sprzedaz@hellmoor.example", "Zapytanie: 48 okien")
    notice = office.gets(THOMAS, "48 okien")
    office.replies(THOMAS, notice, "zuweisen: Anna\n\nGruß, Thomas")
    handed = office.gets(ANNA, "Thomas Reuter hat Ihnen das übergeben")

    office.replies(
        ANNA,
        handed,
        "Aufgabe: Glas prüfen, Kennwort Kastanie @tomasz\n\n"
        "Dzień dobry,\n\nsprawdzamy i wracamy do Pana jutro.\n\nAnna Kraft",
    )
    office.gets(JAN, "wracamy do Pana jutro")
    task = office.gets(TOMASZ, "Kennwort Kastanie")
    office.replies(TOMASZ, task, "zrobione\n\nSzkło jest w magazynie, hasło Ahorn.")
    note = office.gets(ANNA, "hasło Ahorn")

    question = "Stellungnahme von: Tomasz, Thomas: Geht der Preis, Kennwort Birke?"
    office.replies(ANNA, note, question)
    for address, word in ((TOMASZ, "Tak, hasło Linde."), (THOMAS, "Ja, Kennwort Buche.")):
        office.replies(address, office.gets(address, "Kennwort Birke"), word)
    told = office.gets(ANNA, "Linde", "Buche")

    day = office.house.core.clock.now() + timedelta(days=3)
    office.replies(ANNA, told, f"Wiedervorlage: {day:%d.%m.%Y}")
    wait_until(lambda: office.ticket(NUMBER).line.ticket.snoozed_until, "the ticket rests")
    office.replies(ANNA, told, "zuweisen: Tomasz\n\nBitte übernimm du, Kennwort Eiche.")
    handed = office.gets(TOMASZ, "Anna Kraft przekazuje to Państwu")
    office.replies(
        TOMASZ,
        handed,
        "#gotowe\n\nDzień dobry,\n\ncena 4.716 EUR zostaje bez zmian.\n\nTomasz Zieliński",
    )
    office.gets(JAN, "zostaje bez zmian")
    office.settles(10)

    view = office.ticket(NUMBER)
    ticket = view.line.ticket
    assert (ticket.state, ticket.owner_id) == (TicketState.DONE, office.by(TOMASZ).who.person_id)
    assert [one.state for one in view.tasks] == [TaskState.DONE]
    public = [one for one in view.messages if one.visibility == Visibility.PUBLIC]
    assert len(public) == 3
    assert office.stafette.ask("ledger")["held"] == 0
    ways = {(one.content or {}).get("way") for one in view.events} - {None}
    assert ways == {"mail"}

    assert len(answers(office)) == 2
    everything = b"".join(one.raw for one in office.firm.got(JAN))
    said = "\n".join(f"{one.mail.items()}\n{one.text}\n{one.html}" for one in office.firm.got(JAN))
    for word in (*INNER, "Eiche", *COLLEAGUES):
        assert word not in said, word
        assert word.encode() not in everything, word
