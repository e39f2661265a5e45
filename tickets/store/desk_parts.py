"""Queries for the one thing of a ticket that an address names: a message, a mail, files."""

from sqlalchemy import or_, select

from tickets.model.mail import OutboundMail
from tickets.model.ticket import Attachment, Message, Ticket
from tickets.model.viewer import Viewer
from tickets.store.unit_of_work import ReadUnit
from tickets.store.visible import visible_messages, visible_tickets


def find_ticket_id(unit: ReadUnit, viewer: Viewer, number: int) -> int | None:
    """Find the id of a ticket by its number; None where it is missing or not for this viewer."""
    return unit.session.scalar(
        select(Ticket.id).where(Ticket.number == number, visible_tickets(viewer))
    )


def ticket_by_id(unit: ReadUnit, ticket_id: int) -> Ticket:
    """Give a ticket that something names; whether it may be shown is asked elsewhere."""
    return unit.session.get_one(Ticket, ticket_id)


def sees_ticket(unit: ReadUnit, viewer: Viewer, ticket_id: int) -> bool:
    """Tell whether a ticket is for this viewer."""
    query = select(Ticket.id).where(Ticket.id == ticket_id, visible_tickets(viewer))
    return unit.session.scalar(query) is not None


def find_entry(unit: ReadUnit, viewer: Viewer, message_id: int) -> tuple[Message, Ticket] | None:
    """Find a message with its ticket; None where it is missing or not for this viewer."""
    row = unit.session.execute(
        select(Message, Ticket)
        .join(Ticket, Ticket.id == Message.ticket_id)
        .where(Message.id == message_id, visible_tickets(viewer), visible_messages(viewer))
    ).one_or_none()
    return (row[0], row[1]) if row else None


def owns_mail(unit: ReadUnit, ticket_id: int, mail_id: int) -> bool:
    """Tell whether an outgoing mail belongs to a ticket."""
    query = select(OutboundMail.id).where(
        OutboundMail.id == mail_id, OutboundMail.ticket_id == ticket_id
    )
    return unit.session.scalar(query) is not None


def withdrawn_files(unit: ReadUnit, message_id: int, author_id: int) -> list[Attachment]:
    """List the files of a message that its author took back; none for anybody else's."""
    return list(
        unit.session.scalars(
            select(Attachment)
            .join(Message, Message.id == Attachment.message_id)
            .where(
                Message.id == message_id,
                Message.author_id == author_id,
                Message.withdrawn_at.is_not(None),
            )
            .order_by(Attachment.position)
        )
    )


def messages_since(
    unit: ReadUnit, ticket_id: int, seq: int, *, but_of: int | None = None
) -> list[Message]:
    """List what people wrote on a ticket after an event, without what one of them wrote."""
    return list(
        unit.session.scalars(
            select(Message)
            .where(
                Message.ticket_id == ticket_id,
                Message.seq > seq,
                Message.withdrawn_at.is_(None),
                Message.automatic == "",
                or_(Message.author_id.is_(None), Message.author_id != but_of),
            )
            .order_by(Message.seq)
        )
    )
