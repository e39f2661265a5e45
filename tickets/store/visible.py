"""Who may see which ticket and which message: the conditions that every page's query carries."""

from sqlalchemy import ColumnElement, Select, and_, or_, select, true

from tickets.model.mail import Delivery, OutboundMail
from tickets.model.people import Participant, ParticipantRole
from tickets.model.ticket import Channel, Message, Ticket, Visibility
from tickets.model.viewer import Viewer

_SEES_AS_CONTACT = (ParticipantRole.REQUESTER, ParticipantRole.COPIED)
_SEES_AS_AGENT = (*_SEES_AS_CONTACT, ParticipantRole.OWNER, ParticipantRole.FOLLOWER)


def visible_tickets(viewer: Viewer) -> ColumnElement[bool]:
    """Give the condition on `Ticket` under which somebody may see it (P10, P11).

    A contact sees what they asked or were let into; an agent what is in their departments, theirs
    or followed; an admin everything. A session from a notice link sees its one ticket at most.
    """
    if viewer.is_admin:
        return true()
    if viewer.is_agent:
        # Nearly every ticket that an agent asks for is in a department of theirs, so the part in
        # it is looked up ticket by ticket; a contact has few parts, which lead to the tickets.
        takes_part = _part(viewer, _SEES_AS_AGENT).where(Participant.ticket_id == Ticket.id)
        return or_(
            Ticket.department_id.in_(viewer.department_ids | viewer.led_ids),
            Ticket.owner_id == viewer.person_id,
            takes_part.exists(),
        )
    taking_part = Ticket.id.in_(_part(viewer, _SEES_AS_CONTACT))
    if viewer.only_ticket_id is None:
        return taking_part
    return and_(Ticket.id == viewer.only_ticket_id, taking_part)


def _part(viewer: Viewer, roles: tuple[ParticipantRole, ...]) -> Select[int]:
    return select(Participant.ticket_id).where(
        Participant.person_id == viewer.person_id, Participant.role.in_(roles)
    )


def visible_messages(viewer: Viewer) -> ColumnElement[bool]:
    """Give the condition on `Message` under which somebody who sees its ticket may see it.

    Nobody is shown what was taken back before it was sent, and no contact an internal word (P20).
    What was written on the desk a contact sees when its mail has left: until then it can be undone.
    """
    still_there = Message.withdrawn_at.is_(None)
    if viewer.is_agent:
        return still_there
    unsent = (
        select(OutboundMail.id)
        .where(
            OutboundMail.message_row_id == Message.id,
            OutboundMail.notice == "answer",
            OutboundMail.state == Delivery.QUEUED,
        )
        .exists()
    )
    has_left = or_(Message.channel != Channel.WEB, ~unsent)
    return and_(still_there, Message.visibility == Visibility.PUBLIC, has_left)
