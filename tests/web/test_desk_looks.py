"""A ticket that shows all it can is well for everybody, whatever its box is about."""

import pytest
from playwright.sync_api import Page

from mailgw.outbound.transport import Attempt, Sending
from tests.support.browser import Scheme, axe, every_look, visitor
from tests.support.desk_story import ANNA, JOERG, KITA, morning
from tests.support.mails import Mail
from tests.support.servers.chromium import Chromium
from tests.support.site import Website
from tests.support.world import OFFICE

TICKET = f"/desk/tickets/{KITA}"


@pytest.fixture
def desk(website: Website) -> Website:
    """A site whose desk shows all that it can: a note, a lost mail, a suggestion, a done ticket."""
    world = website.world
    morning(world, others=4)
    to = world.postbox.last(JOERG).reply_to
    copied = Mail(sender=JOERG, to=to, cc="mark@seidel-statik.example", text="Mit Statik.\n")
    world.receive(copied, peer=OFFICE)
    client = website.sign_in_as(ANNA)
    client.post(f"{TICKET}/reply", data={"text": "Nur intern", "purpose": "note", "do": "send"})
    world.postbox.refusals[JOERG] = Attempt(Sending.FAILED, "552 5.2.2 mailbox full")
    client.post(
        f"{TICKET}/reply",
        data={"text": "Guten Tag", "purpose": "message", "do": "send", "seen_seq": "999"},
    )
    world.clock.pass_by(seconds=11)
    world.work()
    client.post("/desk/tickets/1002/done", data={"done": "yes"})
    return website


def check(page: Page, where: str) -> None:
    """Find nothing that somebody could not read or reach."""
    page.wait_for_load_state()
    assert axe(page) == [], where
    overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert overflow <= 0, where


@every_look
def test_a_ticket_is_well_in_every_state_of_its_box(
    chromium: Chromium, desk: Website, width: int, scheme: Scheme
) -> None:
    with visitor(chromium, desk, ANNA, width=width, scheme=scheme) as someone:
        page = someone.open(TICKET)
        check(page, "ticket")
        page.locator("#text").fill("Guten Tag")
        page.locator("label[for=as-note]").click()
        check(page, "note")
        page.locator("label[for=as-message]").click()
        page.get_by_role("button", name="Senden", exact=True).click()
        page.locator(".toast").wait_for()
        check(page, "undo")
        assert someone.complaints == []
        assert someone.foreign == []
