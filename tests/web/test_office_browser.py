"""Admin pages, people and new tickets in a real browser: usable, readable, and without scripts."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.browser import visitor
from tests.support.mails import Mail
from tests.support.servers.chromium import Chromium
from tests.support.site import Website
from tests.support.world import OFFICE
from tickets.model.mail import Outcome

ANNA = "a.kraft@hellmoor.example"
REUTER = "t.reuter@hellmoor.example"
JAN = "jan@nowak-okna.example"
LANGUAGES = ("pl", "it", "nl", "en", "de")
LONG = (
    "Re: Anfrage: 24 Holz-Alu-Fenster und 3 Hebeschiebetüren, Neubau Kindertagesstätte Sonnenhang"
)


def filled(website: Website) -> tuple[str, ...]:
    """Fill the pages and give their addresses."""
    world = website.world
    world.receive(Mail(subject=LONG, html="<p>Guten <b>Tag</b></p>"), peer=OFFICE)
    notice = world.postbox.last(ANNA)
    held = world.receive(Mail(sender=ANNA, to=notice.reply_to, subject=LONG), peer="198.51.100.7")
    line = world.ticket(1001).line
    person, company = line.requester.id, line.requester.company_id
    return (
        "/admin",
        "/admin/held",
        "/admin/ledger",
        f"/admin/mails/{held.id}?ask=release",
        f"/admin/mails/{held.id}?ask=drop",
        "/admin/settings",
        "/desk/people",
        "/desk/people?show=companies",
        f"/desk/people/{person}",
        f"/desk/people/{person}/edit",
        f"/desk/companies/{company}",
        f"/desk/new?person={person}",
        "/desk/new?way=phone",
    )


@pytest.mark.parametrize("scripts", [True, False])
def test_a_held_mail_is_decided_by_clicks(
    chromium: Chromium, website: Website, *, scripts: bool
) -> None:
    filled(website)
    with visitor(chromium, website, REUTER, scripts=scripts) as someone:
        page = someone.open("/admin")
        page.get_by_role("link", name="Alle anzeigen").click()
        page.get_by_role("link", name="Durchlassen …").click()
        page.get_by_role("link", name="Angehalten lassen").click()
        page.get_by_role("link", name="Beiseitelegen …").click()
        page.get_by_label("Grund, für das Team").fill("Das war ich nicht.")
        page.get_by_role("button", name="Beiseitelegen").click()
        expect(page.get_by_role("status")).to_contain_text("beiseitegelegt")
        views = page.get_by_role("navigation", name="Ansichten")
        views.get_by_role("link", name="Eingangsbuch").click()
        page.get_by_label("Ergebnis").select_option("dropped")
        page.get_by_role("button", name="Anzeigen").click()
        page.get_by_role("link", name=LONG).click()
        expect(page.locator("main")).to_contain_text("Das war ich nicht")
        page.get_by_role("button", name="Erneut prüfen").click()
        website.world.work()
        assert website.world.counts()[Outcome.HELD] == 1


@pytest.mark.parametrize("scripts", [True, False])
def test_a_call_is_entered_for_somebody_who_is_looked_for(
    chromium: Chromium, website: Website, *, scripts: bool
) -> None:
    filled(website)
    with visitor(chromium, website, ANNA, scripts=scripts) as someone:
        page = someone.open("/desk/new")
        page.get_by_label("Betreff").fill("Rückruf")
        page.get_by_label("Text", exact=True).fill("Herr Nowak bittet um Rückruf.")
        page.get_by_label("Festhalten, was der Kunde am Telefon sagte").check()
        page.get_by_label("Name, Firma oder Adresse").fill("nowak")
        page.get_by_role("button", name="Suchen").click()
        page.get_by_role("radio", name="Jan Nowak").check()
        page.get_by_role("button", name="Ticket eröffnen").click()
        expect(page).to_have_url(re.compile(r"/desk/tickets/1002$"))
        expect(page.locator("main")).to_contain_text("Herr Nowak bittet um Rückruf.")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_contact_is_entered_completed_and_invited(
    chromium: Chromium, website: Website, *, scripts: bool
) -> None:
    with visitor(chromium, website, ANNA, scripts=scripts) as someone:
        page = someone.open("/desk/people")
        page.get_by_role("link", name="Neuer Kontakt").click()
        page.get_by_label("Name", exact=True).fill("Jan Nowak")
        page.get_by_label("Firma").fill("Nowak Okna")
        page.get_by_label("Mailadresse").fill("info@hellmoor.example")
        page.get_by_role("button", name="Speichern").click()
        expect(page.locator("#error-address")).to_contain_text("eigenen Domain")
        page.get_by_label("Mailadresse").fill(JAN)
        page.get_by_role("button", name="Speichern").click()
        page.get_by_role("link", name="Ändern").click()
        page.get_by_label("Weitere Adresse").fill("biuro@nowak-okna.example")
        page.get_by_role("button", name="Hinzufügen").click()
        page.get_by_role("button", name="Mail an biuro@nowak-okna.example senden").click()
        page.get_by_role("button", name=f"{JAN} entfernen").click()
        page.get_by_role("link", name="Jan Nowak").click()
        page.get_by_role("button", name="Ins Portal einladen").click()
        expect(page.get_by_role("status")).to_contain_text("Einladung ist unterwegs")
        page.get_by_role("link", name="Nowak Okna").click()
        page.get_by_text("Neuer Standort").click()
        page.get_by_label("Name des Ortes").last.fill("Werk 1")
        page.get_by_role("button", name="Speichern").last.click()
        expect(page.locator("aside")).to_contain_text("Werk 1")
    website.world.work()
    assert "/invitation/" in website.world.postbox.last("biuro@nowak-okna.example").text
