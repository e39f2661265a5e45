"""The mails people get: notices as values, in the reader's language and the tenant's look."""

from templates.access_notices import Invitation, LoginLink, PasswordReset
from templates.notices import (
    LINK_SLOT,
    NOTICES,
    NUMBER_SLOT,
    AgentNotice,
    Answer,
    Answered,
    Earlier,
    FileLine,
    HandedOver,
    NotDone,
    NoteNotice,
    Notice,
    Receipt,
    RenderedNotice,
    SecondAnswer,
    Undelivered,
    Words,
)
from templates.renderer import NoticeRenderer

__all__ = [
    "LINK_SLOT",
    "NOTICES",
    "NUMBER_SLOT",
    "AgentNotice",
    "Answer",
    "Answered",
    "Earlier",
    "FileLine",
    "HandedOver",
    "Invitation",
    "LoginLink",
    "NotDone",
    "NoteNotice",
    "Notice",
    "NoticeRenderer",
    "PasswordReset",
    "Receipt",
    "RenderedNotice",
    "SecondAnswer",
    "Undelivered",
    "Words",
]
