"""Lets slow files go first, so that none is left to one worker while the others rest."""

import pytest

_SLOW = frozenset({"chromium", "dovecot_server"})
"""What slow tests ask for: most of the time goes by in browsers and in stories by real mail."""


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the files first in which a test asks for these; else the order stays as it is."""
    slow = {one.path for one in items if _SLOW & set(getattr(one, "fixturenames", ()))}
    items.sort(key=lambda one: one.path not in slow)
