"""Approvals and opinions on the desk, as forms: every page works without scripts."""

from datetime import timedelta

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.support.approving import ANNA, GIULIA, JAN, JONAS, THOMAS, TOMASZ, Firm, open_firm
from tests.support.browser import Scheme, axe, every_look, visitor
from tests.support.servers.chromium import Chromium
from tests.support.site import Website
from tickets.model.judging import ApprovalState
from tickets.services.opinions import Question, ask_opinions
from tickets.store.opinions import rounds_of_ticket

TICKET = "/desk/tickets/1001"
TWELVE = "Guten Tag,\n\nanbei unser Angebot.\n\nGesamtsumme netto 12.000,00 €\n"


@pytest.fixture
def firm(website: Website) -> Firm:
    """A firm with bands, whose desk Anna and Tomasz use."""
    return open_firm(website.world)


def answer(website: Website, text: str = TWELVE, *, do: str = "send") -> httpx.Response:
    data = {"text": text, "purpose": "message", "do": do, "once": "abc", "seen_seq": "999"}
    return website.sign_in_as(ANNA).post(f"{TICKET}/reply", data=data)


def page_of(firm: Firm) -> str:
    return f"/desk/approvals/{firm.approval().id}"


def work(firm: Firm) -> None:
    firm.world.clock.pass_by(seconds=15)
    firm.world.work()


def test_the_box_says_beforehand_and_the_preview_too_for_whom_a_quote_waits(
    website: Website, firm: Firm
) -> None:
    del firm
    shown = website.sign_in_as(ANNA).get(TICKET).text.replace("\u00a0", " ")
    assert "Ein Angebot über 1.000 EUR geht zuerst zur Freigabe an Tomasz Zieliński." in shown
    assert "Ein Angebot über 20.000 EUR geht zuerst zur Freigabe an Thomas Reuter." in shown
    assert "Freigabe an Tomasz" not in website.sign_in_as(TOMASZ).get(TICKET).text
    preview = answer(website, do="preview").text.replace("\u00a0", " ")
    assert "12.000 EUR: Das geht zuerst zur Freigabe an Tomasz Zieliński." in preview
    assert "iframe" in preview


def test_a_quote_from_the_desk_waits_and_its_card_tells(website: Website, firm: Firm) -> None:
    sent = answer(website, do="done")
    assert "told=quote_held" in sent.headers["location"]
    work(firm)
    assert (firm.state(), firm.answers_sent()) == (ApprovalState.WAITING, [])
    assert firm.world.ticket(1001).line.ticket.state != "done"
    shown = website.sign_in_as(ANNA).get(TICKET).text
    assert "wartet auf Tomasz Zieliński" in shown
    assert 'value="approve"' not in shown
    assert 'value="approve"' in website.sign_in_as(TOMASZ).get(TICKET).text
    portal = website.sign_in_as(JAN).get("/requests/1001").text
    assert "12.000" not in portal


def test_p20_a_quote_that_waits_or_came_back_is_nowhere_for_the_customer(
    website: Website, firm: Firm
) -> None:
    firm.answers(TWELVE, "Angebot_4716.pdf")
    view = firm.world.ticket(1001)
    held = firm.approval().message_id
    file = view.attachments[held][0]
    client = website.sign_in_as(JAN)
    for _ in range(2):
        for path in (
            f"/files/{file.id}/{file.name}",
            f"/files/{file.id}/document/{file.name}",
            f"/messages/{held}/frame",
            f"/desk/messages/{held}/raw",
            page_of(firm),
        ):
            assert client.get(path).status_code == 404, path
        for path in ("/requests", "/requests/1001"):
            assert "12.000" not in client.get(path).text
        firm.replies(TOMASZ, "zurück: zu teuer")
    assert firm.state() is ApprovalState.RETURNED


