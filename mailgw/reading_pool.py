"""A few kept children that read one thing at a time, and spare ones while all of them are stuck."""

import threading
import time

from mailgw.nursery import Child, Nursery, Terms, Wanted
from tickets.errors import HeavyError, ReadingError, TemporaryError

PATIENCE_SECONDS = 0.2
"""How long a child may read until it counts as stuck, and how long work waits for one at most."""


class Pool:
    """Hands work to whichever child is free; a child is replaced at once after any breach.

    What costs all that it may would hold up all else for as long (P4). So a spare child is born
    where everybody is stuck, and takes the place of one of them until that one is through.
    """

    def __init__(self, nursery: Nursery, usual: int, spares: int, works_per_child: int) -> None:
        self._nursery = nursery
        self._usual, self._most, self._works_per_child = usual, usual + spares, works_per_child
        self._news = threading.Condition()
        self._all: set[Child] = set()
        self._alone: set[Child] = set()
        """Born for one thing each, and no part of the pool."""
        self._free: list[Child] = []
        self._busy_since: dict[Child, float] = {}
        for _ in range(usual):
            self._free.append(self._bear())

    def ask(self, wanted: Wanted, raw: bytes, terms: Terms) -> bytes:
        """Let a child read; raises ReadingError where that passes a limit or breaks the child.

        Raises HeavyError instead where the terms are short, and TemporaryError where nobody is
        free within their patience.
        """
        if terms.is_alone:
            return self._ask_alone(wanted, raw, terms)
        child = self._borrow(terms.patience)
        try:
            if not child.is_alive():
                # Killed from outside while it was idle; what is read now shall not pay for that.
                child = self._replace(child)
            return child.ask(wanted, raw, terms)
        except (ReadingError, HeavyError):
            child = self._replace(child)
            raise
        finally:
            if child.mails_read >= self._works_per_child:
                child = self._replace(child)
            self._give_back(child)

    @property
    def pids(self) -> list[int]:
        """The process numbers of the children."""
        with self._news:
            return [child.pid for child in self._all | self._alone]

    def close(self) -> None:
        """End all children."""
        with self._news:
            children = self._all | self._alone
            self._all, self._alone = set(), set()
        for child in children:
            child.end()

    def _ask_alone(self, wanted: Wanted, raw: bytes, terms: Terms) -> bytes:
        child = self._nursery.bear()
        with self._news:
            self._alone.add(child)
        try:
            return child.ask(wanted, raw, terms)
        finally:
            with self._news:
                is_ours = child in self._alone
                self._alone.discard(child)
            if is_ours:
                child.end()

    def _borrow(self, patience: float | None) -> Child:
        asked = time.monotonic()
        with self._news:
            while not self._free:
                now = time.monotonic()
                if patience is not None and now - asked >= patience:
                    raise TemporaryError("Nobody is free to read this.")
                spare_from = self._spare_from(asked)
                if spare_from is not None and now >= spare_from:
                    self._free.append(self._bear())
                    break
                self._news.wait(PATIENCE_SECONDS if spare_from is None else spare_from - now)
            child = self._free.pop()
            self._busy_since[child] = time.monotonic()
            return child

    def _spare_from(self, asked: float) -> float | None:
        """Say from when on a spare child may be born for work that was asked for at that time."""
        if len(self._all) >= self._most:
            return None
        last = max(self._busy_since.values(), default=asked)
        return min(asked, last) + PATIENCE_SECONDS

    def _give_back(self, child: Child) -> None:
        with self._news:
            self._busy_since.pop(child, None)
            now = time.monotonic()
            stuck = sum(now - since >= PATIENCE_SECONDS for since in self._busy_since.values())
            is_surplus = len(self._all) > self._usual + stuck
            if is_surplus:
                self._all.discard(child)
            else:
                self._free.append(child)
            self._news.notify()
        if is_surplus:
            child.end()

    def _replace(self, child: Child) -> Child:
        """End a child and give another in its place."""
        with self._news:
            self._all.discard(child)
            since = self._busy_since.pop(child, time.monotonic())
            fresh = self._bear()
            self._busy_since[fresh] = since
        child.end()
        return fresh

    def _bear(self) -> Child:
        child = self._nursery.bear()
        self._all.add(child)
        return child
