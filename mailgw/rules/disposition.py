"""A decision about a mail is a value with a reason, never an exception."""

from dataclasses import dataclass

from tickets.model.ticket import Visibility
from tickets.services.values import Author


@dataclass(frozen=True, slots=True)
class OpenTicket:
    """Open a ticket with this mail as its first message."""

    department: str
    kind: str
    came_to: str
    requester: Author
    owner_id: int | None = None
    flags: tuple[str, ...] = ()
    is_forward: bool = False
    """The requester is the writer of the mail that an agent forwarded."""
    suggested_ticket_id: int | None = None
    """A ticket it may belong to, shown to agents only."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What an agent's answer may carry out of the house: nothing that we mailed inside (P20)."""

    text: str
    quoted_text: str
    """Of the quoted lines those that the customer knows already."""
    left_out: tuple[str, ...] = ()
    """Sha256 of files that are mails of ours."""
    is_shortened: bool = False
    """The mail's own HTML shows more than the text, so it is not kept."""


@dataclass(frozen=True, slots=True)
class AddMessage:
    """Add this mail to a ticket's conversation."""

    ticket_id: int
    visibility: Visibility
    flags: tuple[str, ...] = ()
    suggests_writer: bool = False
    """The writer takes no part yet; an agent may confirm them."""
    reply_address_id: int | None = None
    wording: Wording | None = None
    """What is said where that is not all that the mail holds."""


@dataclass(frozen=True, slots=True)
class RecordReport:
    """Note a delivery report at the mail it is about."""

    outbound_id: int


Effect = OpenTicket | AddMessage | RecordReport


@dataclass(frozen=True, slots=True)
class Deliver:
    """Let the mail take effect; `tell` names something its writer should know about it."""

    rule: str
    why: str
    effect: Effect
    tell: str = ""


@dataclass(frozen=True, slots=True)
class Bounce:
    """Refuse an accepted mail and tell its proven writer."""

    rule: str
    why: str
    tell: str


@dataclass(frozen=True, slots=True)
class Drop:
    """Set the mail aside by a named rule."""

    rule: str
    why: str
    tell: str = ""


@dataclass(frozen=True, slots=True)
class Hold:
    """Keep the mail for a person's decision; `tell` names what its writer hears, if anything."""

    rule: str
    why: str
    tell: str = ""


Disposition = Deliver | Bounce | Drop | Hold
