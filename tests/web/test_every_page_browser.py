"""Every page is well for everybody: wide and narrow, light and dark, in five languages.

A page fails here until it has a row in `tests/web/looks/rows.py`.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import pytest
from playwright.sync_api import Page

from mailgw.reading import Reader
from tenants import LANGUAGES
from tests.security.test_routes import every_route
from tests.support.browser import (
    PHONE,
    SCREEN,
    Scheme,
    Visitor,
    axe,
    clipped,
    every_look,
    visitor,
)
from tests.support.mails import Mail
from tests.support.servers.chromium import Chromium
from tests.support.site import open_website
from tests.support.world import open_world
from tests.web.looks.rows import EMPTY, LOOKS, NO_PAGES
from tests.web.verbs.scene import Scene
from web.languages import LANGUAGE_COOKIE

LONG = "Donaudampfschifffahrtsgesellschaftskapitänskajütenfenstergriffbefestigungsschrauben " * 2
LONG_NAME = "Maximiliane-Franziska von Hohenlohe-Langenburg-Oehringen <m@hohenlohe-bau.example>"
pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory, reader: Reader) -> Iterator[Scene]:
    """One site for all pages."""
    with (
        open_world(tmp_path_factory.mktemp("looks"), reader) as world,
        open_website(world) as website,
    ):
        yield Scene(website)


@pytest.fixture(scope="module")
def pages(scene: Scene) -> Mapping[str, Sequence[str]]:
    """Make all pages ready; gives their addresses by who opens them."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    # Long words stand in lists, threads and ledgers alike.
    scene.website.world.receive(Mail(subject=LONG, sender=LONG_NAME), "vertrieb@hellmoor.example")
    for look in LOOKS:
        who, path = look.ready(scene)
        found[who].append(path)
    return found


def test_no_page_goes_unseen() -> None:
    routes = {route.path for route in every_route() if "GET" in (route.methods or ())}
    looked_at = {one.route for one in LOOKS}
    assert sorted(routes - looked_at - set(NO_PAGES)) == []
    assert sorted((looked_at | set(NO_PAGES)) - routes) == []
    assert sorted(looked_at & set(NO_PAGES)) == []


@every_look
def test_axe_finds_nothing_on_any_page(
    chromium: Chromium,
    scene: Scene,
    pages: Mapping[str, Sequence[str]],
    width: int,
    scheme: Scheme,
) -> None:
    found: list[tuple[str, list[str]]] = []
    for who, paths in pages.items():
        with visitor(chromium, scene.website, who, width=width, scheme=scheme) as someone:
            # Half of the pages are seen as they are before any script of ours has run.
            if width == PHONE:
                someone.context.route("**/*.js", lambda route: route.abort())
            page = someone.open(paths[0])
            for path in paths:
                page.goto(scene.website.url(path))
                found += [(path, faults)] if (faults := axe(page)) else []
                found += [(path, faults)] if (faults := odd(page)) else []
            found += complaints(someone, who)
    assert found == []


@every_look
def test_axe_finds_nothing_where_a_form_says_what_is_missing(
    chromium: Chromium, scene: Scene, width: int, scheme: Scheme
) -> None:
    found: list[tuple[str, list[str]]] = []
    for look in EMPTY:
        who, path = look.ready(scene)
        with visitor(chromium, scene.website, who, width=width, scheme=scheme) as someone:
            page = someone.open(path)
            with page.expect_navigation():
                page.locator("main .is-primary:visible").last.click()
            assert page.locator("[aria-invalid=true]").count(), path
            found += [(path, faults)] if (faults := [*axe(page), *odd(page)]) else []
            found += complaints(someone, who)
    assert found == []


def odd(page: Page) -> list[str]:
    """Say where a page has not one heading and one filled button, or parts that are cut off."""
    faults = clipped(page)
    if page.locator(".portal main .is-primary:visible").count() > 1:
        faults.append("more than one filled button")
    if page.locator("h1").count() != 1:
        faults.append(f"{page.locator('h1').count()} headings of the first order")
    return faults


def complaints(someone: Visitor, who: str) -> list[tuple[str, list[str]]]:
    """Say what pages asked elsewhere, and what their policy or scripts complained of."""
    said = [*someone.foreign, *someone.complaints]
    return [(who, said)] if said else []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_language_is_cut_off_on_any_page(
    chromium: Chromium, scene: Scene, pages: Mapping[str, Sequence[str]], language: str
) -> None:
    found: list[tuple[str, int, list[str]]] = []
    for who, paths in pages.items():
        if who:
            scene.client(who).post("/language", data={"language": language})
        with visitor(chromium, scene.website, who, width=SCREEN, scripts=False) as someone:
            cookie = {"name": LANGUAGE_COOKIE, "value": language, "url": scene.website.url()}
            someone.context.add_cookies([cookie])  # type: ignore[list-item] # as they are told
            page = someone.open(paths[0])
            for path in paths:
                page.goto(scene.website.url(path))
                assert page.locator("html").get_attribute("lang") == language, path
                for width, height in ((SCREEN, 900), (PHONE, 844)):
                    page.set_viewport_size({"width": width, "height": height})
                    found += [(path, width, faults)] if (faults := clipped(page)) else []
    assert found == []
