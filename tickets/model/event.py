"""What happened to a ticket, in a chain that shows any later change."""

import hashlib
import json
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tickets.model.base import BIG_ID, Base, TenantOwned, refers_to, row_id
from tickets.model.ticket import Ticket


class EventKind(StrEnum):
    """What can happen to a ticket."""

    OPENED = "opened"
    MESSAGE_ADDED = "message_added"
    NOTE_ADDED = "note_added"
    OWNER_SET = "owner_set"
    PARTICIPANT_ADDED = "participant_added"
    PARTICIPANT_SUGGESTED = "participant_suggested"
    DELIVERY_FAILED = "delivery_failed"
    TASK_ADDED = "task_added"
    SUGGESTED_LINK = "suggested_link"
    DEPARTMENT_SET = "department_set"
    KIND_SET = "kind_set"
    STATE_SET = "state_set"
    MESSAGE_WITHDRAWN = "message_withdrawn"
    PARTICIPANT_REMOVED = "participant_removed"
    TASK_CHANGED = "task_changed"
    APPROVAL_ASKED = "approval_asked"
    APPROVAL_DECIDED = "approval_decided"
    MESSAGE_RELEASED = "message_released"
    """A held answer was approved and is public from now on."""
    OPINIONS_ASKED = "opinions_asked"
    OPINION_GIVEN = "opinion_given"
    SNOOZED = "snoozed"
    WOKEN = "woken"
    REMINDED = "reminded"
    MERGED = "merged"
    SPLIT = "split"
    REQUESTER_SET = "requester_set"
    ENTERED = "entered"
    """An agent wrote down what a contact said elsewhere."""


def canonical(value: dict[str, Any]) -> bytes:
    """Write JSON in the one form that is hashed."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


class Event(TenantOwned, Base):
    """One link of a ticket's chain; its hash covers a digest, so content can be erased."""

    __tablename__ = "event"
    __table_args__ = (UniqueConstraint("ticket_id", "seq"),)

    id: Mapped[int] = row_id()
    ticket_id: Mapped[int] = mapped_column(BIG_ID, refers_to("ticket.id"))
    seq: Mapped[int]
    kind: Mapped[str] = mapped_column(String(32))
    actor_id: Mapped[int | None] = mapped_column(BIG_ID)
    happened_at: Mapped[datetime]
    content: Mapped[dict[str, Any] | None]
    content_digest: Mapped[str] = mapped_column(String(64))
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

    @classmethod
    def chained(
        cls,
        ticket: Ticket,
        kind: EventKind,
        now: datetime,
        *,
        actor_id: int | None = None,
        content: dict[str, Any] | None = None,
    ) -> "Event":
        """Make the ticket's next link; the caller holds the ticket's row lock."""
        ticket.last_event_seq += 1
        event = cls(
            tenant=ticket.tenant,
            ticket_id=ticket.id,
            seq=ticket.last_event_seq,
            kind=kind,
            actor_id=actor_id,
            happened_at=now,
            content=content or {},
            content_digest=hashlib.sha256(canonical(content or {})).hexdigest(),
            previous_hash=ticket.last_event_hash,
        )
        event.hash = ticket.last_event_hash = event.computed_hash()
        return event

    def computed_hash(self) -> str:
        """Compute what `hash` must be."""
        return link_hash(
            ticket=self.ticket_id,
            seq=self.seq,
            kind=str(self.kind),
            actor=self.actor_id,
            at=self.happened_at.isoformat(),
            content=self.content_digest,
            previous=self.previous_hash,
        )

    @property
    def is_content_whole(self) -> bool:
        """Tell whether the content still is what was hashed; erased content counts as whole."""
        return self.content is None or digest_of(self.content) == self.content_digest


def digest_of(content: dict[str, Any]) -> str:
    """Compute the digest of an event's content."""
    return hashlib.sha256(canonical(content)).hexdigest()


def link_hash(**link: str | int | None) -> str:
    """Compute the hash of one link of a chain from its parts, as `computed_hash` names them."""
    return hashlib.sha256(canonical(link)).hexdigest()
