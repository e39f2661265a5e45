"""Queries for the lists of the desk: which tickets, in which order, with what to tell of each."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from tickets.model.people import Company, Person, PersonAddress
from tickets.model.ticket import Attachment, Message, Ticket, TicketState, Visibility
from tickets.model.viewer import Viewer
from tickets.store.desk_survey import OPEN, said_at, waits_for_us
from tickets.store.desk_turns import list_turn
from tickets.store.desk_views import Choice, Line, Page, Place, Survey, Turn
from tickets.store.fixed import Fixed, is_of
from tickets.store.search import find_tickets, show_places
from tickets.store.unit_of_work import ReadUnit
from tickets.store.unread import has_unread
from tickets.store.visible import visible_tickets

PAGE_ROWS = 50
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
    if choice.text:
        return _found_lines(unit, viewer, choice, after.id if after else 0, rows)
    if choice.has_turns:
        lines = _lines_by_turn(unit, viewer, choice, (survey, after), rows + 1)
    else:
        lines = _lines_by_change(unit, viewer, choice, after, rows + 1)
    shown = _completed(unit, lines[:rows])
    last = shown[-1] if len(lines) > rows else None
    return Page(shown, Place(last.turn, last.at, last.id) if last else None)


def _lines_by_turn(
    unit: ReadUnit,
    viewer: Viewer,
    choice: Choice,
    start: tuple[Survey, Place | None],
    limit: int,
) -> list[Line]:
    """Put what waits for us with the longest wait first, and everything else with the newest."""
    survey, after = start
    wanted: list[tuple[int, Turn]] = []
    for turn in (Turn.NEW, Turn.OURS, Turn.THEIRS):
        if after is not None and turn < after.turn:
            continue
        # Where all that there are have been found, nobody looks for more.
        most = min(limit - len(wanted), survey.count(choice, turn))
        if most > 0:
            place = after if after is not None and after.turn is turn else None
            wanted += [(one, turn) for one in list_turn(unit, viewer, choice, (turn, place), most)]
    rows = _LINES.rows(unit, ticket_ids=[row_id for row_id, _ in wanted]) if wanted else []
    found = {row[0]: _line(row) for row in rows}
    # What we answered last may hold something new as well: a colleague's note.
    theirs = [row_id for row_id, turn in wanted if turn is Turn.THEIRS]
    unread = _unread(unit, viewer, theirs)
    return [
        replace(found[row_id], turn=turn, is_unread=turn is Turn.NEW or row_id in unread)
        for row_id, turn in wanted
        if row_id in found
    ]


def _unread(unit: ReadUnit, viewer: Viewer, ids: list[int]) -> set[int]:
    if not ids:
        return set()
    query = select(Ticket.id).where(Ticket.id.in_(ids), Ticket.state.in_(OPEN), has_unread(viewer))
    return set(unit.session.scalars(query))


def _lines_by_change(
    unit: ReadUnit, viewer: Viewer, choice: Choice, after: Place | None, limit: int
) -> list[Line]:
    conditions = [visible_tickets(viewer), Ticket.state == TicketState.DONE]
    if choice.kind:
        conditions.append(Ticket.kind == choice.kind)
    if choice.department_id is not None:
        conditions.append(Ticket.department_id == choice.department_id)
    changed = Ticket.updated_at
    if after is not None:
        same = and_(changed == after.at, Ticket.id < after.id)
        conditions.append(or_(changed < after.at, same))
    rows = unit.session.execute(
        _told(changed.expression)
        .where(*conditions)
        .order_by(changed.desc(), Ticket.id.desc())
        .limit(limit)
    )
    lines = [_line(tuple(row)) for row in rows]
    unread = _unread(unit, viewer, [line.id for line in lines])
    return [replace(line, is_unread=line.id in unread) for line in lines]


def _found_lines(unit: ReadUnit, viewer: Viewer, choice: Choice, start: int, limit: int) -> Page:
    """Give what a search finds, the best first; a place in it is a number."""
    hits = find_tickets(unit, viewer, choice)
    shown = hits[start : start + limit]
    ids = [hit.ticket_id for hit in shown]
    rows = {row[0]: _line(row) for row in _CHANGED.rows(unit, ticket_ids=ids)} if ids else {}
    places = show_places(unit, shown, choice.text)
    unread = _unread(unit, viewer, ids)
    lines = [
        replace(rows[row_id], is_unread=row_id in unread, found=places.get(row_id))
        for row_id in ids
        if row_id in rows
    ]
    has_more = len(hits) > start + limit
    place = Place(Turn.ANY, unit.now, start + limit) if has_more else None
    return Page(_completed(unit, lines), place)


_requester = aliased(Person)
_owner = aliased(Person)
_requester_address = aliased(PersonAddress)
_owner_address = aliased(PersonAddress)


def _told(at: ColumnElement[datetime]) -> Select[*tuple[Any, ...]]:
    """Ask for all that a line tells, in the order in which `_line` takes it."""
    return (
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
    )


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


_LINES = Fixed(
    _told(said_at).where(
        is_of(Ticket, bindparam("of_tenant")),
        Ticket.id.in_(bindparam("ticket_ids", expanding=True)),
    )
)
_CHANGED = Fixed(
    _told(Ticket.updated_at.expression).where(
        is_of(Ticket, bindparam("of_tenant")),
        Ticket.id.in_(bindparam("ticket_ids", expanding=True)),
    )
)
_last = (
    select(Message.ticket_id, func.max(Message.seq).label("seq"))
    .where(
        Message.tenant == bindparam("of_tenant"),
        Message.ticket_id.in_(bindparam("ticket_ids", expanding=True)),
        Message.visibility == Visibility.PUBLIC.value,
        Message.automatic == "",
        Message.withdrawn_at.is_(None),
    )
    .group_by(Message.ticket_id)
    .subquery()
)
_PREVIEWS = Fixed(
    select(Message.ticket_id, func.substr(Message.text, 1, _PREVIEW_CHARACTERS))
    .join(_last, and_(Message.ticket_id == _last.c.ticket_id, Message.seq == _last.c.seq))
    .where(Message.tenant == bindparam("of_tenant"))
)
"""The first words of the last public message of each ticket."""
_FILE_COUNTS = Fixed(
    select(Message.ticket_id, func.count(Attachment.id))
    .join(Attachment, Attachment.message_id == Message.id)
    .where(
        Message.tenant == bindparam("of_tenant"),
        Message.ticket_id.in_(bindparam("ticket_ids", expanding=True)),
        ~Attachment.is_inline,
        Message.withdrawn_at.is_(None),
    )
    .group_by(Message.ticket_id)
)


def _completed(unit: ReadUnit, lines: Sequence[Line]) -> list[Line]:
    """Add what was said last, and how many files there are."""
    ids = [line.id for line in lines]
    if not ids:
        return []
    texts = dict(_PREVIEWS.rows(unit, ticket_ids=ids))
    previews = {row_id: " ".join(text.split()) for row_id, text in texts.items()}
    files = dict(_FILE_COUNTS.rows(unit, ticket_ids=ids))
    return [
        replace(line, preview=previews.get(line.id, ""), file_count=files.get(line.id, 0))
        for line in lines
    ]
