"""The values behind mails by which colleagues judge: approvals of quotes, and opinions."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from templates.passages import Earlier, FileLine, Words


@dataclass(frozen=True, slots=True)
class Because:
    """Why somebody approves; amounts in the smallest unit, 0 where there is none."""

    code: str
    """A code of `templates.judging_sentences.BECAUSE`."""
    amount: int = 0
    currency: str = "EUR"
    limit: int = 0
    """Up to here somebody else, or nobody, would have been asked."""
    up_to: int = 0
    """Up to here this approver is asked."""
    approver: str = ""
    absent: str = ""
    """For whom the approver stands in."""
    stands_in: str = ""
    """Why: a code of `templates.judging_sentences.STANDS_IN`, or empty."""


@dataclass(frozen=True, slots=True)
class ApprovalRequest:
    """Somebody is asked whether a quote may go out; a reply is the vote."""

    name: ClassVar[str] = "approval_request"

    number: str
    subject: str
    author_name: str
    customer_name: str
    because: Because
    words: Words
    """The answer as the customer would get it."""
    files: tuple[FileLine, ...] = ()
    left_out: tuple[FileLine, ...] = ()
    is_reminder: bool = False
    link: str = ""
    """Address of the page that decides."""
    act_link: str = ""
    """Address of the page that shows the quote, and decides for its reader once signed in."""


@dataclass(frozen=True, slots=True)
class ApprovalWaiting:
    """Your quote has not gone out yet: somebody approves it first, or its amount is missing."""

    name: ClassVar[str] = "approval_waiting"

    number: str
    subject: str
    customer_name: str
    because: Because
    link: str = ""

    @property
    def asks_amount(self) -> bool:
        """Tell whether nobody could read what the quote costs."""
        return self.because.code == "amount_unknown"


@dataclass(frozen=True, slots=True)
class ApprovalDecided:
    """What became of your quote."""

    name: ClassVar[str] = "approval_decided"

    number: str
    subject: str
    customer_name: str
    by_name: str
    outcome: str
    """released, corrected, adjust or returned."""
    amount: int
    currency: str
    words: Words
    """The approver's own: the reason, or what else they wrote."""
    link: str = ""


@dataclass(frozen=True, slots=True)
class ApprovalUnproven:
    """A vote came in your name and nothing proved that it is yours."""

    name: ClassVar[str] = "approval_unproven"

    number: str
    subject: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class OpinionRequest:
    """A colleague asks what you think; whatever you reply is your opinion."""

    name: ClassVar[str] = "opinion_request"

    number: str
    subject: str
    by_name: str
    customer_name: str
    words: Words
    """The question."""
    due_at: datetime
    """Aware UTC."""
    earlier: tuple[Earlier, ...] = ()
    """The conversation so far, oldest first."""
    files: tuple[FileLine, ...] = ()
    left_out: tuple[FileLine, ...] = ()
    is_reminder: bool = False
    link: str = ""
    act_link: str = ""
    """Address of the page on which its reader acts without signing in."""


@dataclass(frozen=True, slots=True)
class OpinionsIn:
    """Everybody whom you asked has answered, or the round is closed."""

    name: ClassVar[str] = "opinions_in"

    number: str
    subject: str
    words: Words
    """The question."""
    earlier: tuple[Earlier, ...] = ()
    """What was said, in the order it came."""
    missing: tuple[str, ...] = ()
    """Who has said nothing."""
    link: str = ""


JUDGING_NOTICES = (
    ApprovalRequest,
    ApprovalWaiting,
    ApprovalDecided,
    ApprovalUnproven,
    OpinionRequest,
    OpinionsIn,
)
INNER_NOTICES = tuple(notice.name for notice in JUDGING_NOTICES)
"""All of them are for colleagues alone."""
JudgingNotice = (
    ApprovalRequest
    | ApprovalWaiting
    | ApprovalDecided
    | ApprovalUnproven
    | OpinionRequest
    | OpinionsIn
)
