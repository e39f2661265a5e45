"""How people get in at a screen: links by mail, sessions, passwords, and what they agreed to."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tickets.model.base import BIG_ID, Base, TenantOwned, refers_to, row_id


class LinkKind(StrEnum):
    """What a link in a mail of ours opens (P14)."""

    LOGIN = "login"
    RESET = "reset"
    INVITATION = "invitation"
    NOTICE = "notice"
    ACTION = "action"
    """Lets one agent act on one task, approval, opinion or ticket without signing in."""

    @property
    def is_single_use(self) -> bool:
        """Tell whether the first POST uses the link up; the others may be pressed again."""
        return self not in (LinkKind.NOTICE, LinkKind.ACTION)


class AccessLink(TenantOwned, Base):
    """A personal link; its secret is derived from the row, and only the hash is kept."""

    __tablename__ = "access_link"
    __table_args__ = (
        UniqueConstraint("token_sha256"),
        Index("ix_access_link_person_id", "person_id", "kind"),
        Index("ix_access_link_ticket_id", "ticket_id", "person_id"),
    )

    id: Mapped[int] = row_id()
    kind: Mapped[str] = mapped_column(String(12))
    person_id: Mapped[int] = mapped_column(BIG_ID, refers_to("person.id"))
    ticket_id: Mapped[int | None] = mapped_column(BIG_ID, refers_to("ticket.id"))
    """The one ticket that a notice link opens."""
    purpose: Mapped[str] = mapped_column(String(16), default="")
    """Of an action link: what `about_id` names, a purpose as reply addresses have it."""
    about_id: Mapped[int] = mapped_column(BIG_ID, default=0)
    version: Mapped[int] = mapped_column(default=1)
    token_sha256: Mapped[str] = mapped_column(String(64))
    next_path: Mapped[str] = mapped_column(String(300), default="")
    """Where a login link leads after signing in: a path of ours, or empty."""
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    def is_open(self, now: datetime) -> bool:
        """Tell whether the link still does what it was made for."""
        is_spent = LinkKind(self.kind).is_single_use and self.used_at is not None
        return self.revoked_at is None and not is_spent and now < self.expires_at


class WebSession(TenantOwned, Base):
    """Somebody being signed in with one browser; the cookie holds the secret, this row its hash."""

    __tablename__ = "web_session"
    __table_args__ = (
        UniqueConstraint("token_sha256"),
        Index("ix_web_session_person_id", "person_id"),
    )

    id: Mapped[int] = row_id()
    person_id: Mapped[int] = mapped_column(BIG_ID, refers_to("person.id"))
    ticket_id: Mapped[int | None] = mapped_column(BIG_ID, refers_to("ticket.id"))
    """Set where a notice link opened this session: then it shows that ticket and nothing else."""
    token_sha256: Mapped[str] = mapped_column(String(64))
    browser: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Password(TenantOwned, Base):
    """A password that somebody chose to have; argon2id."""

    __tablename__ = "password"
    __table_args__ = (UniqueConstraint("person_id"),)

    id: Mapped[int] = row_id()
    person_id: Mapped[int] = mapped_column(BIG_ID, refers_to("person.id"))
    hash: Mapped[str] = mapped_column(String(200))
    changed_at: Mapped[datetime]


class ConsentDocument(StrEnum):
    """What a person is asked to agree to."""

    TERMS = "terms"
    PRIVACY = "privacy"


class Consent(TenantOwned, Base):
    """Somebody agreed to one text in one language at one time; never changed afterwards."""

    __tablename__ = "consent"
    __table_args__ = (Index("ix_consent_person_id", "person_id"),)

    id: Mapped[int] = row_id()
    person_id: Mapped[int] = mapped_column(BIG_ID, refers_to("person.id"))
    document: Mapped[str] = mapped_column(String(12))
    version: Mapped[str] = mapped_column(String(40))
    text_sha256: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(8))
    given_at: Mapped[datetime]