def test_approving_on_the_page_sends_it(website: Website, firm: Firm) -> None:
    answer(website)
    client = website.sign_in_as(TOMASZ)
    assert "Gesamtsumme netto" in client.get(page_of(firm)).text
    done = client.post(page_of(firm), data={"do": "approve"})
    assert done.headers["location"] == f"{TICKET}?told=quote_released"
    work(firm)
    assert len(firm.answers_sent()) == 1
    again = client.post(page_of(firm), data={"do": "return", "said": "Doch nicht"})
    assert again.status_code == 409
    assert "Decyzja już zapadła." in again.text
    assert "Decyzja już zapadła." in client.get(page_of(firm)).text


def test_a_correction_and_a_return_by_form(website: Website, firm: Firm) -> None:
    answer(website)
    client = website.sign_in_as(TOMASZ)
    for data, status in (
        ({"do": "return", "said": " "}, 422),
        ({"do": "change", "amount": "viel", "text": TWELVE}, 422),
        ({"do": "change", "amount": "25.000 EUR", "text": TWELVE}, 422),
        ({"do": "else"}, 422),
    ):
        assert client.post(page_of(firm), data=data).status_code == status
    words = TWELVE.replace("12.000,00", "11.500,00")
    client.post(page_of(firm), data={"do": "change", "amount": "", "text": words})
    work(firm)
    (got,) = firm.answers_sent()
    assert "11.500,00" in got.text
    firm.answers(TWELVE.replace("12.000,00", "19.000,00"))
    client.post(page_of(firm), data={"do": "return", "said": "Zu hoch"})
    work(firm)
    assert firm.state() is ApprovalState.RETURNED
    assert any("Zu hoch" in one.text for one in firm.world.postbox.for_(ANNA))
    assert "Angebot ändern: Zu hoch" in website.sign_in_as(ANNA).get(TICKET).text


def test_an_author_names_the_amount_or_takes_it_back(website: Website, firm: Firm) -> None:
    firm.answers("Guten Tag,\n\nanbei unser Angebot.\n", "Angebot.pdf")
    client = website.sign_in_as(ANNA)
    assert "Was kostet das Angebot?" in client.get(page_of(firm)).text
    client.post(page_of(firm), data={"do": "amount", "amount": "12.000 EUR"})
    assert firm.approval().approver_id == firm.person(TOMASZ)
    client.post(page_of(firm), data={"do": "withdraw"})
    assert firm.state() is ApprovalState.WITHDRAWN
    assert "anbei unser Angebot." in client.get(TICKET).text


def test_the_list_shows_what_waits_for_whom(website: Website, firm: Firm) -> None:
    answer(website)
    path = f'href="{page_of(firm)}"'
    for address, sees in ((TOMASZ, True), (ANNA, True), (THOMAS, True), (GIULIA, False)):
        assert (path in website.sign_in_as(address).get("/desk/approvals").text) is sees
    assert website.sign_in_as(JONAS).get(page_of(firm)).status_code == 404
    assert website.sign_in_as(GIULIA).post(page_of(firm), data={"do": "approve"}).status_code == 404
    assert firm.state() is ApprovalState.WAITING


def test_a_new_ticket_begins_with_no_quote_that_needs_approval(
    website: Website, firm: Firm
) -> None:
    client = website.sign_in_as(ANNA)
    data = {
        "who": JAN,
        "address": JAN,
        "name": "Jan Nowak",
        "subject": "Angebot",
        "text": TWELVE,
        "department": "vertrieb",
        "way": "mail",
        "once": "xyz",
        "send": "1",
    }
    refused = client.post("/desk/new", data=data)
    assert refused.status_code == 422
    assert "wird erst freigegeben" in refused.text
    assert firm.world.numbers() == [1001]
    small = TWELVE.replace("12.000,00", "900,00")
    assert client.post("/desk/new", data=data | {"text": small}).status_code == 303


