"""Looks for words in everything that was said: which tickets, in which order, and where it stands.

A word is found within longer ones too, so `wellen` leads to `Antriebswellen`. What is newest is
looked at first and only so much of it, so a word that stands everywhere costs no more than a rare
one.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from tickets.model.search import SearchEntry
from tickets.model.ticket import Attachment, Message, Ticket
from tickets.model.viewer import Viewer
from tickets.store.desk_views import Choice, Found, FoundIn
from tickets.store.fixed import is_of
from tickets.store.folded import words_of
from tickets.store.guard import REVIEWED
from tickets.store.search_index import find_entries
from tickets.store.unit_of_work import ReadUnit
from tickets.store.visible import visible_messages, visible_tickets
from tickets.text.snippet import find_snippet

_BATCHES = (250, 1000)
"""Entries looked at: more only where few of the newest may be seen."""
_ENOUGH = 50
"""With so many tickets, a page of them, no more entries are looked at."""
_MOST = 200
_FEW = 20
"""Where fewer tickets hold all words in one message, those that hold them in several count too."""
_HEAD = 4000
_AS_IT_IS = {REVIEWED: True}
"""For statements that name their tenant themselves."""
_LONGEST_NUMBER = 9


@dataclass(frozen=True, slots=True)
class Hit:
    """A ticket that was found."""

    ticket_id: int
    at: datetime
    is_number: bool = False
    is_whole: bool = False
    """All words stand there as whole words."""
    is_subject: bool = False
    entry_id: int | None = None
    """Where the words stand; empty for a number or a contact."""

    @property
    def order(self) -> tuple[bool, bool, bool, datetime, int]:
        """Give what the better hit has more of."""
        return (self.is_number, self.is_whole, self.is_subject, self.at, self.ticket_id)


def find_tickets(unit: ReadUnit, viewer: Viewer, choice: Choice) -> list[Hit]:
    """Give the tickets that somebody may see and that hold all words, the best first."""
    words = words_of(choice.text)
    if not words:
        return []
    conditions = [visible_tickets(viewer), *_chosen(choice)]
    best: dict[int, Hit] = {}
    for ids in _batches(unit, words):
        _keep(best, _by_entries(unit, viewer, conditions, ids, words))
        if len(best) >= _ENOUGH:
            break
    if len(best) < _FEW and len(words) > 1:
        _keep(best, _by_words_apart(unit, viewer, conditions, words))
    _keep(best, _by_number(unit, conditions, choice.text))
    return sorted(best.values(), key=lambda hit: hit.order, reverse=True)[:_MOST]


def number_in(text: str) -> int | None:
    """Read the number of a ticket where a search is nothing else."""
    digits = text.strip().removeprefix("#")
    is_number = digits.isascii() and digits.isdecimal() and len(digits) <= _LONGEST_NUMBER
    return int(digits) if is_number else None


def show_places(unit: ReadUnit, hits: Iterable[Hit], text: str) -> dict[int, Found]:
    """Tell for each ticket where the words stand, with what stands around them."""
    of_ticket = {hit.entry_id: hit.ticket_id for hit in hits if hit.entry_id is not None}
    words = words_of(text)
    columns = (
        *(SearchEntry.id, SearchEntry.said, Attachment.name),
        *(Message.text, Message.author_name),
    )
    rows = unit.session.execute(
        _by_ids(unit, SearchEntry, of_ticket, *columns)
        .join(Message, Message.id == SearchEntry.message_id)
        .outerjoin(Attachment, Attachment.id == SearchEntry.attachment_id),
        execution_options=_AS_IT_IS,
    )
    places: dict[int, Found] = {}
    nameless: dict[int, int] = {}
    for entry_id, said, file, message, author in rows:
        snippet = find_snippet(message if file is None else said, words)
        if snippet is not None:
            where = FoundIn.MESSAGE if file is None else FoundIn.FILE
            places[of_ticket[entry_id]] = Found(where, file or author, *snippet)
        elif file is not None and (named := find_snippet(file, words)) is not None:
            places[of_ticket[entry_id]] = Found(FoundIn.FILE_NAME, "", *named)
        elif file is None:
            nameless[entry_id] = of_ticket[entry_id]
    return places | _in_names(unit, nameless, words)


def _in_names(
    unit: ReadUnit, of_message: Mapping[int, int], words: Sequence[str]
) -> dict[int, Found]:
    """Look for what stands in no text at the names of files."""
    if not of_message:
        return {}
    rows = unit.session.execute(
        select(Attachment.message_id, Attachment.name)
        .where(Attachment.message_id.in_(list(of_message)))
        .order_by(Attachment.position)
    )
    places: dict[int, Found] = {}
    for message_id, name in rows:
        named = find_snippet(name, words)
        if named is not None:
            places.setdefault(of_message[message_id], Found(FoundIn.FILE_NAME, "", *named))
    return places


def _chosen(choice: Choice) -> Iterator[ColumnElement[bool]]:
    if choice.kind:
        yield Ticket.kind == choice.kind
    if choice.department_id is not None:
        yield Ticket.department_id == choice.department_id


def _batches(unit: ReadUnit, words: Sequence[str]) -> Iterator[list[int]]:
    before = None
    for size in _BATCHES:
        ids = find_entries(unit, words, size, before)
        if ids:
            yield ids
        if len(ids) < size:
            return
        before = ids[-1]


def _keep(best: dict[int, Hit], hits: Iterable[Hit]) -> None:
    """Keep the best hit on each ticket."""
    for hit in hits:
        known = best.get(hit.ticket_id)
        if known is None or hit.order > known.order:
            best[hit.ticket_id] = hit


def _by_entries(
    unit: ReadUnit,
    viewer: Viewer,
    conditions: Sequence[ColumnElement[bool]],
    ids: Sequence[int],
    words: Sequence[str],
) -> Iterator[Hit]:
    whole = [re.compile(rf"(?<!\w){re.escape(word)}(?!\w)") for word in words]
    texts = unit.session.execute(
        _by_ids(
            unit,
            SearchEntry,
            ids,
            SearchEntry.id,
            SearchEntry.message_id,
            func.substr(SearchEntry.folded, 1, _HEAD),
        ),
        execution_options=_AS_IT_IS,
    ).all()
    message_ids = {row[1] for row in texts if row[1] is not None}
    messages = _by_ids(unit, Message, message_ids, Message.id, Message.ticket_id)
    tickets_of = _pairs(unit, messages.where(visible_messages(viewer)))
    tickets = _by_ids(unit, Ticket, set(tickets_of.values()), Ticket.id, Ticket.updated_at)
    seen: dict[int, datetime] = _pairs(unit, tickets.where(*conditions))
    for entry_id, message_id, folded in texts:
        ticket_id = tickets_of.get(message_id, 0)
        if ticket_id not in seen:
            continue
        subject = folded.partition("\n")[0]
        yield Hit(
            ticket_id,
            seen[ticket_id],
            is_whole=all(one.search(folded) for one in whole),
            is_subject=all(word in subject for word in words),
            entry_id=entry_id,
        )
    yield from _by_contacts(unit, conditions, ids)


def _by_ids(
    unit: ReadUnit, kind: type[Any], ids: Iterable[int], *columns: Any
) -> Select[*tuple[Any, ...]]:
    return select(*columns).where(kind.id.in_(list(ids)), is_of(kind, unit.tenant))


def _pairs(unit: ReadUnit, query: Select[*tuple[Any, ...]]) -> dict[int, Any]:
    rows = unit.session.execute(query, execution_options=_AS_IT_IS).all()
    return {row[0]: row[1] for row in rows}


def _by_contacts(
    unit: ReadUnit, conditions: Sequence[ColumnElement[bool]], ids: Sequence[int]
) -> Iterator[Hit]:
    """Give what contacts have asked who were renamed since."""
    people = select(SearchEntry.person_id).where(
        SearchEntry.id.in_(ids), SearchEntry.person_id.is_not(None)
    )
    found = list(unit.session.scalars(people))
    if not found:
        return
    rows = unit.session.execute(
        select(Ticket.id, Ticket.updated_at)
        .where(Ticket.requester_id.in_(found), *conditions)
        .order_by(Ticket.updated_at.desc())
        .limit(_MOST)
    )
    for ticket_id, at in rows:
        yield Hit(ticket_id, at, is_whole=True)


def _by_words_apart(
    unit: ReadUnit,
    viewer: Viewer,
    conditions: Sequence[ColumnElement[bool]],
    words: Sequence[str],
) -> list[Hit]:
    """Give the tickets whose words stand in several messages; where the longest one stands."""
    of_word: list[dict[int, Hit]] = []
    for word in sorted(words, key=len, reverse=True):
        best: dict[int, Hit] = {}
        ids = find_entries(unit, [word], _BATCHES[0])
        if ids:
            _keep(best, _by_entries(unit, viewer, conditions, ids, [word]))
        of_word.append(best)
        if not best:
            return []
    first, *others = of_word
    return [
        replace(hit, is_whole=False, is_subject=False)
        for ticket_id, hit in first.items()
        if all(ticket_id in other for other in others)
    ]


def _by_number(
    unit: ReadUnit, conditions: Sequence[ColumnElement[bool]], text: str
) -> Iterator[Hit]:
    number = number_in(text)
    if number is None:
        return
    query = select(Ticket.id, Ticket.updated_at).where(Ticket.number == number, *conditions)
    row: Any = unit.session.execute(query).first()
    if row is not None:
        yield Hit(row[0], row[1], is_number=True)
