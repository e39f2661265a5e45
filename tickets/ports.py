"""What the product asks of the outside; the roof chooses who answers."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

NOW = timedelta()


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Give the present, aware, in UTC."""


class Blobs(Protocol):
    """Keeps bytes under their hash, apart for each tenant."""

    def put(self, tenant: str, content: bytes) -> str:
        """Keep bytes durably and give their sha256; raise StorageFullError at the reserve."""

    def get(self, tenant: str, sha256: str) -> bytes:
        """Give the bytes back; raise NotFoundError where there are none."""

    def path(self, tenant: str, sha256: str) -> Path:
        """Tell where the bytes lie."""

    def names(self, tenant: str) -> set[str]:
        """List the hashes of all blobs of a tenant."""


class Queue(Protocol):
    """Wakes workers; a lost knock costs seconds, never a mail."""

    def knock(self, kind: str, due_id: int, after: timedelta = NOW) -> None:
        """Wake a worker for one due row; never raises, never takes over 200 ms."""
