"""Error pages in a real browser: readable for everybody, in one's language, asking nobody else."""

import pytest
from playwright.sync_api import Error

from tests.support.browser import Scheme, axe, every_look_in, visitor
from tests.support.servers.chromium import Chromium
from tests.support.site import Website

TITLES = {
    "de-DE": "Diese Seite gibt es nicht.",
    "pl-PL": "Ta strona nie istnieje.",
    "nl-NL": "Deze pagina bestaat niet.",
    "it-IT": "Questa pagina non esiste.",
    "en-GB": "This page does not exist.",
}


@every_look_in(*TITLES)
def test_a_missing_page_is_well_in_five_languages(
    chromium: Chromium, website: Website, locale: str, width: int, scheme: Scheme
) -> None:
    with visitor(chromium, website, locale=locale, width=width, scheme=scheme) as someone:
        page = someone.open("/nothing")
        assert page.get_by_role("heading", level=1).inner_text() == TITLES[locale]
        assert axe(page) == []
        overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert overflow <= 0
        assert someone.foreign == []
        assert someone.complaints == []


def test_the_language_is_changed_without_scripts(chromium: Chromium, website: Website) -> None:
    with visitor(chromium, website, scripts=False) as someone:
        page = someone.open("/nothing")
        page.get_by_text("Deutsch").first.click()
        page.get_by_role("button", name="Italiano").click()
        assert page.url == website.url("/nothing")
        assert page.get_by_role("heading", level=1).inner_text() == TITLES["it-IT"]


def test_what_a_page_asks_elsewhere_is_refused_and_noted(
    chromium: Chromium, website: Website
) -> None:
    with visitor(chromium, website) as someone:
        page = someone.open("/nothing")
        page.evaluate("fetch('https://elsewhere.example/x').catch(() => 0)")
        page.evaluate("fetch('/health')")
        # Both walls are up: the page's own policy complains before a request leaves.
        assert any("elsewhere.example" in one for one in someone.complaints)
        with pytest.raises(Error, match="ERR_FAILED"):
            page.goto("http://elsewhere.example/x")
        assert someone.foreign == ["http://elsewhere.example/x"]
