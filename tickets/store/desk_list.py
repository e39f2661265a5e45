"""Queries for the lists of the desk: which tickets, in which order, with what to tell of each."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, false, func, or_, select
from sqlalchemy.orm import aliased

from tickets.model.people import Company, Person, PersonAddress
from tickets.model.ticket import Attachment, Message, Ticket, TicketState, Visibility
from tickets.model.viewer import Viewer
from tickets.store.desk_survey import said_at, waits_for_us
from tickets.store.desk_turns import list_turn
from tickets.store.desk_views import Choice, Line, Page, Place, Survey, Turn
from tickets.store.fixed import Fixed, is_of
from tickets.store.news import is_news
from tickets.store.search import find_tickets, show_places
from tickets.store.unit_of_work import ReadUnit
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
    shown = lines[:rows]
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
    found = _lines(unit, viewer, _LINES, [row_id for row_id, _ in wanted])
    return [replace(found[row_id], turn=turn) for row_id, turn in wanted if row_id in found]


def _lines(unit: ReadUnit, viewer: Viewer, told: Fixed, ids: list[int]) -> dict[int, Line]:
    """Tell of some tickets, by their ids."""
    rows = told.rows(unit, ticket_ids=ids, viewer_id=viewer.person_id) if ids else []
    return {row[0]: _line(row) for row in rows}


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
        _told(changed.expression, false())
        .where(*conditions)
        .order_by(changed.desc(), Ticket.id.desc())
        .limit(limit)
    )
    return [_line(tuple(row)) for row in rows]


def _found_lines(unit: ReadUnit, viewer: Viewer, choice: Choice, start: int, limit: int) -> Page:
    """Give what a search finds, the best first; a place in it is a number."""
    hits = find_tickets(unit, viewer, choice)
    shown = hits[start : start + limit]
    ids = [hit.ticket_id for hit in shown]
    found = _lines(unit, viewer, _CHANGED, ids)
    places = show_places(unit, shown, choice.text)
    lines = [replace(found[row_id], found=places.get(row_id)) for row_id in ids if row_id in found]
    has_more = len(hits) > start + limit
    place = Place(Turn.ANY, unit.now, start + limit) if has_more else None
    return Page(lines, place)


_requester = aliased(Person)
_owner = aliased(Person)
_requester_address = aliased(PersonAddress)
_owner_address = aliased(PersonAddress)
_preview = (
    select(func.substr(Message.text, 1, _PREVIEW_CHARACTERS))
    .where(
        Message.ticket_id == Ticket.id,
        Message.visibility == Visibility.PUBLIC.value,
        Message.automatic == "",
        Message.withdrawn_at.is_(None),
    )
    .order_by(Message.seq.desc())
    .limit(1)
    .correlate(Ticket)
    .scalar_subquery()
)
"""The first words of the last public message."""
_file_count = (
    select(func.count(Attachment.id))
    .join(Message, Message.id == Attachment.message_id)
    .where(Message.ticket_id == Ticket.id, ~Attachment.is_inline, Message.withdrawn_at.is_(None))
    .correlate(Ticket)
    .scalar_subquery()
)


def _told(at: ColumnElement[datetime], is_unread: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
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
            is_unread,
            func.coalesce(_preview, ""),
            _file_count,
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
    row_id, number, kind, state, subject, at, name, address, company, *rest = row
    owner_id, owner, owner_address, waits, is_unread, preview, file_count = rest
    is_open = state != TicketState.DONE
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
        waits_for_us=bool(waits) and is_open,
        turn=Turn.ANY,
        is_unread=bool(is_unread) and is_open,
        preview=" ".join(preview.split()),
        file_count=file_count,
    )


def _of_some(at: ColumnElement[datetime]) -> Fixed:
    return Fixed(
        _told(at, is_news()).where(
            is_of(Ticket, bindparam("of_tenant")),
            Ticket.id.in_(bindparam("ticket_ids", expanding=True)),
        )
    )


_LINES = _of_some(said_at)
_CHANGED = _of_some(Ticket.updated_at.expression)
