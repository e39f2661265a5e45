"""How the mails of one poll are asked for: in which groups, how far it came, and what resists."""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from mailgw.ingress.imap_session import MailSize
from tickets.store.folders import FolderPlace

TRIES = 3
_FETCH_BATCH = 50
_FETCH_BYTES = 8 * 1024 * 1024
_REST_SECONDS = 3600.0


@dataclass(slots=True)
class Progress:
    """What became of the UIDs of one poll."""

    saved: int
    """The UID up to which all was settled when it was last written down."""
    present: list[int]
    settled: set[int]
    left_out: list[int] = field(default_factory=list)
    kept: int = 0

    def reached(self) -> int:
        """Tell up to which UID all is settled, without a gap."""
        reached = self.saved
        for uid in self.present:
            if uid not in self.settled:
                break
            reached = max(reached, uid)
        return reached


class Patience:
    """Remembers which mails a server would not hand out, so that they do not block the others.

    Some servers answer with a note or with nothing, others hang up on the whole session. A mail on
    which the line broke is asked for alone, and after three breaks only once an hour: it may be
    fine and the line bad, so it is never given up.
    """

    def __init__(self, pause_seconds: float) -> None:
        """Take the pause before a mail that did not come is asked for again."""
        self._pause_seconds = pause_seconds
        self._tries: Counter[tuple[FolderPlace, int]] = Counter()
        self._alone: set[tuple[FolderPlace, int]] = set()
        self._breaks: Counter[tuple[FolderPlace, int]] = Counter()
        self._rests_until: dict[tuple[FolderPlace, int], float] = {}

    def note_puzzle(self, place: FolderPlace, uid: int) -> bool:
        """Count an answer without the mail; False when it was asked for often enough."""
        key = (place, uid)
        self._tries[key] += 1
        self._rests_until[key] = time.monotonic() + self._pause_seconds
        return self._tries[key] < TRIES

    def note_break(self, place: FolderPlace, uids: Sequence[int]) -> None:
        """Note that the line broke while these were fetched."""
        if len(uids) > 1:
            self._alone.update((place, uid) for uid in uids)
            return
        key = (place, uids[0])
        self._alone.add(key)
        self._breaks[key] += 1
        if self._breaks[key] >= TRIES:
            self._rests_until[key] = time.monotonic() + _REST_SECONDS

    def note_success(self, place: FolderPlace, uid: int) -> None:
        """Forget what was held against a mail that has come."""
        key = (place, uid)
        self._alone.discard(key)
        self._rests_until.pop(key, None)
        del self._tries[key], self._breaks[key]

    def must_be_alone(self, place: FolderPlace, uid: int) -> bool:
        """Tell whether a mail is fetched by a request of its own."""
        return (place, uid) in self._alone

    def rests(self, place: FolderPlace, uid: int) -> bool:
        """Tell whether a mail is not asked for at present."""
        return time.monotonic() < self._rests_until.get((place, uid), 0.0)

    def is_stuck(self, place: FolderPlace, uid: int) -> bool:
        """Tell whether people should hear of a mail that does not come."""
        key = (place, uid)
        return max(self._tries[key], self._breaks[key]) >= TRIES


def cut(uids: Sequence[int], length: int) -> Iterator[list[int]]:
    """Cut UIDs into lists of at most this length."""
    for start in range(0, len(uids), length):
        yield list(uids[start : start + length])


def group_mails(
    uids: Sequence[int], sizes: dict[int, MailSize], alone: set[int]
) -> Iterator[list[int]]:
    """Group mails for one request each, so that no request fills the memory.

    Mails of unknown size and those in `alone` get a request of their own.
    """
    group: list[int] = []
    total = 0
    for uid in uids:
        known = sizes.get(uid)
        size = _FETCH_BYTES + 1 if known is None or uid in alone else known.size
        if group and (len(group) >= _FETCH_BATCH or total + size > _FETCH_BYTES):
            yield group
            group, total = [], 0
        group.append(uid)
        total += size
    if group:
        yield group
