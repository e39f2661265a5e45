"""Every page answers every kind of person as its row says, and no page is without a row (P11)."""

import inspect
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute

from mailgw.reading import Reader
from tests.security import matrix
from tests.security.matrix.rows import EVERYBODY, STRANGER, Row
from tests.security.matrix.scene import Scene
from tests.support.site import open_website
from tests.support.world import open_world
from web import front
from web.areas import area_routers

NOT_AREAS = frozenset({"__init__", "rows", "scene"})
AREAS = sorted(
    path.stem for path in Path(matrix.__file__).parent.glob("*.py") if path.stem not in NOT_AREAS
)
ROWS: tuple[Row, ...] = tuple(
    row for area in AREAS for row in import_module(f"{matrix.__name__}.{area}").ROWS
)
ONE_STREAM = "/desk/live"


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory, reader: Reader) -> Iterator[Scene]:
    """One site for all rows; each request comes from a new session."""
    with (
        open_world(tmp_path_factory.mktemp("matrix"), reader) as world,
        open_website(world) as website,
    ):
        yield Scene(website)


def routes_of(router: APIRouter | BaseRoute) -> Iterator[APIRoute]:
    """Walk a router with all that it includes."""
    for route in getattr(router, "routes", ()):
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from routes_of(inner)
        else:
            assert isinstance(route, APIRoute), f"{route} is no page that a row could describe."
            yield route


def every_route() -> list[APIRoute]:
    """List the pages of the product, without what only the demo adds."""
    return [route for router in (front.router, *area_routers()) for route in routes_of(router)]


def test_p11_no_page_is_without_a_row() -> None:
    known = {(row.method, row.path) for row in ROWS}
    pages = {(method, route.path) for route in every_route() for method in route.methods or ()}
    assert sorted(pages - known) == []
    assert sorted(known - pages) == []


def test_views_run_in_threads_but_for_the_one_stream() -> None:
    streams = {route.path for route in every_route() if inspect.iscoroutinefunction(route.endpoint)}
    assert streams <= {ONE_STREAM}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_p11_each_page_answers_each_person_as_its_row_says(row: Row, scene: Scene) -> None:
    expected = {who: row.expected(who) for who in EVERYBODY}
    answered = {who: ask(scene, row, row.url, who)[0] for who in EVERYBODY}
    assert answered == expected


@pytest.mark.parametrize(
    "row", [row for row in ROWS if row.missing], ids=lambda row: f"{row.name} is {row.missing}"
)
def test_p11_what_is_not_yours_is_answered_like_what_does_not_exist(row: Row, scene: Scene) -> None:
    for who in EVERYBODY:
        if who != STRANGER and who in row.allowed:
            continue
        assert ask(scene, row, row.url, who) == ask(scene, row, row.missing, who), who


def ask(scene: Scene, row: Row, url: str, who: str) -> tuple[int, str]:
    """Ask for a page as somebody; gives status and body, without the address that was asked."""
    if row.before is not None:
        row.before(scene)
    address = url.format_map(scene.ids)
    client = scene.client(who)
    form = {name: value.format_map(scene.ids) for name, value in row.form.items()}
    kept = {"data": form} if row.method == "POST" else {}
    if row.path == ONE_STREAM:
        with client.stream(row.method, address) as streamed:
            return streamed.status_code, ""
    answer = client.request(row.method, address, **kept)  # type: ignore[arg-type] # forms are mappings
    path = address.partition("?")[0]
    return answer.status_code, answer.text.replace(address, "").replace(path, "")
