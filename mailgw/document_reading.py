"""Reads the words of kept files in the reading children, so that search and approvals know them.

A hostile file costs its own words and those of the files behind it, never the message.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Sequence
from typing import Protocol

from mailgw.documents.document import Document
from mailgw.documents.limits import CPU_SECONDS, FILES, LARGEST, WALL_SECONDS
from mailgw.documents.sorts import sort_of
from tickets.errors import ReadingError, TemporaryError
from tickets.ports import Blobs, StoredFile
from tickets.text.documents import NOT_READ, DocumentText, Unread

_REMEMBERED = 16
"""Files of the last moments: a message is planned again where its ticket moved on meanwhile, and
shown beforehand where it is written on a page."""


class ReadsDocuments(Protocol):
    """Reads a file where it can do no harm."""

    def read_document(self, document: Document, wall_seconds: float) -> DocumentText:
        """Read the words of one file; raises what `Reader.read_document` raises."""


class DocumentReading:
    """Answers what kept files say."""

    def __init__(self, reader: ReadsDocuments, blobs: Blobs) -> None:
        self._reader = reader
        self._blobs = blobs
        self._known: OrderedDict[tuple[str, StoredFile], DocumentText] = OrderedDict()
        self._lock = threading.Lock()

    def read(self, tenant: str, files: Sequence[StoredFile]) -> list[DocumentText]:
        """Read the files of one message within what they may cost together."""
        left = _Left()
        return [self._read(tenant, file, left) for file in files]

    def _read(self, tenant: str, file: StoredFile, left: "_Left") -> DocumentText:
        if sort_of(file.name, file.content_type) is None:
            return NOT_READ
        known = self._recall((tenant, file))
        if known is not None:
            return known
        if left.is_nothing:
            return DocumentText(unread=Unread.LEFT)
        if file.size > LARGEST:
            return DocumentText(unread=Unread.COSTLY)
        found = self._ask(tenant, file, left)
        left.pay(found.cpu_seconds)
        if found.unread is not Unread.BUSY:
            self._remember((tenant, file), found)
        return found

    def _ask(self, tenant: str, file: StoredFile, left: "_Left") -> DocumentText:
        content = self._blobs.get(tenant, file.sha256)
        document = Document(file.name, file.content_type, content, left.cpu_seconds)
        try:
            return self._reader.read_document(document, left.wall_seconds)
        except TemporaryError:
            return DocumentText(unread=Unread.BUSY, cpu_seconds=left.cpu_seconds)
        except ReadingError:
            # It took all that it could take, so nothing is left for those behind it.
            return DocumentText(unread=Unread.COSTLY, cpu_seconds=left.cpu_seconds)

    def _recall(self, key: tuple[str, StoredFile]) -> DocumentText | None:
        with self._lock:
            found = self._known.get(key)
            if found is not None:
                self._known.move_to_end(key)
            return found

    def _remember(self, key: tuple[str, StoredFile], found: DocumentText) -> None:
        with self._lock:
            self._known[key] = found
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)


class _Left:
    """What the files of one message may still cost."""

    def __init__(self) -> None:
        self.files = FILES
        self.cpu_seconds = float(CPU_SECONDS)
        self._deadline = time.monotonic() + WALL_SECONDS

    @property
    def wall_seconds(self) -> float:
        return self._deadline - time.monotonic()

    @property
    def is_nothing(self) -> bool:
        return self.files <= 0 or self.cpu_seconds <= 0 or self.wall_seconds <= 0

    def pay(self, cpu_seconds: float) -> None:
        self.files -= 1
        self.cpu_seconds -= cpu_seconds
