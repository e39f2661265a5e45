"""What a child is asked to read beside mails."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Document:
    """A file that a child is asked to read."""

    name: str
    content_type: str
    content: bytes
    cpu_seconds: float
