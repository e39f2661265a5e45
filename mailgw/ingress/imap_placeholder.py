"""Knows the note that Exchange hands out over IMAP in place of a mail it could not convert."""

import re

_LONGEST = 16 * 1024
_NOTES = (
    re.compile(
        rb"^Subject:[ \t]*Retrieval using the IMAP4 protocol failed", re.MULTILINE | re.IGNORECASE
    ),
    re.compile(
        rb"The server (?:could ?n[^ ]{0,9}t|was unable to) retrieve (?:the following|this) message",
        re.IGNORECASE,
    ),
)


def is_placeholder(raw: bytes) -> bool:
    """Tell whether this looks like Exchange's note instead of the mail itself.

    Being wrong costs a genuine mail two more polls, so a loose test is good enough.
    """
    if len(raw) > _LONGEST:
        return False
    return any(note.search(raw) for note in _NOTES)
