"""Sort every test into one part, so that `./run test --only PART` can choose it."""

from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
FOLDERS = ("journeys", "faults", "security")
SERVER_FIXTURES = frozenset(
    {
        "postgres_server",
        "shared_redis_server",
        "redis_to_break",
        "dovecot_server",
        "dovecot_to_break",
        "chromium",
    }
)
MARKERS = (
    "unit: needs no server",
    "servers: needs a private server",
    "journeys: whole stories from socket to notification",
    "faults: processes are killed and servers break",
    "security: attacks",
    "full: takes minutes, so it runs only when its part is asked for",
)


def pytest_configure(config: pytest.Config) -> None:
    """Make the parts known to pytest."""
    for marker in MARKERS:
        config.addinivalue_line("markers", marker)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test with its part."""
    for item in items:
        item.add_marker(part_of(item))


def part_of(item: pytest.Item) -> str:
    """Name the part of one test: by its folder, else by the servers that it asks for."""
    folder = item.path.relative_to(TESTS).parts[0]
    if folder in FOLDERS:
        return folder
    fixtures = getattr(item, "fixturenames", ())
    if SERVER_FIXTURES.intersection(fixtures) or item.get_closest_marker("servers"):
        return "servers"
    return "unit"
