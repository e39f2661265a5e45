"""Which files of a message are worth a place: not the logos, and not what was there before."""

from collections.abc import Sequence
from dataclasses import dataclass

from templates import sentences
from tickets.model.noted import find_unread
from tickets.store.thread_views import Entry
from tickets.text.documents import Unread
from web.dependencies import Visit
from web.shown_files import ShownFile, shown_file

_TINY_PICTURE = 2048
"""Bytes; a smaller picture is an icon, a line or a dot that tells of the reading."""


@dataclass(frozen=True, slots=True)
class Shared:
    """The files of one message, by how much they are worth a look."""

    files: Sequence[ShownFile]
    pictures: Sequence[ShownFile]
    folded: Sequence[ShownFile]
    """Tiny pictures, and pictures that came with an earlier message."""
    again: Sequence[ShownFile]
    """Other files that came with an earlier message."""


def share_files(here: Visit, entries: Sequence[Entry]) -> dict[int, Shared]:
    """Part the files of a ticket's messages; where a file comes first, it is shown."""
    seen: set[str] = set()
    shared: dict[int, Shared] = {}
    for entry in entries:
        shared[entry.id] = _share(here, entry, seen)
        seen |= {file.sha256 for file in entry.files}
    return shared


def _share(here: Visit, entry: Entry, seen: set[str]) -> Shared:
    files: list[ShownFile] = []
    pictures: list[ShownFile] = []
    folded: list[ShownFile] = []
    again: list[ShownFile] = []
    unread = find_unread(entry.flags)
    for row in entry.files:
        if row.is_inline and entry.has_html:
            continue  # the mail shows it where it belongs
        hint = _hint(here, unread.get(row.position))
        file, was_there = shown_file(row, hint), row.sha256 in seen
        if file.is_picture:
            (folded if was_there or row.size < _TINY_PICTURE else pictures).append(file)
        else:
            (again if was_there else files).append(file)
    return Shared(files, pictures, folded, again)


def _hint(here: Visit, why: Unread | None) -> str:
    return here.say(sentences.UNREAD.get(why, sentences.UNREAD_OTHERWISE)) if why else ""
