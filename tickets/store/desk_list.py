"""Queries for the lists of the desk: which tickets, in which order, with what to tell of each."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from tickets.model.people import Company, Person, PersonAddress
from tickets.model.ticket import Attachment, Message, Ticket, TicketState, Visibility
from tickets.model.viewer import Viewer
from tickets.store.desk_survey import OPEN, said_at, waits_for_us
from tickets.store.desk_views import Choice, Line, Page, Place, Survey, Turn
from tickets.store.folded import holds, words_of
from tickets.store.unit_of_work import ReadUnit
from tickets.store.unread import has_unread
from tickets.store.visible import visible_tickets

PAGE_ROWS = 50
Spot = tuple[int, bool]
"""A ticket's id, and whether something on it is unread."""
_PREVIEW_CHARACTERS = 240


def list_lines(
    unit: ReadUnit,
    viewer: Viewer,
    choice: Choice,
    survey: Survey,
    after: Place | None = None,
    *,
    rows: int = PAGE_ROWS,
) -> Page:
    """Give one page of a list, from the beginning or from where the last page ended."""
    if choice.has_turns:
        lines = _lines_by_turn(unit, choice, survey, after, rows + 1)
    else:
        lines = _lines_by_change(unit, viewer, choice, after, rows + 1)
    shown = _completed(unit, lines[:rows])
    last = shown[-1] if len(lines) > rows else None
    return Page(shown, Place(last.turn, last.at, last.id) if last else None)


def _lines_by_turn(
    unit: ReadUnit, choice: Choice, survey: Survey, after: Place | None, limit: int
) -> list[Line]:
    """Put what waits for us with the longest wait first, and everything else with the newest."""
    wanted: list[tuple[Turn, int, bool]] = []
    for turn in (Turn.NEW, Turn.OURS, Turn.THEIRS):
        if after is not None and turn < after.turn:
            continue
        spots = survey.of(choice, turn)
        if turn is not Turn.OURS:
            spots.reverse()
        if after is not None and turn is after.turn:
            spots = _beyond(unit, spots, after)
        wanted += [(turn, *spot) for spot in spots[: limit - len(wanted)]]
    ids = [row_id for _, row_id, _ in wanted]
    found = {line.id: line for line in _lines(unit, Ticket.id.in_(ids))} if ids else {}
    return [
        replace(found[row_id], turn=turn, is_unread=unread)
        for turn, row_id, unread in wanted
        if row_id in found
    ]


def _beyond(unit: ReadUnit, spots: list[Spot], after: Place) -> list[Spot]:
    """Give the spots behind a place, also where the ticket that marked it has moved away."""
    ids = [row_id for row_id, _ in spots]
    if after.id in ids:
        return spots[ids.index(after.id) + 1 :]
    later = said_at > after.at if after.turn is Turn.OURS else said_at < after.at
    behind = set(unit.session.scalars(select(Ticket.id).where(Ticket.id.in_(ids), later)))
    return [spot for spot in spots if spot[0] in behind]


def _lines_by_change(
    unit: ReadUnit, viewer: Viewer, choice: Choice, after: Place | None, limit: int
) -> list[Line]:
    conditions = [visible_tickets(viewer)]
    if choice.text:
        conditions += _found(choice.text)
    else:
        conditions.append(Ticket.state == TicketState.DONE)
    if choice.kind:
        conditions.append(Ticket.kind == choice.kind)
    if choice.department_id is not None:
        conditions.append(Ticket.department_id == choice.department_id)
    changed = Ticket.updated_at
    if after is not None:
        same = and_(changed == after.at, Ticket.id < after.id)
        conditions.append(or_(changed < after.at, same))
    lines = _lines(
        unit, *conditions, at=changed, order=(changed.desc(), Ticket.id.desc()), limit=limit
    )
    ids = [line.id for line in lines]
    query = select(Ticket.id).where(Ticket.id.in_(ids), Ticket.state.in_(OPEN), has_unread(viewer))
    unread = set(unit.session.scalars(query))
    return [replace(line, is_unread=line.id in unread) for line in lines]


