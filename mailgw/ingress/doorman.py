"""Counts connections, so that one peer or many cannot keep the others out."""

import threading
from collections import Counter


class Doorman:
    """Admits up to `total` connections, and up to `per_peer` from one address."""

    def __init__(self, total: int, per_peer: int) -> None:
        self._total = total
        self._per_peer = per_peer
        self._inside: Counter[str] = Counter()
        self._lock = threading.Lock()

    def admit(self, peer: str) -> bool:
        """Count a connection in, or refuse it."""
        with self._lock:
            if self._inside.total() >= self._total or self._inside[peer] >= self._per_peer:
                return False
            self._inside[peer] += 1
            return True

    def leave(self, peer: str) -> None:
        """Count a connection out."""
        with self._lock:
            self._inside[peer] -= 1
            if self._inside[peer] <= 0:
                del self._inside[peer]
