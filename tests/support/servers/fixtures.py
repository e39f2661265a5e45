"""The private servers as fixtures; each starts when the first test asks for it."""

import asyncio
from collections.abc import Iterator

import pytest

from tests.support.servers.chromium import Chromium
from tests.support.servers.dovecot import DovecotServer
from tests.support.servers.postgresql import Database, PostgresServer
from tests.support.servers.prepare import MISSING_SERVERS
from tests.support.servers.programs import RECIPES, MissingServersError, Recipe, require
from tests.support.servers.redis_private import RedisServer

POSTGRESQL, REDIS, DOVECOT, CHROMIUM = RECIPES


def demand(recipe: Recipe) -> None:
    """End the whole run with one message when a server is missing; nothing is skipped."""
    try:
        require(recipe)
    except MissingServersError as error:
        pytest.exit(str(error), returncode=MISSING_SERVERS)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """One private PostgreSQL for the run; ask it for a database of your own."""
    demand(POSTGRESQL)
    server = PostgresServer()
    yield server
    server.stop()


@pytest.fixture
def postgres_database(postgres_server: PostgresServer) -> Iterator[Database]:
    """Give an empty PostgreSQL database to one test."""
    database = postgres_server.create_database()
    yield database
    postgres_server.drop(database)


@pytest.fixture(scope="session")
def shared_redis_server() -> Iterator[RedisServer]:
    """One private Redis for the run; use `redis_server`, which empties it first."""
    demand(REDIS)
    server = RedisServer()
    yield server
    server.stop()


@pytest.fixture
def redis_server(shared_redis_server: RedisServer) -> RedisServer:
    """Give an empty Redis to one test, which must leave it running."""
    shared_redis_server.flush()
    return shared_redis_server


@pytest.fixture
def redis_to_break() -> Iterator[RedisServer]:
    """Give one test a Redis of its own, to pause and to kill."""
    demand(REDIS)
    server = RedisServer()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def dovecot_server() -> Iterator[DovecotServer]:
    """One private Dovecot for the run; add users with names of your own."""
    demand(DOVECOT)
    server = DovecotServer()
    yield server
    server.stop()


@pytest.fixture
def dovecot_to_break() -> Iterator[DovecotServer]:
    """Give one test a Dovecot of its own, to kill and to start again."""
    demand(DOVECOT)
    server = DovecotServer()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Chromium]:
    """One headless Chromium for the run; ask it for pages."""
    demand(CHROMIUM)
    browser = Chromium()
    yield browser
    browser.stop()


@pytest.fixture(autouse=True)
def _no_loop_of_the_browser(request: pytest.FixtureRequest) -> Iterator[None]:
    """Let tests without the browser run event loops: its driver's counts as running for ever."""
    if "chromium" in request.fixturenames:
        yield
        return
    running = asyncio._get_running_loop()  # noqa: SLF001 - there is no other way
    asyncio._set_running_loop(None)  # noqa: SLF001 - there is no other way
    yield
    asyncio._set_running_loop(running)  # noqa: SLF001 - there is no other way