def _found(text: str) -> Iterable[ColumnElement[bool]]:
    """Give, for each word, that it stands in the subject, at the requester, or is the number."""
    for word in words_of(text):
        digits = word.removeprefix("#")
        is_number = digits.isdecimal() and len(digits) < 10  # noqa: PLR2004 - as numbers go
        address = aliased(PersonAddress)
        by_address = select(address.id).where(
            address.person_id == Ticket.requester_id, holds(address.address, word)
        )
        places = [
            holds(Ticket.subject, word),
            holds(_requester.name, word),
            holds(func.coalesce(Company.name, ""), word),
            by_address.exists(),
        ]
        yield or_(*places, Ticket.number == int(digits)) if is_number else or_(*places)


_requester = aliased(Person)
_owner = aliased(Person)
_requester_address = aliased(PersonAddress)
_owner_address = aliased(PersonAddress)


def _lines(
    unit: ReadUnit,
    *conditions: ColumnElement[bool],
    at: ColumnElement[datetime] | InstrumentedAttribute[datetime] = said_at,
    order: Sequence[ColumnElement[Any]] = (),
    limit: int | None = None,
) -> list[Line]:
    rows = unit.session.execute(
        select(
            Ticket.id,
            Ticket.number,
            Ticket.kind,
            Ticket.state,
            Ticket.subject,
            at,
            _requester.name,
            func.coalesce(_requester_address.address, ""),
            func.coalesce(Company.name, ""),
            Ticket.owner_id,
            func.coalesce(_owner.name, ""),
            func.coalesce(_owner_address.address, ""),
            waits_for_us(),
        )
        .join(_requester, _requester.id == Ticket.requester_id)
        .outerjoin(_requester_address, _primary(_requester_address, Ticket.requester_id))
        .outerjoin(Company, Company.id == _requester.company_id)
        .outerjoin(_owner, _owner.id == Ticket.owner_id)
        .outerjoin(_owner_address, _primary(_owner_address, Ticket.owner_id))
        .where(*conditions)
        .order_by(*order)
        .limit(limit)
    )
    return [_line(tuple(row)) for row in rows]


def _primary(address: Any, person_id: Any) -> ColumnElement[bool]:
    return and_(address.person_id == person_id, address.is_primary)


def _line(row: tuple[Any, ...]) -> Line:
    *ticket, at, name, address, company, owner_id, owner, owner_address, waits = row
    row_id, number, kind, state, subject = ticket
    return Line(
        id=row_id,
        number=number,
        kind=kind,
        state=state,
        subject=subject,
        at=at,
        requester=name or address,
        requester_address=address,
        company=company,
        owner_id=owner_id,
        owner=owner or owner_address,
        owner_address=owner_address,
        waits_for_us=bool(waits) and state != TicketState.DONE,
        turn=Turn.ANY,
    )


def _completed(unit: ReadUnit, lines: Sequence[Line]) -> list[Line]:
    """Add what was said last, and how many files there are."""
    ids = [line.id for line in lines]
    if not ids:
        return []
    previews = _previews(unit, ids)
    files = _file_counts(unit, ids)
    return [
        replace(line, preview=previews.get(line.id, ""), file_count=files.get(line.id, 0))
        for line in lines
    ]


def _previews(unit: ReadUnit, ids: Sequence[int]) -> dict[int, str]:
    """Give the first words of the last public message of each ticket."""
    last = (
        select(Message.ticket_id, func.max(Message.seq).label("seq"))
        .where(
            Message.ticket_id.in_(ids),
            Message.visibility == Visibility.PUBLIC,
            Message.automatic == "",
            Message.withdrawn_at.is_(None),
        )
        .group_by(Message.ticket_id)
        .subquery()
    )
    rows = unit.session.execute(
        select(Message.ticket_id, func.substr(Message.text, 1, _PREVIEW_CHARACTERS)).join(
            last, and_(Message.ticket_id == last.c.ticket_id, Message.seq == last.c.seq)
        )
    )
    return {row[0]: " ".join(row[1].split()) for row in rows}


def _file_counts(unit: ReadUnit, ids: Sequence[int]) -> dict[int, int]:
    rows = unit.session.execute(
        select(Message.ticket_id, func.count(Attachment.id))
        .join(Attachment, Attachment.message_id == Message.id)
        .where(Message.ticket_id.in_(ids), ~Attachment.is_inline, Message.withdrawn_at.is_(None))
        .group_by(Message.ticket_id)
    )
    return {row[0]: row[1] for row in rows}
