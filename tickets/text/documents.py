"""What was read of a file's words, and why it is not all of them; plain enough to cross a pipe."""

from dataclasses import dataclass
from enum import StrEnum


class Unread(StrEnum):
    """Why the words of a file are missing, or only some of them are there."""

    LOCKED = "locked"
    """A password protects it."""
    BROKEN = "broken"
    """It is damaged, or something else than its name says."""
    EMPTY = "empty"
    """No letters stand in it: a scan, a drawing."""
    CUT = "cut"
    """It is longer than what is read; the beginning is there."""
    COSTLY = "costly"
    """Reading it took more time or memory than a file may."""
    LEFT = "left"
    """The files before it on the same message took all the time there is."""
    BUSY = "busy"
    """Nobody was free to read it."""


@dataclass(frozen=True, slots=True)
class DocumentText:
    """The words of one file."""

    text: str = ""
    unread: Unread | None = None
    """None where `text` is all of it."""
    cpu_seconds: float = 0.0
    """What reading it cost."""


NOT_READ = DocumentText()
"""Of a file that holds no words for us: a picture, a drawing, an archive."""
