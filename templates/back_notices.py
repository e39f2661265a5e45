"""The values behind mails that bring a ticket back to mind."""

from dataclasses import dataclass
from typing import ClassVar

from templates.passages import Words


@dataclass(frozen=True, slots=True)
class TicketBack:
    """A ticket's rest is over, or nobody has answered by the day that somebody named."""

    name: ClassVar[str] = "ticket_back"

    number: str
    subject: str
    customer_name: str
    is_follow_up: bool
    """Nobody has answered; else its rest is over."""
    remark: str
    """What the agent wrote for themselves."""
    said_by: str
    words: Words
    """What was said last, publicly."""
    link: str = ""
    """Address of the ticket on the desk."""
