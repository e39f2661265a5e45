"""Thread a mailbox by its headers alone, read-only: which mails would form which tickets."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mailgw.mime.envelope import ids_of
from mailgw.mime.headers import Fields
from mailgw.mime.parse import view_headers
from mailgw.mime.parts import split_entity
from stafette.sources import mails_in

HEAD = 512 * 1024
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Heading:
    """What threading needs of one mail."""

    file: str
    message_id: str
    """Its own id, or one made of its file name where it has none."""
    refers_to: tuple[str, ...]
    """Ids of earlier mails, the nearest ancestor first."""
    date: datetime
    has_id: bool


class Threads:
    """A union of ids: two mails are in one thread when a chain of ids joins them."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def root(self, one: str) -> str:
        """Find the representative of an id, shortening the way there."""
        way = []
        self._parent.setdefault(one, one)
        while self._parent[one] != one:
            way.append(one)
            one = self._parent[one]
        for passed in way:
            self._parent[passed] = one
        return one

    def join(self, one: str, other: str) -> None:
        """Put two ids into one thread; ids that no mail carries count too."""
        self._parent[self.root(other)] = self.root(one)


def analyse_lines(paths: Iterable[Path]) -> Iterator[dict[str, Any]]:
    """Yield one line for each mail in date order; mails that cannot be read yield an error."""
    headings: list[Heading] = []
    for found in mails_in(paths, HEAD):
        if found.error:
            yield {"file": found.file, "ok": False, "error": found.error}
        else:
            headings.append(heading_of(found.file, found.raw))
    yield from thread_lines(headings)


def heading_of(file: str, head: bytes) -> Heading:
    """Read the threading fields of one mail."""
    fields, _ = split_entity(head)
    ids = ids_of(fields, "message-id")
    return Heading(
        file,
        ids[0] if ids else f"file:{file}",
        _ancestors(fields),
        view_headers(fields).date or _NEVER,
        bool(ids),
    )


def _ancestors(fields: Fields) -> tuple[str, ...]:
    """List the parent first: the one In-Reply-To names, else the last of References (RFC 5322)."""
    references = tuple(reversed(ids_of(fields, "references")))
    replied = ids_of(fields, "in-reply-to")
    nearest = replied if len(replied) == 1 else ()
    rest = tuple(one for one in (*references, *replied) if one not in nearest)
    return nearest + rest


def thread_lines(headings: Iterable[Heading]) -> Iterator[dict[str, Any]]:
    """Join headings into threads and say why each mail is where it is; subjects do not join."""
    ordered = sorted(headings, key=lambda one: (one.date, one.file))
    known = {one.message_id for one in ordered}
    threads = Threads()
    for one in ordered:
        for other in one.refers_to:
            threads.join(one.message_id, other)
    first = {threads.root(one.message_id): one for one in reversed(ordered)}
    seen: set[str] = set()
    for one in ordered:
        root = threads.root(one.message_id)
        parent = next(
            (ref for ref in one.refers_to if ref in known and ref != one.message_id), None
        )
        if one.has_id and one.message_id in seen:
            why = "duplicate"
        else:
            why = "new" if first[root] is one else "references"
        seen.add(one.message_id)
        yield {
            "file": one.file,
            "message_id": one.message_id if one.has_id else None,
            "ticket": first[root].message_id,
            "why": why,
            "parent": parent,
        }
