"""Brings a resting ticket back: its time has come, somebody wrote, or an agent wants it."""

from enum import StrEnum

from tickets.model.event import Event, EventKind
from tickets.model.ticket import Ticket
from tickets.store.unit_of_work import UnitOfWork


class Woken(StrEnum):
    """Why a ticket is back."""

    TIME = "time"
    ANSWER = "answer"
    HAND = "hand"


def wake(uow: UnitOfWork, ticket: Ticket, why: Woken, by: int | None = None, way: str = "") -> bool:
    """Show a ticket in the lists again; False where it did not rest.

    What would have woken it later finds it awake and does nothing.
    """
    if ticket.snoozed_until is None:
        return False
    ticket.snoozed_until = None
    ticket.updated_at = uow.now
    content = {"why": str(why), **({"way": way} if way else {})}
    uow.add(Event.chained(ticket, EventKind.WOKEN, uow.now, actor_id=by, content=content))
    return True
