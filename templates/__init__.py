"""The mails people get: notices as values, in the reader's language and the tenant's look."""

from templates.access_notices import Invitation, LoginLink, PasswordReset
from templates.judging_notices import (
    ApprovalDecided,
    ApprovalRequest,
    ApprovalUnproven,
    ApprovalWaiting,
    Because,
    OpinionRequest,
    OpinionsIn,
)
from templates.notices import (
    LINK_SLOT,
    NOTICES,
    NUMBER_SLOT,
    AgentNotice,
    Answer,
    Answered,
    HandedOver,
    NotDone,
    NoteNotice,
    Notice,
    Receipt,
    RenderedNotice,
    SecondAnswer,
    Undelivered,
    UndoneLine,
)
from templates.passages import Earlier, FileLine, Words
from templates.renderer import NoticeRenderer

__all__ = [
    "LINK_SLOT",
    "NOTICES",
    "NUMBER_SLOT",
    "AgentNotice",
    "Answer",
    "Answered",
    "ApprovalDecided",
    "ApprovalRequest",
    "ApprovalUnproven",
    "ApprovalWaiting",
    "Because",
    "Earlier",
    "FileLine",
    "HandedOver",
    "Invitation",
    "LoginLink",
    "NotDone",
    "NoteNotice",
    "Notice",
    "NoticeRenderer",
    "OpinionRequest",
    "OpinionsIn",
    "PasswordReset",
    "Receipt",
    "RenderedNotice",
    "SecondAnswer",
    "Undelivered",
    "UndoneLine",
    "Words",
]
