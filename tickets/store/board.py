"""Queries for the board: tasks of some departments in lanes, by who has them or by their state."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, bindparam, case, func, or_, select
from sqlalchemy.orm import aliased

from tickets.model.base import BIG_ID
from tickets.model.people import Company, Person
from tickets.model.task import Task
from tickets.model.tenant import Membership
from tickets.model.ticket import Ticket
from tickets.model.viewer import Viewer
from tickets.store.fixed import Fixed, is_of
from tickets.store.unit_of_work import ReadUnit
from tickets.store.visible import visible_tickets

DONE_SHOWN_FOR = timedelta(days=7)
"""So long a finished task stays on the board by state."""
_TIME = Task.__table__.c.created_at.type


class Layout(StrEnum):
    """What the lanes of a board stand for."""

    PEOPLE = "people"
    STATE = "state"


@dataclass(frozen=True, slots=True)
class BoardChoice:
    """Which tasks a board shows."""

    department_ids: tuple[int, ...]
    layout: Layout = Layout.PEOPLE
    due_before: datetime | None = None
    """Only what is due before then."""
    own_id: int | None = None
    """Only what this person has, and what nobody has yet."""


@dataclass(frozen=True, slots=True)
class Card:
    """A task as the board shows it."""

    id: int
    version: int
    title: str
    state: str
    due_at: datetime | None
    created_at: datetime
    department_id: int | None
    assignee_id: int | None
    created_by_id: int | None
    sort: str
    """Why it exists, as `TaskKind` says."""
    reason: str
    """Why it was sent back."""
    number: int
    kind: str
    ticket_department_id: int
    owner_id: int | None
    customer: str
    """Company of the requester, else the requester."""
    assignee: str


@dataclass(frozen=True, slots=True)
class Load:
    """How much somebody has to do; a person of None stands for what nobody has."""

    person_id: int | None
    state: str
    count: int
    late: int
    chosen: int
    """Of these, as many as the choice shows."""


def count_loads(unit: ReadUnit, choice: BoardChoice) -> list[Load]:
    """Count all tasks that are not done, by who has them and by state."""
    rows = _loads(len(choice.department_ids), choice.own_id is not None).rows(
        unit,
        now=unit.now,
        due_before=choice.due_before or unit.now,
        **_named(choice),
    )
    is_all = choice.due_before is None
    return [
        Load(person_id, state, count, late or 0, count if is_all else chosen or 0)
        for person_id, state, count, late, chosen in rows
    ]


def list_cards(unit: ReadUnit, choice: BoardChoice, most: int) -> list[Card]:
    """List the first cards of each lane, what is due first at the top."""
    query = _first(
        len(choice.department_ids),
        choice.own_id is not None,
        choice.layout,
        choice.due_before is not None,
    )
    values = {"most": most, **_named(choice)}
    if choice.due_before is not None:
        values["due_before"] = choice.due_before
    ids = query.column(unit, **values)
    # Told of afterwards: for all that it counted, the database would read whole tables.
    cards = {row[0]: Card(*row) for row in _CARDS.rows(unit, task_ids=ids)} if ids else {}
    return [cards[task_id] for task_id in ids if task_id in cards]


def list_done(unit: ReadUnit, choice: BoardChoice, most: int) -> list[Card]:
    """List what was finished lately, the newest first."""
    query = _done(len(choice.department_ids), choice.own_id is not None)
    since = unit.now - DONE_SHOWN_FOR
    return [Card(*row) for row in query.rows(unit, since=since, most=most, **_named(choice))]


def find_card(unit: ReadUnit, viewer: Viewer, task_id: int) -> int | None:
    """Give the ticket of a task; None where it is missing or not for this viewer."""
    query = (
        select(Task.ticket_id)
        .join(Ticket, Ticket.id == Task.ticket_id)
        .where(Task.id == task_id, visible_tickets(viewer))
    )
    return unit.session.scalar(query)


def member_ids(unit: ReadUnit, department_ids: Sequence[int]) -> list[int]:
    """List who works in some departments."""
    if not department_ids:
        return []
    return list(dict.fromkeys(_MEMBERS.column(unit, department_ids=list(department_ids))))


_MEMBERS = Fixed(
    select(Membership.person_id)
    .where(
        Membership.tenant == bindparam("of_tenant"),
        Membership.department_id.in_(bindparam("department_ids", expanding=True)),
    )
    .order_by(Membership.person_id)
)
_requester = aliased(Person)
_assignee = aliased(Person)
_TOLD = (
    Task.id,
    Task.version,
    Task.title,
    Task.state,
    Task.due_at,
    Task.created_at,
    Task.department_id,
    Task.assignee_id,
    Task.created_by_id,
    Task.kind,
    Task.reason,
    Ticket.number,
    Ticket.kind,
    Ticket.department_id,
    Ticket.owner_id,
    func.coalesce(Company.name, func.nullif(_requester.name, ""), ""),
    func.coalesce(_assignee.name, ""),
)
"""What a card tells, in the order of `Card`."""


@cache
def _loads(places: int, own: bool) -> Fixed:  # noqa: FBT001 - part of what the cache goes by
    is_late = case((Task.due_at < bindparam("now", type_=_TIME), 1), else_=0)
    is_chosen = case((Task.due_at < bindparam("due_before", type_=_TIME), 1), else_=0)
    return Fixed(
        select(
            Task.assignee_id,
            Task.state,
            func.count(Task.id),
            func.sum(is_late),
            func.sum(is_chosen),
        )
        .where(*_of_board(places, own), Task.done_at.is_(None))
        .group_by(Task.assignee_id, Task.state)
    )


@cache
def _first(places: int, own: bool, layout: Layout, is_bounded: bool) -> Fixed:  # noqa: FBT001 - as above
    lane = Task.assignee_id if layout is Layout.PEOPLE else Task.state
    order = (Task.due_at.asc().nulls_last(), Task.id)
    place = func.row_number().over(partition_by=lane, order_by=order).label("place")
    wanted = select(Task.id, place).where(*_of_board(places, own), Task.done_at.is_(None))
    if is_bounded:
        wanted = wanted.where(Task.due_at < bindparam("due_before", type_=_TIME))
    placed = wanted.subquery()
    return Fixed(
        select(placed.c.id)
        .where(placed.c.place <= bindparam("most"))
        .order_by(placed.c.place, placed.c.id)
    )


@cache
def _done(places: int, own: bool) -> Fixed:  # noqa: FBT001 - as above
    return Fixed(
        _joined()
        .where(*_of_board(places, own), Task.done_at > bindparam("since", type_=_TIME))
        .order_by(Task.done_at.desc(), Task.id)
        .limit(bindparam("most"))
    )


def _joined() -> Any:
    return (
        select(*_TOLD)
        .join(Ticket, Ticket.id == Task.ticket_id)
        .join(_requester, _requester.id == Ticket.requester_id)
        .outerjoin(Company, Company.id == _requester.company_id)
        .outerjoin(_assignee, _assignee.id == Task.assignee_id)
    )


_CARDS = Fixed(
    _joined().where(
        is_of(Task, bindparam("of_tenant")),
        Task.id.in_(bindparam("task_ids", expanding=True)),
    )
)


def _of_board(places: int, own: bool) -> list[ColumnElement[bool]]:  # noqa: FBT001 - as above
    here = or_(
        *(Task.department_id == bindparam(f"place_{at}", type_=BIG_ID) for at in range(places)),
        Task.id < 0,  # no department at all is none of them
    )
    if own:
        mine = Task.assignee_id == bindparam("own_id", type_=BIG_ID)
        here = or_(mine, here & Task.assignee_id.is_(None))
    return [Task.tenant == bindparam("of_tenant"), here]


def _named(choice: BoardChoice) -> dict[str, Any]:
    named: dict[str, Any] = {
        f"place_{at}": one for at, one in enumerate(sorted(choice.department_ids))
    }
    if choice.own_id is not None:
        named["own_id"] = choice.own_id
    return named
