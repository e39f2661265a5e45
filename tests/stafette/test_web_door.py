"""The door of the pages is open at once; what serves them may load a little later."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count

from stafette.web_door import WebDoor

_PATIENCE = 30.0


class Porter:
    """Greets one visitor after the other."""

    def __init__(self) -> None:
        self.came = threading.Event()
        self._ends = threading.Event()

    def run(self, door: socket.socket) -> None:
        """Serve until asked to end."""
        self.came.set()
        door.settimeout(0.05)
        while not self._ends.is_set():
            try:
                visitor, _ = door.accept()
            except TimeoutError:
                continue
            with visitor:
                visitor.sendall(b"Good day.")

    def end(self) -> None:
        """Let `run` return."""
        self._ends.set()


@contextmanager
def opened(porter: Porter, cpu_seconds: Callable[[], float]) -> Iterator[WebDoor]:
    """Open a patient door of a process that has used so much."""
    door = WebDoor("127.0.0.1", 0, lambda: porter, is_patient=True, cpu_seconds=cpu_seconds)
    door.start()
    try:
        yield door
    finally:
        door.stop()


def greeting(door: WebDoor) -> bytes:
    """Come in and hear what is said."""
    with socket.create_connection(("127.0.0.1", door.port), timeout=_PATIENCE) as visitor:
        return visitor.recv(100)


def test_pages_load_by_themselves_in_a_process_with_little_to_do() -> None:
    porter = Porter()
    with opened(porter, cpu_seconds=lambda: 0.0):
        assert porter.came.wait(_PATIENCE)


def test_a_busy_process_loads_no_pages_that_nobody_asks_for() -> None:
    looks, porter = count(), Porter()
    looked = threading.Event()

    def ever_more() -> float:
        seconds = next(looks) * 3600.0
        if seconds > 2 * 3600:
            looked.set()
        return seconds

    with opened(porter, ever_more):
        assert looked.wait(_PATIENCE)
        assert not porter.came.is_set()


def test_the_first_visitor_of_a_busy_process_is_served() -> None:
    looks, porter = count(), Porter()
    with opened(porter, cpu_seconds=lambda: next(looks) * 3600.0) as door:
        assert greeting(door) == b"Good day."


def test_a_door_closes_though_nobody_ever_came() -> None:
    looks = count()
    with opened(Porter(), cpu_seconds=lambda: next(looks) * 3600.0) as door:
        port = door.port
    with socket.create_server(("127.0.0.1", port)):
        pass
