"""A file of a message as pages show it: its sort, and where a browser fetches what of it."""

from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import quote

from tickets.model.ticket import Attachment

PICTURE_TYPES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
"""What can be painted anew and so be looked at here; an SVG is a program and never shown."""
PDF = "application/pdf"
LARGEST_PICTURE_BYTES = 26_214_400
_LONGEST_LABEL = 5
_SORTS = {
    "cad": ("dwg", "dxf", "step", "stp", "iges", "igs", "stl", "ifc", "sldprt", "catpart", "3dm"),
    "xls": ("xls", "xlsx", "ods", "csv"),
    "pdf": ("pdf",),
}
_SORT_OF = {ending: sort for sort, endings in _SORTS.items() for ending in endings}


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A file with all that a template needs."""

    id: int
    name: str
    label: str
    sort: str
    """Colour of its tile: pdf, cad, xls or nothing."""
    size_bytes: int
    is_picture: bool
    is_document: bool
    hint: str = ""
    """What is special about it, in few words."""

    @property
    def download(self) -> str:
        """Give the path that saves the file."""
        return f"/files/{self.id}/{quote(self.name, safe='')}"

    @property
    def href(self) -> str:
        """Give the path that shows the file where a browser can, else the one that saves it."""
        if self.is_picture:
            return f"/files/{self.id}/picture/large"
        if self.is_document:
            return f"/files/{self.id}/document/{quote(self.name, safe='')}"
        return self.download

    @property
    def thumb(self) -> str:
        """Give the path of the small picture."""
        return f"/files/{self.id}/picture/small"


def shown_file(row: Attachment, hint: str = "") -> ShownFile:
    """Make what a page shows of a file."""
    media_type = row.content_type.lower()
    is_picture = media_type in PICTURE_TYPES and row.size <= LARGEST_PICTURE_BYTES
    return ShownFile(
        id=row.id,
        name=row.name,
        label=label_of(row.name, media_type),
        sort=_SORT_OF.get(_ending(row.name), ""),
        size_bytes=row.size,
        is_picture=is_picture,
        is_document=media_type == PDF,
        hint=hint,
    )


def label_of(name: str, media_type: str) -> str:
    """Give a short word for the sort of a file: its ending, else the end of its media type."""
    ending = _ending(name)
    if ending.isascii() and ending.isalnum() and len(ending) <= _LONGEST_LABEL:
        return ending.upper()
    return media_type.partition("/")[2].partition(";")[0].upper()[:_LONGEST_LABEL]


def _ending(name: str) -> str:
    return PurePosixPath(name).suffix[1:].lower()
