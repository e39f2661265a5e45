"""Getting in with a browser: without scripts, on a phone, light and dark, in five languages."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.support.browser import PHONE, Visitor, visitor
from tests.support.servers.chromium import Chromium
from tests.support.site import Website
from tests.web.sign_in_story import ANNA, GIULIA, JAN, WORDS, answer, ask, ask_for_link, link_for
from tests.web.test_registration import FILLED, config_of, invited

DEAD = "a" * 52


@pytest.fixture
def plain(chromium: Chromium, website: Website) -> Iterator[Visitor]:
    """A customer's browser on a phone that runs no scripts."""
    with visitor(chromium, website, scripts=False, width=PHONE) as someone:
        yield someone


def test_sign_in_by_link_and_out_again(plain: Visitor, website: Website) -> None:
    site = website
    ask(site.world)
    page = plain.open("/profile")
    page.get_by_label("E-Mail").fill(JAN)
    page.get_by_role("button", name="Link schicken").click()
    expect(page).to_have_url(site.url("/sign-in/sent"))
    page.goto(site.url(link_for(site, JAN)))
    page.get_by_role("button", name="Anmelden").click()
    expect(page).to_have_url(site.url("/profile"))
    page.get_by_text("Jan Nowak").first.click()
    page.get_by_role("button", name="Abmelden").first.click()
    expect(page).to_have_url(site.url("/sign-in"))


def test_registration_with_a_mistake_a_password_and_the_tour(
    plain: Visitor, website: Website
) -> None:
    site = website
    page = plain.open(invited(site))
    expect(page.locator("html")).to_have_attribute("lang", "it")
    password = page.locator("#password")
    expect(password).to_be_hidden()
    page.locator("[value=password]").check()
    expect(password).to_be_visible()
    password.fill(WORDS)
    page.get_by_label("Accetto le condizioni").check()
    page.get_by_role("button", name="Attiva l\N{RIGHT SINGLE QUOTATION MARK}accesso").click()
    expect(page.locator("#error-privacy")).to_be_visible()
    expect(page.get_by_label("Accetto le condizioni")).to_be_checked()
    page.get_by_label("Ho letto come").check()
    page.locator("#password").fill(WORDS)
    page.get_by_role("button", name="Attiva l\N{RIGHT SINGLE QUOTATION MARK}accesso").click()
    for _ in range(2):
        page.get_by_role("link", name="Avanti").click()
    page.get_by_role("button", name="Alle mie richieste").click()
    expect(page).to_have_url(site.url("/"))


def test_the_button_of_a_mail_opens_the_request(plain: Visitor, website: Website) -> None:
    site = website
    ask(site.world)
    answer(site.world, "Guten Tag, gern: 4.200 Euro.")
    page = plain.open(link_for(site, JAN))
    page.get_by_role("button", name="Anfrage öffnen").click()
    expect(page).to_have_url(site.url("/requests/1001"))
    expect(page.get_by_text("gern: 4.200 Euro").first).to_be_visible()


def test_a_spent_link_brings_a_new_one(plain: Visitor, website: Website) -> None:
    site = website
    ask_for_link(site, ANNA)
    path = link_for(site, ANNA)
    site.client().post(path)
    page = plain.open(path)
    page.get_by_role("button", name="Neuen Link schicken").click()
    expect(page).to_have_url(site.url("/sign-in/sent"))
    assert link_for(site, ANNA) != path


def test_password_set_used_changed_and_forgotten(chromium: Chromium, website: Website) -> None:
    ask(website.world)
    with visitor(chromium, website, JAN, scripts=False) as someone:
        page = someone.open("/profile")
        page.get_by_label("Neues Passwort").fill(WORDS)
        page.get_by_role("button", name="Passwort festlegen").click()
        expect(page.get_by_role("status")).to_contain_text("Ihr Passwort gilt")
        page.get_by_label("Bisheriges Passwort").fill(WORDS)
        page.get_by_label("Neues Passwort").fill(WORDS + " und zwei")
        page.get_by_role("button", name="Passwort ändern").click()
        page.get_by_label("Bisheriges Passwort").fill(WORDS + " und zwei")
        page.get_by_role("button", name="Passwort entfernen").click()
        expect(page.get_by_role("button", name="Passwort festlegen")).to_be_visible()
    with visitor(chromium, website, scripts=False) as someone:
        page = someone.open("/sign-in")
        page.get_by_role("link", name="Mit Passwort anmelden").click()
        page.get_by_role("link", name="Passwort vergessen?").click()
        page.get_by_label("E-Mail").fill(JAN)
        page.get_by_role("button", name="Link schicken").click()
        page.goto(website.url(link_for(website, JAN)))
        page.get_by_label("Neues Passwort").fill(WORDS)
        page.get_by_role("button", name="Speichern und anmelden").click()
        page.goto(website.url("/profile"))
        expect(page.get_by_label("Bisheriges Passwort")).to_be_visible()


def test_profile_and_devices_without_scripts(chromium: Chromium, website: Website) -> None:
    ask(website.world)
    website.session_of(JAN)
    website.session_of(JAN)
    with visitor(chromium, website, JAN, scripts=False) as someone:
        page = someone.open("/profile")
        page.get_by_label("Telefon").fill("+48 1")
        page.get_by_label("Sprache der Seiten").select_option("nl")
        page.get_by_role("button", name="Speichern").click()
        expect(page.get_by_label("Telefoon")).to_have_value("+48 1")
        devices = page.locator("section.panel li")
        expect(devices).to_have_count(3)
        devices.get_by_role("button").first.click()
        expect(devices).to_have_count(2)
        page.get_by_role("button", name="Overal elders afmelden").click()
        expect(devices).to_have_count(1)


def test_new_terms_are_agreed_to_before_going_on(chromium: Chromium, website: Website) -> None:
    website.client().post(invited(website), data=FILLED | {"language": "de"})
    terms = config_of(website).terms
    assert terms is not None
    website.change_tenant(terms=terms.model_copy(update={"version": "2027-01"}))
    ask_for_link(website, GIULIA)
    with visitor(chromium, website, scripts=False) as someone:
        page = someone.open(link_for(website, GIULIA))
        page.get_by_role("button", name="Anmelden").click()
        # One heading and one filled button; axe itself does not run without scripts.
        expect(page.get_by_role("heading", level=1)).to_have_count(1)
        expect(page.locator(".is-primary")).to_have_count(1)
        page.get_by_label("Ich bin mit den Nutzungsbedingungen").check()
        page.get_by_role("button", name="Zustimmen und weiter").click()
        expect(page).to_have_url(website.url("/"))
