"""A ticket, its conversation and the files in it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Index, String, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from tickets.model.base import BIG_ID, Base, TenantOwned, refers_to, row_id
from tickets.model.people import Side


class TicketState(StrEnum):
    """Where a ticket stands; whom we wait for is derived, never stored."""

    NEW = "new"
    OPEN = "open"
    DONE = "done"


_NOT_DONE = text("state <> 'done'")


class Ticket(TenantOwned, Base):
    """One matter with a number, a kind, a state and a conversation."""

    __tablename__ = "ticket"
    __table_args__ = (
        UniqueConstraint("tenant", "number"),
        Index("ix_ticket_list", "tenant", "department_id", "state", "updated_at"),
        Index("ix_ticket_state", "tenant", "state", "updated_at"),
        Index("ix_ticket_requester_id", "requester_id", "state"),
        Index("ix_ticket_merged_into_id", "merged_into_id"),
        Index("ix_ticket_follows_id", "follows_id"),
        Index(
            "ix_ticket_open",
            "tenant",
            "department_id",
            "owner_id",
            "kind",
            "last_public_side",
            "snoozed_until",
            "id",
            "news_seq",
            "news_by_id",
            "news_before_seq",
            "state",  # SQLite does not see that the index has one answer for all its rows
            sqlite_where=_NOT_DONE,
            postgresql_where=_NOT_DONE,
        ),
        Index(
            "ix_ticket_turn",
            "tenant",
            "last_public_side",
            func.coalesce(text("last_public_at"), text("opened_at")),
            "id",
            sqlite_where=_NOT_DONE,
            postgresql_where=_NOT_DONE,
        ),
    )

    id: Mapped[int] = row_id()
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(8), default=TicketState.NEW)
    subject: Mapped[str] = mapped_column(String(500), default="")
    department_id: Mapped[int] = mapped_column(BIG_ID, refers_to("department.id"))
    requester_id: Mapped[int] = mapped_column(BIG_ID, refers_to("person.id"))
    owner_id: Mapped[int | None] = mapped_column(BIG_ID, refers_to("person.id"))
    language: Mapped[str] = mapped_column(String(8), default="")
    came_to: Mapped[str] = mapped_column(String(320), default="")
    """The department's address that the customer wrote to, which answers come from."""
    thread_index: Mapped[str] = mapped_column(String(64), default="")
    """First 22 bytes of Outlook's Thread-Index in base64: the customer's own, or empty."""
    flags: Mapped[list[str]] = mapped_column(default=list)
    """Codes of what a person should look at, e.g. opened by an agent who was not proven."""
    last_public_side: Mapped[str] = mapped_column(String(8), default=Side.CONTACT)
    last_public_at: Mapped[datetime | None]
    opened_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    snoozed_until: Mapped[datetime | None]
    """Out of everybody's sight until then, or until somebody answers."""
    merged_into_id: Mapped[int | None] = mapped_column(BIG_ID)
    """The ticket that holds its conversation now; later mail follows there."""
    follows_id: Mapped[int | None] = mapped_column(BIG_ID)
    """The ticket that it was split from, or that was closed for good before it."""
    last_event_seq: Mapped[int] = mapped_column(default=0)
    last_event_hash: Mapped[str] = mapped_column(String(64), default="")
    news_seq: Mapped[int] = mapped_column(default=0)
    """That of the last message that is news to agents; 0 without any.

    Kept with the next two, so that what is new to somebody is told without a look at messages.
    """
    news_by_id: Mapped[int | None] = mapped_column(BIG_ID)
    """Who wrote that message, to whom it is no news."""
    news_before_seq: Mapped[int] = mapped_column(default=0)
    """That of the last one that somebody else wrote; 0 without any."""

    @property
    def waits_for_us(self) -> bool:
        """Tell whether the last public word was the customer's."""
        return self.last_public_side == Side.CONTACT

    def hear(self, side: Side, now: datetime) -> None:
        """Note a public message of one side; it opens a new ticket and reopens a done one."""
        self.last_public_side = side
        self.last_public_at = now
        self.updated_at = now
        if self.state == TicketState.DONE or (self.state == TicketState.NEW and side == Side.AGENT):
            self.state = TicketState.OPEN
            self.done_at = None

    def put_last(self, message: "Message") -> None:
        """Let a message stand last, by the event just chained; what machines write is no news."""
        message.seq = self.last_event_seq
        if message.automatic:
            return
        if message.author_id != self.news_by_id:
            self.news_before_seq, self.news_by_id = self.news_seq, message.author_id
        self.news_seq = message.seq


