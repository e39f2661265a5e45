"""What announces a quoted or forwarded mail inside a body."""

from dataclasses import dataclass
from enum import StrEnum

from mailgw.mime.quotes.attribution import Attribution
from mailgw.mime.quotes.headers import HeaderBlock


class Kind(StrEnum):
    """What announced a quoted or forwarded mail."""

    INTRODUCTION = "introduction"
    HEADERS = "headers"
    ORIGINAL = "original"
    FORWARDED = "forwarded"
    STRUCTURE = "structure"


@dataclass(frozen=True, slots=True)
class Marker:
    """Where another mail begins: its announcement runs from `start` to `end` (inclusive)."""

    kind: Kind
    start: int
    end: int
    tail: bool
    """True where all lines below belong to the other mail."""
    headers: HeaderBlock | None = None
    introduction: Attribution | None = None
    stop: int = -1
    """The line that ends the other mail, where its client marked it."""
    trusted: bool = True
    """False where prose may look like this, so that an ordinary new mail is not cut by it."""
