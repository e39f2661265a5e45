"""Queries on mails that are owed or were sent."""

from datetime import datetime

from sqlalchemy import select

from tickets.model.mail import Delivery, OutboundMail
from tickets.model.routing import Due, DueKind
from tickets.model.ticket import Message
from tickets.store.unit_of_work import ReadUnit


def writer_of(unit: ReadUnit, outbound: OutboundMail) -> int | None:
    """Give the person who wrote the message that a mail tells of."""
    if outbound.message_row_id is None:
        return None
    return unit.session.scalar(
        select(Message.author_id).where(Message.id == outbound.message_row_id)
    )


def earlier_is_tried_at(unit: ReadUnit, mail: OutboundMail) -> datetime | None:
    """Say when an earlier mail of the same ticket to the same person is tried next (P6).

    None means that no earlier mail waits, so it is this mail's turn.
    """
    if mail.ticket_id is None or mail.recipient_id is None:
        return None
    query = select(OutboundMail.id).where(
        OutboundMail.ticket_id == mail.ticket_id,
        OutboundMail.recipient_id == mail.recipient_id,
        OutboundMail.state.in_((Delivery.QUEUED, Delivery.DEFERRED)),
        OutboundMail.id < mail.id,
    )
    earlier = unit.session.scalar(query.order_by(OutboundMail.id).limit(1))
    if earlier is None:
        return None
    due = select(Due.at).where(Due.kind == DueKind.OUTBOUND, Due.key == str(earlier))
    return unit.session.scalar(due) or unit.now
