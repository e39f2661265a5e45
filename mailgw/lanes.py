"""The two lanes of inbound mail: a first look at everything, and heavy mail one at a time (P4)."""

import threading
import time
from dataclasses import replace

from mailgw.document_reading import DocumentReading
from mailgw.documents.document import Document
from mailgw.documents.limits import CPU_SECONDS
from mailgw.first_look import USUAL, Brevity, FirstLook
from mailgw.inbound import Gateway, process_inbound
from mailgw.mime.mail import ParsedMail
from mailgw.nursery import Terms
from mailgw.reading import Reader, Reads
from tickets.errors import HeavyError, ReadingError
from tickets.text.documents import DocumentText

_CROWD_SECONDS = 8.0
"""Whoever comes when the lane has worked for so long without a break stands in a crowd."""
_BREAK_SECONDS = 1.0
_CROWD_FILES_MS = 500
"""For the files of a mail in a crowd, of CPU and by the clock: the last one of many shall not wait
for its outcome for longer than a person does."""


def ordinary_lane(gateway: Gateway, reader: Reader, usual: Brevity = USUAL) -> Gateway:
    """Give a gateway that reads shortly, files as well, and puts aside what is heavy."""
    return _reading_by(gateway, FirstLook(reader, usual))


class HeavyLane:
    """The job that reads what is heavy, one mail at a time whoever asks, in children of its own."""

    def __init__(self, gateway: Gateway, reader: Reader) -> None:
        self._reader = reader
        self._gateway = _reading_by(gateway, self)
        self._turn = threading.Lock()
        self._busy_since = self._done_at = float("-inf")

    def __call__(self, due_id: int) -> None:
        """Process one arrival."""
        with self._turn:
            now = time.monotonic()
            if now - self._done_at > _BREAK_SECONDS:
                self._busy_since = now
            process_inbound(self._gateway, due_id)
            self._done_at = time.monotonic()

    def read(self, raw: bytes) -> ParsedMail:
        """Read one mail within the usual limits; raises ReadingError as `Reader.read` does."""
        return self._reader.read_alone(raw)

    def read_document(self, document: Document, wall_seconds: float) -> DocumentText:
        """Read the words of one file; in a crowd only what does not take long."""
        cpu_ms, wall = 0, wall_seconds
        if time.monotonic() - self._busy_since > _CROWD_SECONDS:
            used = round((CPU_SECONDS - document.cpu_seconds) * 1000)
            cpu_ms = max(1, _CROWD_FILES_MS - used)
            wall = min(wall, 2 * cpu_ms / 1000)
        try:
            return self._reader.ask_document(document, Terms(wall, cpu_ms=cpu_ms, is_alone=True))
        except HeavyError as error:
            raise ReadingError(str(error)) from None


def _reading_by(gateway: Gateway, reader: Reads) -> Gateway:
    documents = DocumentReading(reader, gateway.core.blobs)
    return replace(gateway, core=replace(gateway.core, documents=documents), reader=reader)
