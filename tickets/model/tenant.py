"""The owner of the data, and the desks inside."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tickets.model.base import BIG_ID, Base, TenantOwned, refers_to, row_id


class Tenant(TenantOwned, Base):
    """One firm; `tenant` is its permanent short name, `config` its tenant file as JSON text."""

    __tablename__ = "tenant"
    __table_args__ = (UniqueConstraint("tenant"),)

    id: Mapped[int] = row_id()
    name: Mapped[str] = mapped_column(String(200))
    config: Mapped[str]
    config_digest: Mapped[str] = mapped_column(String(64))
    last_ticket_number: Mapped[int] = mapped_column(default=1000)
    applied_at: Mapped[datetime]


class Department(TenantOwned, Base):
    """A desk of a tenant with its own addresses, members and kind of ticket."""

    __tablename__ = "department"
    __table_args__ = (UniqueConstraint("tenant", "slug"),)

    id: Mapped[int] = row_id()
    slug: Mapped[str] = mapped_column(String(40))
    is_active: Mapped[bool] = mapped_column(default=True)


class MemberRole(StrEnum):
    """What an agent may do in a department."""

    MEMBER = "member"
    LEAD = "lead"


class Membership(TenantOwned, Base):
    """An agent's place in a department."""

    __tablename__ = "membership"
    __table_args__ = (UniqueConstraint("department_id", "person_id"),)

    id: Mapped[int] = row_id()
    department_id: Mapped[int] = mapped_column(BIG_ID, refers_to("department.id"))
    person_id: Mapped[int] = mapped_column(BIG_ID, refers_to("person.id"))
    role: Mapped[str] = mapped_column(String(16), default=MemberRole.MEMBER)
