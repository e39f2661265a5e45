"""Kept reading children: bytes in, a read mail out; a hostile mail costs one child, never us.

The children have no database, network or settings. They are processes of their own, so that a
parser's trouble (time, memory, a crash) ends there (P4).
"""

import queue
import threading
from contextlib import suppress
from dataclasses import dataclass

import msgspec

from mailgw.mime.mail import ParsedMail
from mailgw.nursery import Child, Nursery
from tickets.errors import ReadingError

PATIENCE_SECONDS = 0.5
"""How long a mail waits for a child before a spare one is born for it."""
_decoder = msgspec.msgpack.Decoder(ParsedMail)


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """What one mail may cost, and when a child has read enough."""

    cpu_seconds: int = 10
    wall_seconds: float = 20.0
    memory_bytes: int = 512 * 1024 * 1024
    mails_per_child: int = 2000
    spares: int = 2
    """Children more than usual, for the time that all others are busy."""


class Reader:
    """Hands mails to whichever child is free."""

    def __init__(self, children: int = 2, limits: ReadingLimits | None = None) -> None:
        self._limits = limits or ReadingLimits()
        self._nursery = Nursery(self._limits.cpu_seconds, self._limits.memory_bytes)
        self._free: queue.LifoQueue[Child] = queue.LifoQueue()
        self._all: set[Child] = set()
        self._lock = threading.Lock()
        self._spares = 0
        for _ in range(children):
            self._free.put(self._start())

    def read(self, raw: bytes) -> ParsedMail:
        """Read one mail; raises ReadingError where it passes a limit or breaks its child."""
        child = self._borrow()
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
            self._give_back(child)
        return _decoder.decode(answer)

    @property
    def pids(self) -> list[int]:
        """The process numbers of the children."""
        with self._lock:
            return [child.pid for child in self._all]

    def close(self) -> None:
        """End all children."""
        with self._lock:
            children, self._all = self._all, set()
        for child in children:
            child.end()
        self._nursery.close()

    def _borrow(self) -> Child:
        """Wait for a free child; where all are busy for long, a spare one is born.

        Mails that cost all that they may would else hold up the others for as long (P4).
        """
        with suppress(queue.Empty):
            return self._free.get(timeout=PATIENCE_SECONDS)
        with self._lock:
            may_bear = self._spares < self._limits.spares
            self._spares += may_bear
        return self._start() if may_bear else self._free.get()

    def _give_back(self, child: Child) -> None:
        with self._lock:
            is_spare = self._spares > 0
            self._spares -= is_spare
        if is_spare:
            self._end(child)
        else:
            self._free.put(child)

    def _start(self) -> Child:
        child = self._nursery.bear()
        with self._lock:
            self._all.add(child)
        return child

    def _end(self, child: Child) -> None:
        with self._lock:
            self._all.discard(child)
        child.end()


__all__ = ["Reader", "ReadingLimits"]
