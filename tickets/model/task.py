"""A thing a person must do, on a ticket; and who is away or whose turn it is to do it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from tickets.model.base import BIG_ID, Base, TenantOwned, refers_to, row_id


class TaskKind(StrEnum):
    """Why a task exists."""

    ORDINARY = "ordinary"
    UNDELIVERED = "undelivered"
    STEP = "step"
    """One step of the checklist of the ticket's kind."""
    QUOTE_RETURNED = "quote_returned"
    """An approver gave a quote back; the reason is the task's text."""


class TaskState(StrEnum):
    """Where a task stands."""

    OPEN = "open"
    DONE = "done"
    SENT_BACK = "sent_back"
    """Given back with a reason by who should have done it; somebody has to assign it anew."""


class Blocks(StrEnum):
    """What nobody may do to the ticket while a task is not done."""

    NOTHING = ""
    OFFER = "offer"
    """Send the customer an answer that carries an amount or a file."""
    CLOSING = "closing"
    """Finish the ticket."""


_NOT_DONE, _DONE = text("done_at IS NULL"), text("done_at IS NOT NULL")


class Task(TenantOwned, Base):
    """Work for a person or a department; it waits until it is done."""

    __tablename__ = "task"
    __table_args__ = (
        Index("ix_task_ticket_id", "ticket_id"),
        Index("ix_task_assignee_id", "assignee_id", "done_at"),
        Index(
            "ix_task_open",
            "tenant",
            "assignee_id",
            "due_at",
            "id",
            "department_id",
            "state",
            "ticket_id",
            sqlite_where=_NOT_DONE,
            postgresql_where=_NOT_DONE,
        ),
        Index("ix_task_done", "tenant", "done_at", sqlite_where=_DONE, postgresql_where=_DONE),
    )

    id: Mapped[int] = row_id()
    ticket_id: Mapped[int] = mapped_column(BIG_ID, refers_to("ticket.id"))
    kind: Mapped[str] = mapped_column(String(16), default=TaskKind.ORDINARY)
    title: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(default="")
    department_id: Mapped[int | None] = mapped_column(BIG_ID, refers_to("department.id"))
    assignee_id: Mapped[int | None] = mapped_column(BIG_ID, refers_to("person.id"))
    created_by_id: Mapped[int | None] = mapped_column(BIG_ID)
    """Who asked for it; empty where a rule did."""
    message_id: Mapped[int | None] = mapped_column(BIG_ID)
    """The message that it was made of."""
    step: Mapped[str] = mapped_column(String(40), default="")
    """Name of its step in the checklist."""
    blocks: Mapped[str] = mapped_column(String(8), default=Blocks.NOTHING)
    state: Mapped[str] = mapped_column(String(12), default=TaskState.OPEN)
    reason: Mapped[str] = mapped_column(String(1000), default="")
    """Why it was sent back."""
    created_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)
    """Counts every change, so that who looks at an old board changes nothing by mistake."""


class Absence(TenantOwned, Base):
    """Somebody is away; what would be theirs goes to the deputy, or to whoever is next."""

    __tablename__ = "absence"
    __table_args__ = (Index("ix_absence_person_id", "person_id", "until_at"),)

    id: Mapped[int] = row_id()
    person_id: Mapped[int] = mapped_column(BIG_ID, refers_to("person.id"))
    deputy_id: Mapped[int | None] = mapped_column(BIG_ID, refers_to("person.id"))
    from_at: Mapped[datetime]
    until_at: Mapped[datetime]
    """The first moment at which they are back."""
    created_at: Mapped[datetime]


class Turn(TenantOwned, Base):
    """When somebody was last given work of a department by turns."""

    __tablename__ = "turn"
    __table_args__ = (UniqueConstraint("department_id", "person_id"),)

    id: Mapped[int] = row_id()
    department_id: Mapped[int] = mapped_column(BIG_ID, refers_to("department.id"))
    person_id: Mapped[int] = mapped_column(BIG_ID, refers_to("person.id"))
    given_at: Mapped[datetime]
