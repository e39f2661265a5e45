"""Approvals and opinions with real mailboxes: nobody needs a screen, and the customer sees nothing.

Once as one process on the embedded defaults, and once as gateway and worker apart on PostgreSQL
and Redis under the ordinary role.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from stafette.bootstrap import House, open_house
from stafette.settings import Settings
from tests.support.conwin import BACKENDS, EMBEDDED, stafette_on
from tests.support.firm import Firm, Stafette, wait_until
from tests.support.mails import PDF, Mail
from tests.support.papers import pdf
from tests.support.servers.dovecot import DovecotServer
from tests.support.world import Sent
from tickets.services.conversation import lock_ticket
from tickets.services.handling import set_done
from tickets.services.opinions import Question, ask_opinions
from tickets.services.tasks import BlockedError, By, finish_task
from tickets.services.viewer import viewer_of_person
from tickets.store.people import look_up
from tickets.store.tenants import load_config
from tickets.store.tickets import TicketView, find_ticket

ANNA = "a.kraft@hellmoor.example"
TOMASZ = "t.zielinski@hellmoor.example"
GIULIA = "g.moretti@hellmoor.example"
JONAS = "j.petersen@hellmoor.example"
THOMAS = "t.reuter@hellmoor.example"
JAN = "jan@nowak-okna.example"
COLLEAGUES = (ANNA, TOMASZ, GIULIA, JONAS, THOMAS)
OFFER = PDF + b"% offer 4716\n" * 700
QUOTE = "Dzień dobry,\n\nw załączeniu nasza oferta.\n\nRazem netto: {}\n\nAnna Kraft"
QUOTE_IN_FILE = "Dzień dobry,\n\nw załączeniu nasza oferta.\n\nAnna Kraft"
WORK = f"""
[[approvals]]
currency = "EUR"
departments = ["vertrieb"]
bands = [
    {{ up_to = 1000 }},
    {{ up_to = 20000, approver = "{TOMASZ}" }},
    {{ approver = "{THOMAS}" }},
]

[[checklists]]
kind = "complaint"
steps = [{{ name = "photos", titles = {{ de = "Fotos liegen vor" }}, blocks = "closing" }}]
"""


@dataclass
class Office:
    """A firm at its mailboxes, and the product behind it."""

    firm: Firm
    stafette: Stafette
    house: House

    def asks(self, to: str, subject: str) -> None:
        """Let Jan write to a department."""
        self.firm.sends(Mail(to=to, subject=subject, text="Dzień dobry,\n\nproszę.\n\nJan Nowak"))

    def gets(self, address: str, *words: str, count: int = 1) -> Sent:
        """Wait until somebody has so many mails with all these words, and give that one."""

        def found() -> Sent | None:
            mails = [
                one
                for one in self.firm.got(address)
                if all(word in f"{one.mail['Subject']}\n{one.text}" for word in words)
            ]
            return mails[count - 1] if len(mails) >= count else None

        return wait_until(found, f"{words} for {address}")

    def replies(
        self,
        who: str,
        to: Sent,
        text: str,
        *names: str,
        dmarc: str = "pass",
        content: bytes = OFFER,
    ) -> None:
        """Let somebody reply to a mail from their mail program."""
        files = tuple((name, "application/pdf", content) for name in names)
        mail = Mail(sender=who, to=to.reply_to, text=text, in_reply_to=to.message_id, files=files)
        self.firm.sends(mail, dmarc=dmarc)

    def settles(self, arrivals: int) -> None:
        """Wait until so many mails have come in and each has its outcome."""

        def done() -> bool:
            found = self.stafette.ask("ledger")
            return bool(found["arrivals"] == arrivals and found["pending"] == 0)

        wait_until(lambda: done() or None, f"{arrivals} arrivals with their outcome")

    def answers(self) -> list[Sent]:
        """Give what Jan got in Anna's name."""
        return [one for one in self.firm.got(JAN) if "Anna Kraft via" in str(one.mail["From"])]

    def ticket(self, number: int) -> TicketView:
        """Give a ticket as it is."""
        with self.house.core.read("hellmoor") as unit:
            found = find_ticket(unit, number)
        assert found is not None
        return found

    def by(self, address: str) -> By:
        """Give somebody as who acts."""
        with self.house.core.read("hellmoor") as unit:
            glimpse = look_up(unit, address)
            assert glimpse is not None
            who = viewer_of_person(unit, glimpse.person_id)
        assert who is not None
        return By(who)


