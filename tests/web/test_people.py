"""People and firms on the desk, and tickets that an agent begins."""

import re

import httpx
import pytest

from tests.support.mails import PDF, Mail
from tests.support.site import Website
from tests.support.world import OFFICE
from tickets.model.event import EventKind
from tickets.model.people import ParticipantRole
from tickets.model.ticket import Visibility

ANNA = "a.kraft@hellmoor.example"
TOMASZ = "t.zielinski@hellmoor.example"
REUTER = "t.reuter@hellmoor.example"
PETERSEN = "j.petersen@hellmoor.example"
JAN = "jan@nowak-okna.example"


def enter(client: httpx.Client, **fields: str) -> int:
    """Enter a contact by the form and give the number of their page."""
    values = {"name": "Jan Nowak", "address": JAN, "company": "Nowak Okna", **fields}
    answer = client.post("/desk/people/new", data=values)
    assert answer.status_code == 303, answer.text
    found = re.fullmatch(r"/desk/people/(\d+)\?done=added", answer.headers["location"])
    assert found is not None
    return int(found[1])


def begin(client: httpx.Client, **fields: str) -> httpx.Response:
    """Send the form for a new ticket."""
    values = {
        "way": "mail",
        "department": "vertrieb",
        "subject": "Unser Angebot 4711",
        "text": "Guten Tag Herr Nowak,\n\nwie besprochen unser Angebot.",
        "takes_over": "1",
        "once": "0" * 32,
        "send": "1",
        **fields,
    }
    return client.post("/desk/new", data=values)


def test_an_agent_enters_finds_and_changes_a_contact(either_website: Website) -> None:
    client = either_website.sign_in_as(ANNA)
    number = enter(client, language="pl", phone="+48 600 100 200")
    assert "Der Kontakt ist eingetragen." in client.get(f"/desk/people/{number}?done=added").text
    for words in ("nowak", "OKNA jan", "okna.example"):
        assert "Jan Nowak" in client.get("/desk/people", params={"q": words}).text, words
    nobody = client.get("/desk/people", params={"q": "<b>Müller"}).text
    assert "<b>Müller" not in nobody
    assert "&lt;b&gt;Müller" in nobody
    assert "Gesucht wurde in Namen, Firmen und Adressen." in nobody
    form = client.get(f"/desk/people/{number}/edit").text
    assert 'value="+48 600 100 200"' in form
    values = {"name": "Jan K. Nowak", "company": "Nowak Okna", "title": "Einkauf"}
    client.post(f"/desk/people/{number}/edit", data=values)
    page = client.get(f"/desk/people/{number}").text
    assert "Jan K. Nowak" in page
    assert "Einkauf" in page
    assert "+48 600" not in page


def test_what_does_not_fit_is_said_beside_its_field_and_nothing_typed_is_lost(
    website: Website,
) -> None:
    client = website.sign_in_as(ANNA)
    enter(client)
    cases = {
        JAN: "Diese Adresse gehört schon Jan Nowak.",
        "info@hellmoor.example": "Diese Adresse liegt auf einer eigenen Domain",
        "jan at nowak": "Das ist keine Mailadresse.",
    }
    for address, sentence in cases.items():
        values = {"name": "Ewa Żak", "address": address, "title": "Bauleitung"}
        answer = client.post("/desk/people/new", data=values)
        assert answer.status_code == 422
        assert sentence in answer.text
        assert 'aria-describedby="error-address"' in answer.text
        assert 'value="Bauleitung"' in answer.text
    answer = client.post("/desk/people/new", data={"address": "x@y.example", "phone": "0"})
    assert 'id="error-name"' in answer.text
    assert 'value="x@y.example"' in answer.text


def test_addresses_are_added_preferred_and_removed(website: Website) -> None:
    client = website.sign_in_as(ANNA)
    number = enter(client)
    path = f"/desk/people/{number}/addresses"
    client.post(path, data={"address": "Biuro@nowak-okna.example"})
    page = client.get(f"/desk/people/{number}/edit").text
    prefer = re.search(r'name="prefer" value="(\d+)"', page)
    assert prefer is not None
    client.post(path, data={"prefer": prefer[1]})
    assert client.post(path, data={"remove": prefer[1]}).status_code == 303
    only = client.get(f"/desk/people/{number}/edit").text
    assert "biuro@" not in only
    assert 'name="remove"' not in only
    assert client.post(path, data={"remove": "5"}).status_code == 404
    assert client.post(path, data={"remove": "9" * 30}).status_code == 404


