"""What a ticket's page on the desk is told: messages, mails, people, the customer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from tickets.model.event import Event
from tickets.model.mail import Delivery
from tickets.model.people import ParticipantRole
from tickets.model.task import Task
from tickets.model.ticket import Attachment, Ticket
from tickets.store.faces import Face

ANSWER, RECEIPT = "answer", "receipt"
"""The notices that a page tells of: those to the customer's side."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A message of the conversation."""

    id: int
    seq: int
    visibility: str
    channel: str
    author: Face
    written_at: datetime
    text: str
    signature: str
    quoted_text: str
    has_html: bool
    automatic: str
    why: str
    trust: str
    flags: Sequence[str]
    inbound_mail_id: int | None
    came_to: Sequence[str]
    """Who the mail was addressed to, as its envelope said."""
    files: Sequence[Attachment]


@dataclass(frozen=True, slots=True)
class SentMail:
    """A mail of ours to somebody on the customer's side, as far as a page tells of it."""

    id: int
    message_id: int | None
    """The message that it tells of."""
    recipient_id: int | None
    notice: str
    to_name: str
    to_address: str
    state: Delivery
    answer: str
    """What the other server said last."""
    dated_at: datetime
    sent_at: datetime | None
    text: str
    """Of a receipt; the words of an answer stand at its message."""


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody's part in a ticket."""

    face: Face
    role: ParticipantRole
    is_active: bool

    @property
    def receives_public(self) -> bool:
        """Tell whether public messages are mailed to them."""
        return self.role.receives_public and self.is_active and bool(self.face.address)


@dataclass(frozen=True, slots=True)
class Customer:
    """The requester with what an agent wants to know of them."""

    face: Face
    company_id: int | None
    company: str
    language: str
    phone: str
    ticket_count: int
    open_count: int
    seen_at: datetime | None
    """When they were last in the portal."""


@dataclass(frozen=True, slots=True)
class Thread:
    """One ticket with everything that its page shows."""

    ticket: Ticket
    department: str
    customer: Customer
    owner: Face | None
    entries: Sequence[Entry]
    events: Sequence[Event]
    mails: Sequence[SentMail]
    """Those to customers, in the order they were planned."""
    parts: Sequence[Part]
    tasks: Sequence[Task]
    was_noted: bool
    """The viewer was noted at it a moment ago."""
    seen_seq: int
    """How far the viewer has read it; 0 where they never looked."""
    present: Sequence[tuple[Face, str]]
    """Colleagues who are at it now, and what they do."""
    names: Mapping[int, str]
    """Of everybody whom an event names, by person."""
    places: Mapping[int, str]
    """Slugs of the departments that an event may name, by id."""

    def mails_of(self, message_id: int) -> list[SentMail]:
        """Give the newest mail of a message to each address."""
        newest = {
            one.recipient_id or one.to_address: one
            for one in self.mails
            if one.message_id == message_id and one.notice == ANSWER
        }
        return list(newest.values())
