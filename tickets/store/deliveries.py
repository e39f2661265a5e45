"""Queries on mails that are owed or were sent."""

from sqlalchemy import select

from tickets.model.mail import Delivery, OutboundMail
from tickets.model.ticket import Message
from tickets.store.unit_of_work import ReadUnit


def writer_of(unit: ReadUnit, outbound: OutboundMail) -> int | None:
    """Give the person who wrote the message that a mail tells of."""
    if outbound.message_row_id is None:
        return None
    return unit.session.scalar(
        select(Message.author_id).where(Message.id == outbound.message_row_id)
    )


def has_earlier_unsent(unit: ReadUnit, mail: OutboundMail) -> bool:
    """Tell whether an earlier mail of the same ticket to the same person still waits (P6)."""
    if mail.ticket_id is None or mail.recipient_id is None:
        return False
    query = (
        select(OutboundMail.id)
        .where(
            OutboundMail.ticket_id == mail.ticket_id,
            OutboundMail.recipient_id == mail.recipient_id,
            OutboundMail.state.in_((Delivery.QUEUED, Delivery.DEFERRED)),
            OutboundMail.id < mail.id,
        )
        .limit(1)
    )
    return unit.session.scalar(query) is not None