class Visibility(StrEnum):
    """Who may ever see a message."""

    PUBLIC = "public"
    INTERNAL = "internal"


class Channel(StrEnum):
    """By which way a message came to its ticket."""

    MAIL = "mail"
    WEB = "web"
    PHONE = "phone"
    """Said on the phone, and entered by an agent."""


class Message(TenantOwned, Base):
    """An entry of a ticket's conversation, whatever its channel."""

    __tablename__ = "message"
    __table_args__ = (
        Index("ix_message_inbound_mail_id", "inbound_mail_id"),
        Index(
            "ix_message_ticket_id",
            "ticket_id",
            "seq",
            "author_id",
            "automatic",
            "withdrawn_at",
            "visibility",
            "tenant",
        ),
    )

    id: Mapped[int] = row_id()
    ticket_id: Mapped[int] = mapped_column(BIG_ID, refers_to("ticket.id"))
    seq: Mapped[int] = mapped_column(default=0)
    """That of its event: the order of the conversation, and how far somebody has read."""
    visibility: Mapped[str] = mapped_column(String(8))
    channel: Mapped[str] = mapped_column(String(8))
    author_id: Mapped[int | None] = mapped_column(BIG_ID, refers_to("person.id"))
    author_name: Mapped[str] = mapped_column(String(200), default="")
    author_address: Mapped[str] = mapped_column(String(320), default="")
    inbound_mail_id: Mapped[int | None] = mapped_column(BIG_ID, refers_to("inbound_mail.id"))
    written_at: Mapped[datetime]
    created_at: Mapped[datetime]
    language: Mapped[str] = mapped_column(String(8), default="")
    text: Mapped[str]
    """What was newly written, signature included."""
    signature: Mapped[str] = mapped_column(default="")
    quoted_text: Mapped[str] = mapped_column(default="")
    html: Mapped[str | None]
    sanitizer_version: Mapped[int] = mapped_column(default=0)
    automatic: Mapped[str] = mapped_column(String(16), default="")
    """The kind of machine that wrote it, or empty for a person."""
    why: Mapped[str] = mapped_column(String(500), default="")
    """Why it is on this ticket, in words."""
    trust: Mapped[str] = mapped_column(String(16), default="")
    flags: Mapped[list[str]] = mapped_column(default=list)
    withdrawn_at: Mapped[datetime | None]
    """When its writer took it back before it was sent; then nobody is shown it any more."""
    held_for_id: Mapped[int | None] = mapped_column(BIG_ID)
    """The approval that this answer waits for; internal until then, public from then on."""


class Attachment(TenantOwned, Base):
    """A file of a message; its bytes are the blob `<tenant>/<sha256>`."""

    __tablename__ = "attachment"
    __table_args__ = (
        Index("ix_attachment_message_id", "message_id"),
        Index("ix_attachment_sha256", "sha256"),
    )

    id: Mapped[int] = row_id()
    message_id: Mapped[int] = mapped_column(BIG_ID, refers_to("message.id"))
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(255))
    content_type: Mapped[str] = mapped_column(String(127))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    is_inline: Mapped[bool] = mapped_column(default=False)
    content_id: Mapped[str | None] = mapped_column(String(255))


class KnownId(TenantOwned, Base):
    """A Message-ID that belongs to a ticket: received, sent or only named in its References."""

    __tablename__ = "known_id"
    __table_args__ = (
        UniqueConstraint("tenant", "message_id", "ticket_id"),
        Index("ix_known_id_ticket_id", "ticket_id", "person_id"),
    )

    id: Mapped[int] = row_id()
    ticket_id: Mapped[int] = mapped_column(BIG_ID, refers_to("ticket.id"))
    message_id: Mapped[str] = mapped_column(String(500))
    person_id: Mapped[int | None] = mapped_column(BIG_ID)
    """Who wrote or got the mail of this id; empty for an id that was only named."""


class Addressed(TenantOwned, Base):
    """Somebody an earlier mail of a ticket was addressed to (To or Cc), who may answer it (P10)."""

    __tablename__ = "addressed"
    __table_args__ = (UniqueConstraint("ticket_id", "address"),)

    id: Mapped[int] = row_id()
    ticket_id: Mapped[int] = mapped_column(BIG_ID, refers_to("ticket.id"))
    address: Mapped[str] = mapped_column(String(320))
