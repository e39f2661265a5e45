"""Where reading children are born: one process has loaded all that they need and forks them.

They share its memory as long as they do not write to it, so two children cost some 14 MiB less than
two interpreters, and a new one is there at once. The nursery is started before any thread, and
nothing of ours is in it: no database, no network, no settings.
"""

import os
import select
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from enum import IntEnum
from itertools import count
from pathlib import Path

from tickets.errors import HeavyError, ReadingError

FRAME = struct.Struct("!I")
"""What stands before an answer: its length."""
REQUEST = struct.Struct("!BHI")
"""What stands before what a child is asked to read: what it is, the milliseconds of CPU after which
the kernel ends the child (0 where its usual limits do), and its length."""
WISH = struct.Struct("!BI")
"""What is asked of the nursery, and the number of the child that it is about."""
_ENVIRONMENT = {
    "PYTHONHASHSEED": "0",
    "LANG": "C.UTF-8",
    # glibc learns from a large mail to keep ever larger free blocks; with fixed limits it does not.
    "MALLOC_MMAP_THRESHOLD_": "262144",
    "MALLOC_TRIM_THRESHOLD_": "131072",
}


class Wanted(IntEnum):
    """What a child reads."""

    MAIL = 1
    DOCUMENT = 2
    """A file, of which only the words are wanted."""


class Wish(IntEnum):
    """What the nursery does."""

    BEAR = 1
    """Fork a child that reads from and writes to the two descriptors that come along."""
    END = 2
    """Kill a child and collect it."""
    NAME = 3
    """Answer with the process number of a child, 0 where it has none."""


_NAMES = {Wanted.MAIL: "mail", Wanted.DOCUMENT: "file"}


@dataclass(frozen=True, slots=True)
class Terms:
    """How one thing is read."""

    wall_seconds: float
    cpu_ms: int = 0
    """Milliseconds of CPU of a short look; 0 where the usual limits of a child apply."""
    patience: float | None = None
    """Seconds to wait for a child that is free; None for as long as it takes."""
    is_alone: bool = False
    """In a child that is born for this and that nobody waits for."""


class Nursery:
    """The process that children are forked from; it is replaced where somebody ends it."""

    def __init__(self, cpu_seconds: int, memory_bytes: int) -> None:
        self._arguments = [str(cpu_seconds), str(memory_bytes)]
        self._numbers = count(1)
        self._lock = threading.Lock()
        self._is_closed = False
        self._start()

    def bear(self) -> "Child":
        """Give a new child; it answers as soon as the nursery has loaded what it needs."""
        mails, to_child = os.pipe()
        from_child, answers = os.pipe()
        number = next(self._numbers)
        try:
            self._ask(Wish.BEAR, number, [mails, answers])
        finally:
            os.close(mails)
            os.close(answers)
        return Child(self, number, to_child, from_child)

    def end(self, number: int) -> None:
        """Kill a child."""
        self._ask(Wish.END, number)

    def pid_of(self, number: int) -> int:
        """Look up the process number of a child."""
        with self._lock:
            self._door.sendall(WISH.pack(Wish.NAME, number))
            return int(FRAME.unpack(self._door.recv(FRAME.size))[0])

    def close(self) -> None:
        """End the nursery and whatever is left in it."""
        with self._lock:
            self._is_closed = True
            self._stop()

    def _ask(self, wish: Wish, number: int, descriptors: list[int] | None = None) -> None:
        with self._lock:
            if self._is_closed:
                raise ReadingError("Reading has ended with this process.")
            message = WISH.pack(wish, number)
            try:
                socket.send_fds(self._door, [message], descriptors or [])
            except OSError:
                # Killed from outside. Its children go as well, and are replaced when they are
                # found to be gone.
                self._stop()
                self._start()
                socket.send_fds(self._door, [message], descriptors or [])

    def _start(self) -> None:
        self._door, other = socket.socketpair()
        with other:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
                [sys.executable, "-m", "mailgw.reading_child", *self._arguments],
                stdin=other.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=Path(__file__).resolve().parent.parent,
                env={**_ENVIRONMENT, "PATH": os.defpath},
                process_group=0,
            )

    def _stop(self) -> None:
        """End the nursery and its children, which are the group that bears its number."""
        self._door.close()
        with suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


class Child:
    """One process that reads mail after mail from a pipe."""

    def __init__(self, nursery: Nursery, number: int, to: int, from_: int) -> None:
        self._nursery = nursery
        self._number = number
        # Bare descriptors: a buffer between would hide from `poll` what it holds.
        self._to, self._from = to, from_
        os.set_blocking(to, False)
        self.mails_read = 0

    @property
    def pid(self) -> int:
        """The process number."""
        return self._nursery.pid_of(self._number)

    def is_alive(self) -> bool:
        """Tell whether the process still runs: when it ends, its end of the pipe closes."""
        return not _is_ready(self._from, 0, 0.0)

    def ask(self, wanted: Wanted, raw: bytes, terms: Terms) -> bytes:
        """Send a mail or file and wait for what it says; after any breach the child is no use.

        Raises HeavyError where the terms are short, else ReadingError.
        """
        deadline = time.monotonic() + terms.wall_seconds
        try:
            self._send(REQUEST.pack(wanted, terms.cpu_ms, len(raw)) + raw, deadline)
            size = FRAME.unpack(self._exactly(FRAME.size, deadline))[0]
            answer = self._exactly(size, deadline)
        except TimeoutError:
            raise _breach(terms, wanted, f"took longer than {terms.wall_seconds:.0f} s.") from None
        except (OSError, EOFError):
            raise _breach(terms, wanted, "passed a limit of its child.") from None
        self.mails_read += 1
        return answer

    def end(self) -> None:
        """Kill the process."""
        with suppress(ReadingError):  # it ended with its nursery
            self._nursery.end(self._number)
        os.close(self._to)
        os.close(self._from)

    def _send(self, content: bytes, deadline: float) -> None:
        left = memoryview(content)
        while left:
            _wait(self._to, select.POLLOUT, deadline)
            left = left[os.write(self._to, left) :]

    def _exactly(self, size: int, deadline: float) -> bytes:
        content = bytearray()
        while len(content) < size:
            _wait(self._from, select.POLLIN, deadline)
            part = os.read(self._from, size - len(content))
            if not part:
                raise EOFError
            content += part
        return bytes(content)


def _breach(terms: Terms, wanted: Wanted, what: str) -> HeavyError | ReadingError:
    if terms.cpu_ms:
        return HeavyError(f"Reading this {_NAMES[wanted]} takes more than a moment.")
    return ReadingError(f"Reading this {_NAMES[wanted]} {what}")


def _wait(descriptor: int, event: int, deadline: float) -> None:
    """Wait until a pipe is ready or the child has gone; raises TimeoutError past the deadline."""
    left = deadline - time.monotonic()
    if left <= 0 or not _is_ready(descriptor, event, left):
        raise TimeoutError


def _is_ready(descriptor: int, event: int, seconds: float) -> bool:
    """Tell whether a pipe is ready for an event, or has lost its other end."""
    poll = select.poll()
    poll.register(descriptor, event)
    return bool(poll.poll(seconds * 1000))
