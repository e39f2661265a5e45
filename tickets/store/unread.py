"""What somebody has not read yet: conditions on messages and tickets, and the read marks."""

from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select
from sqlalchemy.dialects.postgresql import insert

from tickets.model.attention import ReadMark
from tickets.model.ticket import Message, Ticket
from tickets.model.viewer import Viewer
from tickets.store.fixed import Fixed
from tickets.store.unit_of_work import ReadUnit
from tickets.store.visible import visible_messages


def unread_messages(viewer: Viewer) -> ColumnElement[bool]:
    """Give the condition on `Message` under which it is new to somebody who sees its ticket.

    Own words and those of machines are never new.
    """
    seen = select(ReadMark.seen_seq).where(
        ReadMark.ticket_id == Message.ticket_id, ReadMark.person_id == viewer.person_id
    )
    return and_(
        visible_messages(viewer),
        Message.automatic == "",
        or_(Message.author_id.is_(None), Message.author_id != viewer.person_id),
        Message.seq > func.coalesce(seen.scalar_subquery(), 0),
    )


def has_unread(viewer: Viewer) -> ColumnElement[bool]:
    """Give the condition on `Ticket` under which it holds something new to somebody."""
    new = select(Message.id).where(Message.ticket_id == Ticket.id, unread_messages(viewer))
    return new.exists()


_SEEN = Fixed(
    select(ReadMark.seen_seq).where(
        ReadMark.tenant == bindparam("of_tenant"),
        ReadMark.ticket_id == bindparam("ticket_id"),
        ReadMark.person_id == bindparam("person_id"),
    )
)


def seen_seq(unit: ReadUnit, ticket_id: int, person_id: int) -> int:
    """Tell how far somebody has read a ticket; 0 where they never looked."""
    return int(_SEEN.value(unit, ticket_id=ticket_id, person_id=person_id) or 0)


def _raised() -> Any:
    """Write the mark, or raise the one there is; a mark never goes back."""
    table = ReadMark.__table__
    values = {
        column.key: bindparam(
            "of_tenant" if column.key == "tenant" else column.key, type_=column.type
        )
        for column in table.columns
    }
    new = insert(ReadMark).values(values)
    return new.on_conflict_do_update(
        index_elements=[ReadMark.person_id, ReadMark.ticket_id],
        set_={"seen_seq": new.excluded.seen_seq, "seen_at": new.excluded.seen_at},
        where=ReadMark.seen_seq < new.excluded.seen_seq,
    )


RAISE_MARK = Fixed(_raised())
"""Takes id, ticket_id, person_id, seen_seq and seen_at; safe beside others who do the same."""
