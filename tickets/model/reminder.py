"""Something that happens at a time unless what it waits for came first."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from tickets.model.base import BIG_ID, Base, TenantOwned, refers_to, row_id


class ReminderKind(StrEnum):
    """What happens when the time has come."""

    WAKE = "wake"
    """A snoozed ticket comes back."""
    FOLLOW_UP = "follow_up"
    """Nobody answered: the person is told."""
    APPROVAL = "approval"
    """An approver is reminded once, and at the next time the deputy is asked."""
    OPINION = "opinion"
    """Whoever has not given an opinion is chased once."""
    TASK = "task"
    """Who is to do a task that a rule or a checklist made is told of it."""


class Reminder(TenantOwned, Base):
    """One thing to do at a time; owed as a due row of the same id."""

    __tablename__ = "reminder"
    __table_args__ = (
        Index("ix_reminder_ticket_id", "ticket_id", "settled_at"),
        Index("ix_reminder_about_id", "about_id"),
    )

    id: Mapped[int] = row_id()
    ticket_id: Mapped[int] = mapped_column(BIG_ID, refers_to("ticket.id"))
    kind: Mapped[str] = mapped_column(String(12))
    person_id: Mapped[int | None] = mapped_column(BIG_ID, refers_to("person.id"))
    """Who is told; empty where the kind says who."""
    about_id: Mapped[int | None] = mapped_column(BIG_ID)
    """Id of the task, approval or round that it is about."""
    text: Mapped[str] = mapped_column(String(300), default="")
    at: Mapped[datetime]
    stops_on_answer: Mapped[bool] = mapped_column(default=False)
    """Any public message on the ticket settles it."""
    created_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    """When it was done, or was no longer needed."""
