"""Looks over the open tickets of the desk, for its lists, counts and news."""

from collections import Counter
from collections.abc import Callable, Collection
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    or_,
    select,
)

from tickets.model.attention import ReadMark
from tickets.model.mail import ImapFolder
from tickets.model.people import Side
from tickets.model.ticket import Message, Ticket, TicketState
from tickets.model.viewer import Viewer
from tickets.store.desk_views import Alike, Survey, Turn
from tickets.store.fixed import Fixed, FixedRows
from tickets.store.news import is_mark, is_news_by_mark
from tickets.store.unit_of_work import ReadUnit
from tickets.store.visible import (
    Sight,
    visible_by_parameters,
    visible_messages,
    visible_tickets,
)

_FAILURES_SHOWN = 3
"""A fetch that failed once or twice is ordinary."""
said_at = func.coalesce(Ticket.last_public_at, Ticket.opened_at)
"""When the last public word was said; what a turn is counted from."""


def survey_open(unit: ReadUnit, viewer: Viewer) -> Survey:
    """Count all open tickets that somebody sees, once for every view and count of a page."""
    sums: Counter[Alike] = Counter()
    for department_id, owner_id, kind, side, snoozed_until, count, new in of_viewer(
        unit, viewer, _counts
    ):
        turns = {Turn.THEIRS: count}
        if side == Side.CONTACT:
            turns = {Turn.NEW: new, Turn.OURS: count - new}
        for turn, number in turns.items():
            alike = Alike(
                department_id,
                kind,
                is_mine=owner_id == viewer.person_id,
                is_owned=owner_id is not None,
                is_resting=snoozed_until is not None,
                turn=turn,
            )
            sums[alike] += number
    return Survey(+sums)


def of_viewer(
    unit: ReadUnit, viewer: Viewer, make: Callable[[int | None, int], Fixed], **values: Any
) -> list[tuple[Any, ...]]:
    """Run a statement that is made for an agent of so many departments and absent colleagues.

    For who sees everything it is made for None.
    """
    places = [] if viewer.sees_everything else sorted(viewer.seen_department_ids)
    absent = [] if viewer.sees_everything else sorted(viewer.stands_in_for)
    named = {f"place_{at}": one for at, one in enumerate(places)}
    named |= {f"absent_{at}": one for at, one in enumerate(absent)}
    statement = make(None if viewer.sees_everything else len(places), len(absent))
    return statement.rows(unit, viewer_id=viewer.person_id, **named, **values)


@cache
def _counts(places: int | None, absent: int) -> Fixed:
    # The order of the index of open tickets: the database counts while it reads.
    common = (
        Ticket.department_id,
        Ticket.owner_id,
        Ticket.kind,
        Ticket.last_public_side,
        Ticket.snoozed_until,
    )
    new = func.sum(case((and_(waits_for_us(), is_news_by_mark()), 1), else_=0))
    # Only what waits for us can be new, so no other mark is looked for.
    query = select(*common, func.count(), new).outerjoin(ReadMark, and_(is_mark(), waits_for_us()))
    query = query.where(*is_open()).group_by(*common)
    if places is not None:
        query = query.where(visible_by_parameters(places, absent, Sight.WHOLE))
    return Fixed(query)


def is_open() -> tuple[ColumnElement[bool], ...]:
    """Give the conditions under which a ticket stands in the indexes of open ones."""
    # A literal: the index of these rows knows no parameters.
    not_done: ColumnElement[str] = literal_column(f"'{TicketState.DONE.value}'")
    return Ticket.tenant == bindparam("of_tenant"), Ticket.state != not_done


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
