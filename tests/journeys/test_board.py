"""A lead shares the work out on the board: by drag, by keys, and with scripts off."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.browser import Scheme, axe, every_look, visitor
from tests.support.desk_story import ANNA, GIULIA, KITA, THOMAS, morning, viewer_of
from tests.support.servers.chromium import Chromium
from tests.support.site import Website
from tickets.model.task import Blocks, Task
from tickets.services.conversation import lock_ticket
from tickets.services.tasks import By, WantedTask, make_task, take_task
from tickets.store.tasks import tasks_of

FREE = "Hebeschiebetür mit Schwelle rechnen"
TICKET = f"/desk/tickets/{KITA}"


@pytest.fixture
def office(website: Website) -> Website:
    """A site with work on it: a free task, one of Anna's that is late, and one of Giulia's."""
    world = website.world
    morning(world, others=3)
    people = {one: viewer_of(world, one).person_id for one in (ANNA, GIULIA)}
    yesterday = world.clock.now() - timedelta(days=1)
    for number, wanted in (
        (KITA, WantedTask(FREE, blocks=Blocks.OFFER)),
        (KITA, WantedTask("Muster senden", assignee_id=people[ANNA], due_at=yesterday)),
        (1002, WantedTask("Prezzo con persiana", assignee_id=people[GIULIA])),
    ):
        with world.core.write("hellmoor") as uow:
            make_task(uow, lock_ticket(uow, world.ticket(number).line.ticket.id), wanted)
    for one in (ANNA, THOMAS):
        website.sign_in_as(one).post("/language", data={"language": "en"})
    return website


@contextmanager
def at_board(
    chromium: Chromium, office: Website, path: str = "/desk/board", *, scripts: bool = True
) -> Iterator[Page]:
    """Open the board as Thomas, who leads; no page may complain or ask abroad."""
    with visitor(chromium, office, THOMAS, locale="en-GB", scripts=scripts) as someone:
        yield someone.open(path)
        assert someone.complaints == []
        assert someone.foreign == []


def lane(page: Page, name: str) -> Locator:
    """Find a lane by its heading."""
    return page.locator("[data-lane]", has=page.get_by_role("heading", name=name, exact=True))


def card(page: Page | Locator, title: str) -> Locator:
    """Find a card by its title."""
    return page.locator("[data-task]", has_text=title)


def free_task(office: Website) -> Task:
    """Give the task that nobody has at first."""
    world = office.world
    with world.core.read("hellmoor") as unit:
        found = tasks_of(unit, world.ticket(KITA).line.ticket.id)
    return next(one for one in found if one.title == FREE)


def is_told(office: Website, address: str) -> bool:
    """Tell whether somebody was mailed the task."""
    office.world.work()
    return any(FREE in str(one.mail["Subject"]) for one in office.world.postbox.for_(address))


def test_a_lead_assigns_by_dragging_a_card(chromium: Chromium, office: Website) -> None:
    with at_board(chromium, office) as page:
        card(page, FREE).drag_to(lane(page, "Giulia Moretti"))
        expect(card(lane(page, "Giulia Moretti"), FREE)).to_be_visible()
        expect(page.locator("[data-said]")).to_have_text("The task is moved.")
        expect(lane(page, "Giulia Moretti").locator(".count")).to_have_text("2")
        # The page was not loaded anew, and what is on it goes on to work.
        card(page, "Muster senden").drag_to(lane(page, "Not given to anybody"))
        expect(card(lane(page, "Not given to anybody"), "Muster senden")).to_be_visible()
    assert is_told(office, GIULIA)


def test_a_lead_assigns_by_keys_alone(chromium: Chromium, office: Website) -> None:
    with at_board(chromium, office) as page:
        card(page, FREE).get_by_role("link").focus()
        page.keyboard.press("ArrowRight")
        expect(card(page, "Muster senden").get_by_role("link")).to_be_focused()
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("m")
        expect(card(page, FREE).get_by_label("Where to")).to_be_focused()
        page.keyboard.type("Anna")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        expect(card(lane(page, "Anna Kraft"), FREE)).to_be_visible()
        expect(card(page, FREE).get_by_role("link")).to_be_focused()
    assert is_told(office, ANNA)


def test_a_lead_assigns_by_the_menu_with_scripts_off(chromium: Chromium, office: Website) -> None:
    with at_board(chromium, office, scripts=False) as page:
        card(page, FREE).locator("summary").click()
        card(page, FREE).get_by_label("Where to").select_option(label="Anna Kraft")
        card(page, FREE).get_by_role("button", name="Move it").click()
        expect(page.get_by_role("status").filter(has_text="The task is moved.")).to_be_visible()
        expect(card(lane(page, "Anna Kraft"), FREE)).to_be_visible()
        page.get_by_label("Due").select_option(label="late")
        page.get_by_role("button", name="Show").click()
        expect(page.locator("[data-task]")).to_have_count(1)
        expect(card(page, "Muster senden")).to_contain_text("late since")
    assert is_told(office, ANNA)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_card_that_somebody_took_first_goes_back_with_a_sentence(
    chromium: Chromium, office: Website, *, scripts: bool
) -> None:
    anna = viewer_of(office.world, ANNA)
    with at_board(chromium, office, scripts=scripts) as page:
        task = free_task(office)
        with office.world.core.write("hellmoor") as uow:
            take_task(uow, lock_ticket(uow, task.ticket_id), task.id, By(anna))
        card(page, FREE).locator("summary").click()
        card(page, FREE).get_by_label("Where to").select_option(label="Giulia Moretti")
        card(page, FREE).get_by_role("button", name="Move it").click()
        alert = page.get_by_role("alert")
        expect(alert).to_have_text("Anna Kraft was faster and has this task now.")
        expect(card(lane(page, "Anna Kraft"), FREE)).to_be_visible()
    assert free_task(office).assignee_id == anna.person_id
    assert not is_told(office, GIULIA)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_the_tasks_of_a_ticket_are_added_changed_and_sent_back_on_its_page(
    chromium: Chromium, office: Website, *, scripts: bool
) -> None:
    with at_board(chromium, office, TICKET, scripts=scripts) as page:
        tasks = page.locator("#tasks")
        expect(tasks).to_contain_text(f"Before an offer may leave: {FREE}")
        page.locator(".message").first.locator(".menu summary").click()
        page.get_by_role("button", name="Make this a task").first.click()
        expect(tasks.locator(".todo")).to_have_count(3)
        tasks.get_by_text("Add a task").click()
        tasks.get_by_placeholder("What is to be done").fill("Termin bestätigen")
        new = tasks.locator(".new-task")
        new.get_by_label("Who is to do it").select_option(label="me")
        new.get_by_label("Until").fill("2026-11-27")
        new.get_by_role("button", name="Add the task").click()
        mine = tasks.locator(".todo", has_text="Termin bestätigen")
        expect(mine).to_contain_text("Thomas Reuter")
        expect(mine).to_contain_text("until")
        mine.get_by_text("Change").click()
        mine.get_by_label("Why you send it back").fill("Kein Platz im Plan.")
        mine.get_by_role("button", name="Send back").click()
        expect(mine).to_contain_text("Sent back: Kein Platz im Plan.")
        mine.get_by_role("button", name="Tick off").click()
        expect(tasks).to_contain_text("3 of 4 open")


@every_look
def test_the_board_is_well_for_everybody(
    chromium: Chromium, office: Website, width: int, scheme: Scheme
) -> None:
    with visitor(chromium, office, THOMAS, width=width, scheme=scheme) as someone:
        page = someone.open("/desk/board")
        for path in ("/desk/board", "/desk/board?by=state", "/desk/board?own=1&due=late", TICKET):
            page.goto(office.url(path))
            page.wait_for_load_state()
            for summary in page.locator("[data-move] summary, .task-more summary").all()[:1]:
                summary.click()
            assert axe(page) == [], path
            overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert overflow <= 0, path
        assert someone.complaints == []
        assert someone.foreign == []
