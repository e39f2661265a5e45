"""The value behind the mail that tells an agent of a task."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from templates.passages import Words


@dataclass(frozen=True, slots=True)
class TaskNotice:
    """A task for a person or for a whole department; a reply to it stays internal (P20)."""

    name: ClassVar[str] = "task_notice"

    number: str
    subject: str
    """Of the ticket."""
    by_name: str
    """Who asks for it; empty where a rule does."""
    title: str
    words: Words
    """What is to be done, in more words; may be empty."""
    due_at: datetime | None
    """Aware UTC."""
    department: str
    """Name of the department in the reader's language; empty where it is for one person."""
    said_by: str
    """Who said the words below, on the customer's side."""
    said: Words
    blocks: str = ""
    """offer or closing: what nobody may do before it is done."""
    link: str = ""
    act_link: str = ""
    """Address of the page on which its reader acts without signing in."""
