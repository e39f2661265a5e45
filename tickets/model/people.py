"""Contacts and agents, their firms and addresses, and their part in a ticket."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tickets.model.base import BIG_ID, Base, TenantOwned, refers_to, row_id


class Company(TenantOwned, Base):
    """The firm a contact belongs to, known by its mail domain where it has its own."""

    __tablename__ = "company"
    __table_args__ = (UniqueConstraint("tenant", "domain"),)

    id: Mapped[int] = row_id()
    name: Mapped[str] = mapped_column(String(200))
    domain: Mapped[str | None] = mapped_column(String(255))
    created_at: Mapped[datetime]


class Location(TenantOwned, Base):
    """One site of a company."""

    __tablename__ = "location"
    __table_args__ = (Index("ix_location_company_id", "company_id"),)

    id: Mapped[int] = row_id()
    company_id: Mapped[int] = mapped_column(BIG_ID, refers_to("company.id"))
    name: Mapped[str] = mapped_column(String(200))
    postal_address: Mapped[str] = mapped_column(default="")


class Side(StrEnum):
    """For whom a person works."""

    AGENT = "agent"
    CONTACT = "contact"


class Person(TenantOwned, Base):
    """Somebody who writes: a contact of the customer's side or an agent of the tenant."""

    __tablename__ = "person"

    id: Mapped[int] = row_id()
    side: Mapped[str] = mapped_column(String(8))
    name: Mapped[str] = mapped_column(String(200), default="")
    title: Mapped[str] = mapped_column(String(200), default="")
    language: Mapped[str] = mapped_column(String(8), default="")
    role: Mapped[str] = mapped_column(String(16), default="")
    """Of an agent: agent, lead or admin."""
    scope: Mapped[str] = mapped_column(String(12), default="department")
    """Of an agent, which tickets they see: own, department or all."""
    company_id: Mapped[int | None] = mapped_column(BIG_ID, refers_to("company.id"))
    location_id: Mapped[int | None] = mapped_column(BIG_ID, refers_to("location.id"))
    phone: Mapped[str] = mapped_column(String(60), default="")
    time_zone: Mapped[str] = mapped_column(String(60), default="")
    is_active: Mapped[bool] = mapped_column(default=True)
    invited_at: Mapped[datetime | None]
    registered_at: Mapped[datetime | None]
    """When they accepted an invitation; who only writes mail never does."""
    toured_at: Mapped[datetime | None]
    """When they had seen or put aside the short tour."""
    created_at: Mapped[datetime]

    @property
    def is_agent(self) -> bool:
        """Tell whether this person works for the tenant."""
        return self.side == Side.AGENT


class PersonAddress(TenantOwned, Base):
    """A mail address of one person, lower case; the first one is where mail goes."""

    __tablename__ = "person_address"
    __table_args__ = (
        UniqueConstraint("tenant", "address"),
        Index("ix_person_address_person_id", "person_id"),
    )

    id: Mapped[int] = row_id()
    person_id: Mapped[int] = mapped_column(BIG_ID, refers_to("person.id"))
    address: Mapped[str] = mapped_column(String(320))
    is_primary: Mapped[bool] = mapped_column(default=False)
    proven_at: Mapped[datetime | None]
    """When authentication, a reply address of ours or an agent showed that it is theirs."""


class ParticipantRole(StrEnum):
    """Why a person takes part in a ticket."""

    REQUESTER = "requester"
    OWNER = "owner"
    FOLLOWER = "follower"
    COPIED = "copied"
    SUGGESTED = "suggested"
    """May have written, receives nothing until an agent confirms (P10)."""

    @property
    def receives_public(self) -> bool:
        """Tell whether public messages are mailed to a participant in this role."""
        return self in (ParticipantRole.REQUESTER, ParticipantRole.COPIED)


class Participant(TenantOwned, Base):
    """A person in a role on one ticket."""

    __tablename__ = "participant"
    __table_args__ = (
        UniqueConstraint("ticket_id", "person_id"),
        Index("ix_participant_person_id", "person_id", "ticket_id", "role", "tenant"),
    )

    id: Mapped[int] = row_id()
    ticket_id: Mapped[int] = mapped_column(BIG_ID, refers_to("ticket.id"))
    person_id: Mapped[int] = mapped_column(BIG_ID, refers_to("person.id"))
    role: Mapped[str] = mapped_column(String(16))
    joined_at: Mapped[datetime]
