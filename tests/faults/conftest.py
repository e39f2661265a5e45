"""The works as a fixture, as one process on SQLite and as two on PostgreSQL and Redis."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.works import Servers, Works
from tests.support.servers.redis_private import RedisServer

MakeWorks = Callable[..., Works]


@pytest.fixture
def make_works(tmp_path: Path) -> Iterator[MakeWorks]:
    """Give one test a works of its own; it is ended after the test."""
    with contextlib.ExitStack() as stack:

        def make(servers: Servers | None = None, **more: str) -> Works:
            works = Works(tmp_path, servers, **more)
            stack.callback(works.stop)
            return works

        yield make


@pytest.fixture
def servers(request: pytest.FixtureRequest, redis_to_break: RedisServer) -> Servers:
    """Give one test an empty PostgreSQL database and a Redis that it may break."""
    return Servers(request.getfixturevalue("postgres_database"), redis_to_break.url)


@pytest.fixture(params=["embedded", "servers"])
def empty_works(make_works: MakeWorks, request: pytest.FixtureRequest) -> Works:
    """Give one test a works of each kind in turn, with nothing written yet."""
    is_embedded = request.param == "embedded"
    return make_works(None if is_embedded else request.getfixturevalue("servers"))


@pytest.fixture
def works(empty_works: Works) -> Works:
    """Give one test a works of each kind in turn, its tenant written, nothing started yet."""
    empty_works.set_up()
    return empty_works
