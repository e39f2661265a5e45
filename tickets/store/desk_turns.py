"""Reads the groups of a desk's list in their order, and only as far as a page goes."""

from collections.abc import Iterator
from functools import cache, partial
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, or_, select

from tickets.model.base import BIG_ID, UtcTime
from tickets.model.people import Side
from tickets.model.ticket import Ticket
from tickets.model.viewer import Viewer
from tickets.store.desk_survey import is_open, of_viewer, said_at
from tickets.store.desk_views import Choice, Place, Turn, View
from tickets.store.fixed import Fixed
from tickets.store.news import is_news
from tickets.store.unit_of_work import ReadUnit
from tickets.store.visible import Sight, visible_by_parameters


def list_turn(
    unit: ReadUnit,
    viewer: Viewer,
    choice: Choice,
    start: tuple[Turn, Place | None],
    most: int,
) -> list[int]:
    """Give the ids of the first tickets of a group, or of those behind a place in it.

    The place counts also where the ticket that marked it has moved away.
    """
    turn, after = start
    shape = (turn, choice.view, bool(choice.kind), choice.department_id is not None)
    values: dict[str, Any] = {"most": most}
    if choice.kind:
        values["kind"] = choice.kind
    if choice.department_id is not None:
        values["department_id"] = choice.department_id
    if after is not None:
        values |= {"after_at": after.at, "after_id": after.id}
    make = partial(_turn, shape, after is not None)
    return [row[0] for row in of_viewer(unit, viewer, make, **values)]


@cache
def _turn(
    shape: tuple[Turn, View, bool, bool],
    is_later: bool,  # noqa: FBT001 - part of what the cache goes by
    places: int | None,
    absent: int,
) -> Fixed:
    turn = shape[0]
    is_oldest_first = turn is Turn.OURS
    order = (said_at, Ticket.id) if is_oldest_first else (said_at.desc(), Ticket.id.desc())
    query = select(Ticket.id).where(*is_open(), *_chosen(*shape))
    if is_later:
        query = query.where(_beyond(is_oldest_first=is_oldest_first))
    if places is not None:
        query = query.where(visible_by_parameters(places, absent, Sight.LIST))
    if turn is not Turn.THEIRS:
        # Asked last: it costs more than all the others.
        query = query.where(is_news() if turn is Turn.NEW else ~is_news())
    return Fixed(query.order_by(*order).limit(bindparam("most")))


def _chosen(
    turn: Turn,
    view: View,
    by_kind: bool,  # noqa: FBT001 - as above
    by_department: bool,  # noqa: FBT001 - as above
) -> Iterator[ColumnElement[bool]]:
    """Give the conditions of a choice, as `desk_views` counts it."""
    side = Side.AGENT if turn is Turn.THEIRS else Side.CONTACT
    yield Ticket.last_public_side == side.value
    is_awake = Ticket.snoozed_until.is_(None)
    yield ~is_awake if view is View.SNOOZED else is_awake
    if view is View.MINE:
        yield Ticket.owner_id == bindparam("viewer_id", type_=BIG_ID)
    if view is View.UNASSIGNED:
        yield Ticket.owner_id.is_(None)
    if by_kind:
        yield Ticket.kind == bindparam("kind")
    if by_department:
        yield Ticket.department_id == bindparam("department_id", type_=BIG_ID)


def _beyond(*, is_oldest_first: bool) -> ColumnElement[bool]:
    at = bindparam("after_at", type_=UtcTime())
    row_id = bindparam("after_id", type_=BIG_ID)
    # The first part is where reading begins.
    if is_oldest_first:
        return and_(said_at >= at, or_(said_at > at, Ticket.id > row_id))
    return and_(said_at <= at, or_(said_at < at, Ticket.id < row_id))
