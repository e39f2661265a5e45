"""Which files hold words that we can read, told by name and type before anything is opened."""

from enum import StrEnum
from pathlib import PurePosixPath


class Sort(StrEnum):
    """How a file is read."""

    PDF = "pdf"
    WORD = "word"
    SHEET = "sheet"
    OPEN = "open"
    """OpenDocument, text or sheet."""
    PLAIN = "plain"


_ENDINGS = {
    Sort.PDF: (".pdf",),
    Sort.WORD: (".docx", ".docm", ".dotx"),
    Sort.SHEET: (".xlsx", ".xlsm", ".xltx"),
    Sort.OPEN: (".odt", ".ods"),
    Sort.PLAIN: (".txt", ".csv", ".tsv", ".md", ".log"),
}
_OFFICE = "application/vnd.openxmlformats-officedocument."
_TYPES = {
    "application/pdf": Sort.PDF,
    "application/x-pdf": Sort.PDF,
    f"{_OFFICE}wordprocessingml.document": Sort.WORD,
    f"{_OFFICE}spreadsheetml.sheet": Sort.SHEET,
    "application/vnd.oasis.opendocument.text": Sort.OPEN,
    "application/vnd.oasis.opendocument.spreadsheet": Sort.OPEN,
    "text/plain": Sort.PLAIN,
    "text/csv": Sort.PLAIN,
    "text/tab-separated-values": Sort.PLAIN,
    "text/markdown": Sort.PLAIN,
}
_SORT_OF = {ending: sort for sort, endings in _ENDINGS.items() for ending in endings}


def sort_of(name: str, content_type: str) -> Sort | None:
    """Tell how a file is read: by its ending, else by its media type; None where it is not."""
    ending = PurePosixPath(name).suffix.lower()
    if ending in _SORT_OF:
        return _SORT_OF[ending]
    found = _TYPES.get(content_type.partition(";")[0].strip().lower())
    # A type that any file may bear says nothing against an ending of another sort.
    return None if found is Sort.PLAIN and ending else found
