"""Queries on the tickets that a ticket came from, goes on in, or holds."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import bindparam, or_, select

from tickets.model.base import BIG_ID
from tickets.model.ticket import Ticket
from tickets.model.viewer import Viewer
from tickets.store.fixed import Fixed, is_of
from tickets.store.unit_of_work import ReadUnit
from tickets.store.visible import visible_tickets


class Tie(StrEnum):
    """How another ticket is tied to one."""

    BEFORE = "before"
    """It was closed for good, or this was split from it."""
    AFTER = "after"
    """It goes on with this one, or was split from it."""
    INTO = "into"
    """It holds the conversation of this one."""
    HELD = "held"
    """Its conversation is in this one."""


@dataclass(frozen=True, slots=True)
class Relation:
    """Another ticket, as far as the viewer may see it."""

    tie: Tie
    number: int
    subject: str


_TIED = Fixed(
    select(Ticket.id, Ticket.number, Ticket.subject, Ticket.merged_into_id)
    .where(
        is_of(Ticket, bindparam("of_tenant")),
        or_(
            Ticket.follows_id == bindparam("ticket_id", type_=BIG_ID),
            Ticket.merged_into_id == bindparam("ticket_id", type_=BIG_ID),
            Ticket.id == bindparam("before_id", type_=BIG_ID),
            Ticket.id == bindparam("into_id", type_=BIG_ID),
        ),
    )
    .order_by(Ticket.number)
)


def relations_of(unit: ReadUnit, viewer: Viewer, ticket: Ticket) -> list[Relation]:
    """List the tickets that one is tied to and that somebody may see."""
    rows = _TIED.rows(
        unit,
        ticket_id=ticket.id,
        before_id=ticket.follows_id or 0,
        into_id=ticket.merged_into_id or 0,
    )
    if not rows:
        return []
    ids = [row[0] for row in rows]
    query = select(Ticket.id).where(Ticket.id.in_(ids), visible_tickets(viewer))
    seen = set(unit.session.scalars(query))
    return [
        Relation(_tie(ticket, row_id, merged_into_id), number, subject)
        for row_id, number, subject, merged_into_id in rows
        if row_id in seen
    ]


def _tie(ticket: Ticket, row_id: int, merged_into_id: int | None) -> Tie:
    if row_id == ticket.merged_into_id:
        return Tie.INTO
    if row_id == ticket.follows_id:
        return Tie.BEFORE
    return Tie.HELD if merged_into_id == ticket.id else Tie.AFTER
