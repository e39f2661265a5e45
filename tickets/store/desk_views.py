"""What the lists of the desk are asked for and give back: views, turns, lines, places, counts."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import IntEnum, StrEnum
from typing import NamedTuple, Self

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_PLACE = re.compile(r"([0-3])\.([0-9]{1,17})\.([0-9]{1,19})")
_LARGEST_ID = 2**63 - 1


class View(StrEnum):
    """The standing views of the desk."""

    INBOX = "inbox"
    MINE = "mine"
    UNASSIGNED = "unassigned"
    SNOOZED = "snoozed"
    """What rests until a day; no other view but the search shows it."""
    DONE = "done"


class Turn(IntEnum):
    """The groups of a list, in their order on the page."""

    NEW = 0
    """Unread by the viewer, and it waits for us."""
    OURS = 1
    THEIRS = 2
    ANY = 3
    """A list that is not about turns: what is done, what was found."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which tickets a list shows."""

    view: View = View.INBOX
    kind: str = ""
    department_id: int | None = None
    text: str = ""
    """Words looked for in everything that was said; then done tickets count as well."""

    @property
    def has_turns(self) -> bool:
        """Tell whether the list is grouped by whose turn it is."""
        return not self.text and self.view is not View.DONE


class FoundIn(StrEnum):
    """Where a search found its words."""

    MESSAGE = "message"
    FILE = "file"
    FILE_NAME = "file_name"


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found on a ticket, and what stands around it."""

    where: FoundIn
    name: str
    """Of the file, or of who wrote the message."""
    before: str
    words: str
    after: str


@dataclass(frozen=True, slots=True)
class Line:
    """A ticket as a list shows it."""

    id: int
    number: int
    kind: str
    state: str
    subject: str
    at: datetime
    """When it was said last, or when it was changed in a list that is not about turns."""
    requester: str
    requester_address: str
    company: str
    owner_id: int | None
    owner: str
    owner_address: str
    waits_for_us: bool
    turn: Turn
    is_unread: bool = False
    preview: str = ""
    file_count: int = 0
    found: Found | None = None
    """Where a search found it; empty where the line itself shows it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a list the next page begins: after this line."""

    turn: Turn
    at: datetime
    id: int

    def __str__(self) -> str:
        micros = (self.at - _EPOCH) // _MICROSECOND
        return f"{self.turn:d}.{micros}.{self.id}"

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Read a place from an address; None where it is none of ours."""
        found = _PLACE.fullmatch(text)
        if found is None:
            return None
        turn, micros, row_id = (int(one) for one in found.groups())
        if row_id > _LARGEST_ID:
            return None
        return cls(Turn(turn), _EPOCH + micros * _MICROSECOND, row_id)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list."""

    lines: Sequence[Line]
    next: Place | None


class Alike(NamedTuple):
    """What open tickets are told apart by in views and counts."""

    department_id: int
    kind: str
    is_mine: bool
    is_owned: bool
    is_resting: bool
    turn: int


@dataclass(frozen=True, slots=True)
class Survey:
    """How many open tickets somebody sees, by what they are counted by."""

    sums: Mapping[Alike, int] = field(default_factory=dict)

    def count(self, choice: Choice, *turns: Turn) -> int:
        """Count what a choice shows, all of it or only some groups."""
        return sum(
            count
            for one, count in self.sums.items()
            if (not turns or one.turn in turns) and _is_chosen(one, choice)
        )

    @property
    def kinds(self) -> list[str]:
        """The kinds that open tickets have."""
        return sorted({one.kind for one in self.sums})


def _is_chosen(one: Alike, choice: Choice) -> bool:
    return (
        choice.has_turns
        and one.is_resting == (choice.view is View.SNOOZED)
        and (choice.view is not View.MINE or one.is_mine)
        and (choice.view is not View.UNASSIGNED or not one.is_owned)
        and (not choice.kind or one.kind == choice.kind)
        and (choice.department_id is None or one.department_id == choice.department_id)
    )
