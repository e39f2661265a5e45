"""Action links of mails to agents: looking changes nothing, pressing acts, and rights decide."""

import re
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from playwright.sync_api import expect

from tests.support.approving import ANNA, GIULIA, THOMAS, TOMASZ, Firm, open_firm
from tests.support.browser import PHONE, SCREEN, axe, visitor
from tests.support.mails import Mail
from tests.support.servers.chromium import Chromium
from tests.support.site import Website
from tests.support.world import OFFICE, World
from tickets.model.judging import ApprovalState
from tickets.model.people import Person
from tickets.model.task import TaskState
from tickets.model.ticket import Ticket, TicketState, Visibility
from tickets.model.token import TokenSigner

NUMBER = 1001
_LINK = re.compile(r"/act/[a-z2-7]{52}")
_HIDDEN = re.compile(r'name="stand" value="([^"]*)"')
PETER = "p.stranger@elsewhere.example"


@pytest.fixture
def firm(website: Website) -> Firm:
    """A firm with bands and one request for a quote, of which all of sales were told."""
    return open_firm(website.world)


def link_in(world: World, address: str, notice: str = "agent_notice") -> str:
    """Give the path of the link in somebody's newest mail of a kind."""
    ids = {one.message_id for one in world.owed() if one.notice == notice}
    mail = [one for one in world.postbox.for_(address) if one.message_id in ids][-1]
    found = _LINK.search(mail.text)
    assert found is not None, mail.text
    assert found[0] in mail.html
    return found[0]


def press(
    website: Website, path: str, do: str, *, by: httpx.Client | None = None, **fields: str
) -> httpx.Response:
    """Open the page and press one of its buttons, signed in where a client says so."""
    client = by or website.client()
    page = client.get(path)
    stand = _HIDDEN.search(page.text)
    data = {"do": do, "stand": stand[1] if stand else "", **fields}
    pressed = client.post(path, data=data)
    assert by is not None or "stafette" not in client.cookies
    return pressed


def ticket(firm: Firm) -> Ticket:
    """Give the ticket."""
    return firm.world.ticket(NUMBER).line.ticket


def give_task(firm: Firm) -> str:
    """Let Anna give Tomasz a task by mail; gives the path of his link."""
    firm.answers("Aufgabe: Glas prüfen @tomasz")
    return link_in(firm.world, TOMASZ, "task_notice")


def test_a_ticket_is_taken_given_finished_and_put_to_rest_by_its_link(
    either_website: Website,
) -> None:
    firm = open_firm(either_website.world)
    path = link_in(firm.world, ANNA)
    told = press(either_website, path, "take")
    assert (told.status_code, told.headers["location"]) == (303, f"{path}?told=take")
    assert "Es gehört jetzt Ihnen." in either_website.client().get(told.headers["location"]).text
    assert ticket(firm).owner_id == firm.person(ANNA)
    assert press(either_website, path, "snooze", until="tomorrow").status_code == 303
    assert ticket(firm).snoozed_until is not None
    assert press(either_website, path, "wake").status_code == 303
    assert ticket(firm).snoozed_until is None
    assert press(either_website, path, "done").status_code == 303
    assert ticket(firm).state == TicketState.DONE
    assert press(either_website, path, "reopen").status_code == 303
    to = f"agent:{firm.person(TOMASZ)}"
    assert press(either_website, path, "assign", to=to).status_code == 303
    firm.world.work()
    assert ticket(firm).owner_id == firm.person(TOMASZ)
    assert link_in(firm.world, TOMASZ, "handed_over") == link_in(firm.world, TOMASZ)
    ways = [(one.content or {}).get("way") for one in firm.world.ticket(NUMBER).events]
    assert ways.count("mail") >= 6
    # It is Tomasz's now, and Anna gives nothing away that is not hers.
    assert press(either_website, path, "assign", to=to).status_code == 409
    assert press(either_website, path, "ask", said="Was meint ihr?").status_code == 422


def test_a_task_is_done_and_sent_back_by_its_link(website: Website, firm: Firm) -> None:
    path = give_task(firm)
    assert press(website, path, "done").status_code == 303
    assert firm.world.ticket(NUMBER).tasks[0].state == TaskState.DONE
    assert press(website, path, "reopen").status_code == 303
    assert press(website, path, "send_back").status_code == 422
    assert press(website, path, "send_back", said="Brak szkła.").status_code == 303
    (task,) = firm.world.ticket(NUMBER).tasks
    assert (task.state, task.reason) == (TaskState.SENT_BACK, "Brak szkła.")


def test_opinions_are_asked_and_given_by_links(website: Website, firm: Firm) -> None:
    people = str(firm.person(GIULIA))
    path = link_in(firm.world, ANNA)
    assert press(website, path, "ask", said="Kulanz?", person=people).status_code == 303
    firm.world.work()
    asked = link_in(firm.world, GIULIA, "opinion_request")
    assert "Kulanz?" in website.client().get(asked).text
    assert press(website, asked, "opinion", said="Sì, Kulanz.").status_code == 303
    last = firm.world.ticket(NUMBER).messages[-1]
    assert (last.text, last.visibility) == ("Sì, Kulanz.", Visibility.INTERNAL)
    assert not any("Kulanz" in one.text for one in firm.answers_sent())


