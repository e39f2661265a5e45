"""A thing a person must do, on a ticket."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, String
from sqlalchemy.orm import Mapped, mapped_column

from tickets.model.base import BIG_ID, Base, TenantOwned, refers_to, row_id


class TaskKind(StrEnum):
    """Why a task exists."""

    ORDINARY = "ordinary"
    UNDELIVERED = "undelivered"


class Task(TenantOwned, Base):
    """Work for a person or a department; open until it is done."""

    __tablename__ = "task"
    __table_args__ = (
        Index("ix_task_ticket_id", "ticket_id"),
        Index("ix_task_assignee_id", "assignee_id", "done_at"),
    )

    id: Mapped[int] = row_id()
    ticket_id: Mapped[int] = mapped_column(BIG_ID, refers_to("ticket.id"))
    kind: Mapped[str] = mapped_column(String(16), default=TaskKind.ORDINARY)
    title: Mapped[str] = mapped_column(String(300))
    department_id: Mapped[int | None] = mapped_column(BIG_ID, refers_to("department.id"))
    assignee_id: Mapped[int | None] = mapped_column(BIG_ID, refers_to("person.id"))
    created_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
