"""Who may see which ticket and which message: the conditions that every page's query carries."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, or_, select, true
from sqlalchemy.orm import aliased

from tickets.model.base import BIG_ID
from tickets.model.mail import Delivery, OutboundMail
from tickets.model.people import Participant, ParticipantRole
from tickets.model.task import Task
from tickets.model.ticket import Channel, Message, Ticket, Visibility
from tickets.model.viewer import Viewer

_task = aliased(Task)
"""By another name, as a query on tasks asks for what is visible, too."""
_SEES_AS_CONTACT = (ParticipantRole.REQUESTER, ParticipantRole.COPIED)
_SEES_AS_AGENT = (*_SEES_AS_CONTACT, ParticipantRole.OWNER, ParticipantRole.FOLLOWER)


def visible_tickets(viewer: Viewer) -> ColumnElement[bool]:
    """Give the condition on `Ticket` under which somebody may see it (P10, P11).

    A contact sees what they asked or were let into; an agent what is theirs, followed or holds a
    task of theirs, and by their scope what is in their departments or everything; an admin
    everything. A session from a notice link sees its one ticket at most.
    """
    if viewer.sees_everything:
        return true()
    if viewer.is_agent:
        absent = sorted(viewer.stands_in_for)
        return _seen_by_agent(viewer.person_id, sorted(viewer.seen_department_ids), absent)
    taking_part = Ticket.id.in_(
        select(Participant.ticket_id).where(
            Participant.person_id == viewer.person_id, _has_role(_SEES_AS_CONTACT)
        )
    )
    if viewer.only_ticket_id is None:
        return taking_part
    return and_(Ticket.id == viewer.only_ticket_id, taking_part)


def visible_by_parameters(count: int, absent_count: int = 0) -> ColumnElement[bool]:
    """Give the condition for an agent of so many departments, for statements that are fixed.

    It takes the parameters `viewer_id`, `place_0` and so on, and `absent_0` and so on for those
    whom the agent stands in for. These statements list: of what is seen for a task's sake alone
    they show what still waits for it, of which there is little.
    """
    places = [bindparam(f"place_{at}", type_=BIG_ID) for at in range(count)]
    absent = [bindparam(f"absent_{at}", type_=BIG_ID) for at in range(absent_count)]
    me = bindparam("viewer_id", type_=BIG_ID)
    return _seen_by_agent(me, places, absent, _task.done_at.is_(None))


def _seen_by_agent(
    person_id: Any, places: Sequence[Any], absent: Sequence[Any], *of_task: ColumnElement[bool]
) -> ColumnElement[bool]:
    # Nearly every ticket that an agent asks for is in a department of theirs, so the part in it is
    # looked up ticket by ticket; a contact has few parts, which lead to the tickets.
    takes_part = select(Participant.id).where(
        Participant.person_id == person_id,
        Participant.ticket_id == Ticket.id,
        _has_role(_SEES_AS_AGENT),
    )
    has_task = select(_task.id).where(
        _task.ticket_id == Ticket.id,
        or_(
            _task.assignee_id == person_id,
            *(_task.assignee_id == one for one in absent),
            *(_task.department_id == place for place in places),
        ),
        *of_task,
    )
    return or_(
        *(Ticket.department_id == place for place in places),
        Ticket.owner_id == person_id,
        *(Ticket.owner_id == one for one in absent),
        takes_part.exists(),
        has_task.exists(),
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
