"""An offer written in a mail program reaches us by three ways and stands on its ticket once.

With real mailboxes: once as one process on the embedded defaults, and once as gateway and worker
apart on PostgreSQL and Redis under the ordinary role.
"""

import smtplib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from stafette.bootstrap import House, open_house
from stafette.settings import Settings
from tests.support.conwin import BACKENDS, EMBEDDED, smtp_port_of, stafette_on
from tests.support.firm import Firm, Stafette, wait_until
from tests.support.mails import PDF, Mail
from tests.support.servers.dovecot import DovecotServer
from tickets.model.ticket import Visibility
from tickets.services.drop_addresses import renew_drop_address
from tickets.store.ledger import list_arrivals
from tickets.store.people import look_up
from tickets.store.tenants import load_config
from tickets.store.tickets import TicketView, find_ticket

ANNA = "a.kraft@hellmoor.example"
COLLEAGUES = (ANNA, "t.zielinski@hellmoor.example", "t.reuter@hellmoor.example")
JAN = "jan@nowak-okna.example"
SALES = "vertrieb@hellmoor.example"
SISTER = "lena@privat.example"


@dataclass
class Office:
    """A firm at its mailboxes, and the product behind it."""

    firm: Firm
    dovecot: DovecotServer
    stafette: Stafette
    house: House
    smtp_port: int
    sent_user: str
    data: Path

    def keeps_as_sent(self, mail: Mail) -> None:
        """Let Anna's mail program put a copy into her folder of sent mail."""
        self.dovecot.append(self.sent_user, "Sent", mail.raw)

    def hands_over(self, mail: Mail, recipient: str) -> None:
        """Let the firm's own server hand a copy over."""
        with smtplib.SMTP("127.0.0.1", self.smtp_port, timeout=20) as connection:
            assert connection.sendmail(ANNA, [recipient], mail.raw) == {}

    def drop_address(self) -> str:
        """Give Anna a drop address."""
        core = self.house.core
        with core.write("hellmoor") as uow:
            seen = look_up(uow, ANNA)
            assert seen is not None
            return renew_drop_address(uow, core.signer, load_config(uow), seen.person_id)

    def outcomes(self, count: int) -> list[tuple[str, str]]:
        """Wait until so many mails have come in and are done; gives way and outcome of each."""

        def settled() -> bool:
            found = self.stafette.ask("ledger")
            return bool(found["arrivals"] == count and found["pending"] == 0)

        wait_until(lambda: settled() or None, f"{count} arrivals with their outcome")
        with self.house.core.read("hellmoor") as unit:
            rows = sorted(list_arrivals(unit), key=lambda row: row.id)
            return [(row.account or row.way, row.outcome) for row in rows]

    def ticket(self, number: int) -> TicketView:
        """Give a ticket as it is."""
        with self.house.core.read("hellmoor") as unit:
            found = find_ticket(unit, number)
        assert found is not None
        return found


@pytest.fixture(params=BACKENDS)
def office(
    dovecot_server: DovecotServer, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Office]:
    """Give a firm that watches Anna's sent mail."""
    with Firm(dovecot_server, tmp_path, declared_networks=["127.0.0.0/8"]) as firm:
        for address in (*COLLEAGUES, JAN):
            firm.person(address)
        sent = dovecot_server.add_user(f"sent-{tmp_path.name.replace('_', '-')}")
        watched = (
            f'\n[[imap]]\nname = "sent"\nhost = "127.0.0.1"\nport = {dovecot_server.imap_port}\n'
            f'encryption = "plain"\nusername = "{sent}"\n'
            f'password = "{dovecot_server.password}"\nfolders = ["Sent"]\nsent_of = "{ANNA}"\n'
        )
        path = tmp_path / "tenants" / "hellmoor" / "tenant.toml"
        path.write_text(path.read_text(encoding="utf-8") + watched, encoding="utf-8")
        of_house: dict[str, Any] = {
            "data_dir": tmp_path / "data",
            "tenants_dir": tmp_path / "tenants",
        }
        if request.param != EMBEDDED:
            of_house["database_url"] = request.getfixturevalue("postgres_database").app_url
        running = stafette_on(request.param, tmp_path, request, "gateway", "worker")
        with running as (made, said), open_house(Settings(**of_house)) as house:
            port = smtp_port_of(said)
            yield Office(firm, dovecot_server, made, house, port, sent, tmp_path / "data")


def test_an_offer_by_blind_copy_sent_folder_and_copy_is_one_message(office: Office) -> None:
    office.firm.sends(Mail(to=SALES, subject="Zapytanie", text="Proszę o ofertę.\n"))
    assert office.outcomes(1) == [("inbox", "delivered")]
    receipt = office.firm.waits_for(JAN, 1)
    secret = Mail(sender=ANNA, to=SISTER, subject="Sonntag", text="Nur unter uns beiden.\n")
    office.keeps_as_sent(secret)
    offer = Mail(
        sender=f"Anna Kraft <{ANNA}>",
        to=JAN,
        cc=SALES,
        subject="Re: Zapytanie",
        text="Dzień dobry,\n\nw załączeniu oferta 4711.\n\nAnna Kraft\n",
        in_reply_to=receipt.message_id,
        files=(("Oferta_4711.pdf", "application/pdf", PDF),),
    )
    office.firm.sends(offer)  # her own server takes it to Jan
    office.hands_over(offer, office.drop_address())
    office.keeps_as_sent(offer)
    office.hands_over(offer, SALES)
    outcomes = office.outcomes(4)[1:]
    assert sorted(outcome for _, outcome in outcomes) == ["delivered", "duplicate", "duplicate"]
    assert sorted(way for way, _ in outcomes) == ["sent", "smtp", "smtp"]
    view = office.ticket(1001)
    assert [one.text.split("\n")[0] for one in view.messages] == [
        "Proszę o ofertę.",
        "Dzień dobry,",
    ]
    assert view.messages[1].visibility == Visibility.PUBLIC
    # Jan has the receipt and what Anna sent herself; nothing of it was mailed again.
    told = wait_until(lambda: office.firm.got(COLLEAGUES[1])[1:], "a word to colleagues")
    assert "Anna Kraft" in told[0].text
    assert len(office.firm.got(JAN)) == 2
    # What she wrote to her sister was never fetched.
    kept = [path.read_bytes() for path in office.data.rglob("*") if path.is_file()]
    assert not any(b"unter uns beiden" in one for one in kept)
    assert any(b"oferta 4711" in one for one in kept)
