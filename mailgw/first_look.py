"""The first look at a mail: short, so that what is heavy makes way for ordinary mail (P4).

Nearly every mail is read within some hundredths of a second. What is not goes on in a lane of its
own (`mailgw/lanes.py`), where it may take all that its limits allow.
"""

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from mailgw.documents.document import Document
from mailgw.documents.limits import CPU_SECONDS
from mailgw.mime.mail import ParsedMail
from mailgw.nursery import Terms
from mailgw.reading import Reader
from tickets.errors import HeavyError, TemporaryError
from tickets.text.documents import DocumentText

_WALL_SECONDS = 3.0
"""A child may also hang without working, and others wait for whom it keeps waiting."""


@dataclass(frozen=True, slots=True)
class Brevity:
    """How many milliseconds of CPU a first look may take."""

    mail: int
    files: int
    """All files of one mail together."""


USUAL = Brevity(mail=120, files=500)
PRESSED = Brevity(mail=30, files=0)
"""While heavy mails come in crowds: forty looks that take long would be a queue themselves. No file
is opened, as already the code for a PDF takes long to load."""
_LARGE_BYTES = 1024 * 1024
_CROWD = 2
_CROWD_SECONDS = 10.0


class FirstLook:
    """Reads as a `Reader` does, but raises HeavyError where that takes more than a moment."""

    def __init__(self, reader: Reader, usual: Brevity = USUAL) -> None:
        self._reader = reader
        self._usual = usual
        self._found: deque[float] = deque(maxlen=_CROWD)
        self._lock = threading.Lock()

    @property
    def brevity(self) -> Brevity:
        """How long a look may take just now."""
        with self._lock:
            is_crowd = len(self._found) == _CROWD
            is_pressed = is_crowd and time.monotonic() - self._found[0] < _CROWD_SECONDS
        return PRESSED if is_pressed else self._usual

    def read(self, raw: bytes) -> ParsedMail:
        """Read one mail; a large one is not even opened in a crowd."""
        brevity = self.brevity
        if brevity is PRESSED and len(raw) > _LARGE_BYTES:
            raise HeavyError("This mail is large, and there is a crowd.")
        with self._noting(brevity):
            return self._reader.read(raw, Terms(_WALL_SECONDS, cpu_ms=brevity.mail))

    def read_document(self, document: Document, wall_seconds: float) -> DocumentText:
        """Read the words of one file; where nobody is free for it, it waits in the other lane."""
        brevity = self.brevity
        # What the files before it took is gone from what this one may take.
        left = brevity.files - round((CPU_SECONDS - document.cpu_seconds) * 1000)
        if left <= 0:
            raise HeavyError("Reading the files of this mail takes more than a moment.")
        wall = min(wall_seconds, _WALL_SECONDS)
        try:
            with self._noting(brevity):
                return self._reader.ask_document(
                    document, Terms(wall, cpu_ms=left, patience=_WALL_SECONDS)
                )
        except TemporaryError as error:
            raise HeavyError(str(error)) from None

    @contextmanager
    def _noting(self, brevity: Brevity) -> Iterator[None]:
        """Note what is heavy for a usual look; what only a crowd puts aside prolongs no crowd."""
        try:
            yield
        except HeavyError:
            if brevity is not PRESSED:
                with self._lock:
                    self._found.append(time.monotonic())
            raise
