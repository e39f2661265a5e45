"""What the product asks of the outside; the roof chooses who answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from tickets.text.documents import DocumentText

NOW = timedelta()


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Give the present, aware, in UTC."""


class Blobs(Protocol):
    """Keeps bytes under their hash, apart for each tenant."""

    def put(self, tenant: str, content: bytes) -> str:
        """Keep bytes durably and give their sha256; raise StorageFullError at the reserve."""

    def get(self, tenant: str, sha256: str) -> bytes:
        """Give the bytes back; raise NotFoundError where there are none."""

    def path(self, tenant: str, sha256: str) -> Path:
        """Tell where the bytes lie."""

    def names(self, tenant: str) -> set[str]:
        """List the hashes of all blobs of a tenant."""


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file whose bytes are a blob."""

    name: str
    content_type: str
    size: int
    sha256: str


class Documents(Protocol):
    """Knows what stands in files."""

    def read(self, tenant: str, files: Sequence[StoredFile]) -> Sequence[DocumentText]:
        """Read the words of the files of one message, each in its place; takes seconds at most.

        A file that cannot be read is told of in its answer and never raises.
        """


class Queue(Protocol):
    """Wakes workers; a lost knock costs seconds, never a mail."""

    def knock(self, kind: str, due_id: int, after: timedelta = NOW) -> None:
        """Wake a worker for one due row; never raises, never takes over 200 ms."""


@dataclass(frozen=True, slots=True)
class MailFile:
    """A file that a mail brings along."""

    name: str
    content_type: str
    size: int


@dataclass(frozen=True, slots=True)
class ReadMail:
    """What stands in a mail, as it was read; people are (name, address)."""

    sender: tuple[tuple[str, str], ...]
    to: tuple[tuple[str, str], ...]
    cc: tuple[tuple[str, str], ...]
    reply_to: tuple[tuple[str, str], ...]
    subject: str
    dated_at: datetime | None
    message_id: str | None
    text: str
    html: str | None
    """Sanitised; still only for a frame of its own."""
    files: tuple[MailFile, ...] = ()
    automatic: str = ""
    """Why a program is taken for its writer, or empty."""
    defects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Explained:
    """What the rules say about a mail now, with the facts they looked at."""

    decision: str
    """deliver, bounce, drop or hold."""
    rule: str
    why: str
    facts: tuple[tuple[str, str], ...] = ()
    """(code of the fact, what it is)"""


@dataclass(frozen=True, slots=True)
class RuleTrial:
    """What the tenant's rules would make of a mail, were it to open a ticket now."""

    decision: str
    """deliver, bounce, drop or hold."""
    why: str
    opens_ticket: bool
    """Rules are asked only where it does; what they would say is told all the same."""
    rules: tuple[str, ...] = ()
    hits: tuple[tuple[str, str, str], ...] = ()
    """(rule, what was looked at, the entry that fits)"""
    subject: str = ""
    department: str = ""
    kind: str = ""
    owner: str = ""
    """Name of whose it would be; empty for nobody's."""
    is_turn: bool = False
    instead_of: int | None = None
    """Whose it would have been; they are away."""
    tasks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listening:
    """A door that mail comes in by, as the settings name it."""

    way: str
    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Checked:
    """What looking at one connection found; the sentence also says what helps."""

    name: str
    is_well: bool
    says: str


class MailRoom(Protocol):
    """What pages ask of the mail gateway."""

    def read(self, tenant: str, arrival_id: int) -> ReadMail:
        """Read a kept mail within limits.

        Raises NotFoundError, ReadingError for a mail that passes a limit, or TemporaryError where
        too many are being read.
        """

    def explain(self, tenant: str, arrival_id: int) -> Explained:
        """Say what the rules would decide about a kept mail now; raises what `read` raises."""

    def try_rules(self, tenant: str, arrival_id: int) -> RuleTrial:
        """Say what the tenant's rules make of a kept mail now; raises what `read` raises."""

    def try_rules_on(self, tenant: str, raw: bytes) -> RuleTrial:
        """Say what the tenant's rules make of a mail that is kept nowhere; raises as `read`."""

    def check(self, tenant: str) -> Sequence[Checked]:
        """Try the connections of a tenant; each waits some seconds at most."""

    def doors(self) -> Sequence[Listening]:
        """List the doors that mail is handed over at."""

    @property
    def is_sending(self) -> bool:
        """Tell whether outgoing mail leaves, or is kept back on purpose."""
