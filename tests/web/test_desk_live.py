"""What scripts add to the desk: news as they come, colleagues, drafts, keys."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import visitor
from tests.support.desk_story import ANNA, JOERG, KITA, TOMASZ, morning, reply_by_mail
from tests.support.mails import Mail
from tests.support.servers.chromium import Chromium
from tests.support.site import Website
from tests.support.world import OFFICE

TICKET = f"/desk/tickets/{KITA}"
SLOW_MS = 20_000


@pytest.fixture
def desk(website: Website) -> Website:
    """A site whose desk has the mails of a morning, in English for Anna and Tomasz."""
    morning(website.world, others=3)
    for one in (ANNA, TOMASZ):
        website.sign_in_as(one).post("/language", data={"language": "en"})
    return website


def write_again(website: Website, text: str) -> None:
    """Let Jörg write once more."""
    to = website.world.postbox.last(JOERG).reply_to
    website.world.receive(Mail(sender=JOERG, to=to, text=text), peer=OFFICE)


def is_typing_in(page: Page, selector: str) -> bool:
    """Tell whether the keyboard writes into a field."""
    return bool(page.evaluate("s => document.activeElement.matches(s)", selector))


def test_news_wait_behind_a_pill_and_count_in_title_and_icon(
    chromium: Chromium, desk: Website
) -> None:
    with visitor(chromium, desk, ANNA) as someone:
        page = someone.open("/desk")
        expect(page).to_have_title(re.compile(r"^\(4\) Inbox"))
        page.locator(".row", has_text="Kita Sonnenhang").get_by_role("link").click()
        page.goto(desk.url("/desk"))
        expect(page).to_have_title(re.compile(r"^\(3\) Inbox"), timeout=SLOW_MS)
        rows = page.locator(".row").count()
        write_again(desk, "Noch eine Frage.\n")
        pill = page.locator("[data-pill]")
        expect(pill).to_have_text("1 new mail", timeout=SLOW_MS)
        expect(page).to_have_title(re.compile(r"^\(4\) Inbox"))
        icon = page.locator('link[rel="icon"]')
        expect(icon).to_have_attribute("href", "/desk/icon.png")
        expect(page.locator(".row")).to_have_count(rows)
        pill.click()
        expect(page.locator(".row", has_text="Kita Sonnenhang")).to_contain_text("Noch eine Frage")
        assert someone.complaints == []


def test_an_open_ticket_tells_of_an_answer_without_jumping(
    chromium: Chromium, desk: Website
) -> None:
    with visitor(chromium, desk, ANNA) as someone:
        page = someone.open(TICKET)
        page.get_by_label("Your words").fill("Mitten im Satz")
        write_again(desk, "Noch eine Frage.\n")
        line = page.locator("[data-answered]")
        expect(line).to_contain_text("Jörg Brandes has written", timeout=SLOW_MS)
        expect(page.get_by_label("Your words")).to_have_value("Mitten im Satz")


def test_an_open_ticket_tells_of_what_its_reader_wrote_by_mail(
    chromium: Chromium, desk: Website
) -> None:
    with visitor(chromium, desk, ANNA) as someone:
        page = someone.open(TICKET)
        reply_by_mail(desk.world, ANNA, KITA, "Guten Tag,\n\ndie Schwelle kostet 120 Euro mehr.\n")
        line = page.locator("[data-answered]")
        expect(line).to_contain_text("Anna Kraft has written", timeout=SLOW_MS)
        page.reload()
        expect(page.get_by_text("120 Euro mehr")).to_be_visible()
        expect(line).to_be_hidden()


def test_colleagues_see_who_is_replying_and_a_draft_outlives_the_window(
    chromium: Chromium, desk: Website
) -> None:
    with visitor(chromium, desk, TOMASZ) as tomasz, visitor(chromium, desk, ANNA) as anna:
        his, hers = tomasz.open(TICKET), anna.open(TICKET)
        expect(hers.locator("[data-presence]")).to_contain_text("Tomasz Zieliński is reading")
        his.get_by_label("Your words").press_sequentially("Ich bin schon dabei")
        expect(his.locator("[data-saved]")).to_contain_text("Draft saved", timeout=SLOW_MS)
        expect(hers.locator("[data-presence]")).to_contain_text(
            "Tomasz Zieliński is replying", timeout=SLOW_MS
        )
        his.close()
        again = tomasz.open(TICKET)
        expect(again.get_by_label("Your words")).to_have_value("Ich bin schon dabei")
        expect(hers.get_by_label("Your words")).to_have_value("")


def test_the_keyboard_moves_opens_writes_and_finishes(chromium: Chromium, desk: Website) -> None:
    with visitor(chromium, desk, ANNA) as someone:
        page = someone.open("/desk")
        page.keyboard.press("/")
        assert is_typing_in(page, "input[name=q]")
        page.keyboard.type("jjj")
        expect(page.locator(".is-at")).to_have_count(0)
        page.keyboard.press("Tab")
        page.keyboard.press("j")
        page.keyboard.press("j")
        page.keyboard.press("k")
        subject = page.locator(".is-at a").get_attribute("title") or "?"
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text(subject)
        page.wait_for_load_state()
        page.keyboard.press("n")
        assert is_typing_in(page, "#text")
        expect(page.locator("#as-note")).to_be_checked()
        page.keyboard.type("e g i are only letters here")
        expect(page.get_by_label("Your words")).to_have_value("e g i are only letters here")
        page.keyboard.press("Control+Enter")
        expect(page.locator(".message.is-note")).to_contain_text("only letters")
        page.wait_for_load_state()
        page.keyboard.press("a")
        assert is_typing_in(page, "#to")
        page.keyboard.press("Escape")
        page.keyboard.press("g")
        page.keyboard.press("i")
        expect(page.get_by_role("heading", level=1)).to_have_text("Inbox")
        page.wait_for_load_state()
        page.keyboard.press("j")
        page.keyboard.press("x")
        page.keyboard.press("e")
        expect(page.get_by_text("Done.", exact=True)).to_be_visible()
        page.wait_for_load_state()
        page.keyboard.press("?")
        expect(page.get_by_role("heading", level=1)).to_have_text("Keyboard")


def test_single_keys_can_be_switched_off(chromium: Chromium, desk: Website) -> None:
    with visitor(chromium, desk, ANNA) as someone:
        page = someone.open("/desk/keys")
        page.get_by_role("button", name="Switch them off").click()
        expect(page.get_by_text("Single keys are switched off")).to_be_visible()
        page.goto(desk.url("/desk"))
        page.keyboard.press("j")
        page.keyboard.press("g")
        page.keyboard.press("i")
        expect(page.locator(".is-at")).to_have_count(0)
        page.goto(desk.url("/desk/keys"))
        page.get_by_role("button", name="Switch them on").click()
        page.goto(desk.url("/desk"))
        page.keyboard.press("j")
        expect(page.locator(".is-at")).to_have_count(1)
