"""Queries on how mail flows: what came, was read, found its ticket and went, and what waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, case, func, select, true

from tickets.model.mail import Delivery, InboundMail, OutboundMail, Outcome
from tickets.model.routing import Due, DueKind
from tickets.store.unit_of_work import ReadUnit

HOURS = 12
_TROUBLES_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Leg:
    """One leg of the way of mail: how much passed in each of the last hours, the newest last."""

    hours: tuple[int, ...]

    @property
    def this_hour(self) -> int:
        """What passed within the last sixty minutes."""
        return self.hours[-1]


@dataclass(frozen=True, slots=True)
class Flow:
    """The way of mail through the house."""

    came_in: Leg
    by_way: dict[str, int]
    """Of the last hour, by the way it came."""
    was_read: Leg
    slowest_seconds: float | None
    """From the door to its outcome, of the last hour."""
    matched: Leg
    joined: int
    opened: int
    held: int
    """Of the last hour."""
    went_out: Leg
    bounced: int
    """Of the last day."""


@dataclass(frozen=True, slots=True)
class Backlog:
    """What is due and not done: how much, and since when the oldest waits."""

    incoming: int
    incoming_since: datetime | None
    outgoing: int
    outgoing_since: datetime | None


def look_at_flow(unit: ReadUnit) -> Flow:
    """Count what passed each leg in the last hours."""
    since = unit.now - timedelta(hours=HOURS)
    hour_ago = unit.now - timedelta(hours=1)
    fresh = InboundMail.id > _last_arrival_before(unit, since - timedelta(days=1))
    delivered = InboundMail.outcome == Outcome.DELIVERED
    last_hour = (fresh, InboundMail.processed_at >= hour_ago)
    rows = unit.session.execute(
        select(InboundMail.way, func.count(InboundMail.id))
        .where(fresh, InboundMail.received_at >= hour_ago)
        .group_by(InboundMail.way)
    )
    return Flow(
        came_in=_leg(unit, InboundMail.id, InboundMail.received_at, fresh),
        by_way={row[0]: row[1] for row in rows},
        was_read=_leg(unit, InboundMail.id, InboundMail.processed_at, fresh),
        slowest_seconds=_slowest(unit, last_hour),
        matched=_leg(unit, InboundMail.id, InboundMail.processed_at, fresh & delivered),
        joined=_count(unit, *last_hour, delivered, ~InboundMail.opened_ticket),
        opened=_count(unit, *last_hour, delivered, InboundMail.opened_ticket.is_(true())),
        held=_count(unit, *last_hour, InboundMail.outcome == Outcome.HELD),
        went_out=_leg(
            unit, OutboundMail.id, OutboundMail.sent_at, OutboundMail.state != Delivery.QUEUED
        ),
        bounced=len(list_troubles(unit, unit.now - timedelta(days=1))),
    )


def look_at_backlog(unit: ReadUnit) -> Backlog:
    """Count what waits for a worker; what may not be done yet does not count."""
    found: dict[str, tuple[int, datetime | None]] = {}
    rows = unit.session.execute(
        select(Due.kind, func.count(Due.id), func.min(Due.at))
        .where(
            Due.tenant == unit.tenant,
            Due.kind.in_((DueKind.INBOUND, DueKind.HEAVY, DueKind.OUTBOUND)),
            Due.at <= unit.now,
        )
        .group_by(Due.kind)
    )
    for kind, count, since in rows:
        # Heavy mail is incoming mail that is read elsewhere.
        leg = DueKind.INBOUND if kind == DueKind.HEAVY else kind
        others, earliest = found.get(leg, (0, None))
        found[leg] = (others + count, min(one for one in (earliest, since) if one))
    incoming = found.get(DueKind.INBOUND, (0, None))
    outgoing = found.get(DueKind.OUTBOUND, (0, None))
    return Backlog(*incoming, *outgoing)


def count_week(unit: ReadUnit) -> dict[str, int]:
    """Count the arrivals of the last seven days by outcome; `arrivals` is their sum."""
    since = unit.now - timedelta(days=7)
    rows = unit.session.execute(
        select(InboundMail.outcome, func.count(InboundMail.id))
        .where(
            InboundMail.id > _last_arrival_before(unit, since - timedelta(days=1)),
            InboundMail.received_at >= since,
        )
        .group_by(InboundMail.outcome)
    )
    found = {row[0]: row[1] for row in rows}
    counts = {str(outcome): found.get(str(outcome), 0) for outcome in Outcome}
    return {"arrivals": sum(counts.values()), **counts}


def list_troubles(unit: ReadUnit, since: datetime) -> Sequence[OutboundMail]:
    """List the newest mails of ours that did not arrive, or not yet."""
    return unit.session.scalars(
        select(OutboundMail)
        .where(
            OutboundMail.state.in_((Delivery.FAILED, Delivery.BOUNCED, Delivery.DEFERRED)),
            OutboundMail.dated_at >= since,
        )
        .order_by(OutboundMail.id.desc())
        .limit(_TROUBLES_SHOWN)
    ).all()


def last_sent(unit: ReadUnit) -> OutboundMail | None:
    """Give the mail that was handed over last."""
    return unit.session.scalar(
        select(OutboundMail)
        .where(OutboundMail.state.in_((Delivery.SENT, Delivery.BOUNCED)))
        .order_by(OutboundMail.id.desc())
        .limit(1)
    )


def last_arrivals(unit: ReadUnit) -> dict[str, datetime]:
    """Say when the last mail came by each way, and by each IMAP account (`imap:<account>`)."""
    name = case(
        (InboundMail.account.is_not(None), InboundMail.way + ":" + InboundMail.account),
        else_=InboundMail.way,
    )
    rows = unit.session.execute(
        select(name, func.max(InboundMail.received_at))
        .where(InboundMail.id > _last_arrival_before(unit, unit.now - timedelta(days=8)))
        .group_by(name)
    )
    return {row[0]: row[1] for row in rows}


def _leg(unit: ReadUnit, row_id: Any, at: Any, condition: ColumnElement[bool]) -> Leg:
    """Count rows by the hour that they fall into, in one query on either database."""
    edges = [unit.now - timedelta(hours=back) for back in range(HOURS, -1, -1)]
    columns = [
        func.sum(case(((at > low) & (at <= high), 1), else_=0)) for low, high in pairwise(edges)
    ]
    query = select(*columns, func.count(row_id)).where(at > edges[0], condition)
    row = unit.session.execute(query).one()
    return Leg(tuple(int(count or 0) for count in row[:HOURS]))


def _count(unit: ReadUnit, *conditions: ColumnElement[bool]) -> int:
    return unit.session.scalar(select(func.count(InboundMail.id)).where(*conditions)) or 0


def _slowest(unit: ReadUnit, conditions: tuple[ColumnElement[bool], ...]) -> float | None:
    rows = unit.session.execute(
        select(InboundMail.received_at, InboundMail.processed_at).where(*conditions).limit(5000)
    )
    waits = [(done - came).total_seconds() for came, done in rows if done is not None]
    return max(waits, default=None)


def _last_arrival_before(unit: ReadUnit, at: datetime) -> int:
    """Give the id of the newest arrival before a time: ids count up, so older ones are skipped."""
    found = unit.session.scalar(
        select(InboundMail.id)
        .where(InboundMail.received_at < at)
        .order_by(InboundMail.id.desc())
        .limit(1)
    )
    return found or 0
