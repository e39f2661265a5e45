"""A story that was played before is the same story, and nobody's copy is another's."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from mailgw.reading import Reader
from tests.support.mails import PDF, Mail
from tests.support.played import play_once
from tests.support.world import World, open_world, prepare

Open = Callable[[], AbstractContextManager[World]]


@pytest.fixture(params=["sqlite", "postgresql"])
def another(request: pytest.FixtureRequest, tmp_path: Path, reader: Reader) -> Open:
    """Give what opens one new world after the other, on each database in turn."""

    @contextmanager
    def on_sqlite() -> Iterator[World]:
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        folder.mkdir()
        with open_world(folder, reader) as world:
            yield world

    @contextmanager
    def on_postgresql() -> Iterator[World]:
        server = request.getfixturevalue("postgres_server")
        database = server.copy_of(prepare)
        folder = tmp_path / database.name
        folder.mkdir()
        with open_world(folder, reader, server=(server, database)) as world:
            yield world
        server.drop(database)

    return on_sqlite if request.param == "sqlite" else on_postgresql


def ask(world: World) -> None:
    """Let a customer ask for something."""
    plan = ("Plan.pdf", "application/pdf", PDF)
    world.receive(Mail(to="vertrieb@hellmoor.example", files=(plan,)))


class Story:
    """Lets somebody ask, and counts how often."""

    def __init__(self) -> None:
        self.told = 0

    def happen(self, world: World, name: str) -> None:
        """Happen, or be copied."""
        play_once(world, name, self._tell)

    def _tell(self, world: World) -> None:
        self.told += 1
        ask(world)
        world.clock.pass_by(hours=2)


def seen(world: World) -> tuple[object, ...]:
    """Give what pages and mails are made from."""
    view = world.ticket(1001)
    files = [one for message in view.attachments.values() for one in message]
    kept = [world.core.blobs.get("hellmoor", one.sha256) for one in files]
    sent = [(one.to, one.raw) for one in world.postbox.sent]
    return world.numbers(), [one.id for one in view.messages], kept, sent, world.clock.now()


def test_a_story_is_told_once_and_each_copy_is_its_own(
    another: Open, request: pytest.FixtureRequest
) -> None:
    story, name = Story(), request.node.name
    with another() as world:
        story.happen(world, name)
        first = seen(world)
        ask(world)
    for _ in range(2):
        with another() as world:
            story.happen(world, name)
            assert seen(world) == first
            ask(world)
            assert world.numbers() == [1001, 1002]
    assert story.told == 1


def test_it_is_told_anew_where_it_did_not_begin_the_same(
    another: Open, request: pytest.FixtureRequest
) -> None:
    story, name = Story(), request.node.name
    with another() as world:
        story.happen(world, name)
    with another() as world:
        ask(world)
        story.happen(world, name)
        assert world.numbers() == [1001, 1002]
    with another() as world:
        world.clock.pass_by(days=1)
        story.happen(world, name)
    assert story.told == 3
