"""Read the words of one file; whatever it is, the answer is words or why there are none."""

import re
import time

from mailgw.documents.budget import SpentError, Words
from mailgw.documents.document import Document
from mailgw.documents.lean import admit_ciphers
from mailgw.documents.limits import LARGEST, TEXT_BYTES
from mailgw.documents.office import read_open, read_sheet, read_word
from mailgw.documents.sorts import Sort, sort_of
from mailgw.documents.trouble import TroubleError
from mailgw.mime.charset import decode_text
from tickets.text.documents import NOT_READ, DocumentText, Unread

_HEAD = 1024
_OBJECT = re.compile(rb"obj(?<=\sobj)")


def read_document(document: Document) -> DocumentText:
    """Give the words of a file; a broken or hostile one gives fewer of them, never an error."""
    started = time.process_time()
    sort = sort_of(document.name, document.content_type)
    if sort is None:
        return NOT_READ
    words = Words(document.cpu_seconds)
    unread = _gather(sort, document.content, words)
    text = words.text
    if not text and unread in (None, Unread.CUT):
        unread = Unread.EMPTY if unread is None else Unread.COSTLY
    return DocumentText(text, unread, round(time.process_time() - started, 3))


def _gather(sort: Sort, content: bytes, words: Words) -> Unread | None:
    if len(content) > LARGEST:
        return Unread.COSTLY
    try:
        match sort:
            case Sort.PDF:
                _read_pdf(content, words)
            case Sort.WORD:
                read_word(content, words)
            case Sort.SHEET:
                read_sheet(content, words)
            case Sort.OPEN:
                read_open(content, words)
            case Sort.PLAIN:
                _read_plain(content, words)
    except SpentError:
        return Unread.CUT
    except TroubleError as trouble:
        return trouble.why
    return None


def _read_pdf(content: bytes, words: Words) -> None:
    """Read a PDF, if it says that it is one (ISO 32000-1, H.3.4.1) and has objects (7.3.10)."""
    if b"%PDF-" not in content[:_HEAD] or not _OBJECT.search(content):
        raise TroubleError(Unread.BROKEN)
    if b"/Encrypt" in content:
        admit_ciphers()
    # Loaded late: most children never meet a PDF, and this takes longer than a mail.
    from mailgw.documents.pdf import read_pdf  # noqa: PLC0415 - see above

    read_pdf(content, words)


def _read_plain(content: bytes, words: Words) -> None:
    head = content[:TEXT_BYTES]
    if b"\0" in head[:1024] and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise TroubleError(Unread.BROKEN)
    words.add(decode_text(head).text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(content) > TEXT_BYTES:
        raise SpentError
