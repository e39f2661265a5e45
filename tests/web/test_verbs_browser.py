"""Every form of every page does its work in a browser, with scripts and without.

A route to which a form is sent fails here until it has a row: in `tests/web/verbs/rows.py`, in
`tests/web/verbs/getting_in.py`, or for the demo's own pages in `tests/web/verbs/demo_rows.py`.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from mailgw.reading import Reader
from tests.security.test_routes import every_route
from tests.support.browser import Visitor, visitor
from tests.support.desk_story import ANNA
from tests.support.mails import PDF
from tests.support.servers.chromium import Chromium
from tests.support.site import open_website
from tests.support.world import open_world
from tests.web.verbs import getting_in, rows
from tests.web.verbs.pressing import is_at, path_of, press
from tests.web.verbs.scene import TICKET, Scene
from tests.web.verbs.verb import Verb

ALL = (*rows.VERBS, *getting_in.VERBS)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory, reader: Reader) -> Iterator[Scene]:
    """One site for all verbs."""
    with (
        open_world(tmp_path_factory.mktemp("verbs"), reader) as world,
        open_website(world) as website,
    ):
        yield Scene(website)


def test_no_form_is_without_a_browser_test() -> None:
    routes = {route.path for route in every_route() if "POST" in (route.methods or ())}
    assert sorted(routes - {one.route for one in ALL} - set(rows.BY_SCRIPTS_ALONE)) == []
    assert sorted({one.route for one in ALL} - routes) == []


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("verb", rows.VERBS, ids=lambda one: one.route)
def test_a_form_is_filled_in_and_sent_in_a_browser(
    scene: Scene, chromium: Chromium, verb: Verb, *, scripts: bool
) -> None:
    path = verb.page(scene)
    with visitor(chromium, scene.website, verb.whoever(scene), scripts=scripts) as someone:
        send(someone, someone.open(path), scene, verb)


@pytest.mark.parametrize("verb", getting_in.VERBS, ids=lambda one: one.route)
def test_a_form_of_getting_in_holds_no_script_and_does_its_work(
    scene: Scene, chromium: Chromium, verb: Verb
) -> None:
    path = verb.page(scene)
    with visitor(chromium, scene.website, verb.whoever(scene)) as someone:
        page = someone.open(path)
        # So there is nothing to switch off, and one look is enough.
        assert page.locator("script").count() == 0
        send(someone, page, scene, verb)


def send(someone: Visitor, page: Page, scene: Scene, verb: Verb) -> None:
    """Send a form as its row says."""
    fields = {name: verb.said(text, scene) for name, text in verb.fields.items()}
    press(someone, page, verb.route, fields, verb.button, verb.nth)


def test_scripts_tell_who_is_writing_and_keep_files_before_they_are_sent(
    scene: Scene, chromium: Chromium
) -> None:
    alive, uploads = (path_of(one) for one in rows.BY_SCRIPTS_ALONE)
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
