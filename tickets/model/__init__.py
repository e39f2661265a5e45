"""The nouns: declarative classes with behaviour; no session, no query.

All of them are known as soon as one is, since tables refer to each other by name.
"""

from tickets.model import (
    access,
    attention,
    event,
    judging,
    learned,
    mail,
    people,
    reminder,
    routing,
    search,
    task,
    tenant,
    ticket,
)

__all__ = [
    "access",
    "attention",
    "event",
    "judging",
    "learned",
    "mail",
    "people",
    "reminder",
    "routing",
    "search",
    "task",
    "tenant",
    "ticket",
]
