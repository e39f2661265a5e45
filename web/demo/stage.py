"""What the demo's pages ask of the demo: people, their doors and their postboxes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from tickets.model.people import Side


@dataclass(frozen=True, slots=True)
class Chair:
    """One person whose place a visitor may take."""

    key: str
    name: str
    address: str
    firm: str
    is_agent: bool
    url: str
    """Signs in as this person with one click."""
    is_main: bool
    """Has one of the four large doors."""

    @property
    def first_name(self) -> str:
        """The name that colleagues use."""
        return self.name.split()[0]


@dataclass(frozen=True, slots=True)
class Box:
    """One person's postbox."""

    key: str
    name: str
    address: str
    program: str
    """The mail program, as people know it."""
    language: str
    firm: str
    """The tenant that they work for or write to."""
    is_agent: bool
    new_count: int
    departments: tuple[str, ...]
    """Where this person may write to; empty for agents."""

    @property
    def first_name(self) -> str:
        """The name that colleagues use."""
        return self.name.split()[0]

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The addresses as pairs of value and word, for a form."""
        return [(one, one) for one in self.departments]


@dataclass(frozen=True, slots=True)
class Line:
    """One mail in the list."""

    id: int
    sender: str
    subject: str
    came_at: datetime
    is_new: bool


@dataclass(frozen=True, slots=True)
class PostFile:
    """A file of a mail."""

    name: str
    content_type: str
    content: bytes

    @property
    def size_bytes(self) -> int:
        """How large it is."""
        return len(self.content)


@dataclass(frozen=True, slots=True)
class PostMail:
    """One mail, opened."""

    id: int
    sender: str
    to: str
    subject: str
    came_at: datetime
    text: str
    html: str
    """As it came; shown in a sandboxed frame alone."""
    logo: str
    """The inline picture of the sender's brand, in base64; empty where there is none."""
    takes_answer: bool
    files: tuple[PostFile, ...]
    raw: bytes


@dataclass(frozen=True, slots=True)
class Written:
    """What a visitor writes as somebody."""

    text: str
    subject: str = ""
    to: str = ""
    files: tuple[PostFile, ...] = ()
    with_offer: bool = False
    """A made-up offer goes along."""


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody has been signed in through their door."""

    tenant: str
    token: str
    side: Side
    path: str


class Stage(Protocol):
    """The running demo."""

    def chairs(self) -> Sequence[Chair]:
        """List whose place a visitor may take."""

    def sit_down(self, secret: str) -> Seat | None:
        """Sign in whose door has this secret; None where nobody's has."""

    def boxes(self) -> Sequence[Box]:
        """List the postboxes that a visitor may look into."""

    def lines(self, key: str) -> Sequence[Line]:
        """List somebody's mails, the newest first."""

    def open(self, key: str, mail_id: int, *, marks_read: bool = True) -> PostMail | None:
        """Open a mail, which is read from then on; None where there is none."""

    def suggestion(self, key: str, mail_id: int | None = None) -> str:
        """Give words that this person could send, as an answer where a mail is named."""

    def answer(self, key: str, mail_id: int, written: Written) -> str:
        """Answer a mail as this person's program does, over SMTP.

        Gives what the gateway said to it; empty where it took the mail.
        """

    def write(self, key: str, written: Written) -> str:
        """Send a new mail as this person; gives what the gateway said where it refused."""

    def stamp(self) -> str:
        """Give a word that changes whenever any postbox does."""

    def start_over(self) -> None:
        """Bring the whole world back to its beginning."""
