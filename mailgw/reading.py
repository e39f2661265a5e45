"""Kept reading children: bytes in, a read mail or the words of a file out.

What is hostile costs one child, never us.

The children have no database, network or settings. They are processes of their own, so that a
parser's trouble (time, memory, a crash) ends there (P4).
"""

import threading
from dataclasses import dataclass, replace
from typing import Protocol

import msgspec

from mailgw.documents.document import Document
from mailgw.documents.limits import PATIENCE_SECONDS as FILE_PATIENCE_SECONDS
from mailgw.mime.mail import ParsedMail
from mailgw.nursery import Nursery, Terms, Wanted
from mailgw.reading_pool import Pool
from tickets.text.documents import DocumentText

_mails = msgspec.msgpack.Decoder(ParsedMail)
_texts = msgspec.msgpack.Decoder(DocumentText)
_encoder = msgspec.msgpack.Encoder()


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """What one mail may cost, and when a child has read enough."""

    cpu_seconds: int = 7
    """What P4 allows, without what the words of its files may cost."""
    wall_seconds: float = 20.0
    memory_bytes: int = 512 * 1024 * 1024
    mails_per_child: int = 2000
    spares: int = 3
    """Children more than usual, for the time that all others are busy."""


class Reader:
    """Hands mails and files to whichever child is free; neither holds up the others for long."""

    def __init__(self, children: int = 1, limits: ReadingLimits | None = None) -> None:
        self._limits = limits = limits or ReadingLimits()
        self._nursery = Nursery(limits.cpu_seconds, limits.memory_bytes)
        self._pool = Pool(self._nursery, children, limits.spares, limits.mails_per_child)

        self._terms = Terms(limits.wall_seconds)

    def read(self, raw: bytes, terms: Terms | None = None) -> ParsedMail:
        """Read one mail; raises ReadingError where it passes a limit or breaks its child.

        Raises HeavyError instead where the terms are short.
        """
        return _mails.decode(self._pool.ask(Wanted.MAIL, raw, terms or self._terms))

    def read_alone(self, raw: bytes) -> ParsedMail:
        """Read one mail in a child that nobody else needs; raises as `read` does."""
        return self.read(raw, replace(self._terms, is_alone=True))

    def read_document(self, document: Document, wall_seconds: float) -> DocumentText:
        """Read the words of one file; raises ReadingError as `read` does.

        Raises TemporaryError where no child is free for long.
        """
        return self.ask_document(document, Terms(wall_seconds, patience=FILE_PATIENCE_SECONDS))

    def ask_document(self, document: Document, terms: Terms) -> DocumentText:
        """Read the words of one file on given terms; raises as `read` and `read_document` do."""
        return _texts.decode(self._pool.ask(Wanted.DOCUMENT, _encoder.encode(document), terms))

    @property
    def pids(self) -> list[int]:
        """The process numbers of the children."""
        return self._pool.pids

    def close(self) -> None:
        """End all children."""
        self._pool.close()
        self._nursery.close()


class LateReader:
    """A reader whose children start when something is first to be read: most commands need none."""

    def __init__(self, children: int) -> None:
        self._children = children
        self._reader: Reader | None = None
        self._lock = threading.Lock()

    def read(self, raw: bytes) -> ParsedMail:
        """Read one mail; raises what `Reader.read` raises."""
        return self._started().read(raw)

    def read_document(self, document: Document, wall_seconds: float) -> DocumentText:
        """Read the words of one file; raises what `Reader.read_document` raises."""
        return self._started().read_document(document, wall_seconds)

    def close(self) -> None:
        """End the children, if there are any."""
        with self._lock:
            reader, self._reader = self._reader, None
        if reader is not None:
            reader.close()

    def _started(self) -> Reader:
        with self._lock:
            if self._reader is None:
                self._reader = Reader(self._children)
            return self._reader


class Reads(Protocol):
    """Reads mails and files, whenever its children were started."""

    def read(self, raw: bytes) -> ParsedMail:
        """Read one mail."""

    def read_document(self, document: Document, wall_seconds: float) -> DocumentText:
        """Read the words of one file."""


__all__ = ["LateReader", "Reader", "ReadingLimits", "Reads"]
