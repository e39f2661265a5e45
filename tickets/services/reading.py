"""Notes how far somebody has read a ticket."""

from tickets.model.ids import new_id
from tickets.store.unit_of_work import UnitOfWork
from tickets.store.unread import RAISE_MARK


def note_read(uow: UnitOfWork, ticket_id: int, person_id: int, seq: int) -> None:
    """Note that somebody has read a ticket up to the message with this seq; never less."""
    RAISE_MARK.rows(
        uow,
        id=new_id(),
        ticket_id=ticket_id,
        person_id=person_id,
        seen_seq=seq,
        seen_at=uow.now,
    )
