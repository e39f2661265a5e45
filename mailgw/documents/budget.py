"""What is left for one file while it is read: characters, unpacked bytes and seconds of CPU."""

import time

from mailgw.documents.limits import CHARACTERS, UNFOLDED


class SpentError(Exception):
    """A file has had all that it may; what was read before stays."""


class Words:
    """Gathers what a file says until it has said enough."""

    def __init__(self, seconds: float) -> None:
        self._deadline = time.process_time() + seconds
        self._parts: list[str] = []
        self._characters = 0
        self._unfolded = 0

    def add(self, text: str) -> None:
        """Take more words in; raises SpentError with the last that fit."""
        self._parts.append(text[: CHARACTERS - self._characters])
        self._characters += len(text)
        if self._characters > CHARACTERS:
            raise SpentError

    def unfold(self, count: int) -> None:
        """Count bytes that were unpacked, and look at the time; raises SpentError."""
        self._unfolded += count
        if self._unfolded > UNFOLDED or time.process_time() > self._deadline:
            raise SpentError

    @property
    def text(self) -> str:
        """Give all that was gathered, without control characters and trailing blanks."""
        whole = "".join(self._parts).translate(_CONTROLS)
        return "\n".join(line.rstrip() for line in whole.split("\n")).strip()


_CONTROLS = {code: None for code in range(32) if code not in (9, 10)} | {0x7F: None}
_CONTROLS |= dict.fromkeys(range(0xD800, 0xE000))
