"""The messages of a ticket as a list to choose from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tickets.model.ticket import Visibility
from tickets.store.thread import find_thread
from tickets.store.unit_of_work import ReadUnit
from web.dependencies import Visit

_FIRST_WORDS = 160


@dataclass(frozen=True, slots=True)
class Choosable:
    """One message in few words."""

    id: int
    author: str
    at: datetime
    words: str
    is_note: bool
    file_count: int


def choosable(here: Visit, unit: ReadUnit, number: int) -> tuple[Sequence[Choosable], str]:
    """List the messages of a ticket that the viewer may see, and name its department."""
    thread = find_thread(unit, here.me, number)
    if thread is None:
        here.missing()
    lines = [
        Choosable(
            id=entry.id,
            author=entry.author.shown_name,
            at=entry.written_at,
            words=" ".join(entry.text.split())[:_FIRST_WORDS],
            is_note=entry.visibility == Visibility.INTERNAL,
            file_count=len(entry.files),
        )
        for entry in thread.entries
        if not entry.automatic
    ]
    return lines, thread.department
