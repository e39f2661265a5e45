"""Snoozing, merging and absences in a real browser, with scripts and without, and how they look."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from tenants.work import Condition, NewTask, Rule
from tests.support.browser import Scheme, axe, every_look, visitor
from tests.support.desk_story import ANNA, JOERG, KITA, PETRA, THOMAS, TOMASZ, morning, viewer_of
from tests.support.mails import Mail
from tests.support.servers.chromium import Chromium
from tests.support.site import Website
from tickets.services.absences import Absent, note_absence

TICKET = f"/desk/tickets/{KITA}"
RULE = Rule(
    name="Ersatzteile",
    when=Condition(words=("ersatzteil",), domains=("brandes-hochbau.example",)),
    department="reklamation",
    by_turns=True,
    tasks=(NewTask(titles={"de": "Lager prüfen", "en": "Check stock"}),),
)


@pytest.fixture
def desk(website: Website) -> Website:
    """A morning with rules, somebody away, and a request of a colleague of the customer's."""
    morning(website.world, others=3)
    world = website.world
    website.change_tenant(rules=(RULE,))
    sales = "vertrieb@hellmoor.example"
    world.receive(Mail(sender=JOERG, to=sales, subject="Noch eine Frage"))
    world.receive(Mail(sender=f"Petra Sommer <{PETRA}>", to=sales, subject="Auch von uns"))
    viewer, now = viewer_of(world, TOMASZ), world.clock.now()
    deputy = viewer_of(world, ANNA).person_id
    with world.core.write("hellmoor") as uow:
        note_absence(uow, viewer, Absent(viewer.person_id, now, now + timedelta(days=4), deputy))
    for address in (ANNA, THOMAS):
        website.sign_in_as(address).post("/language", data={"language": "en"})
    return website


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_ticket_is_snoozed_brought_back_and_merged(
    chromium: Chromium, desk: Website, *, scripts: bool
) -> None:
    number = max(desk.world.numbers()) - 1
    with visitor(chromium, desk, ANNA, locale="en-GB", scripts=scripts) as someone:
        page = someone.open(TICKET)
        page.locator("summary", has_text="Snooze").click()
        page.get_by_role("button", name="Tomorrow").click()
        expect(page.get_by_text("Snoozed. You find it below")).to_be_visible()
        page.get_by_role("link", name="Snoozed").first.click()
        page.get_by_role("link", name="Kita Sonnenhang").first.click()
        page.get_by_role("button", name="Bring back").click()
        expect(page.get_by_text("Back in the lists.")).to_be_visible()
        page = someone.open(f"/desk/tickets/{number}")
        page.get_by_label("More actions").click()
        page.get_by_role("link", name="Merge into another ticket …").click()
        page.get_by_label("Number of the other ticket").fill(str(KITA))
        page.get_by_role("button", name="Look at it").click()
        page.get_by_role("button", name=f"Merge #{number} into #{KITA}").click()
        expect(page.get_by_text("Merged. This ticket holds both now.")).to_be_visible()
        page.get_by_label("More actions").click()
        page.get_by_role("link", name="Make a ticket of a part …").click()
        page.get_by_role("checkbox", name="bodengleicher Schwelle").check()
        page.get_by_role("button", name="Make the ticket").click()
        expect(page.get_by_text("The new ticket is made.")).to_be_visible()
        assert someone.complaints == []
        assert someone.foreign == []


@every_look
def test_the_menus_of_a_ticket_are_well_and_hold_all_their_parts(
    chromium: Chromium, desk: Website, width: int, scheme: Scheme
) -> None:
    number = max(desk.world.numbers())
    with visitor(chromium, desk, THOMAS, width=width, scheme=scheme) as someone:
        page = someone.open("/desk")
        for opened in ("summary:has-text('Snooze')", "summary[aria-label='More actions']"):
            page.goto(desk.url(f"/desk/tickets/{number}"))
            page.locator(opened).click()
            assert axe(page) == [], opened
            menu = page.locator("details[open] .menu-list").bounding_box()
            assert menu is not None
            for part in page.locator("details[open] .menu-list :is(input, button, select)").all():
                box = part.bounding_box()
                assert box is None or box["x"] + box["width"] <= menu["x"] + menu["width"], opened