@pytest.fixture
def firm(dovecot_server: DovecotServer, tmp_path: Path) -> Iterator[Firm]:
    """Give a firm whose people all have mailboxes, and in which quotes are approved."""
    with Firm(dovecot_server, tmp_path) as made:
        for address in (*COLLEAGUES, JAN):
            made.person(address)
        path = tmp_path / "tenants" / "hellmoor" / "tenant.toml"
        path.write_text(path.read_text(encoding="utf-8") + WORK, encoding="utf-8")
        yield made


@pytest.fixture(params=BACKENDS)
def office(firm: Firm, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Office]:
    """Give the firm with a running Stafette of each kind in turn."""
    of_house: dict[str, Any] = {"data_dir": tmp_path / "data", "tenants_dir": tmp_path / "tenants"}
    if request.param != EMBEDDED:
        of_house["database_url"] = request.getfixturevalue("postgres_database").app_url
    running = stafette_on(
        request.param, tmp_path, request, "gateway", "worker", STAFETTE_SWEEP_SECONDS="1"
    )
    with running as (made, _said), open_house(Settings(**of_house)) as house:
        yield Office(firm, made, house)


def test_quotes_go_out_when_who_must_agree_has_said_so_by_mail(office: Office) -> None:
    office.asks("sprzedaz@hellmoor.example", "Zapytanie: 48 okien")
    notice = office.gets(ANNA, "48 okien")
    office.replies(ANNA, notice, QUOTE.format("12 000,00 EUR"), "Oferta_4716.pdf")
    asked = office.gets(TOMASZ, "Razem netto: 12 000,00 EUR")
    assert [name for name, _ in asked.files] == ["Oferta_4716.pdf"]
    assert "Tomasz" in office.gets(ANNA, "Ihr Angebot an Jan Nowak").text

    # Somebody writes in Tomasz's name, and the tenant's server says that it is not him.
    office.replies(TOMASZ, asked, "ok", dmarc="fail")
    warned = office.gets(TOMASZ, "/desk/approvals/", "Czy to Państwo?")
    assert "reply+" not in str(warned.mail["Reply-To"])
    office.settles(3)
    assert (office.answers(), office.stafette.ask("ledger")["held"]) == ([], 1)

    office.replies(TOMASZ, asked, "ok\n\nTomasz")
    answer = office.gets(JAN, "Razem netto: 12 000,00 EUR")
    assert answer.files == [("Oferta_4716.pdf", OFFER)]
    assert str(answer.mail["From"]).startswith("Anna Kraft via Hellmoor")
    assert office.ticket(1001).line.owner is not None
    office.gets(ANNA, "Freigegeben")

    office.asks("sprzedaz@hellmoor.example", "Zapytanie: jedno okno")
    notice = office.gets(ANNA, "jedno okno")
    office.replies(ANNA, notice, QUOTE.format("900,00 EUR"), "Oferta_4717.pdf")
    office.gets(JAN, "900,00 EUR")

    office.asks("sprzedaz@hellmoor.example", "Zapytanie: hotel")
    notice = office.gets(ANNA, "hotel")
    office.replies(ANNA, notice, QUOTE.format("90 000,00 EUR"), "Oferta_4718.pdf")
    asked = office.gets(THOMAS, "Razem netto: 90 000,00 EUR")
    office.replies(THOMAS, asked, "zurück: Preis Pos. 3 prüfen")
    office.gets(ANNA, "Zurückgegeben", "Preis Pos. 3 prüfen")
    (task,) = office.ticket(1003).tasks
    assert (task.kind, task.text) == ("quote_returned", "Preis Pos. 3 prüfen")

    # This amount stands in the file alone, and nobody is asked what it is.
    office.asks("sprzedaz@hellmoor.example", "Zapytanie: szkoła")
    notice = office.gets(ANNA, "szkoła")
    inside = pdf("Oferta 4719\nOkna  48 szt.\nRazem netto: 12 500,00 EUR")
    office.replies(ANNA, notice, QUOTE_IN_FILE, "Oferta_4719.pdf", content=inside)
    asked = office.gets(TOMASZ, "12 500 EUR")
    assert asked.files == [("Oferta_4719.pdf", inside)]
    assert len(office.answers()) == 2
    everything = b"".join(one.raw for one in office.firm.got(JAN))
    assert b"90 000" not in everything
    assert b"Pos. 3" not in everything


