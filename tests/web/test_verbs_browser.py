"""Every form of desk, administration and portal does its work in a browser, scripts or no scripts.

A route to which a form is sent fails here until it has a row in `tests/web/verbs/rows.py`.
"""

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page

from mailgw.reading import Reader
from tests.security.test_routes import every_route
from tests.support.browser import visitor
from tests.support.desk_story import ANNA, TOMASZ
from tests.support.mails import PDF, Mail
from tests.support.servers.chromium import Chromium
from tests.support.site import open_website
from tests.support.world import open_world
from tests.web.verbs.rows import BY_SCRIPTS_ALONE, VERBS, Verb
from tests.web.verbs.scene import TICKET, Scene

AREAS = ("web.desk", "web.admin", "web.portal")


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory, reader: Reader) -> Iterator[Scene]:
    """One site for all verbs."""
    with (
        open_world(tmp_path_factory.mktemp("verbs"), reader) as world,
        open_website(world) as website,
    ):
        yield Scene(website)


def test_no_form_is_without_a_browser_test() -> None:
    routes = {
        route.path
        for route in every_route()
        if "POST" in (route.methods or ()) and route.endpoint.__module__.startswith(AREAS)
    }
    assert sorted(routes - {one.route for one in VERBS} - set(BY_SCRIPTS_ALONE)) == []
    assert sorted({one.route for one in VERBS} - routes) == []


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("verb", VERBS, ids=lambda one: one.route)
def test_a_form_is_filled_in_and_sent_in_a_browser(
    scene: Scene, chromium: Chromium, verb: Verb, *, scripts: bool
) -> None:
    path = verb.page(scene)
    goes_to = re.compile(re.sub(r"\{\w+\}", "[^/]+", verb.route))
    with visitor(chromium, scene.website, verb.who, scripts=scripts) as someone:
        page = someone.open(path)
        form = form_to(page, goes_to, verb.nth)
        open_up(form)
        for name, value in verb.fields.items():
            text = value if isinstance(value, str) else value(scene)
            fill(form, name, text.format(tomasz=scene.person(TOMASZ)))
        button = form.locator(f"{verb.button}:not(.sr)").first
        open_up(button)
        with page.expect_response(
            lambda got: got.request.method == "POST" and is_at(goes_to, got.url)
        ) as answer:
            button.click()
        assert answer.value.status in (200, 303), answer.value.status
        page.wait_for_load_state()
        assert page.locator("[aria-invalid=true]").count() == 0
        assert someone.complaints == []
        assert someone.foreign == []


def test_scripts_tell_who_is_writing_and_keep_files_before_they_are_sent(
    scene: Scene, chromium: Chromium
) -> None:
    alive, uploads = (re.compile(re.sub(r"\{\w+\}", "[^/]+", one)) for one in BY_SCRIPTS_ALONE)
    with visitor(chromium, scene.website, ANNA) as someone:
        page = someone.open(TICKET)
        with page.expect_response(lambda got: is_at(alive, got.url)) as told:
            page.locator("#text").press_sequentially("Guten Tag")
        assert told.value.status == 200
        with page.expect_response(lambda got: is_at(uploads, got.url)) as kept:
            page.locator("#files").set_input_files(
                {"name": "Plan.pdf", "mimeType": "application/pdf", "buffer": PDF}
            )
        assert kept.value.status == 200
        assert someone.complaints == []


def is_at(goes_to: re.Pattern[str], url: str) -> bool:
    """Tell whether an address is one of a route."""
    return goes_to.fullmatch(urlsplit(url).path) is not None


def form_to(page: Page, goes_to: re.Pattern[str], nth: int) -> Locator:
    """Find the form that is sent to a route."""
    forms = page.locator("form[method=post]")
    actions = forms.evaluate_all("all => all.map(one => one.getAttribute('action'))")
    found = [at for at, action in enumerate(actions) if is_at(goes_to, action)]
    assert len(found) > nth, (goes_to.pattern, actions)
    return forms.nth(found[nth])


def open_up(place: Locator) -> None:
    """Open what is folded around something, from the outside in."""
    for _ in range(3):
        folded = place.locator("xpath=ancestor::details[not(@open)]").first
        if not folded.count():
            return
        folded.locator("xpath=./summary").click()


def fill(form: Locator, name: str, text: str) -> None:
    """Fill in a field as somebody does, whatever sort of field it is."""
    there = form.locator(f"[name='{name}']").first
    open_up(there)
    sort = there.evaluate("one => one.type")
    if sort == "select-one":
        there.select_option(text)
    elif sort == "file":
        raw = Mail(text=text).raw
        there.set_input_files({"name": "Anfrage.eml", "mimeType": "message/rfc822", "buffer": raw})
    elif text == "on":
        there.check(force=True)
    else:
        there.fill(text)