def quote(firm: Firm) -> str:
    """Let Anna send a quote above her band; gives the path of Tomasz' link."""
    firm.answers("Guten Tag,\n\nanbei unser Angebot.\n\nGesamtsumme netto 12.000,00 €\n")
    return link_in(firm.world, TOMASZ, "approval_request")


def test_p14_the_link_of_a_quote_alone_decides_nothing(
    either_website: Website,
) -> None:
    firm = open_firm(either_website.world)
    path = quote(firm)
    shown = either_website.client().get(f"{path}?do=approve").text
    assert "12.000,00" in shown
    # All of it is in the words of who reads it, whatever the browser would like.
    assert "gibt Tomasz" not in shown
    assert f"/sign-in?next=%2Fdesk%2Fapprovals%2F{firm.approval().id}" in shown
    assert 'value="approve"' not in shown
    # Nor for a colleague who was forwarded the mail, signed in as they may be.
    for by in (None, either_website.sign_in_as(GIULIA)):
        for do in ("approve", "return"):
            # The page offers no form to them, so this one is made up.
            stand = f"{ticket(firm).state}-{ticket(firm).owner_id or 0}-False"
            refused = press(either_website, path, do, by=by, said="Zu teuer.", stand=stand)
            assert refused.status_code == 403
            assert "Tomasz Zieliński" in refused.text
    assert 'action="/sign-out"' in either_website.sign_in_as(GIULIA).get(path).text
    firm.world.work()
    assert firm.state() is ApprovalState.WAITING
    assert firm.answers_sent() == []


def test_a_quote_is_approved_on_the_page_of_its_link_by_who_is_signed_in_and_once(
    website: Website, firm: Firm
) -> None:
    path = quote(firm)
    tomasz = website.sign_in_as(TOMASZ)
    assert press(website, path, "return", by=tomasz).status_code == 409
    assert press(website, path, "approve", by=tomasz).status_code == 303
    firm.world.work()
    assert firm.state() is ApprovalState.APPROVED
    assert len(firm.answers_sent()) == 1
    assert press(website, path, "approve", by=tomasz).status_code == 409


def test_a_sign_in_leads_from_the_link_to_the_quote_and_back_to_nothing_else(
    website: Website, firm: Firm
) -> None:
    path = quote(firm)
    page_of = f"/desk/approvals/{firm.approval().id}"
    client = website.client()
    asked = client.post("/sign-in", data={"address": TOMASZ, "next": page_of})
    assert asked.status_code == 303
    firm.world.work()
    mail = firm.world.postbox.last(TOMASZ)
    link = re.search(r"/sign-in/[A-Za-z0-9_-]{20,}", mail.text)
    assert link is not None, mail.text
    assert client.post(link[0]).headers["location"] == page_of
    assert client.post(page_of, data={"do": "approve"}).status_code == 303
    firm.world.work()
    assert firm.state() is ApprovalState.APPROVED
    assert press(website, path, "approve", by=client).status_code == 409


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("width", [SCREEN, PHONE])
def test_the_link_of_a_quote_asks_for_a_sign_in_in_a_browser(
    website: Website, firm: Firm, chromium: Chromium, *, width: int, scripts: bool
) -> None:
    path = quote(firm)
    with visitor(chromium, website, width=width, scripts=scripts) as someone:
        page = someone.open(f"{path}?do=approve")
        if scripts:
            assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        page.locator("main a.is-primary").click()
        expect(page.locator("#main input[name=next]")).to_have_value(
            re.compile("^/desk/approvals/")
        )
    with visitor(chromium, website, TOMASZ, width=width, scripts=scripts) as someone:
        page = someone.open(path)
        page.locator("form:has(input[value=approve]) button").click()
        expect(page.get_by_role("status")).to_be_visible()
        assert someone.foreign == []
    assert firm.state() is ApprovalState.APPROVED


def test_looking_a_hundred_times_changes_nothing(website: Website, firm: Firm) -> None:
    path = link_in(firm.world, ANNA)
    before = len(firm.world.ticket(NUMBER).events)
    scanner = website.client()
    for do in ("take", "done", "assign", "snooze", "ask"):
        assert {scanner.get(f"{path}?do={do}").status_code for _ in range(20)} == {200}
    assert len(firm.world.ticket(NUMBER).events) == before
    assert ticket(firm).owner_id is None
    assert scanner.get(path).headers["referrer-policy"] == "same-origin"


