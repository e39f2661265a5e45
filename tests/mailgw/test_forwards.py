"""Forwarded mail finds its customer, or an agent says who it is; the customer's next mail joins."""

import pytest

from stafette.demo.files.winmail import winmail
from tests.mime.winmails import attached, inner
from tests.support.mails import Mail
from tests.support.site import Website
from tests.support.world import OFFICE, World
from tickets.model.event import EventKind
from tickets.model.mail import Outcome
from tickets.model.ticket import Visibility

ANNA = "a.kraft@hellmoor.example"
PIET = "piet@jansen.example"
INNER = (
    "-----Ursprüngliche Nachricht-----\nVon: {sender}\nGesendet: Montag, 16. November 2026 08:00\n"
    "An: Anna Kraft\nBetreff: Haustür\n\nWas kostet eine Haustür in Eiche?\n\nPiet, {named}\n"
)


def forward(sender: str, named: str = "Zwolle", **changes: object) -> Mail:
    """Let Anna forward a mail of somebody to a department address."""
    text = f"Bitte übernehmen.\n\nAnna\n\n{INNER.format(sender=sender, named=named)}"
    fields: dict[str, object] = {"subject": "WG: Haustür", "text": text, **changes}
    return Mail(sender=f"Anna Kraft <{ANNA}>", **fields)  # type: ignore[arg-type] # fields of Mail


def original(**changes: object) -> Mail:
    """Give the customer's own mail, as it lies in Anna's folder."""
    fields: dict[str, object] = {
        "sender": f"Piet Jansen <{PIET}>",
        "to": ANNA,
        "subject": "Haustür",
        "text": "Was kostet eine Haustür in Eiche?\n\nPiet Jansen\n",
        "message_id": "first@jansen.example",
        **changes,
    }
    return Mail(**fields)  # type: ignore[arg-type] # fields of Mail


@pytest.mark.parametrize(
    "sender",
    ["Piet Jansen", "Vera Holm <v.holm@hellmoor.example>", "Vertrieb <vertrieb@hellmoor.example>"],
    ids=["no address", "own domain", "department"],
)
def test_a_forward_that_names_no_customer_surely_is_flagged(world: World, sender: str) -> None:
    assert world.receive(forward(sender), peer=OFFICE).outcome == Outcome.DELIVERED
    line = world.ticket(1001).line
    assert "customer_unconfirmed" in line.ticket.flags
    assert line.requester.name == "Anna Kraft"
    assert line.owner is not None
    assert line.owner.name == "Anna Kraft"


def test_a_forward_of_nothing_that_can_be_read_is_flagged(world: World) -> None:
    mail = Mail(sender=f"Anna Kraft <{ANNA}>", subject="WG: Haustür", text="Bitte übernehmen.\n")
    assert world.receive(mail, peer=OFFICE).outcome == Outcome.DELIVERED
    assert "customer_unconfirmed" in world.ticket(1001).line.ticket.flags


def test_a_forward_that_names_its_customer_is_not_flagged(world: World) -> None:
    world.receive(forward(f"Piet Jansen <{PIET}>"), peer=OFFICE)
    line = world.ticket(1001).line
    assert "customer_unconfirmed" not in line.ticket.flags
    assert line.requester.name == "Piet Jansen"


def test_one_click_confirms_the_customer(website: Website) -> None:
    website.world.receive(forward("Piet Jansen", named=f"{PIET}, {ANNA}"), peer=OFFICE)
    client = website.sign_in_as(ANNA)
    page = client.get("/desk/tickets/1001").text
    assert f"{PIET} ist der Kunde" in page
    assert f"{ANNA} ist der Kunde" not in page
    answer = client.post("/desk/tickets/1001/people", data={"do": "customer", "address": PIET})
    assert answer.status_code == 303
    view = website.world.ticket(1001)
    assert view.addresses[view.line.ticket.requester_id] == [PIET]
    assert view.line.ticket.flags == []
    assert [event.kind for event in view.events][-1] == EventKind.REQUESTER_SET
    roles = {person.name: part.role for part, person in view.participants}
    assert roles["Anna Kraft"] == "owner"
    assert "Wer ist der Kunde?" not in client.get("/desk/tickets/1001").text


@pytest.mark.parametrize("address", [ANNA, "vertrieb@hellmoor.example", "new@hellmoor.example"])
def test_nobody_of_ours_is_confirmed_as_the_customer(website: Website, address: str) -> None:
    website.world.receive(forward("Piet Jansen"), peer=OFFICE)
    client = website.sign_in_as(ANNA)
    form = {"do": "customer", "address": address}
    assert client.post("/desk/tickets/1001/people", data=form).status_code == 404
    assert website.world.ticket(1001).line.requester.name == "Anna Kraft"


