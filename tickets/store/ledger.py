"""The ledger: every arrival with exactly one outcome."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, bindparam, func, literal_column, or_, select

from tickets.errors import NotFoundError
from tickets.model.mail import InboundMail, Outcome
from tickets.model.routing import Due, DueKind
from tickets.model.ticket import Ticket
from tickets.store.fixed import Fixed, FixedRows
from tickets.store.folded import holds_all
from tickets.store.straight import Straight
from tickets.store.unit_of_work import ReadUnit

PAGE = 50


@dataclass(frozen=True, slots=True)
class LedgerFilter:
    """Which arrivals somebody wants to see; what is empty does not narrow."""

    outcomes: tuple[Outcome, ...] = ()
    way: str = ""
    rule: str = ""
    sender: str = ""
    """A part of the sender's address."""
    subject: str = ""
    """Words that all stand in the subject."""
    since: datetime | None = None
    until: datetime | None = None


def page_of_ledger(
    unit: ReadUnit, wanted: LedgerFilter, *, before: int | None = None
) -> tuple[list[InboundMail], int | None]:
    """List the newest arrivals that a filter lets through; and where the next page begins."""
    query = select(InboundMail).order_by(InboundMail.id.desc()).limit(PAGE + 1)
    if before is not None:
        query = query.where(InboundMail.id < before)
    if wanted.outcomes:
        query = query.where(InboundMail.outcome.in_(wanted.outcomes))
    if wanted.way:
        query = query.where(InboundMail.way == wanted.way)
    if wanted.rule:
        query = query.where(InboundMail.rule == wanted.rule)
    if wanted.sender:
        query = query.where(holds_all(func.coalesce(InboundMail.sender, ""), wanted.sender))
    if wanted.subject:
        query = query.where(holds_all(InboundMail.subject, wanted.subject))
    if wanted.since is not None:
        query = query.where(InboundMail.received_at >= wanted.since)
    if wanted.until is not None:
        query = query.where(InboundMail.received_at < wanted.until)
    rows = list(unit.session.scalars(query))
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None


def rules_met(unit: ReadUnit) -> list[str]:
    """Name the rules that have decided anything here."""
    rules = select(InboundMail.rule).where(InboundMail.rule != "").distinct()
    return sorted(unit.session.scalars(rules))


def ticket_numbers(unit: ReadUnit, ticket_ids: Collection[int]) -> dict[int, int]:
    """Give the numbers of tickets by their ids."""
    rows = unit.session.execute(
        select(Ticket.id, Ticket.number).where(Ticket.id.in_(set(ticket_ids)))
    )
    return {row[0]: row[1] for row in rows}


def count_outcomes(unit: ReadUnit) -> dict[str, int]:
    """Count arrivals by outcome; `arrivals` is their sum."""
    rows = unit.session.execute(
        select(InboundMail.outcome, func.count(InboundMail.id)).group_by(InboundMail.outcome)
    )
    found = {outcome: count for outcome, count in rows}  # noqa: C416 - rows are not pairs to mypy
    counts = {str(outcome): found.get(str(outcome), 0) for outcome in Outcome}
    return {"arrivals": sum(counts.values()), **counts}


def list_arrivals(
    unit: ReadUnit, outcomes: tuple[Outcome, ...] = (), limit: int = 1000
) -> list[InboundMail]:
    """List arrivals in order, all or those of some outcomes."""
    query = select(InboundMail).order_by(InboundMail.id).limit(limit)
    if outcomes:
        query = query.where(InboundMail.outcome.in_(outcomes))
    return list(unit.session.scalars(query))


def find_arrival(unit: ReadUnit, arrival_id: int) -> InboundMail | None:
    """Find one arrival of this tenant."""
    return unit.session.scalar(select(InboundMail).where(InboundMail.id == arrival_id))


_ARRIVAL = FixedRows(InboundMail, InboundMail.id == bindparam("arrival_id"))


def get_arrival(unit: ReadUnit, arrival_id: int) -> InboundMail:
    """Look at one arrival, which no session watches; raises NotFoundError without any."""
    row = _ARRIVAL.first(unit, arrival_id=arrival_id)
    if row is None:
        raise NotFoundError(f"There is no mail {arrival_id}.")
    return row


def _effective_with(found_by: ColumnElement[bool]) -> Fixed:
    """Find effective arrivals by one column: of two with OR between them SQLite takes no index."""
    return Fixed(
        select(InboundMail.id, InboundMail.identity)
        .where(
            InboundMail.tenant == bindparam("of_tenant"),
            found_by,
            # In the very words of the partial index, as SQLite compares words.
            literal_column("inbound_mail.is_effective"),
            InboundMail.id != bindparam("arrival_id"),
        )
        .limit(20)
    )


_SAME = _effective_with(InboundMail.identity == bindparam("identity"))
_OF_SAME_ID = _effective_with(InboundMail.message_id == bindparam("message_id"))


def earlier_arrivals(
    unit: ReadUnit, arrival_id: int, identity: str, message_id: str | None
) -> dict[int, bool]:
    """Find effective arrivals of the same mail (True), or of another under its id (False)."""
    rows = _SAME.rows(unit, arrival_id=arrival_id, identity=identity)
    if message_id:
        rows += _OF_SAME_ID.rows(unit, arrival_id=arrival_id, message_id=message_id[:500])
    return {row[0]: row[1] == identity for row in rows}


_NEWEST_PENDING = Fixed(
    select(func.max(InboundMail.id)).where(
        InboundMail.tenant == bindparam("of_tenant"),
        InboundMail.message_id.in_(bindparam("message_ids", expanding=True)),
        InboundMail.outcome == Outcome.PENDING.value,
    )
)
_DUE_OF = Straight(
    select(Due.id).where(
        or_(Due.kind == DueKind.INBOUND.value, Due.kind == DueKind.HEAVY.value),
        Due.key == bindparam("arrival_key"),
    )
)


def find_pending(unit: ReadUnit, message_ids: Sequence[str]) -> int | None:
    """Find the due row of the newest mail with one of these ids that is still to be processed."""
    if not message_ids:
        return None
    arrival_id = _NEWEST_PENDING.value(unit, message_ids=message_ids)
    if arrival_id is None:
        return None
    rows = _DUE_OF.run(unit.connection, {"arrival_key": str(arrival_id)})
    return int(rows[0][0]) if rows else None
