"""P12: a mail is displayed, never executed; shown with over a hundred hostile mails in Chromium."""

from collections.abc import Iterator
from typing import Any

import pytest

from mailgw.reading import Reader
from tests.security.hostile.everything import MAILS
from tests.security.hostile.pages import read_pages
from tests.security.hostile.payloads import MARKUP, SCRIPT
from tests.security.hostile.recorder import Answer, recorder
from tests.security.hostile.scene import JAN, NUMBER, REUTER, SUBJECT, TOMASZ, Scene
from tests.support.browser import PHONE, SCREEN
from tests.support.servers.chromium import Chromium
from tests.support.site import open_website
from tests.support.world import open_world

THREADS = {"portal": (JAN, f"/requests/{NUMBER}"), "desk": (TOMASZ, f"/desk/tickets/{NUMBER}")}
JOINED = [one for one in MAILS if not one.opens]
PAGES = read_pages()
pytestmark = pytest.mark.timeout(300)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory, reader: Reader) -> Iterator[Scene]:
    """All hostile mails, received once."""
    with (
        open_world(tmp_path_factory.mktemp("hostile"), reader) as world,
        open_website(world) as website,
    ):
        yield Scene(website)


@pytest.mark.parametrize("place", THREADS)
def test_p12_hostile_mails_lie_still_in_a_thread(
    chromium: Chromium, scene: Scene, place: str
) -> None:
    address, path = THREADS[place]
    with recorder(chromium, scene.website, address) as watched:
        page = watched.show(path)
        shown = page.locator("body").inner_text()
        assert [one.name for one in JOINED if one.mark not in shown] == []
        assert f"mark-portal {MARKUP}" in shown
        assert SUBJECT in page.get_by_role("heading", level=1).first.inner_text()
        assert_all_shown_harmlessly(watched.frames())
        for width in (SCREEN, PHONE):
            page.set_viewport_size({"width": width, "height": 900})
            for ours in ("h1", "textarea", "button.is-primary"):
                assert watched.is_on_top(ours), (ours, width)
            assert watched.overflow() <= 0, width
        assert watched.findings == []


def test_p12_hostile_mails_lie_still_while_they_are_held(chromium: Chromium, scene: Scene) -> None:
    # Pages that differ in their frame alone need not all be opened around it.
    frames, opened = [], [*PAGES[::4], *(one for one in MAILS if one not in PAGES)]
    with recorder(chromium, scene.website, REUTER) as watched:
        for path in ("/admin/held", "/admin/ledger"):
            page = watched.show(path)
            assert SCRIPT in page.locator("main").inner_text()
            assert watched.overflow() <= 0, path
        for one in reversed(opened):
            page = watched.show(f"/admin/mails/{scene.held[one.name]}")
            assert one.mark in page.locator("body").inner_text(), one.name
            assert watched.is_on_top(".as-written"), one.name
            assert watched.overflow() <= 0, one.name
            frames += watched.frames()
        watched.add_frames(f"/admin/mails/{scene.held[one.name]}/frame" for one in PAGES)
        assert_all_shown_harmlessly(frames + watched.frames())
        assert watched.findings == []


@pytest.mark.parametrize(("address", "path"), [(JAN, "/"), (TOMASZ, "/desk")])
def test_p12_hostile_subjects_are_words_in_every_list(
    chromium: Chromium, scene: Scene, address: str, path: str
) -> None:
    with recorder(chromium, scene.website, address) as watched:
        page = watched.show(path)
        shown = page.locator("main").inner_text()
        assert "</title></script></textarea></style><script>" in shown
        assert "{{ 7*7 }}{% raw %} %(x)s" in shown
        assert watched.overflow() <= 0
        for number in scene.opened.values():
            page = watched.show(f"{'/requests' if address == JAN else '/desk/tickets'}/{number}")
            assert "mark-subject-" in page.locator("main").inner_text()
            assert watched.is_on_top("textarea")
            assert watched.overflow() <= 0, page.title()
        assert watched.findings == []


def test_p12_what_is_stored_lies_still_even_without_the_frames_policy(
    chromium: Chromium, scene: Scene
) -> None:
    client = scene.website.sign_in_as(JAN)

    def without_policy(path: str) -> Answer:
        answer = client.get(path)
        assert "sandbox" in answer.headers["content-security-policy"]
        return answer.content, {"Content-Type": answer.headers["content-type"]}

    with recorder(chromium, scene.website, JAN) as watched:
        watched.without_sandbox = True
        watched.show_frames(THREADS["portal"][1], without_policy)
        assert_all_shown_harmlessly(watched.frames())
        assert watched.findings == []


def test_p12_the_frames_policy_holds_even_without_the_sanitiser(
    chromium: Chromium, scene: Scene
) -> None:
    client = scene.website.sign_in_as(JAN)
    # Depth is the sanitiser's to bound: a browser works on these for half a minute.
    left = [one.content for one in PAGES if not one.name.startswith("hundred-thousand")]

    def as_it_came(path: str) -> Answer:
        kept = client.get(path).headers
        told = {name: kept[name] for name in ("content-type", "content-security-policy")}
        return left.pop() if left else b"", told

    with recorder(chromium, scene.website, JAN) as watched:
        watched.show_frames(THREADS["portal"][1], as_it_came)
        assert left == []
        refused = [one for one in watched.findings if one.startswith("refused by the policy")]
        assert len(refused) > len(PAGES) / 2
        harm = ("script ran", "dialog", "download", "window", "error of a script")
        assert [one for one in watched.findings if one.startswith(harm)] == []
        # What the policy stops is announced, but never leaves.
        assert watched.someone.foreign == []


def test_p12_where_no_wall_stands_the_recorder_sees_the_harm(
    chromium: Chromium, scene: Scene
) -> None:
    left = [one.content for one in PAGES if one.name in ("script", "handlers-on-images", "pixel")]

    def bare(_path: str) -> Answer:
        return left.pop() if left else b"", {"Content-Type": "text/html; charset=utf-8"}

    with recorder(chromium, scene.website, JAN) as watched:
        watched.without_sandbox = True
        watched.show_frames(THREADS["portal"][1], bare)
        seen = {one.partition(":")[0] for one in watched.findings}
        assert {"script ran", "dialog", "request abroad"} <= seen


def assert_all_shown_harmlessly(frames: list[dict[str, Any]]) -> None:
    """Look at the elements that the browser made of each mail's own HTML."""
    assert len(frames) >= len(PAGES)
    shown = " ".join(one["text"] for one in frames)
    assert [one.name for one in PAGES if one.mark not in shown] == []
    for one in frames:
        assert one["strange"] == [], one["text"][:60]
        assert one["names"] == [], one["text"][:60]
        assert one["links"] == [], one["text"][:60]
        assert not one["covered"], one["text"][:60]
