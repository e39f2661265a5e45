"""The values that notices are made of: one frozen dataclass per mail that people get."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from markupsafe import escape

from templates.access_notices import Invitation, LoginLink, PasswordReset
from templates.back_notices import TicketBack
from templates.judging_notices import JUDGING_NOTICES, JudgingNotice
from templates.passages import Earlier, FileLine, Words
from templates.task_notices import TaskNotice

NUMBER_SLOT = "\ue0a1\ue0a2\ue0a3\ue0a4"
"""Stands for a ticket's number that is not known before the notice is stored; private-use
characters that survive escaping and are about as wide as a number."""
LINK_SLOT = "\ue0b1\ue0b2\ue0b3\ue0b4"
"""Stands for the secret of a personal link, which is in no row and joins the mail as it leaves."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """M4: we have your mail; holds no word of the sender where the address is unproven (P8)."""

    name: ClassVar[str] = "receipt"

    number: str
    department: str
    """Name of the department in the reader's language."""
    is_proven: bool
    subject: str
    kind: str
    link: str = ""
    """Address of the request in the portal; empty without a portal and to unproven addresses."""


@dataclass(frozen=True, slots=True)
class Answer:
    """M1: an agent's answer to a customer, own words first."""

    name: ClassVar[str] = "answer"

    subject: str
    words: Words
    files: tuple[FileLine, ...]
    author_name: str
    author_title: str
    department_name: str
    department_address: str
    asked_at: datetime | None
    """When the customer wrote first, aware UTC; absent where an agent opened the ticket."""
    earlier: tuple[Earlier, ...] = ()
    """Newest first; at most two are quoted."""
    number: str = ""
    """Used only for the subject tag of tenants that want one."""
    left_out: tuple[FileLine, ...] = ()
    """Files that do not travel along."""
    author_phone: str = ""
    """The author's own number; empty takes the tenant's."""
    link: str = ""
    """Address of the request in the portal; empty for a tenant without one."""


@dataclass(frozen=True, slots=True)
class AgentNotice:
    """M2: a customer wrote; the whole request is inside and a reply goes to the customer."""

    name: ClassVar[str] = "agent_notice"

    number: str
    kind: str
    subject: str
    is_new: bool
    sender_name: str
    sender_address: str
    company: str
    words: Words
    files: tuple[FileLine, ...]
    left_out: tuple[FileLine, ...]
    """Files that do not travel along."""
    notes: tuple[tuple[str, str], ...]
    """Internal notes so far: author and text."""
    reason: str
    """owner, member, follower or requester_of_note."""
    reply_goes_to: tuple[str, ...]
    """Names or addresses that a reply to this notice reaches."""
    why_here: str
    """How the mail found its ticket: a code of `templates.sentences.WHY_HERE`, or a sentence."""
    trust: str
    """proven, unproven or failing."""
    flags: tuple[str, ...] = ()
    """Codes of `templates.sentences.FLAGS`; an unknown one is shown as it is."""
    link: str = ""
    """Address of the ticket on the desk."""
    act_link: str = ""
    """Address of the page on which its reader acts without signing in."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """A colleague has handed a ticket over; a reply goes to the customer."""

    name: ClassVar[str] = "handed_over"

    number: str
    kind: str
    subject: str
    by_name: str
    """The colleague who handed it over."""
    said_by: str
    """Who said the words below."""
    words: Words
    """The customer's last words, or the last public ones."""
    reason: str
    """owner, or member where it went to a whole department."""
    reply_goes_to: tuple[str, ...]
    link: str = ""
    act_link: str = ""
    """Address of the page on which its reader acts without signing in."""


@dataclass(frozen=True, slots=True)
class NoteNotice:
    """An internal note to colleagues; a reply stays internal (P20)."""

    name: ClassVar[str] = "note_notice"

    number: str
    subject: str
    author_name: str
    words: Words
    files: tuple[FileLine, ...] = ()
    reason: str = "follower"
    left_out: tuple[FileLine, ...] = ()
    link: str = ""
    act_link: str = ""
    """Address of the page on which its reader acts without signing in."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A colleague has answered, so nobody else needs to."""

    name: ClassVar[str] = "answered"

    number: str
    subject: str
    author_name: str
    customer_name: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class SecondAnswer:
    """Your answer went out shortly after a colleague's."""

    name: ClassVar[str] = "second_answer"

    number: str
    subject: str
    other_name: str
    minutes: int
    link: str = ""


@dataclass(frozen=True, slots=True)
class UndoneLine:
    """A line of a mail that was not carried out, and why."""

    line: str
    why: str
    """A code of `templates.command_sentences.UNDONE`."""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class NotDone:
    """M5: what was not done, why, and what to do; the writer's own text is attached."""

    name: ClassVar[str] = "not_done"

    reason: str
    """A code of `templates.sentences.NOT_DONE`."""
    number: str | None
    subject: str
    detail: str = ""
    """One fact that the sentence needs: an address, a file name, a size."""
    is_proven: bool = True
    """False leaves out subject and detail, as an unproven address may not be sent them (P8)."""
    lines: tuple[UndoneLine, ...] = ()
    """What was not carried out of the command words at its top."""


@dataclass(frozen=True, slots=True)
class Undelivered:
    """A mail of ours did not arrive; goes to the one who wrote it."""

    name: ClassVar[str] = "undelivered"

    number: str
    subject: str
    recipient: str
    reason: str
    """A code of `templates.sentences.UNDELIVERED`."""
    hard: bool
    """True where another try cannot help."""
    diagnostic: str = ""
    link: str = ""


Notice = (
    Receipt
    | Answer
    | AgentNotice
    | HandedOver
    | NoteNotice
    | Answered
    | SecondAnswer
    | NotDone
    | Undelivered
    | LoginLink
    | PasswordReset
    | Invitation
    | JudgingNotice
    | TaskNotice
    | TicketBack
)
"""Every notice there is."""

NOTICES: tuple[type[Notice], ...] = (
    Receipt,
    Answer,
    AgentNotice,
    HandedOver,
    NoteNotice,
    Answered,
    SecondAnswer,
    NotDone,
    Undelivered,
    LoginLink,
    PasswordReset,
    Invitation,
    *JUDGING_NOTICES,
    TaskNotice,
    TicketBack,
)


@dataclass(frozen=True, slots=True)
class RenderedNotice:
    """A notice ready for a mail: one line of subject, and the same content as text and HTML."""

    subject: str
    text: str
    html: str

    def with_number(self, number: str) -> "RenderedNotice":
        """Put a ticket's number wherever `NUMBER_SLOT` stands."""
        plain = "".join(number.split())
        return replace(
            self,
            subject=self.subject.replace(NUMBER_SLOT, plain),
            text=self.text.replace(NUMBER_SLOT, plain),
            html=self.html.replace(NUMBER_SLOT, str(escape(plain))),
        )

    def with_link(self, token: str) -> "RenderedNotice":
        """Put the secret of a personal link wherever `LINK_SLOT` stands."""
        return replace(
            self,
            text=self.text.replace(LINK_SLOT, token),
            html=self.html.replace(LINK_SLOT, str(escape(token))),
        )