def opinion_id(firm: Firm, address: str) -> int:
    with firm.world.core.read("hellmoor") as unit:
        (view,) = rounds_of_ticket(unit, firm.world.ticket(1001).line.ticket.id)
    person_id = firm.person(address)
    return next(one.id for one in view.opinions if one.person_id == person_id)


def test_a_round_of_opinions_on_the_desk(website: Website, firm: Firm) -> None:
    client = website.sign_in_as(ANNA)
    due = (firm.world.clock.now() + timedelta(days=2)).date().isoformat()
    people = [str(firm.person(one)) for one in (TOMASZ, JONAS)]
    wanted: dict[str, object] = {
        "question": "Was meint ihr? Kennwort Kastanie.",
        "due": due,
        "person": people,
    }
    wrongs: tuple[dict[str, object], ...] = ({"person": []}, {"question": " "}, {"due": "gestern"})
    for wrong in wrongs:
        refused = client.post(f"{TICKET}/opinions", data=wanted | wrong)
        assert refused.status_code == 422
        assert 'role="alert"' in refused.text
    assert client.post(f"{TICKET}/opinions", data=wanted).status_code == 303
    work(firm)
    # Jonas does not work in sales: he sees the question, not the ticket.
    jonas = website.sign_in_as(JONAS)
    page = f"/desk/opinions/{opinion_id(firm, JONAS)}"
    assert page in jonas.get("/desk/approvals").text
    assert "Kennwort Kastanie" in jonas.get(page).text
    assert "48 Fenster" in jonas.get(page).text
    assert jonas.post(page, data={"text": " "}).status_code == 422
    assert jonas.post(page, data={"text": "Ja, Kennwort Ahorn."}).status_code == 303
    assert website.sign_in_as(GIULIA).get(page).status_code == 404
    shown = client.get(TICKET).text
    assert "Kennwort Ahorn" in shown
    assert "noch keine Antwort" in shown
    assert "Kennwort" not in website.sign_in_as(JAN).get("/requests/1001").text


def full(website: Website, firm: Firm) -> None:
    """Let a quote and a round of opinions wait."""
    answer(website)
    question = Question(
        "Reicht die Marge für den Rabatt, den der Kunde will?",
        firm.world.clock.now() + timedelta(days=2),
        (firm.person(TOMASZ), firm.person(JONAS), firm.person(GIULIA)),
    )
    ticket_id = firm.world.ticket(1001).line.ticket.id
    ask_opinions(firm.world.core, firm.config, ticket_id, question, firm.by(ANNA))
    work(firm)
    website.sign_in_as(GIULIA).post(
        f"/desk/opinions/{opinion_id(firm, GIULIA)}", data={"text": "Ja, aber knapp."}
    )


@every_look
def test_the_pages_are_well_for_everybody(
    chromium: Chromium,
    website: Website,
    firm: Firm,
    width: int,
    scheme: Scheme,
) -> None:
    full(website, firm)
    with visitor(chromium, website, TOMASZ, width=width, scheme=scheme) as someone:
        page = someone.open(TICKET)
        for path in (
            TICKET,
            "/desk/approvals",
            page_of(firm),
            f"/desk/opinions/{opinion_id(firm, TOMASZ)}",
        ):
            page.goto(website.url(path))
            assert axe(page) == [], path
            overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert overflow <= 0, path
        assert someone.complaints == []


@pytest.mark.parametrize("scripts", [True, False])
def test_a_click_approves_with_scripts_and_without(
    chromium: Chromium, website: Website, firm: Firm, *, scripts: bool
) -> None:
    full(website, firm)
    with visitor(chromium, website, TOMASZ, scripts=scripts) as someone:
        page: Page = someone.open(TICKET)
        page.get_by_role("button", name="Zatwierdź i wyślij").click()
        expect(page.get_by_role("status").first).to_be_visible()
        expect(page.locator(".held-card")).to_have_count(0)
    work(firm)
    assert len(firm.answers_sent()) == 1