def test_a_customer_is_invited_from_their_page(website: Website) -> None:
    client = website.sign_in_as(ANNA)
    number = enter(client, language="pl")
    assert "nicht eingeladen" in client.get(f"/desk/people/{number}").text
    answer = client.post(f"/desk/people/{number}/invite")
    assert answer.headers["location"].endswith("?done=invited")
    website.world.work()
    assert "/invitation/" in website.world.postbox.last(JAN).text
    page = client.get(f"/desk/people/{number}").text
    assert "eingeladen am" in page
    assert "Erneut einladen" in page


def test_a_company_is_renamed_and_gets_its_sites(website: Website) -> None:
    client = website.sign_in_as(ANNA)
    number = enter(client)
    link = re.search(r'href="(/desk/companies/\d+)"', client.get(f"/desk/people/{number}").text)
    assert link is not None
    client.post(link[1], data={"name": "Nowak Okna Sp. z o.o."})
    client.post(f"{link[1]}/locations", data={"place": "Zakład", "postal_address": "Leśna 1\nŁódź"})
    page = client.get(link[1]).text
    assert "Nowak Okna Sp. z o.o." in page
    assert "Leśna 1\nŁódź" in page
    empty = client.post(f"{link[1]}/locations", data={"place": " ", "postal_address": "Leśna 2"})
    assert empty.status_code == 422
    assert "Leśna 2" in empty.text
    site = re.search(r'action="(/desk/companies/\d+/locations/\d+)"', page)
    assert site is not None
    client.post(site[1], data={"place": "Werk 1", "postal_address": "Leśna 3"})
    assert "Werk 1" in client.get(link[1]).text


def test_an_agent_sees_of_a_person_only_tickets_that_are_theirs_to_see(website: Website) -> None:
    website.world.receive(Mail(to="reklamation@hellmoor.example"), peer=OFFICE)
    person = website.world.ticket(1001).line.requester.id
    anna = website.sign_in_as(ANNA).get(f"/desk/people/{person}").text
    petersen = website.sign_in_as(PETERSEN).get(f"/desk/people/{person}").text
    assert "/desk/tickets/1001" not in anna
    assert "Keine Tickets, die Sie sehen dürfen." in anna
    assert "/desk/tickets/1001" in petersen


def test_a_first_mail_to_a_customer_leaves_after_ten_seconds_and_is_answered(
    either_website: Website,
) -> None:
    world, client = either_website.world, either_website.sign_in_as(ANNA)
    number = enter(client, language="de")
    answer = begin(client, person=str(number))
    assert re.fullmatch(r"/desk/tickets/1001\?sent=\d+", answer.headers["location"])
    world.work()
    assert world.postbox.sent == []
    world.clock.pass_by(seconds=11)
    world.work()
    mail = world.postbox.last(JAN)
    assert mail.mail["Subject"] == "Unser Angebot 4711"
    assert "wie besprochen unser Angebot" in mail.text
    assert [one.to for one in world.postbox.sent] == [JAN]
    world.receive(Mail(to=mail.reply_to, text="Vielen Dank!"))
    view = world.ticket(1001)
    assert [one.text.strip() for one in view.messages][1:] == ["Vielen Dank!"]
    owner = view.line.owner
    assert owner is not None
    assert (owner.name, view.line.ticket.state) == ("Anna Kraft", "open")


def test_a_first_mail_is_taken_back_within_ten_seconds(website: Website) -> None:
    client = website.sign_in_as(ANNA)
    answer = begin(client, person=str(enter(client)))
    page = client.get(answer.headers["location"]).text
    undo = re.search(r'action="([^"]*undo[^"]*)"', page)
    assert undo is not None
    hidden = re.findall(r'type="hidden" name="([a-z_]+)" value="([^"]*)"', page)
    client.post(undo[1], data=dict(hidden))
    website.world.clock.pass_by(seconds=60)
    website.world.work()
    assert website.world.postbox.sent == []
    assert website.world.ticket(1001).messages[0].withdrawn_at is not None


