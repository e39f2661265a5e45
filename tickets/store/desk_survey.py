"""Looks over the open tickets of the desk, for its lists, counts and news."""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, case, func, or_, select

from tickets.model.attention import ReadMark
from tickets.model.base import BIG_ID
from tickets.model.mail import ImapFolder
from tickets.model.people import Side
from tickets.model.ticket import Message, Ticket, TicketState
from tickets.model.viewer import Viewer
from tickets.store.desk_views import Alike, Survey, Turn
from tickets.store.fixed import Fixed, FixedRows
from tickets.store.unit_of_work import ReadUnit
from tickets.store.visible import (
    visible_by_parameters,
    visible_messages,
    visible_tickets,
)

OPEN = (TicketState.NEW, TicketState.OPEN)
_FAILURES_SHOWN = 3
"""A fetch that failed once or twice is ordinary."""
said_at = func.coalesce(Ticket.last_public_at, Ticket.opened_at)
"""When the last public word was said; what a turn is counted from."""


def survey_open(unit: ReadUnit, viewer: Viewer) -> Survey:
    """Look at all open tickets that somebody sees, once for every view and count of a page."""
    rows = _of_viewer(unit, viewer, _survey)
    # Tickets are counted by what they have in common, of which there is little.
    counted = Counter(row[1:] for row in rows)
    alike = {one: _alike(viewer.person_id, one) for one in counted}
    sums: Counter[Alike] = Counter()
    for one, count in counted.items():
        sums[alike[one]] += count
    return Survey([(row[0], alike[row[1:]]) for row in rows], sums)


def count_open(unit: ReadUnit, viewer: Viewer) -> Survey:
    """Count all open tickets that somebody sees, for pages that list none; it knows no tickets.

    With many open tickets the database counts in half the time that it takes to tell of each.
    """
    sums: Counter[Alike] = Counter()
    for *common, count in _of_viewer(unit, viewer, _counts):
        sums[_alike(viewer.person_id, common)] += count
    return Survey([], sums)


def _of_viewer(
    unit: ReadUnit, viewer: Viewer, make: Callable[[int | None, int], Fixed]
) -> list[tuple[Any, ...]]:
    places = [] if viewer.sees_everything else sorted(viewer.seen_department_ids)
    absent = [] if viewer.sees_everything else sorted(viewer.stands_in_for)
    named = {f"place_{at}": one for at, one in enumerate(places)}
    named |= {f"absent_{at}": one for at, one in enumerate(absent)}
    statement = make(None if viewer.sees_everything else len(places), len(absent))
    return statement.rows(unit, viewer_id=viewer.person_id, **named)


@cache
def _survey(places: int | None, absent: int) -> Fixed:
    return Fixed(_open_ones(places, absent).order_by(said_at, Ticket.id))


@cache
def _counts(places: int | None, absent: int) -> Fixed:
    common = _open_ones(places, absent).subquery().c[1:]
    return Fixed(select(*common, func.count()).group_by(*common))


def _open_ones(places: int | None, absent: int) -> Select[*tuple[Any, ...]]:
    """Make the statement for agents of so many departments; None makes that for who sees all.

    `absent` says for how many colleagues they stand in.
    """
    me = bindparam("viewer_id", type_=BIG_ID)
    mark = select(ReadMark.seen_seq).where(
        ReadMark.ticket_id == Ticket.id, ReadMark.person_id == me
    )
    # It stands inside another subquery as well, and means the outermost ticket there too.
    seen = func.coalesce(mark.correlate(Ticket).scalar_subquery(), 0)
    new = select(Message.id).where(
        Message.ticket_id == Ticket.id,
        Message.seq > seen,
        Message.automatic == "",
        or_(Message.author_id.is_(None), Message.author_id != me),
        Message.withdrawn_at.is_(None),
    )
    # Asked one after the other, so that what was read is looked for only where it matters.
    is_read = Ticket.last_event_seq <= seen
    is_new = case((~waits_for_us(), 0), (is_read, 0), (new.exists(), 1), else_=0)
    query = select(
        Ticket.id,
        is_new.label("is_new"),
        Ticket.department_id,
        Ticket.kind,
        Ticket.owner_id,
        Ticket.last_public_side,
        Ticket.snoozed_until.is_not(None).label("is_resting"),
    ).where(
        Ticket.tenant == bindparam("of_tenant"),
        or_(*(Ticket.state == state.value for state in OPEN)),
    )
    return query if places is None else query.where(visible_by_parameters(places, absent))


def _alike(viewer_id: int, row: Sequence[Any]) -> Alike:
    is_new, department_id, kind, owner_id, side, is_resting = row
    turn = Turn.NEW if is_new else Turn.OURS
    return Alike(
        department_id,
        kind,
        is_mine=owner_id == viewer_id,
        is_owned=owner_id is not None,
        is_resting=bool(is_resting),
        turn=turn if side == Side.CONTACT else Turn.THEIRS,
    )


_NEWEST = Fixed(
    select(Message.id)
    .where(Message.tenant == bindparam("of_tenant"))
    .order_by(Message.id.desc())
    .limit(1)
)
_STUCK = FixedRows(ImapFolder, ImapFolder.failures >= _FAILURES_SHOWN)


def newest_message_id(unit: ReadUnit) -> int:
    """Give the id of the newest message of the tenant, from which live news are counted."""
    return int(_NEWEST.value(unit) or 0)


def count_news(unit: ReadUnit, viewer: Viewer, since: int) -> int:
    """Count the tickets on which others wrote after a message."""
    query = (
        select(func.count(Message.ticket_id.distinct()))
        .join(Ticket, Ticket.id == Message.ticket_id)
        .where(
            Message.id > since,
            Message.automatic == "",
            or_(Message.author_id.is_(None), Message.author_id != viewer.person_id),
            visible_messages(viewer),
            visible_tickets(viewer),
        )
    )
    return unit.session.scalar(query) or 0


def stuck_account(unit: ReadUnit) -> ImapFolder | None:
    """Give a folder that mail could not be fetched from lately; None where all goes well."""
    return _STUCK.first(unit)


def seen_ones(unit: ReadUnit, viewer: Viewer, ticket_ids: Collection[int]) -> list[int]:
    """Give those of some tickets that somebody may see, for actions on many at once."""
    query = select(Ticket.id).where(Ticket.id.in_(ticket_ids), visible_tickets(viewer))
    return list(unit.session.scalars(query))


def waits_for_us() -> ColumnElement[bool]:
    """Give the condition on `Ticket` that the last public word was the customer's."""
    return Ticket.last_public_side == Side.CONTACT
