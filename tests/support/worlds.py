"""The world as fixtures: on SQLite, and for what must hold on both on PostgreSQL too."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mailgw.reading import Reader
from tests.support.servers.postgresql import Database, PostgresServer
from tests.support.site import Website, open_website
from tests.support.world import World, open_world, prepare


@pytest.fixture(scope="session")
def reader() -> Iterator[Reader]:
    """Two kept reading children for the whole run."""
    kept = Reader(2)
    yield kept
    kept.close()


@pytest.fixture
def world(tmp_path: Path, reader: Reader) -> Iterator[World]:
    """Give one test a world on SQLite."""
    with open_world(tmp_path, reader) as made:
        yield made


@pytest.fixture
def world_database(postgres_server: PostgresServer) -> Iterator[Database]:
    """Give the PostgreSQL database of one world, a copy of one that was prepared before."""
    database = postgres_server.copy_of(prepare)
    yield database
    postgres_server.drop(database)


@pytest.fixture
def postgres_world(
    tmp_path: Path, reader: Reader, request: pytest.FixtureRequest
) -> Iterator[World]:
    """Give one test a world on PostgreSQL, under the ordinary role."""
    database = request.getfixturevalue("world_database")
    server = request.getfixturevalue("postgres_server")
    with open_world(tmp_path, reader, server=(server, database)) as made:
        yield made


@pytest.fixture(params=["sqlite", "postgresql"])
def either_world(request: pytest.FixtureRequest) -> World:
    """Give one test a world on each database in turn."""
    name = "world" if request.param == "sqlite" else "postgres_world"
    made: World = request.getfixturevalue(name)
    return made


@pytest.fixture
def website(world: World) -> Iterator[Website]:
    """Serve the pages of a world on SQLite."""
    with open_website(world) as served:
        yield served


@pytest.fixture
def either_website(either_world: World) -> Iterator[Website]:
    """Serve the pages of a world on each database in turn."""
    with open_website(either_world) as served:
        yield served