def test_what_a_customer_said_on_the_phone_stands_in_their_name(either_website: Website) -> None:
    world, client = either_website.world, either_website.sign_in_as(ANNA)
    number = enter(client)
    fields = {"way": "phone", "person": str(number), "subject": "Rückruf wegen Fenster"}
    begin(client, **fields)
    world.work()
    view = world.ticket(1001)
    (message,) = view.messages
    assert (message.author_address, message.channel) == (JAN, "phone")
    assert message.visibility == Visibility.PUBLIC
    entered = next(one for one in view.events if one.kind == EventKind.ENTERED)
    assert entered.actor_id == next(
        person.id for part, person in view.participants if part.role == ParticipantRole.OWNER
    )
    assert world.postbox.sent == []
    assert "Anna Kraft" in client.get("/desk/tickets/1001").text


def test_a_call_left_to_its_department_tells_the_others_and_a_receipt_if_ticked(
    website: Website,
) -> None:
    world, client = website.world, website.sign_in_as(ANNA)
    number = enter(client, language="de")
    begin(client, way="phone", person=str(number), takes_over="", receipt="1")
    # A box that is not ticked is not sent at all.
    fields = {"way": "phone", "person": str(number), "once": "1" * 32, "department": "reklamation"}
    values = {"subject": "Scheibe", "text": "Gesprungen.", "send": "1", **fields}
    answer = client.post("/desk/new", data=values)
    world.work()
    assert len(world.postbox.for_(JAN)) == 1
    told = {one.to for one in world.postbox.sent if "Scheibe" in str(one.mail["Subject"])}
    assert told == {PETERSEN, TOMASZ}
    assert answer.headers["location"] == f"/desk/people/{number}?done=entered&number=1002"
    assert "Ticket #1002 ist in seiner Abteilung" in client.get(answer.headers["location"]).text


def test_somebody_new_is_entered_with_the_ticket(website: Website) -> None:
    client = website.sign_in_as(ANNA)
    unknown = begin(client, who="nowak", find="1", send="")
    assert unknown.status_code == 303 or "Bitte wählen" in unknown.text
    missing = begin(client)
    assert missing.status_code == 422
    assert "Bitte wählen Sie den Kunden aus" in missing.text
    nameless = begin(client, address=JAN)
    assert "Bitte schreiben Sie den Namen des neuen Kunden." in nameless.text
    assert "wie besprochen unser Angebot." in nameless.text
    begin(client, address=JAN, name="Jan Nowak", company="Nowak Okna", language="pl")
    line = website.world.ticket(1001).line
    assert (line.requester.name, line.requester.language) == ("Jan Nowak", "pl")
    colleague = begin(client, address=TOMASZ, name="Tomasz", once="2" * 32)
    assert "Diese Adresse liegt auf einer eigenen Domain" in colleague.text


def test_looking_for_a_contact_keeps_what_was_typed_and_the_files(website: Website) -> None:
    client = website.sign_in_as(ANNA)
    number = enter(client)
    values = {"who": "nowak okna", "find": "1", "subject": "Angebot", "text": "Anbei."}
    files = {"files": ("Angebot.pdf", PDF, "application/pdf")}
    page = client.post("/desk/new", data=values, files=files).text
    assert f'name="person" value="{number}"' in page
    assert 'value="Angebot"' in page
    assert "Angebot.pdf" in page
    seal = re.search(r'name="kept" value="([^"]+)"', page)
    assert seal is not None
    begin(client, person=str(number), kept=seal[1])
    view = website.world.ticket(1001)
    (files_of_first,) = view.attachments.values()
    assert [one.name for one in files_of_first] == ["Angebot.pdf"]


def test_the_same_form_sent_twice_opens_one_ticket(either_website: Website) -> None:
    client = either_website.sign_in_as(ANNA)
    number = str(enter(client))
    first, second = begin(client, person=number), begin(client, person=number)
    assert first.headers["location"].startswith("/desk/tickets/1001")
    assert second.headers["location"] == "/desk/tickets/1001"
    assert either_website.world.numbers() == [1001]


@pytest.mark.parametrize("field", ["subject", "text", "department", "kind"])
def test_a_ticket_that_lacks_something_is_not_opened(website: Website, field: str) -> None:
    client = website.sign_in_as(ANNA)
    number = enter(client)
    wrong = {"subject": " ", "text": "\n", "department": "nowhere", "kind": "nothing"}[field]
    answer = begin(client, person=str(number), **{field: wrong})
    assert answer.status_code == 422
    assert f'id="error-{field}"' in answer.text
    assert website.world.numbers() == []
