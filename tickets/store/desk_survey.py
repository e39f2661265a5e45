"""Looks over the open tickets of the desk, for its lists, counts and news."""

from collections import Counter
from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, case, func, or_, select

from tickets.model.attention import ReadMark
from tickets.model.mail import ImapFolder
from tickets.model.people import Side
from tickets.model.ticket import Message, Ticket, TicketState
from tickets.model.viewer import Viewer
from tickets.store.desk_views import Alike, Survey, Turn
from tickets.store.unit_of_work import ReadUnit
from tickets.store.visible import visible_messages, visible_tickets

OPEN = (TicketState.NEW, TicketState.OPEN)
_FAILURES_SHOWN = 3
"""A fetch that failed once or twice is ordinary."""
said_at = func.coalesce(Ticket.last_public_at, Ticket.opened_at)
"""When the last public word was said; what a turn is counted from."""


def survey_open(unit: ReadUnit, viewer: Viewer) -> Survey:
    """Look at all open tickets that somebody sees, once for every view and count of a page."""
    seen = func.coalesce(ReadMark.seen_seq, 0)
    new = select(Message.id).where(
        Message.ticket_id == Ticket.id,
        Message.seq > seen,
        Message.automatic == "",
        or_(Message.author_id.is_(None), Message.author_id != viewer.person_id),
        visible_messages(viewer),
    )
    # Asked in this order, so that messages are looked for only where something happened.
    unread = case((Ticket.last_event_seq > seen, new.exists()), else_=False)
    rows = unit.session.execute(
        select(
            Ticket.id,
            unread,
            Ticket.department_id,
            Ticket.kind,
            Ticket.owner_id,
            case(
                (~waits_for_us(), int(Turn.THEIRS)), (unread, int(Turn.NEW)), else_=int(Turn.OURS)
            ),
        )
        .outerjoin(
            ReadMark,
            and_(ReadMark.ticket_id == Ticket.id, ReadMark.person_id == viewer.person_id),
        )
        .where(visible_tickets(viewer), Ticket.state.in_(OPEN))
        .order_by(said_at, Ticket.id)
    ).all()
    spots = [(row[0], bool(row[1]), row[2:]) for row in rows]
    sums = Counter(alike for _, _, alike in spots)
    return Survey(viewer.person_id, spots, {Alike(*one): count for one, count in sums.items()})


def newest_message_id(unit: ReadUnit) -> int:
    """Give the id of the newest message of the tenant, from which live news are counted."""
    query = select(Message.id).order_by(Message.id.desc()).limit(1)
    return unit.session.scalar(query) or 0


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
    return unit.session.scalar(
        select(ImapFolder)
        .where(ImapFolder.failures >= _FAILURES_SHOWN)
        .order_by(ImapFolder.polled_at)
        .limit(1)
    )


def seen_ones(unit: ReadUnit, viewer: Viewer, ticket_ids: Collection[int]) -> list[int]:
    """Give those of some tickets that somebody may see, for actions on many at once."""
    query = select(Ticket.id).where(Ticket.id.in_(ticket_ids), visible_tickets(viewer))
    return list(unit.session.scalars(query))


def waits_for_us() -> ColumnElement[bool]:
    """Give the condition on `Ticket` that the last public word was the customer's."""
    return Ticket.last_public_side == Side.CONTACT
