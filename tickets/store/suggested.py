"""Which tickets carry the hint that they may belong to another one."""

from sqlalchemy import select

from tickets.model.event import Event, EventKind
from tickets.store.unit_of_work import ReadUnit


def suggested_links(unit: ReadUnit) -> dict[int, int]:
    """Give, by the ids of tickets, the ids of those that they may belong to."""
    query = select(Event.ticket_id, Event.content).where(Event.kind == EventKind.SUGGESTED_LINK)
    found = ((row[0], row[1]) for row in unit.session.execute(query))
    return {ticket_id: int(content["ticket"]) for ticket_id, content in found if content}
