"""The two tables without a tenant: whose address is this, and what is due."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tickets.model.base import BIG_ID, Base, row_id


class RouteKind(StrEnum):
    """What an incoming address stands for."""

    ADDRESS = "address"
    REPLY_DOMAIN = "reply_domain"
    SIGN_IN = "sign_in"
    PORTAL_HOST = "portal_host"
    """Of the host name, with its port where the address names one, that a portal answers to."""


class Route(Base):
    """Leads from the hash of an address to its tenant; no address is readable here."""

    __tablename__ = "route"
    __table_args__ = (
        UniqueConstraint("kind", "address_hash", "tenant"),
        Index("ix_route_tenant", "tenant"),
    )

    id: Mapped[int] = row_id()
    kind: Mapped[str] = mapped_column(String(16))
    address_hash: Mapped[str] = mapped_column(String(64))
    tenant: Mapped[str] = mapped_column(String(40))


class DueKind(StrEnum):
    """What kind of work, lease or spent allowance a due row stands for."""

    INBOUND = "inbound"
    HEAVY = "heavy"
    """An arrival that a first look could not read: one at a time, so that none waits for it."""
    OUTBOUND = "outbound"
    REMINDER = "reminder"
    LEASE = "lease"
    ALLOWANCE = "allowance"


class Due(Base):
    """Something owed at a time: claimed for a while, deleted in the transaction that settles it."""

    __tablename__ = "due"
    __table_args__ = (
        UniqueConstraint("kind", "key"),
        Index("ix_due_claim", "kind", "at"),
        Index("ix_due_after", "after"),
    )

    id: Mapped[int] = row_id()
    kind: Mapped[str] = mapped_column(String(16))
    key: Mapped[str] = mapped_column(String(128))
    tenant: Mapped[str] = mapped_column(String(40))
    at: Mapped[datetime]
    after: Mapped[int | None] = mapped_column(BIG_ID)
    """Another due row that is settled first: a reply waits for the mail that it answers."""
    attempts: Mapped[int] = mapped_column(default=0)
    claimed_by: Mapped[str | None] = mapped_column(String(64))
    claimed_until: Mapped[datetime | None]
