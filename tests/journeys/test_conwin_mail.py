"""The whole main job with real mailboxes: the tenant's, the agents' and the customers'.

Once as one process on the embedded defaults, and once as gateway and worker apart on PostgreSQL
and Redis under the ordinary role.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.conwin import BACKENDS, stafette_on
from tests.support.firm import Firm, Stafette, wait_until
from tests.support.mails import PDF, Mail, reply_as_outlook, reply_as_thunderbird
from tests.support.servers.dovecot import DovecotServer

ANNA = "a.kraft@hellmoor.example"
TOMASZ = "t.zielinski@hellmoor.example"
JAN = "jan@nowak-okna.example"
DRAWING = PDF + b"% drawing of 48 windows\n" * 500
OFFER = PDF + b"% offer 4716\n" * 700


@pytest.fixture
def firm(dovecot_server: DovecotServer, tmp_path: Path) -> Iterator[Firm]:
    """Give a firm whose people all have mailboxes."""
    with Firm(dovecot_server, tmp_path) as made:
        for address in (
            ANNA,
            TOMASZ,
            JAN,
            "g.moretti@hellmoor.example",
            "t.reuter@hellmoor.example",
            "j.petersen@hellmoor.example",
        ):
            made.person(address)
        yield made


@pytest.fixture(params=BACKENDS)
def stafette(firm: Firm, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Stafette]:
    """Give a running Stafette of each kind in turn."""
    del firm  # its tenant file must lie there before the first process starts
    with stafette_on(request.param, tmp_path, request, "gateway", "worker") as (made, _said):
        yield made


def ask_for_a_quote(firm: Firm) -> None:
    """Let Jan ask by mail, with a drawing."""
    firm.sends(
        Mail(
            to="sprzedaz@hellmoor.example",
            subject="Zapytanie ofertowe: 48 okien",
            text="Dzień dobry,\n\nproszę o ofertę na 48 okien według załącznika.\n\nJan Nowak",
            files=(("Zestawienie.pdf", "application/pdf", DRAWING),),
        )
    )


def test_the_journey_from_request_to_second_answer(firm: Firm, stafette: Stafette) -> None:
    ask_for_a_quote(firm)
    receipt = firm.waits_for(JAN, 1)
    assert "1001" in receipt.text
    assert receipt.mail["From"].addresses[0].addr_spec == "sprzedaz@hellmoor.example"

    notice = firm.waits_for(ANNA, 1)
    assert "48 okien" in notice.text
    assert hashlib.sha256(notice.files[0][1]).digest() == hashlib.sha256(DRAWING).digest()

    signed = f"Dzień dobry,\n\nw załączeniu oferta 4716.\n\nPozdrawiam\nAnna Kraft\n{ANNA}"
    firm.sends(
        Mail(
            sender=f"Anna Kraft <{ANNA}>",
            to=notice.reply_to,
            subject=f"AW: {notice.mail['Subject']}",
            text=reply_as_outlook(notice.text, signed, "Jan Nowak", "16 listopada 2026 09:10"),
            in_reply_to=notice.message_id,
            files=(("Oferta_4716.pdf", "application/pdf", OFFER),),
        )
    )
    answer = firm.waits_for(JAN, 2)
    assert "w załączeniu oferta 4716" in answer.text.split("-- \n")[0]
    assert [(name, hashlib.sha256(raw).digest()) for name, raw in answer.files] == [
        ("Oferta_4716.pdf", hashlib.sha256(OFFER).digest())
    ]
    for written in (answer.raw.decode("latin-1"), answer.text, answer.html):
        assert ANNA not in written.lower()
    assert answer.mail["Subject"] == "Re: Zapytanie ofertowe: 48 okien"

    firm.sends(
        Mail(
            to=answer.reply_to,
            subject=str(answer.mail["Subject"]),
            text=reply_as_thunderbird(
                answer.text, "Dziękuję, zamawiamy.", "W dniu 16.11.2026 o 10:05, Anna pisze:"
            ),
            in_reply_to=answer.message_id,
        )
    )
    thanks = firm.waits_for(ANNA, 2)
    assert "Dziękuję, zamawiamy." in thanks.text

    firm.sends(
        Mail(
            sender=f"Anna Kraft <{ANNA}>",
            to=thanks.reply_to,
            subject=f"AW: {thanks.mail['Subject']}",
            text="Dziękuję za zamówienie.",
            in_reply_to=thanks.message_id,
        )
    )
    last = firm.waits_for(JAN, 3)
    assert "Dziękuję za zamówienie." in last.text
    assert str(last.mail["References"]).split()[-1] == f"<{answer.message_id}>" or (
        last.mail["In-Reply-To"] is not None
    )
    _the_ticket_tells_it_all(firm, stafette)


def _the_ticket_tells_it_all(firm: Firm, stafette: Stafette) -> None:
    ticket = stafette.ask("ticket", "1001", "--tenant", "hellmoor")
    assert (ticket["kind"], ticket["owner"]) == ("quote", "Anna Kraft")
    texts = [message["text"].strip() for message in ticket["messages"]]
    assert texts[2:] == ["Dziękuję, zamawiamy.", "Dziękuję za zamówienie."]
    files = {
        file["name"]: file["sha256"]
        for message in ticket["messages"]
        for file in message["attachments"]
    }
    assert files == {
        "Zestawienie.pdf": hashlib.sha256(DRAWING).hexdigest(),
        "Oferta_4716.pdf": hashlib.sha256(OFFER).hexdigest(),
    }
    counts = wait_until(
        lambda: (found := stafette.ask("ledger"))["pending"] == 0 and found, "an empty queue"
    )
    assert counts["arrivals"] == counts["delivered"] == 4
    assert stafette.ask("reconcile", "--account", "inbox") == {
        "on_server": 4,
        "in_ledger": 4,
        "missing": [],
    }
    assert stafette.ask("fsck") == {"clean": True, "faults": []}
    assert all(b"\\Seen" not in flags for flags in firm.flags())


def test_a_note_between_colleagues_never_reaches_the_customer(
    firm: Firm, stafette: Stafette
) -> None:
    ask_for_a_quote(firm)
    notice = firm.waits_for(ANNA, 1)
    firm.sends(Mail(sender=f"Anna Kraft <{ANNA}>", to=notice.reply_to, text="Oferta w załączeniu."))
    told = firm.waits_for(TOMASZ, 2)
    firm.sends(
        Mail(
            sender=f"Tomasz Zieliński <{TOMASZ}>",
            to=told.reply_to,
            text="Tylko dla nas: materiał dopiero w grudniu.",
        )
    )
    note = firm.waits_for(ANNA, 2)
    assert "materiał dopiero w grudniu" in note.text
    firm.waits_for(JAN, 2)
    assert not any("w grudniu" in one.text for one in firm.got(JAN))
    assert stafette.ask("ticket", "1001")["messages"][-1]["visibility"] == "internal"