def test_opinions_on_a_complaint_come_by_mail_and_stay_inside(office: Office) -> None:
    office.asks("reklamacje@hellmoor.example", "Reklamacja: pęknięta szyba")
    notice = office.gets(JONAS, "pęknięta szyba")
    ticket_id = office.ticket(1001).line.ticket.id
    core, jonas = office.house.core, office.by(JONAS)
    with core.read("hellmoor") as unit:
        config = load_config(unit)
    people = tuple(office.by(one).who.person_id for one in (TOMASZ, ANNA, GIULIA))
    due_at = core.clock.now() + timedelta(seconds=12)
    question = Question("Kulanz oder Gutachten? Kennwort Kastanie.", due_at, people)
    ask_opinions(core, config, ticket_id, question, jonas)

    asked = {one: office.gets(one, "Kennwort Kastanie") for one in (TOMASZ, ANNA, GIULIA)}
    office.replies(TOMASZ, asked[TOMASZ], "Kulanz, Kennwort Ahorn.")
    office.replies(ANNA, asked[ANNA], "Erst ein Gutachten, Kennwort Birke.")
    chased = office.gets(GIULIA, "Kennwort Kastanie", "Promemoria")
    assert chased.reply_to == asked[GIULIA].reply_to
    office.settles(3)
    with pytest.raises(BlockedError, match="Fotos liegen vor"):
        finish(office, is_done=True)
    (step,) = office.ticket(1001).tasks
    with core.write("hellmoor") as uow:
        finish_task(uow, lock_ticket(uow, ticket_id), step.id, jonas, is_done=True)
    finish(office, is_done=True)

    office.replies(GIULIA, chased, "Gutachten, Kennwort Linde.")
    told = office.gets(JONAS, "Ahorn", "Birke", "Linde")
    assert "Kastanie" in told.text
    office.replies(JONAS, notice, "Dzień dobry,\n\nuznajemy reklamację.\n\nJonas Petersen")
    office.gets(JAN, "uznajemy reklamację")
    assert not [one for one in (TOMASZ, ANNA) if len(reminded(office, one)) > 1]
    assert len(reminded(office, GIULIA)) == 2
    everything = b"".join(one.raw for one in office.firm.got(JAN))
    said = "\n".join(
        f"{one.mail['Subject']}\n{one.text}\n{one.html}" for one in office.firm.got(JAN)
    )
    for word in ("Kastanie", "Ahorn", "Birke", "Linde", "Kulanz", *COLLEAGUES):
        assert word not in said
        assert word.encode() not in everything


def reminded(office: Office, address: str) -> list[Sent]:
    """Give the mails by which somebody was asked for an opinion."""
    return [one for one in office.firm.got(address) if "Kennwort Kastanie" in one.text]


def finish(office: Office, *, is_done: bool) -> None:
    """Let the lead close the complaint."""
    jonas = office.by(JONAS).who.person_id
    ticket_id = office.ticket(1001).line.ticket.id
    with office.house.core.write("hellmoor") as uow:
        set_done(uow, lock_ticket(uow, ticket_id), jonas, is_done=is_done)
