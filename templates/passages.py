"""Pieces that several notices hold: a passage of words, a file, an earlier message."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Words:
    """A passage that a person wrote."""

    text: str
    html: str
    """Safe HTML of the same passage, as `tickets.text.plain.paragraphs` makes it."""


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file as a mail names it."""

    name: str
    size_bytes: int
    content_type: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier message, quoted below an answer."""

    author: str
    written_at: datetime
    """Aware UTC."""
    text: str
