"""The words of a PDF, page by page."""

import logging
import struct
import zlib
from io import BytesIO

from pypdf import PdfReader
from pypdf.errors import DependencyError, DeprecationError, LimitReachedError, PyPdfError

from mailgw.documents.budget import SpentError, Words
from mailgw.documents.limits import PAGES
from mailgw.documents.trouble import TroubleError
from tickets.text.documents import Unread

# The library trusts most of what stands in the file; these are what it then falls over.
_BROKEN = (
    PyPdfError, DependencyError, DeprecationError, ValueError, LookupError, TypeError,
    AttributeError, AssertionError, ArithmeticError, RecursionError, NotImplementedError, OSError,
    EOFError, struct.error, zlib.error,
)  # fmt: skip

logging.getLogger("pypdf").setLevel(logging.CRITICAL)


def read_pdf(content: bytes, words: Words) -> None:
    """Gather the words of all pages; a page that cannot be read is left out, and that is told."""
    try:
        reader = PdfReader(BytesIO(content))
        if reader.is_encrypted and not _opens(reader):
            raise TroubleError(Unread.LOCKED)
        count = len(reader.pages)
    except (LimitReachedError, MemoryError):
        raise TroubleError(Unread.COSTLY) from None
    except _BROKEN:
        raise TroubleError(Unread.BROKEN) from None
    troubles = [_page(reader, place, words) for place in range(min(count, PAGES))]
    if count > PAGES:
        raise SpentError
    trouble = next((one for one in troubles if one), None)
    if trouble is not None:
        raise TroubleError(trouble)


def _opens(reader: PdfReader) -> bool:
    """Open what anybody may read and only its owner may change: it has no password to read."""
    return bool(reader.decrypt(""))


def _page(reader: PdfReader, place: int, words: Words) -> Unread | None:
    words.unfold(0)
    try:
        said = reader.pages[place].extract_text()
    except (LimitReachedError, MemoryError):
        return Unread.COSTLY
    except _BROKEN:
        return Unread.BROKEN
    words.add(f"{said.replace(chr(13), '')}\n\n")
    return None
