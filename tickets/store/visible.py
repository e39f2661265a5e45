"""Who may see which ticket and which message: the conditions that every page's query carries."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, or_, select, true

from tickets.model.base import BIG_ID
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
        return _seen_by_agent(viewer.person_id, sorted(places_of(viewer)))
    taking_part = Ticket.id.in_(
        select(Participant.ticket_id).where(
            Participant.person_id == viewer.person_id, _has_role(_SEES_AS_CONTACT)
        )
    )
    if viewer.only_ticket_id is None:
        return taking_part
    return and_(Ticket.id == viewer.only_ticket_id, taking_part)


def places_of(viewer: Viewer) -> frozenset[int]:
    """Give the departments whose tickets an agent sees."""
    return viewer.department_ids | viewer.led_ids


def visible_by_parameters(count: int) -> ColumnElement[bool]:
    """Give the condition for an agent of so many departments, for statements that are fixed.

    It takes the parameters `viewer_id` and `place_0` and so on.
    """
    places = [bindparam(f"place_{at}", type_=BIG_ID) for at in range(count)]
    return _seen_by_agent(bindparam("viewer_id", type_=BIG_ID), places)


def _seen_by_agent(person_id: Any, places: Sequence[Any]) -> ColumnElement[bool]:
    # Nearly every ticket that an agent asks for is in a department of theirs, so the part in it is
    # looked up ticket by ticket; a contact has few parts, which lead to the tickets.
    takes_part = select(Participant.id).where(
        Participant.person_id == person_id,
        Participant.ticket_id == Ticket.id,
        _has_role(_SEES_AS_AGENT),
    )
    return or_(
        *(Ticket.department_id == place for place in places),
        Ticket.owner_id == person_id,
        takes_part.exists(),
    )


def _has_role(roles: Sequence[ParticipantRole]) -> ColumnElement[bool]:
    return or_(*(Participant.role == role.value for role in roles))


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