def test_a_settled_requester_is_not_changed_by_the_form(website: Website) -> None:
    website.world.receive(forward(f"Piet Jansen <{PIET}>"), peer=OFFICE)
    client = website.sign_in_as(ANNA)
    form = {"do": "customer", "address": "other@jansen.example"}
    assert client.post("/desk/tickets/1001/people", data=form).status_code == 404
    assert website.world.ticket(1001).line.requester.name == "Piet Jansen"


def test_the_customers_next_mail_joins_by_the_attached_mails_id(world: World) -> None:
    attached = ("mail.eml", "message/rfc822", original().raw)
    world.receive(forward_attached(attached), peer=OFFICE)
    following = original(
        to="vertrieb@hellmoor.example",
        subject="Re: Haustür",
        text="Und in Kiefer?\n",
        message_id="second@jansen.example",
        in_reply_to="first@jansen.example",
    )
    assert world.receive(following, peer=OFFICE).outcome == Outcome.DELIVERED
    assert world.numbers() == [1001]
    assert world.ticket(1001).messages[-1].text.strip() == "Und in Kiefer?"


def forward_attached(*files: tuple[str, str, bytes]) -> Mail:
    """Let Anna forward mails as files."""
    return Mail(
        sender=f"Anna Kraft <{ANNA}>", subject="WG: Haustür", text="Bitte.\n", files=tuple(files)
    )


def test_the_customer_of_a_mail_inside_a_winmail_dat_is_the_requester(world: World) -> None:
    packed = winmail("WG: Haustür", "", []) + attached(inner(address=PIET))
    world.receive(forward_attached(("winmail.dat", "application/ms-tnef", packed)), peer=OFFICE)
    view = world.ticket(1001)
    assert view.addresses[view.line.ticket.requester_id] == [PIET]
    first = view.messages[0]
    assert "Prosze o wycene." in first.text
    assert sorted(one.name for one in view.attachments[first.id]) == [
        "Zapytanie: okna.eml",
        "plan.txt",
    ]


def test_the_customer_of_an_attached_mail_is_the_requester(world: World) -> None:
    world.receive(forward_attached(("mail.eml", "message/rfc822", original().raw)), peer=OFFICE)
    view = world.ticket(1001)
    assert view.line.requester.name == "Piet Jansen"
    assert "Haustür in Eiche" in view.messages[0].text


def test_what_the_ticket_holds_is_folded_in_any_language(world: World) -> None:
    asked = "Guten Tag,\n\nwir brauchen zwölf Fenster in Eiche.\nBitte bis Freitag.\n\nJan Nowak"
    world.receive(Mail(text=asked, message_id="one@nowak-okna.example"), peer=OFFICE)
    text = f"Es sind dreizehn.\n\nBoi 16 Zub 2026 ka 9:10, Jan zuklo:\n\n{asked}\n"
    reply = Mail(subject="Re: Fenster", text=text, in_reply_to="one@nowak-okna.example")
    assert world.receive(reply, peer=OFFICE).outcome == Outcome.DELIVERED
    message = world.ticket(1001).messages[-1]
    assert message.text == "Es sind dreizehn."
    assert message.quoted_text.startswith("Boi 16 Zub")
    assert "zwölf Fenster" in message.quoted_text


def test_the_writers_of_several_mails_are_offered_as_customers(website: Website) -> None:
    other = original(sender="Eva Vogel <eva@vogel.example>", message_id="x@vogel.example")
    ours = original(sender="Vera Holm <v.holm@hellmoor.example>", message_id="y@hellmoor.example")
    files = [
        (f"{place}.eml", "message/rfc822", one.raw)
        for place, one in enumerate((original(), other, ours))
    ]
    website.world.receive(forward_attached(*files), peer=OFFICE)
    assert website.world.ticket(1001).line.requester.name == "Anna Kraft"
    client = website.sign_in_as(ANNA)
    page = client.get("/desk/tickets/1001").text
    assert f"{PIET} ist der Kunde" in page
    assert "eva@vogel.example ist der Kunde" in page
    assert "v.holm@hellmoor.example ist der Kunde" not in page
    form = {"do": "customer", "address": "eva@vogel.example"}
    assert client.post("/desk/tickets/1001/people", data=form).status_code == 303
    view = website.world.ticket(1001)
    assert view.addresses[view.line.ticket.requester_id] == ["eva@vogel.example"]
    assert view.line.ticket.flags == []


def test_p20_what_stands_above_a_forward_stays_inside_until_its_customer_is_known(
    website: Website,
) -> None:
    website.world.receive(forward("Piet Jansen", named=f"{PIET}, {ANNA}"), peer=OFFICE)
    assert website.world.ticket(1001).messages[0].visibility == Visibility.INTERNAL
