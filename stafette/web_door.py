"""The door that pages are behind: open at once, while what serves them may still be to load."""

import os
import select
import signal
import socket
import threading
import time
from collections.abc import Callable
from typing import Protocol

from tickets.errors import ConfigurationError

_LOOK_SECONDS = 0.25
_QUIET_SHARE = 0.3
"""Of one core: a process that uses less has no mail to hurry for."""
_PATIENCE_SECONDS = 10
_QUEUE = 2048


class Serves(Protocol):
    """What serves pages to those who come through a door."""

    def run(self, door: socket.socket) -> None:
        """Serve until asked to end."""

    def end(self) -> None:
        """Let running requests end, and `run` return."""


class WebDoor:
    """Listens from `start` to `stop`, and serves from a thread.

    With `is_patient` the pages, which take a second to load, wait for the first visitor or for a
    moment in which the process has little to do: a gateway that starts with a thousand mails at
    its other door takes those in first.
    """

    def __init__(
        self,
        host: str,
        port: int,
        load: Callable[[], Serves],
        *,
        is_patient: bool = False,
        cpu_seconds: Callable[[], float] = time.process_time,
    ) -> None:
        self._host = host
        self._port = port
        self._load = load
        self._is_patient = is_patient
        self._cpu_seconds = cpu_seconds
        self._thread = threading.Thread(target=self._run, name="web", daemon=True)
        self._ends = threading.Event()
        self._door: socket.socket | None = None
        self._server: Serves | None = None

    @property
    def port(self) -> int:
        """The port that is listened on."""
        assert self._door is not None
        return int(self._door.getsockname()[1])

    def start(self) -> None:
        """Listen at once; raises ConfigurationError for a taken port."""
        self._door = _open(self._host, self._port)
        if not self._is_patient:
            self._server = self._load()
        self._thread.start()

    def stop(self) -> None:
        """Let running requests end and stop."""
        self._ends.set()
        if self._server is not None:
            self._server.end()
        self._thread.join(_PATIENCE_SECONDS)
        if self._door is not None:
            self._door.close()

    def _run(self) -> None:
        assert self._door is not None
        if self._server is None:
            self._wait(self._door)
            if self._ends.is_set():
                return
            try:
                self._server = self._load()
            finally:
                if self._server is None:  # nobody waits for this thread: what broke ends them all
                    os.kill(os.getpid(), signal.SIGTERM)
        if not self._ends.is_set():
            self._server.run(self._door)

    def _wait(self, door: socket.socket) -> None:
        """Wait for a visitor, for a quiet moment, or for the end."""
        while not self._ends.is_set():
            began, used = time.monotonic(), self._cpu_seconds()
            if select.select([door], [], [], _LOOK_SECONDS)[0]:
                return
            if self._cpu_seconds() - used < _QUIET_SHARE * (time.monotonic() - began):
                return


def _open(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # With its protocol named, the loop sends each answer at once (TCP_NODELAY).
    door = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((host, port))
        door.listen(_QUEUE)
    except OSError as error:
        door.close()
        raise ConfigurationError(
            f"Pages cannot be served on {host}:{port}: {error.strerror or error}."
        ) from None
    return door
