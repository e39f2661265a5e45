"""Walk through XML that strangers wrote: without DTD, so without entities, and not too deep."""

from typing import Protocol
from xml.parsers import expat

from mailgw.documents.limits import DEPTH
from mailgw.documents.trouble import TroubleError
from tickets.text.documents import Unread


class Walker(Protocol):
    """What hears of elements and text in their order; names come without their prefix."""

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """Hear that an element begins."""

    def end(self, name: str) -> None:
        """Hear that an element ends."""

    def say(self, text: str) -> None:
        """Hear a piece of text."""


class Walk:
    """One pass through one XML file; raises TroubleError where it is none or asks for a DTD."""

    def __init__(self, walker: Walker) -> None:
        self._walker = walker
        self._depth = 0
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = self._refuse
        parser.EntityDeclHandler = self._refuse
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = walker.say
        self._parser = parser

    def feed(self, chunk: bytes) -> None:
        """Go on with more of the file."""
        self._parse(chunk, is_last=False)

    def close(self) -> None:
        """End the file."""
        self._parse(b"", is_last=True)

    def _parse(self, chunk: bytes, *, is_last: bool) -> None:
        try:
            self._parser.Parse(chunk, is_last)
        except (expat.ExpatError, RecursionError):
            raise TroubleError(Unread.BROKEN) from None

    def _refuse(self, *_about: object) -> None:
        raise TroubleError(Unread.BROKEN)

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth > DEPTH:
            raise TroubleError(Unread.BROKEN)
        self._walker.begin(name.rpartition(":")[2], attributes)

    def _end(self, name: str) -> None:
        self._depth -= 1
        self._walker.end(name.rpartition(":")[2])
