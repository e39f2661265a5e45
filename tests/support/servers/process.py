"""Start, signal and stop one private server; the keeper beside this file outlives a killed test."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.support.servers.accounts import Account

KEEPER = Path(__file__).with_name("keeper.py")


class ServerError(RuntimeError):
    """A private server did not start, or went away; the text ends with its own last words."""


@dataclass(frozen=True, slots=True)
class Start:
    """How one server is started: program and arguments, account, and the signal that ends it."""

    command: tuple[str, ...]
    folder: Path
    account: Account | None = None
    stop_signal: str = "SIGTERM"

    @property
    def log(self) -> Path:
        """Everything the server says, as one file in its folder."""
        return self.folder / "server.log"


class KeptProcess:
    """A running server, and the pipe on which its life hangs."""

    def __init__(self, start: Start) -> None:
        arguments = ["--log", str(start.log), "--folder", str(start.folder)]
        arguments += ["--stop-signal", start.stop_signal]
        if start.account is not None:
            arguments += ["--account", f"{start.account.uid}:{start.account.gid}"]
        self._start = start
        self._keeper = subprocess.Popen(
            [sys.executable, "-I", "-S", str(KEEPER), *arguments, "--", *start.command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self._let_go = weakref.finalize(self, let_go, self._keeper)
        assert self._keeper.stdout is not None
        line = self._keeper.stdout.readline()
        self._keeper.stdout.close()
        if not line:
            raise ServerError(f"{start.command[0]} could not be started at all.")
        self.pid = int(line)

    @property
    def running(self) -> bool:
        """Say whether the server is still there."""
        return self._keeper.poll() is None

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the server itself."""
        os.kill(self.pid, number)

    def kill(self) -> None:
        """Kill the server as a power cut would, its children too; its folder stays."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self._keeper.wait(timeout=20)

    def stop(self) -> None:
        """End the server and remove its folder; a second call does nothing."""
        self._let_go()

    def wait_until(self, ready: Callable[[], bool], *, seconds: float = 20) -> None:
        """Wait until the server answers, or raise with the end of its log."""
        deadline = time.monotonic() + seconds
        while not ready():
            if not self.running or time.monotonic() > deadline:
                words = last_words(self._start.log)
                self.stop()
                raise ServerError(f"{self._start.command[0]} did not become ready. {words}")
            time.sleep(0.01)


def let_go(keeper: subprocess.Popen[str]) -> None:
    """Close the pipe and wait until the keeper has ended the server and removed its folder."""
    assert keeper.stdin is not None
    with contextlib.suppress(BrokenPipeError):
        keeper.stdin.close()
    keeper.wait(timeout=20)


def last_words(log: Path) -> str:
    """Return the end of a server's log, for the reader of a failed test."""
    try:
        return "Its log ends: " + log.read_text(errors="replace")[-1500:].strip()
    except OSError:
        return "It left no log."


def free_port() -> int:
    """Return a TCP port of the loopback interface that nobody listens on just now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def port_answers(port: int) -> bool:
    """Say whether somebody listens on a loopback port."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


def new_folder(owner: object, server: str, account: Account | None) -> Path:
    """Make a private folder with a short path (socket names are limited to some 100 bytes).

    It is removed with its owner at the latest; a keeper removes it earlier when it ends its server.
    """
    base = "/tmp" if os.access("/tmp", os.W_OK | os.X_OK) else None
    folder = Path(tempfile.mkdtemp(prefix=f"stafette-{server}-", dir=base))
    if account is not None:
        os.chown(folder, account.uid, account.gid)
    weakref.finalize(owner, shutil.rmtree, folder, ignore_errors=True)
    return folder
