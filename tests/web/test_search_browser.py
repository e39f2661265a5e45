"""The search in a browser: from the box to the ticket, how it looks, and that nothing is cut."""

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import PHONE, SCREEN, Scheme, axe, visitor
from tests.support.desk_story import ANNA, morning
from tests.support.mails import PDF, Mail
from tests.support.servers.chromium import Chromium
from tests.support.site import Website
from tests.support.world import OFFICE

LONG = "Donaudampfschifffahrtsgesellschaftskapitänsfenster"
FILE = f"Angebot_{LONG}_Revision_17_endgültig_freigegeben.pdf"
SEARCHES = ("/desk?q=Angebot", f"/desk?q={LONG.lower()}", "/desk?q=revision_17", "/desk?q=xyz")


@pytest.fixture
def desk(website: Website) -> Website:
    """A morning, with a ticket whose words and file names are longer than a phone is wide."""
    morning(website.world, others=4)
    mail = Mail(
        to="vertrieb@hellmoor.example",
        subject=f"Angebot: {LONG} {LONG} {LONG}",
        text=f"Guten Tag, wir brauchen {LONG}, dazu das Angebot. {LONG}.",
        files=((FILE, "application/pdf", PDF),),
    )
    website.world.receive(mail, peer=OFFICE)
    return website


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_words_are_found_from_the_box_and_lead_to_their_ticket(
    chromium: Chromium, desk: Website, *, scripts: bool
) -> None:
    with visitor(chromium, desk, ANNA, scripts=scripts) as someone:
        page = someone.open("/desk")
        if scripts:
            page.keyboard.press("/")
            page.keyboard.type("kapitänsfenster")
        else:
            page.locator("input[name=q]").fill("kapitänsfenster")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_contain_text("kapitänsfenster")
        expect(page.locator("[data-row]")).to_have_count(1)
        expect(page.locator("[data-row] mark").first).to_have_text("kapitänsfenster")
        page.locator("[data-row] a").first.click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(LONG)
        page = someone.open("/desk?q=xyz")
        expect(page.locator(".empty")).to_be_visible()
        assert someone.complaints == []
        assert someone.foreign == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, SCREEN])
def test_what_was_found_is_well_for_everybody(
    chromium: Chromium, desk: Website, width: int, scheme: Scheme
) -> None:
    with visitor(chromium, desk, ANNA, width=width, scheme=scheme) as someone:
        for path in SEARCHES:
            page = someone.open(path)
            page.wait_for_load_state()
            assert axe(page) == [], path
            assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, path
            assert cut_off(page) == [], path
        assert someone.complaints == []
        assert someone.foreign == []


def cut_off(page: Page) -> list[str]:
    """Name what reaches out of the window, or is cut off without dots that say so."""
    found: list[str] = page.evaluate(
        """() => [...document.querySelectorAll("main :is(h1, h2, [data-row] *, .empty *)")]
          .filter((one) => {
            const box = one.getBoundingClientRect();
            if (!box.width || one.closest(".sr")) return false;
            const style = getComputedStyle(one);
            const isCut = one.scrollWidth > one.clientWidth + 1 && style.overflowX !== "visible";
            return box.right > innerWidth + 1 || (isCut && style.textOverflow !== "ellipsis");
          })
          .map((one) => one.outerHTML.slice(0, 120))"""
    )
    return found
