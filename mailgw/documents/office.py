"""The words of office files: packed XML of Word, Excel and OpenDocument (ECMA-376, ISO 26300)."""

import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from mailgw.documents.budget import Words
from mailgw.documents.cells import Formats, FormatsWalk, SharedWalk, SheetWalk
from mailgw.documents.limits import CHUNK, LARGEST, MEMBERS
from mailgw.documents.paragraphs import OpenWalk, WordWalk
from mailgw.documents.trouble import TroubleError
from mailgw.documents.walk import Walk, Walker
from tickets.text.documents import Unread

_CENTRAL = b"PK\x01\x02"
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""What an office file begins with once a password wraps it (MS-OFFCRYPTO)."""
_WORD_PARTS = (
    re.compile(r"word/header\d*\.xml"),
    re.compile(r"word/document\d*\.xml"),
    re.compile(r"word/(?:footnotes|endnotes)\.xml"),
    re.compile(r"word/footer\d*\.xml"),
)
_SHEET = re.compile(r"xl/worksheets/sheet(\d+)\.xml")
_LOCKED_BIT = 1
_BROKEN = (
    BadZipFile, zlib.error, OSError, EOFError, ValueError, LookupError, NotImplementedError,
)  # fmt: skip


def read_word(content: bytes, words: Words) -> None:
    """Gather what stands in a Word document, its heads and feet included."""
    with _opened(content) as archive:
        named = archive.namelist()
        wanted = [name for part in _WORD_PARTS for name in sorted(filter(part.fullmatch, named))]
        _need(wanted)
        for name in wanted:
            _walk(archive, name, words, WordWalk(words))


def read_sheet(content: bytes, words: Words) -> None:
    """Gather what stands in the cells of an Excel workbook, a line for each row."""
    with _opened(content) as archive:
        found = [
            (int(one[1]), name) for name in archive.namelist() if (one := _SHEET.fullmatch(name))
        ]
        _need(found)
        shared, formats = SharedWalk(), FormatsWalk()
        for name, walker in (("xl/sharedStrings.xml", shared), ("xl/styles.xml", formats)):
            if name in archive.namelist():
                _walk(archive, name, words, walker)
        styles: Formats = formats.formats
        for _, name in sorted(found):
            _walk(archive, name, words, SheetWalk(words, shared.texts, styles))


def read_open(content: bytes, words: Words) -> None:
    """Gather what stands in an OpenDocument text or sheet."""
    with _opened(content) as archive:
        _need([name for name in archive.namelist() if name == "content.xml"])
        _walk(archive, "content.xml", words, OpenWalk(words))


@contextmanager
def _opened(content: bytes) -> Iterator[ZipFile]:
    """Open the archive; its list of members is counted before it is read."""
    if content.startswith(_COMPOUND):
        raise TroubleError(Unread.LOCKED)
    if len(content) > LARGEST or content.count(_CENTRAL) > MEMBERS:
        raise TroubleError(Unread.COSTLY)
    try:
        with ZipFile(BytesIO(content)) as archive:
            yield archive
    except MemoryError:
        raise TroubleError(Unread.COSTLY) from None
    except _BROKEN:
        raise TroubleError(Unread.BROKEN) from None


def _need(parts: object) -> None:
    if not parts:
        raise TroubleError(Unread.BROKEN)


def _walk(archive: ZipFile, name: str, words: Words, walker: Walker) -> None:
    """Unpack a member bit by bit, so that what it unfolds to is counted before it is there."""
    info: ZipInfo = archive.getinfo(name)
    if info.flag_bits & _LOCKED_BIT:
        raise TroubleError(Unread.LOCKED)
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise TroubleError(Unread.BROKEN)
    walk = Walk(walker)
    with archive.open(info) as stream:
        while chunk := stream.read(CHUNK):
            words.unfold(len(chunk))
            walk.feed(chunk)
    walk.close()
