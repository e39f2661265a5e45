"""A decision about a mail is a value with a reason, never an exception."""

from dataclasses import dataclass

from tickets.model.mail import Purpose
from tickets.model.ticket import Visibility
from tickets.services.acts import Act
from tickets.services.values import Author


@dataclass(frozen=True, slots=True)
class Order:
    """Something that an agent's mail has done beside what it says."""

    act: Act
    line: str
    """The line that asked for it."""


@dataclass(frozen=True, slots=True)
class Undone:
    """A line of an agent's mail that was not carried out."""

    line: str
    why: str
    """A code of `templates.command_sentences.UNDONE`."""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class OpenTicket:
    """Open a ticket with this mail as its first message."""

    department: str
    kind: str
    came_to: str
    requester: Author
    owner_id: int | None = None
    flags: tuple[str, ...] = ()
    is_outside: bool = False
    """The writer, an agent, has sent it to the requester already."""
    is_forward: bool = False
    """The requester is the writer of the mail that an agent forwarded."""
    suggested_ticket_id: int | None = None
    """A ticket it may belong to, shown to agents only."""
    follows_id: int | None = None
    """The ticket that it goes on with, which was closed for good."""
    candidates: tuple[str, ...] = ()
    """Addresses of those who may be the customer, where several mails were forwarded."""


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
    is_outside: bool = False
    """The customer has it already, straight from the agent who wrote it."""
    reply_address_id: int | None = None
    wording: Wording | None = None
    """What is said where that is not all that the mail holds."""
    purpose: Purpose = Purpose.MESSAGE
    """What it does beside: a vote or an opinion, about what `about_id` names."""
    about_id: int = 0
    orders: tuple[Order, ...] = ()
    """What its command words have done."""
    customer: Author | None = None
    """Whose words they are where an agent forwarded them; the agent's remark is a note beside."""


@dataclass(frozen=True, slots=True)
class ActOnTicket:
    """Do what an agent's command words say; the mail says nothing else."""

    ticket_id: int
    orders: tuple[Order, ...]
    reply_address_id: int


@dataclass(frozen=True, slots=True)
class RecordReport:
    """Note a delivery report at the mail it is about."""

    outbound_id: int


Effect = OpenTicket | AddMessage | ActOnTicket | RecordReport


@dataclass(frozen=True, slots=True)
class Deliver:
    """Let the mail take effect; `tell` names something its writer should know about it."""

    rule: str
    why: str
    effect: Effect
    tell: str = ""
    undone: tuple[Undone, ...] = ()
    """What of the mail was not carried out."""


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
