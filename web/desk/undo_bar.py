"""The bar that offers, for some seconds, to take back what was just sent."""

from dataclasses import dataclass
from datetime import datetime

from tickets.model.ticket import Visibility
from tickets.services.writing import UNDO_WITHIN
from tickets.store.desk_parts import find_entry
from tickets.store.unit_of_work import ReadUnit
from web.dependencies import Visit
from web.desk.addresses import read_id


@dataclass(frozen=True, slots=True)
class UndoBar:
    """A message that can still be taken back."""

    message_id: int
    number: int
    is_note: bool
    until: datetime
    seconds: int


def undo_bar(here: Visit, unit: ReadUnit, sent: str) -> UndoBar | None:
    """Offer to take back the message that the address names, where it is mine and still here."""
    message_id = read_id(sent)
    found = find_entry(unit, here.me, message_id) if message_id else None
    if found is None:
        return None
    message, ticket = found
    left = message.created_at + UNDO_WITHIN - unit.now
    if message.author_id != here.me.person_id or left.total_seconds() <= 0:
        return None
    return UndoBar(
        message.id,
        ticket.number,
        message.visibility == Visibility.INTERNAL,
        message.created_at + UNDO_WITHIN,
        int(left.total_seconds()) + 1,
    )
