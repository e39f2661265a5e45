"""Mail as the product keeps it: arrivals, what is owed, and the addresses that carry a decision."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from tickets.model.base import BIG_ID, Base, TenantOwned, given_id, refers_to, row_id


class Outcome(StrEnum):
    """What became of an arrival; exactly one each."""

    PENDING = "pending"
    DELIVERED = "delivered"
    DUPLICATE = "duplicate"
    HELD = "held"
    DROPPED = "dropped"
    BOUNCED = "bounced"
    FAILED = "failed"


class Way(StrEnum):
    """How a mail came in."""

    SMTP = "smtp"
    LMTP = "lmtp"
    IMAP = "imap"
    INGEST = "ingest"


class InboundMail(TenantOwned, Base):
    """One arrival: a mail coming in by one way, and its line in the ledger."""

    __tablename__ = "inbound_mail"
    has_early_id = False
    __table_args__ = (
        UniqueConstraint("tenant", "account", "folder", "uidvalidity", "uid"),
        Index(
            "uq_inbound_mail_effective",
            "tenant",
            "identity",
            unique=True,
            sqlite_where=text("is_effective"),
            postgresql_where=text("is_effective"),
        ),
        Index("ix_inbound_mail_outcome", "tenant", "outcome"),
        Index("ix_inbound_mail_message_id", "tenant", "message_id"),
        Index("ix_inbound_mail_sender", "tenant", "sender", "received_at"),
    )

    id: Mapped[int] = given_id()
    way: Mapped[str] = mapped_column(String(8))
    account: Mapped[str | None] = mapped_column(String(100))
    folder: Mapped[str | None] = mapped_column(String(255))
    uidvalidity: Mapped[int | None] = mapped_column(BIG_ID)
    uid: Mapped[int | None] = mapped_column(BIG_ID)
    envelope_from: Mapped[str | None] = mapped_column(String(320))
    envelope_to: Mapped[list[str]] = mapped_column(default=list)
    peer: Mapped[str] = mapped_column(String(64), default="")
    received_at: Mapped[datetime]
    raw_sha256: Mapped[str] = mapped_column(String(64))
    raw_size: Mapped[int]
    sends_nothing: Mapped[bool] = mapped_column(default=False)
    """Imported history: it is kept and threaded, and nobody is told."""
    outcome: Mapped[str] = mapped_column(String(12), default=Outcome.PENDING)
    rule: Mapped[str] = mapped_column(String(60), default="")
    """Name of the rule that decided."""
    why: Mapped[str] = mapped_column(String(500), default="")
    """The decision in one sentence that a person can read."""
    attempts: Mapped[int] = mapped_column(default=0)
    message_id: Mapped[str | None] = mapped_column(String(500))
    identity: Mapped[str | None] = mapped_column(String(64))
    """Digest of the `same mail` test; one effective arrival each."""
    is_effective: Mapped[bool] = mapped_column(default=False)
    subject: Mapped[str] = mapped_column(String(500), default="")
    sender: Mapped[str | None] = mapped_column(String(320))
    verdict: Mapped[str] = mapped_column(String(8), default="")
    """Authentication as judged at the first run, reused when it is run again."""
    verdict_why: Mapped[str] = mapped_column(String(300), default="")
    confirmed_at: Mapped[datetime | None]
    """When a person let a held mail through: its writer counts as proven from then on."""
    opened_ticket: Mapped[bool] = mapped_column(default=False)
    ticket_id: Mapped[int | None] = mapped_column(BIG_ID)
    processed_at: Mapped[datetime | None]


class ImapFolder(TenantOwned, Base):
    """How far one folder of one account has been fetched, by UID and UIDVALIDITY."""

    __tablename__ = "imap_folder"
    __table_args__ = (UniqueConstraint("tenant", "account", "folder"),)

    id: Mapped[int] = row_id()
    account: Mapped[str] = mapped_column(String(100))
    folder: Mapped[str] = mapped_column(String(255))
    uidvalidity: Mapped[int | None] = mapped_column(BIG_ID)
    last_uid: Mapped[int] = mapped_column(BIG_ID, default=0)
    polled_at: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(String(500), default="")


class Purpose(StrEnum):
    """What a mail to a reply address does."""

    MESSAGE = "message"
    NOTE = "note"
    TASK = "task"
    """Updates a task by command words; what is left is a note."""
    APPROVAL = "approval"
    """A vote on a quote."""
    OPINION = "opinion"
    """An answer in a round of opinions."""
    DROP = "drop"
    """Puts a copy of a mail that its owner wrote elsewhere onto a ticket."""


class ReplyAddress(TenantOwned, Base):
    """A personal address for ticket, person, purpose and visibility; only its hash is kept."""

    __tablename__ = "reply_address"
    __table_args__ = (
        UniqueConstraint("token_sha256"),
        UniqueConstraint(
            "ticket_id",
            "person_id",
            "purpose",
            "visibility",
            "about_id",
            name="uq_reply_address_meaning",
        ),
    )

    id: Mapped[int] = row_id()
    ticket_id: Mapped[int | None] = mapped_column(BIG_ID, refers_to("ticket.id"))
    """Empty for a drop address, which is for all tickets of its owner."""
    person_id: Mapped[int] = mapped_column(BIG_ID, refers_to("person.id"))
    purpose: Mapped[str] = mapped_column(String(16))
    visibility: Mapped[str] = mapped_column(String(8))
    about_id: Mapped[int] = mapped_column(BIG_ID, default=0)
    """Id of the task, approval or opinion that it stands for; 0 where it stands for the ticket."""
    version: Mapped[int] = mapped_column(default=1)
    token_sha256: Mapped[str] = mapped_column(String(64))
    earlier_sha256: Mapped[list[str]] = mapped_column(default=list)
    """Hashes of revoked versions, so that they are told from addresses never issued."""
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class Delivery(StrEnum):
    """How far one mail to one recipient has come."""

    QUEUED = "queued"
    DEFERRED = "deferred"
    SENT = "sent"
    FAILED = "failed"
    BOUNCED = "bounced"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        """Tell whether nothing more will be tried."""
        return self not in (Delivery.QUEUED, Delivery.DEFERRED)


class OutboundMail(TenantOwned, Base):
    """One rendered mail to one recipient, owed until it is delivered or reported failed."""

    __tablename__ = "outbound_mail"
    __table_args__ = (
        UniqueConstraint("tenant", "message_id"),
        UniqueConstraint("return_sha256"),
        Index("ix_outbound_mail_order", "ticket_id", "recipient_id", "state"),
        Index("ix_outbound_mail_cause", "message_row_id"),
    )

    id: Mapped[int] = row_id()
    ticket_id: Mapped[int | None] = mapped_column(BIG_ID, refers_to("ticket.id"))
    message_row_id: Mapped[int | None] = mapped_column(BIG_ID, refers_to("message.id"))
    """The message that this mail tells of."""
    recipient_id: Mapped[int | None] = mapped_column(BIG_ID, refers_to("person.id"))
    reply_address_id: Mapped[int | None] = mapped_column(BIG_ID, refers_to("reply_address.id"))
    link_id: Mapped[int | None] = mapped_column(BIG_ID, refers_to("access_link.id"))
    """The link whose secret stands wherever text and HTML hold `LINK_SLOT`."""
    notice: Mapped[str] = mapped_column(String(24))
    is_automatic: Mapped[bool] = mapped_column(default=True)
    to_name: Mapped[str] = mapped_column(String(200), default="")
    to_address: Mapped[str] = mapped_column(String(320))
    from_name: Mapped[str] = mapped_column(String(200))
    from_address: Mapped[str] = mapped_column(String(320))
    subject: Mapped[str] = mapped_column(String(998))
    text: Mapped[str]
    html: Mapped[str]
    headers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Further header fields as planned: In-Reply-To, References, Thread-Index, List-Id, ..."""
    file_ids: Mapped[list[int]] = mapped_column(default=list)
    """Ids of attachments that go along, in order."""
    raw_id: Mapped[int | None] = mapped_column(BIG_ID)
    """An arrival whose raw mail goes along, for notices about something not done."""
    language: Mapped[str] = mapped_column(String(8))
    message_id: Mapped[str] = mapped_column(String(500))
    boundary: Mapped[str] = mapped_column(String(64))
    dated_at: Mapped[datetime]
    return_sha256: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(12), default=Delivery.QUEUED)
    attempts: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime]
    answer: Mapped[str] = mapped_column(String(500), default="")
    """What the server said last."""
    sent_at: Mapped[datetime | None]
