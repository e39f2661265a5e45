"""Kept reading children: bytes in, a read mail out; a hostile mail costs one child, never us.

The children have no database, network or settings. They are processes of their own, started
before any thread, so that a parser's trouble (time, memory, a crash) ends there (P4).
"""

import os
import queue
import select
import struct
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import msgspec

from mailgw.mime.mail import ParsedMail
from tickets.errors import ReadingError

FRAME = struct.Struct("!I")
_decoder = msgspec.msgpack.Decoder(ParsedMail)


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """What one mail may cost, and when a child has read enough."""

    cpu_seconds: int = 10
    wall_seconds: float = 20.0
    memory_bytes: int = 512 * 1024 * 1024
    mails_per_child: int = 2000


class Reader:
    """Hands mails to whichever child is free."""

    def __init__(self, children: int = 2, limits: ReadingLimits | None = None) -> None:
        self._limits = limits or ReadingLimits()
        self._free: queue.LifoQueue[_Child] = queue.LifoQueue()
        self._all: set[_Child] = set()
        self._lock = threading.Lock()
        self._is_closed = False
        for _ in range(children):
            self._free.put(self._start())

    def read(self, raw: bytes) -> ParsedMail:
        """Read one mail; raises ReadingError where it passes a limit or breaks its child."""
        child = self._free.get()
        if not child.is_alive():
            # Killed from outside while it was idle; this mail shall not pay for that.
            self._end(child)
            child = self._start()
        try:
            answer = child.ask(raw, self._limits.wall_seconds)
        except ReadingError:
            self._end(child)
            child = self._start()
            raise
        finally:
            if child.mails_read >= self._limits.mails_per_child:
                self._end(child)
                child = self._start()
            self._free.put(child)
        return _decoder.decode(answer)

    @property
    def pids(self) -> list[int]:
        """The process numbers of the children."""
        with self._lock:
            return [child.pid for child in self._all]

    def close(self) -> None:
        """End all children."""
        self._is_closed = True
        with self._lock:
            children, self._all = self._all, set()
        for child in children:
            child.end()

    def _start(self) -> "_Child":
        child = _Child(self._limits)
        with self._lock:
            self._all.add(child)
        return child

    def _end(self, child: "_Child") -> None:
        with self._lock:
            self._all.discard(child)
        child.end()


class _Child:
    """One process that reads mail after mail from its standard input."""

    def __init__(self, limits: ReadingLimits) -> None:
        arguments = [str(limits.cpu_seconds), str(limits.memory_bytes)]
        root = Path(__file__).resolve().parent.parent
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [sys.executable, "-m", "mailgw.reading_child", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
            cwd=root,
            env={"PATH": os.defpath, "PYTHONHASHSEED": "0", "LANG": "C.UTF-8"},
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        # Bare descriptors: a buffer between would hide from `poll` what it holds.
        self._to = self._process.stdin.fileno()
        self._from = self._process.stdout.fileno()
        os.set_blocking(self._to, False)
        self.mails_read = 0

    @property
    def pid(self) -> int:
        """The process number."""
        return self._process.pid

    def is_alive(self) -> bool:
        """Tell whether the process still runs."""
        return self._process.poll() is None

    def ask(self, raw: bytes, wall_seconds: float) -> bytes:
        """Send a mail and wait for what it says; any breach ends the child."""
        deadline = time.monotonic() + wall_seconds
        try:
            self._send(FRAME.pack(len(raw)) + raw, deadline)
            size = FRAME.unpack(self._exactly(FRAME.size, deadline))[0]
            answer = self._exactly(size, deadline)
        except TimeoutError:
            why = f"Reading this mail took longer than {wall_seconds:.0f} s."
            raise ReadingError(why) from None
        except (OSError, EOFError):
            raise ReadingError("Reading this mail passed a limit of its child.") from None
        self.mails_read += 1
        return answer

    def end(self) -> None:
        """Kill the process and collect it."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe is not None
            pipe.close()
        self._process.wait()

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


def _wait(descriptor: int, event: int, deadline: float) -> None:
    """Wait until a pipe is ready or the child has gone; raises TimeoutError past the deadline."""
    poll = select.poll()
    poll.register(descriptor, event)
    left = deadline - time.monotonic()
    if left <= 0 or not poll.poll(left * 1000):
        raise TimeoutError


__all__ = ["FRAME", "Reader", "ReadingLimits"]
