"""Claims on what is due: who works on what, until when."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    bindparam,
    delete,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Session, aliased

from tickets.model.routing import Due, DueKind
from tickets.store.straight import Straight

_CLAIM_LIMIT = 100

PATIENCE = timedelta(minutes=2)
"""How long a row waits for another one at most."""
_before = aliased(Due)
_COLUMNS = tuple(Due.__table__.columns.keys())


def _may_go(impatient: ColumnElement[Any]) -> ColumnElement[bool]:
    """Let a row go whose predecessor is settled, or that has waited long enough."""
    predecessor = select(_before.id).where(_before.id == Due.after)
    return or_(Due.after.is_(None), Due.at < impatient, ~predecessor.exists())


_CLAIM = Straight(
    update(Due)
    .where(
        Due.id == bindparam("due_id"),
        Due.at <= bindparam("now"),
        Due.claimed_until.is_(None) | (Due.claimed_until < bindparam("now")),
        _may_go(bindparam("impatient")),
    )
    .values(
        claimed_by=bindparam("claimant"),
        claimed_until=bindparam("until"),
        attempts=Due.attempts + 1,
    )
    .returning(*Due.__table__.columns)
)
_FOLLOWERS = Straight(select(Due.id).where(Due.after == bindparam("due_id")))
_SETTLE = Straight(delete(Due).where(Due.id == bindparam("due_id")).returning(Due.id))


def claim(
    connection: Connection, due_id: int, claimant: str, now: datetime, lease: timedelta
) -> Due | None:
    """Claim one due row and count the attempt; None where another has it or it is settled."""
    parameters = {
        "due_id": due_id,
        "now": now,
        "claimant": claimant,
        "until": now + lease,
        "impatient": now - PATIENCE,
    }
    rows = _CLAIM.run(connection, parameters)
    return Due(**dict(zip(_COLUMNS, rows[0], strict=True))) if rows else None


def find_due(session: Session, kinds: Sequence[DueKind], now: datetime) -> list[Due]:
    """List what is due and unclaimed, oldest first."""
    return list(
        session.scalars(
            select(Due)
            .where(
                Due.kind.in_(kinds), Due.at <= now, _is_free(now), _may_go(literal(now - PATIENCE))
            )
            .order_by(Due.at, Due.id)
            .limit(_CLAIM_LIMIT)
        )
    )


def find_followers(connection: Connection, due_id: int) -> list[int]:
    """List the rows that waited for one that is settled now."""
    return [row[0] for row in _FOLLOWERS.run(connection, {"due_id": due_id})]


def postpone(session: Session, due_id: int, at: datetime, *, counts: bool = True) -> None:
    """Give a claim back until a later time; an attempt that was no failure is not counted."""
    values: dict[str, object] = {"at": at, "claimed_by": None, "claimed_until": None}
    if not counts:
        values["attempts"] = Due.attempts - 1
    session.execute(
        update(Due).where(Due.id == due_id).values(values),
        execution_options={"synchronize_session": False},
    )


def settle(connection: Connection, due_id: int) -> bool:
    """Delete a due row in the transaction that did its work; False where it is gone already."""
    return bool(_SETTLE.run(connection, {"due_id": due_id}))


def claimants(session: Session, now: datetime) -> list[str]:
    """Name everybody who holds a claim or a lease just now."""
    names = select(Due.claimed_by).where(Due.claimed_until >= now).distinct()
    return [name for name in session.scalars(names) if name]


def release_claims(session: Session, claimant: str) -> None:
    """Give back all claims and leases of one who has gone, so that nobody waits for them."""
    session.execute(
        update(Due).where(Due.claimed_by == claimant).values(claimed_by=None, claimed_until=None),
        execution_options={"synchronize_session": False},
    )


def oldest(session: Session, kind: DueKind) -> tuple[int, datetime | None]:
    """Count what waits of one kind, and since when."""
    row = session.execute(
        select(func.count(Due.id), func.min(Due.at)).where(Due.kind == kind)
    ).one()
    return row[0], row[1]


def _is_free(now: datetime) -> ColumnElement[bool]:
    return or_(Due.claimed_until.is_(None), Due.claimed_until < now)
