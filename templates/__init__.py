"""The mails people get: notices as values, in the reader's language and the tenant's look."""

from templates.notices import (
    NOTICES,
    NUMBER_SLOT,
    AgentNotice,
    Answer,
    Answered,
    Earlier,
    FileLine,
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
    "NOTICES",
    "NUMBER_SLOT",
    "AgentNotice",
    "Answer",
    "Answered",
    "Earlier",
    "FileLine",
    "NotDone",
    "NoteNotice",
    "Notice",
    "NoticeRenderer",
    "Receipt",
    "RenderedNotice",
    "SecondAnswer",
    "Undelivered",
    "Words",
]
