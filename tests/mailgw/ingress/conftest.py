"""The office and the line as fixtures, for all tests of IMAP."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.mailgw.ingress.imap_line import Line
from tests.mailgw.ingress.imap_office import Office


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    """Give one test an office."""
    made = Office(tmp_path)
    yield made
    made.close()


@pytest.fixture
def make_line() -> Iterator[Callable[..., Line]]:
    """Give one test as many lines as it asks for."""
    with contextlib.ExitStack() as stack:

        def make(port: int, **more: tuple[str, ...]) -> Line:
            return stack.enter_context(contextlib.closing(Line(port, **more)))

        yield make
