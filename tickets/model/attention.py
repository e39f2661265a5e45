"""What one person has seen, is doing and has half written on one ticket."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tickets.model.base import BIG_ID, Base, TenantOwned, refers_to, row_id
from tickets.model.mail import Purpose


class ReadMark(TenantOwned, Base):
    """How far one person has read one ticket: up to and including the message with this seq."""

    __tablename__ = "read_mark"
    __table_args__ = (UniqueConstraint("person_id", "ticket_id"),)

    id: Mapped[int] = row_id()
    ticket_id: Mapped[int] = mapped_column(BIG_ID, refers_to("ticket.id"))
    person_id: Mapped[int] = mapped_column(BIG_ID, refers_to("person.id"))
    seen_seq: Mapped[int]
    seen_at: Mapped[datetime]


class Doing(StrEnum):
    """What somebody does at a ticket right now."""

    READING = "reading"
    REPLYING = "replying"


class Presence(TenantOwned, Base):
    """An agent is at a ticket; old rows mean nothing."""

    __tablename__ = "presence"
    __table_args__ = (UniqueConstraint("ticket_id", "person_id"),)

    id: Mapped[int] = row_id()
    ticket_id: Mapped[int] = mapped_column(BIG_ID, refers_to("ticket.id"))
    person_id: Mapped[int] = mapped_column(BIG_ID, refers_to("person.id"))
    doing: Mapped[str] = mapped_column(String(8), default=Doing.READING)
    at: Mapped[datetime]


class SavedDraft(TenantOwned, Base):
    """Words not yet sent, so that a closed window loses nothing."""

    __tablename__ = "saved_draft"
    __table_args__ = (UniqueConstraint("person_id", "ticket_id", "purpose"),)

    id: Mapped[int] = row_id()
    ticket_id: Mapped[int] = mapped_column(BIG_ID, refers_to("ticket.id"))
    person_id: Mapped[int] = mapped_column(BIG_ID, refers_to("person.id"))
    purpose: Mapped[str] = mapped_column(String(16), default=Purpose.MESSAGE)
    text: Mapped[str]
    saved_at: Mapped[datetime]
