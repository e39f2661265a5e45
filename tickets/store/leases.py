"""Leases: one process at a time does a thing that must not be done twice at once.

A lease is a `due` row, so it needs no other store, and an owner that died loses it by time.
"""

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from tickets.model.routing import Due, DueKind


def take_lease(
    session: Session, name: str, tenant: str, owner: str, *, now: datetime, length: timedelta
) -> bool:
    """Take or renew the lease; False while another owner holds it."""
    row = session.scalar(select(Due.id).where(Due.kind == DueKind.LEASE, Due.key == name))
    if row is None and not _create(session, name, tenant, now):
        return False
    taken = session.execute(
        update(Due)
        .where(
            Due.kind == DueKind.LEASE,
            Due.key == name,
            (Due.claimed_by == owner) | Due.claimed_until.is_(None) | (Due.claimed_until < now),
        )
        .values(claimed_by=owner, claimed_until=now + length)
        .returning(Due.id),
        execution_options={"synchronize_session": False},
    )
    return taken.one_or_none() is not None


def drop_lease(session: Session, name: str, owner: str) -> None:
    """Give a lease back, so that the next owner need not wait."""
    session.execute(
        update(Due)
        .where(Due.kind == DueKind.LEASE, Due.key == name, Due.claimed_by == owner)
        .values(claimed_by=None, claimed_until=None),
        execution_options={"synchronize_session": False},
    )


def _create(session: Session, name: str, tenant: str, now: datetime) -> bool:
    try:
        with session.begin_nested():
            session.add(Due(kind=DueKind.LEASE, key=name, tenant=tenant, at=now))
    except IntegrityError:
        return False
    return True
