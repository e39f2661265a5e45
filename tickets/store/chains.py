"""Reads the event chains of a tenant, some tickets at a time and each as of one moment."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Integer, bindparam, select

from tickets.model.base import BIG_ID
from tickets.model.event import Event
from tickets.model.ticket import Ticket
from tickets.store.fixed import Fixed
from tickets.store.unit_of_work import ReadUnit

_TICKETS_AT_ONCE = 200


class Link(NamedTuple):
    """One event as it lies in the database."""

    seq: int
    kind: str
    actor_id: int | None
    happened_at: datetime
    content: dict[str, Any] | None
    content_digest: str
    previous_hash: str
    hash: str


class Chain(NamedTuple):
    """All events of one ticket, and where the ticket says that they end."""

    ticket_id: int
    number: int
    last_seq: int
    last_hash: str
    links: list[Link]


_NEXT = Fixed(
    select(Ticket.id)
    .where(Ticket.tenant == bindparam("of_tenant"), Ticket.id > bindparam("after", type_=BIG_ID))
    .order_by(Ticket.id)
    .limit(bindparam("how_many", type_=Integer))
)
_CHAINS = Fixed(
    # One statement, so that a ticket and its events are seen as of the same moment.
    select(
        Ticket.id,
        Ticket.number,
        Ticket.last_event_seq,
        Ticket.last_event_hash,
        Event.seq,
        Event.kind,
        Event.actor_id,
        Event.happened_at,
        Event.content,
        Event.content_digest,
        Event.previous_hash,
        Event.hash,
    )
    .outerjoin(Event, Event.ticket_id == Ticket.id)
    .where(
        Ticket.tenant == bindparam("of_tenant"),
        Ticket.id >= bindparam("first", type_=BIG_ID),
        Ticket.id <= bindparam("last", type_=BIG_ID),
    )
    .order_by(Ticket.id, Event.seq)
)
_TICKET_COLUMNS = 4


def read_chains(unit: ReadUnit) -> Iterator[Chain]:
    """Give every ticket's chain, oldest ticket first; holds a few hundred in memory at most."""
    after = 0
    while ids := _NEXT.column(unit, after=after, how_many=_TICKETS_AT_ONCE):
        yield from _grouped(_CHAINS.rows(unit, first=ids[0], last=ids[-1]))
        after = ids[-1]


def _grouped(rows: list[tuple[Any, ...]]) -> Iterator[Chain]:
    chain: Chain | None = None
    for row in rows:
        if chain is None or chain.ticket_id != row[0]:
            if chain is not None:
                yield chain
            ticket_id, number, last_seq, last_hash = row[:_TICKET_COLUMNS]
            chain = Chain(ticket_id, number, last_seq, last_hash, [])
        if row[_TICKET_COLUMNS] is not None:  # a ticket without any event has one empty row
            chain.links.append(Link(*row[_TICKET_COLUMNS:]))
    if chain is not None:
        yield chain
