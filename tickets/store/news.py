"""What is new to an agent: the news that each ticket keeps, against how far somebody has read.

A ticket keeps where the last message of a person stands, who wrote it, and where the last one of
anybody else stands. So for each agent it is known, without a look at messages, where the last one
stands that they did not write themselves. `Ticket.put_last` keeps it when a message comes; where
one goes or moves, `renew_news` looks it up.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, case, func, select

from tickets.model.attention import ReadMark
from tickets.model.base import BIG_ID
from tickets.model.ticket import Message, Ticket
from tickets.store.fixed import Fixed
from tickets.store.unit_of_work import ReadUnit, UnitOfWork

_OURS: BindParameter[str] = bindparam("of_tenant")
_ME: BindParameter[int] = bindparam("viewer_id", type_=BIG_ID)
_News = tuple[int, int | None, int]
"""As the columns of a ticket: where the last stands, who wrote it, where that of others stands."""
_NONE: _News = (0, None, 0)
_COUNTS = and_(Message.automatic == "", Message.withdrawn_at.is_(None))
_WRITTEN = Fixed(
    select(Message.seq, Message.author_id)
    .where(
        Message.tenant == bindparam("of_tenant"),
        Message.ticket_id == bindparam("ticket_id"),
        Message.id != bindparam("but_id"),
        _COUNTS,
    )
    .order_by(Message.seq.desc(), Message.id.desc())
)


def is_news() -> ColumnElement[bool]:
    """Give the condition on `Ticket` that somebody else wrote after `viewer_id` read it last.

    For some tickets: the mark of each is looked up for itself.
    """
    seen = select(ReadMark.seen_seq).where(is_mark())
    # It stands inside another subquery as well, and means the outermost ticket there too.
    return _is_after(seen.correlate(Ticket).scalar_subquery())


def is_news_by_mark() -> ColumnElement[bool]:
    """Give the same for a query on many tickets, with the marks joined by `is_mark` beside them.

    The database may then read all marks at once, which costs less than to look each up.
    """
    return _is_after(ReadMark.seen_seq)


def is_mark() -> ColumnElement[bool]:
    """Give the condition under which a mark is that of `viewer_id` on a `Ticket`."""
    return and_(
        ReadMark.tenant == _OURS, ReadMark.ticket_id == Ticket.id, ReadMark.person_id == _ME
    )


def _is_after(seen: Any) -> ColumnElement[bool]:
    last_of_others = case((Ticket.news_by_id == _ME, Ticket.news_before_seq), else_=Ticket.news_seq)
    return last_of_others > func.coalesce(seen, 0)


def renew_news(uow: UnitOfWork, ticket: Ticket, *, but_id: int = 0) -> None:
    """Look up the news of a ticket that is being changed, without a message that is taken back.

    What the unit has yet to write of messages it does not see.
    """
    written = _WRITTEN.rows(uow, ticket_id=ticket.id, but_id=but_id)
    ticket.news_seq, ticket.news_by_id, ticket.news_before_seq = _news_of(written)


def stale_news(unit: ReadUnit) -> Iterator[int]:
    """Give the numbers of tickets that keep other news than their messages tell."""
    written = unit.session.execute(
        select(Message.ticket_id, Message.seq, Message.author_id)
        .where(_COUNTS)
        .order_by(Message.ticket_id, Message.seq.desc(), Message.id.desc())
    )
    told = {
        ticket_id: _news_of(row[1:] for row in rows)
        for ticket_id, rows in groupby(written, key=lambda row: row[0])
    }
    kept = select(
        Ticket.id, Ticket.number, Ticket.news_seq, Ticket.news_by_id, Ticket.news_before_seq
    )
    for row_id, number, *news in unit.session.execute(kept.order_by(Ticket.number)):
        if tuple(news) != told.get(row_id, _NONE):
            yield number


def _news_of(written: Iterable[Any]) -> _News:
    """Sum up the messages of a ticket, the last one first."""
    rows = iter(written)
    last = next(rows, None)
    if last is None:
        return _NONE
    seq, author_id = last
    return seq, author_id, next((row[0] for row in rows if row[1] != author_id), 0)
