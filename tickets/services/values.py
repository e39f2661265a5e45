"""The plain values that the services take and give."""

from dataclasses import dataclass
from datetime import datetime

from tickets.model.people import Side
from tickets.model.ticket import Visibility
from tickets.text.documents import Unread


@dataclass(frozen=True, slots=True)
class Author:
    """Who writes: a known person, or an address that nobody is known behind."""

    name: str
    address: str
    person_id: int | None = None
    side: Side = Side.CONTACT
    language: str = ""
    is_proven: bool = False
    is_settled: bool = False
    """The person is known and this mail tells nothing new of them."""


@dataclass(frozen=True, slots=True)
class NewFile:
    """A file whose bytes are already a blob."""

    name: str
    content_type: str
    size: int
    sha256: str
    is_inline: bool = False
    content_id: str | None = None
    text: str = ""
    """What stands in it, as far as it could be read: for the search, and for what a quote costs."""
    unread: Unread | None = None
    """Why that is nothing or not all of it."""


@dataclass(frozen=True, slots=True)
class NewMessage:
    """An entry about to join a conversation."""

    visibility: Visibility
    channel: str
    author: Author
    text: str
    written_at: datetime
    signature: str = ""
    quoted_text: str = ""
    html: str | None = None
    sanitizer_version: int = 0
    language: str = ""
    files: tuple[NewFile, ...] = ()
    automatic: str = ""
    why: str = ""
    trust: str = ""
    flags: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    """What is kept among the flags and no warning: `tickets.model.noted`."""
    inbound_mail_id: int | None = None
    message_id: str | None = None
    """RFC 5322 Message-ID of the mail that it came as."""
    named_ids: tuple[str, ...] = ()
    """Ids its In-Reply-To and References name."""
    addressed: tuple[tuple[str, str], ...] = ()
    """(name, address) of those its To and Cc name, our own addresses left out."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A ticket about to be opened."""

    department: str
    kind: str
    subject: str
    requester: Author
    owner_id: int | None = None
    language: str = ""
    came_to: str = ""
    thread_index: str = ""
    flags: tuple[str, ...] = ()
    follows_id: int | None = None
    """The ticket that it goes on with or was split from."""
