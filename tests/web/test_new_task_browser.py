"""A new task from the board: its ticket by number or by words, with scripts and without."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import Scheme, axe, every_look, visitor
from tests.support.desk_story import ANNA, KITA, THOMAS, morning
from tests.support.servers.chromium import Chromium
from tests.support.site import Website

every_way = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
TITLE = "Muster Eiche geölt senden"


@pytest.fixture
def office(website: Website) -> Website:
    """A site with the mails of a morning."""
    morning(website.world, others=3)
    for one in (ANNA, THOMAS):
        website.sign_in_as(one).post("/language", data={"language": "en"})
    return website


@contextmanager
def from_board(chromium: Chromium, office: Website, *, scripts: bool) -> Iterator[Page]:
    """Open the form as Thomas, who leads, by the button of the board."""
    with visitor(chromium, office, THOMAS, locale="en-GB", scripts=scripts) as someone:
        page = someone.open("/desk/board")
        page.get_by_role("link", name="New task").click()
        yield page
        assert someone.complaints == []
        assert someone.foreign == []


@every_way
def test_a_task_is_made_for_a_ticket_named_by_its_number(
    chromium: Chromium, office: Website, *, scripts: bool
) -> None:
    with from_board(chromium, office, scripts=scripts) as page:
        page.get_by_label("Number, or words").fill(f"#{KITA}")
        page.get_by_label("In a few words").fill(TITLE)
        page.get_by_label("Who is to do it").select_option(label="Anna Kraft")
        page.get_by_label("Until").fill("2030-11-27")
        page.get_by_role("button", name="Add the task").click()
        expect(page.get_by_role("status").filter(has_text="The task is added.")).to_be_visible()
        card = page.locator("[data-task]", has_text=TITLE)
        expect(card).to_contain_text(f"#{KITA}")
    office.world.work()
    assert any(TITLE in str(one.mail["Subject"]) for one in office.world.postbox.for_(ANNA))


@every_way
def test_a_ticket_is_found_by_words_and_chosen(
    chromium: Chromium, office: Website, *, scripts: bool
) -> None:
    with from_board(chromium, office, scripts=scripts) as page:
        page.get_by_label("In a few words").fill(TITLE)
        page.get_by_label("Number, or words").fill("Kita")
        page.get_by_role("button", name="Find").click()
        found = page.get_by_role("group", name="Found").get_by_role("radio")
        expect(found.first).to_be_visible()
        page.locator(f"input[name=number][value='{KITA}']").check()
        # What was typed before stays.
        expect(page.get_by_label("In a few words")).to_have_value(TITLE)
        page.get_by_role("button", name="Add the task").click()
        expect(page.locator("[data-task]", has_text=TITLE)).to_contain_text(f"#{KITA}")


@every_way
def test_a_wrong_number_is_told_and_nothing_typed_is_lost(
    chromium: Chromium, office: Website, *, scripts: bool
) -> None:
    with from_board(chromium, office, scripts=scripts) as page:
        page.get_by_label("Number, or words").fill("999999")
        page.get_by_label("In a few words").fill(TITLE)
        page.get_by_role("button", name="Add the task").click()
        sentence = "There is no ticket of this number that you may see."
        expect(page.locator("#error-who")).to_have_text(sentence)
        expect(page.get_by_label("Number, or words")).to_have_value("999999")
        page.get_by_label("Number, or words").fill(str(KITA))
        page.get_by_role("button", name="Find").click()
        expect(page.get_by_role("button", name="Another ticket")).to_be_visible()
        page.get_by_label("In a few words").fill("")
        page.get_by_role("button", name="Add the task").click()
        expect(page.locator("#error-title")).to_be_visible()
        page.get_by_role("button", name="Another ticket").click()
        page.get_by_label("Number, or words").fill("nirgends zu finden")
        page.get_by_role("button", name="Find").click()
        expect(page.get_by_text("No ticket holds these words.")).to_be_visible()


@every_look
def test_the_form_is_well_for_everybody(
    chromium: Chromium, office: Website, width: int, scheme: Scheme
) -> None:
    with visitor(chromium, office, THOMAS, width=width, scheme=scheme, locale="en-GB") as someone:
        page = someone.open(f"/desk/board/new?ticket={KITA}")
        check(page)
        page = someone.open("/desk/board/new")
        page.get_by_label("Number, or words").fill("Kita")
        page.get_by_role("button", name="Find").click()
        check(page)
        page.get_by_role("button", name="Add the task").click()
        check(page)
        assert someone.complaints == []
        assert someone.foreign == []


def check(page: Page) -> None:
    """Find nothing that somebody could not read or reach."""
    page.wait_for_load_state()
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
