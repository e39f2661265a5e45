"""What colleagues are asked before a customer is answered: an approval, or an opinion."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tickets.model.base import BIG_ID, Base, TenantOwned, refers_to, row_id


class ApprovalState(StrEnum):
    """Where the approval of a quote stands."""

    WAITING = "waiting"
    APPROVED = "approved"
    CHANGED = "changed"
    """Approved with another amount or a correction of the approver's own."""
    RETURNED = "returned"
    """Given back with a reason, which becomes a task of the author."""
    WITHDRAWN = "withdrawn"


class Approval(TenantOwned, Base):
    """Somebody is asked whether a quote may go out; its answer waits inside until they agree."""

    __tablename__ = "approval"
    __table_args__ = (
        Index("ix_approval_ticket_id", "ticket_id", "state"),
        Index("ix_approval_approver_id", "approver_id", "state"),
    )

    id: Mapped[int] = row_id()
    ticket_id: Mapped[int] = mapped_column(BIG_ID, refers_to("ticket.id"))
    message_id: Mapped[int] = mapped_column(BIG_ID, refers_to("message.id"))
    """The answer that waits: internal until it is approved."""
    author_id: Mapped[int] = mapped_column(BIG_ID, refers_to("person.id"))
    approver_id: Mapped[int] = mapped_column(BIG_ID, refers_to("person.id"))
    proposed_because: Mapped[dict[str, Any]]
    """Why this approver: a code and what its sentence needs, e.g. the band's limit."""
    amount: Mapped[int] = mapped_column(BIG_ID)
    """In the smallest unit of the currency, cents mostly."""
    currency: Mapped[str] = mapped_column(String(3))
    approved_amount: Mapped[int | None] = mapped_column(BIG_ID)
    positions: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Under `rows` what the amount was read of: label, quantity, amount."""
    state: Mapped[str] = mapped_column(String(12), default=ApprovalState.WAITING)
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(BIG_ID)
    decided_by_way: Mapped[str] = mapped_column(String(8), default="")
    """web, mail or command."""
    said: Mapped[str] = mapped_column(default="")
    """The approver's own words: the reason, or the correction."""


class OpinionRound(TenantOwned, Base):
    """Several colleagues are asked for their opinion on a ticket by a date."""

    __tablename__ = "opinion_round"
    __table_args__ = (Index("ix_opinion_round_ticket_id", "ticket_id"),)

    id: Mapped[int] = row_id()
    ticket_id: Mapped[int] = mapped_column(BIG_ID, refers_to("ticket.id"))
    asked_by_id: Mapped[int] = mapped_column(BIG_ID, refers_to("person.id"))
    question: Mapped[str]
    asked_at: Mapped[datetime]
    due_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]


class Opinion(TenantOwned, Base):
    """What one colleague says in a round; what they wrote is an internal message."""

    __tablename__ = "opinion"
    __table_args__ = (
        UniqueConstraint("round_id", "person_id"),
        Index("ix_opinion_person_id", "person_id", "answered_at"),
    )

    id: Mapped[int] = row_id()
    round_id: Mapped[int] = mapped_column(BIG_ID, refers_to("opinion_round.id"))
    ticket_id: Mapped[int] = mapped_column(BIG_ID, refers_to("ticket.id"))
    person_id: Mapped[int] = mapped_column(BIG_ID, refers_to("person.id"))
    message_id: Mapped[int | None] = mapped_column(BIG_ID)
    answered_at: Mapped[datetime | None]
    chased_at: Mapped[datetime | None]