def test_who_is_slower_is_told_who_was_faster(website: Website, firm: Firm) -> None:
    mine, theirs = link_in(firm.world, ANNA), link_in(firm.world, TOMASZ)
    client = website.client()
    stand = _HIDDEN.search(client.get(mine).text)
    assert stand is not None
    assert press(website, theirs, "take").status_code == 303
    late = client.post(mine, data={"do": "take", "stand": stand[1]})
    assert late.status_code == 409
    assert "Jetzt hat es Tomasz Zieliński." in late.text
    assert ticket(firm).owner_id == firm.person(TOMASZ)


def test_of_many_who_press_at_once_one_wins(either_website: Website) -> None:
    firm = open_firm(either_website.world)
    client = either_website.client()
    asked = []
    for path in (link_in(firm.world, ANNA), link_in(firm.world, TOMASZ)):
        stand = _HIDDEN.search(client.get(path).text)
        assert stand is not None
        asked += [(path, stand[1])] * 5

    def send(one: tuple[str, str]) -> int:
        data = {"do": "take", "stand": one[1]}
        return either_website.client().post(one[0], data=data).status_code

    with ThreadPoolExecutor(10) as pool:
        answered = list(pool.map(send, asked))
    assert (answered.count(303), answered.count(409)) == (1, 9)


def test_links_that_are_over_answer_like_links_that_never_were(
    website: Website, firm: Firm
) -> None:
    path = link_in(firm.world, ANNA)
    strange = f"/act/{'a' * 52}"

    def answers(asked: str) -> tuple[int, str]:
        page = website.client().get(asked)
        posted = website.client().post(asked, data={"do": "take"})
        assert posted.status_code == page.status_code
        return page.status_code, page.text.replace(asked, "")

    nothing = answers(strange)
    assert nothing[0] == 404
    with firm.world.core.write("hellmoor") as uow:
        uow.session.get_one(Person, firm.person(ANNA)).is_active = False
    assert answers(path) == nothing
    with firm.world.core.write("hellmoor") as uow:
        uow.session.get_one(Person, firm.person(ANNA)).is_active = True
    assert website.client().get(path).status_code == 200
    assert website.client("kaaibox").get(path).status_code == 404
    firm.world.clock.pass_by(days=15)
    assert answers(path) == nothing
    assert ticket(firm).owner_id is None


def test_a_link_dies_with_the_key_that_it_was_made_with(website: Website, firm: Firm) -> None:
    path = link_in(firm.world, ANNA)
    core = website.site.core
    object.__setattr__(core, "signer", TokenSigner(b"another key"))
    try:
        assert website.client().get(path).status_code == 404
    finally:
        object.__setattr__(core, "signer", TokenSigner(b"a key for tests"))
    assert website.client().get(path).status_code == 200


def test_a_mail_within_the_time_keeps_the_link_and_its_life_begins_anew(
    website: Website, firm: Firm
) -> None:
    path = link_in(firm.world, ANNA)
    firm.world.clock.pass_by(days=10)
    again = Mail(
        to=firm.world.postbox.last("jan@nowak-okna.example").reply_to, text="Und wann kommt es?"
    )
    firm.world.receive(again, peer=OFFICE)
    assert link_in(firm.world, ANNA) == path
    firm.world.clock.pass_by(days=10)
    assert website.client().get(path).status_code == 200
    firm.world.clock.pass_by(days=5)
    assert website.client().get(path).status_code == 404


def test_no_secret_of_an_action_link_reaches_a_customer(website: Website, firm: Firm) -> None:
    del website
    notice = firm.world.postbox.for_(ANNA)[0]
    firm.answers(f"Guten Tag, wir melden uns morgen.\n{notice.text}")
    firm.answers(f"Siehe {_LINK.search(notice.text)[0]} dazu.")  # type: ignore[index] # the notice holds one
    for one in firm.world.postbox.for_("jan@nowak-okna.example"):
        assert not _LINK.search(one.text + one.html)
    for message in firm.world.ticket(NUMBER).messages:
        assert not _LINK.search(message.text + message.quoted_text)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_somebody_hands_a_ticket_over_in_a_browser_without_signing_in(
    website: Website, firm: Firm, chromium: Chromium, *, scripts: bool
) -> None:
    path = link_in(firm.world, THOMAS)
    with visitor(chromium, website, width=PHONE, scripts=scripts) as someone:
        page = someone.open(f"{path}?do=assign")
        page.locator("#to").select_option(label="Anna Kraft")
        page.get_by_role("button", name="Übergeben").click()
        expect(page.get_by_role("status")).to_be_visible()
        assert someone.foreign == []
    assert ticket(firm).owner_id == firm.person(ANNA)


@pytest.mark.parametrize("width", [SCREEN, PHONE])
def test_axe_finds_nothing_on_the_page_of_a_link(
    website: Website, firm: Firm, chromium: Chromium, width: int
) -> None:
    path = link_in(firm.world, ANNA)
    with visitor(chromium, website, width=width) as someone:
        page = someone.open(f"{path}?do=ask")
        page.locator("details.act").evaluate_all("all => all.forEach(one => { one.open = true; })")
        assert axe(page) == []
