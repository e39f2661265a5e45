"""Who may see which ticket and which message: the conditions that every page's query carries."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, or_, select, true
from sqlalchemy.orm import aliased

from tickets.model.base import BIG_ID
from tickets.model.mail import Delivery, OutboundMail
from tickets.model.people import Participant, ParticipantRole
from tickets.model.task import Task
from tickets.model.ticket import Channel, Message, Ticket, Visibility
from tickets.model.viewer import Viewer

_task = aliased(Task)
"""By another name, as a query on tasks asks for what is visible, too."""
_Linked = Callable[[Any, Select[Any]], ColumnElement[bool]]
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
        return _seen_by_agent(viewer.person_id, sorted(viewer.seen_department_ids), absent, _each)
    taking_part = Ticket.id.in_(
        select(Participant.ticket_id).where(
            Participant.person_id == viewer.person_id, _has_role(_SEES_AS_CONTACT)
        )
    )
    if viewer.only_ticket_id is None:
        return taking_part
    return and_(Ticket.id == viewer.only_ticket_id, taking_part)


class Sight(StrEnum):
    """What a fixed statement looks at.

    A list shows, of what is seen for a task's sake alone, what still waits for it.
    """

    ONE = "one"
    """Tickets that are named."""
    LIST = "list"
    """The first tickets of a list."""
    WHOLE = "whole"
    """All that there are for a list."""


def visible_by_parameters(count: int, absent_count: int, sight: Sight) -> ColumnElement[bool]:
    """Give the condition for an agent of so many departments, for statements that are fixed.

    It takes the parameters `viewer_id`, `of_tenant`, `place_0` and so on, and `absent_0` and so on
    for those whom the agent stands in for.
    """
    places = [bindparam(f"place_{at}", type_=BIG_ID) for at in range(count)]
    absent = [bindparam(f"absent_{at}", type_=BIG_ID) for at in range(absent_count)]
    me = bindparam("viewer_id", type_=BIG_ID)
    linked = _all_at_once if sight is Sight.WHOLE else _each
    of_task = () if sight is Sight.ONE else (_task.done_at.is_(None),)
    return _seen_by_agent(me, places, absent, linked, *of_task)


def _seen_by_agent(
    person_id: Any,
    places: Sequence[Any],
    absent: Sequence[Any],
    linked: _Linked,
    *of_task: ColumnElement[bool],
) -> ColumnElement[bool]:
    takes_part = select(Participant.ticket_id).where(
        Participant.person_id == person_id, _has_role(_SEES_AS_AGENT)
    )
    has_task = select(_task.ticket_id).where(
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
        linked(Participant, takes_part),
        linked(_task, has_task),
    )


def _each(kind: Any, rows: Select[Any]) -> ColumnElement[bool]:
    """Look ticket by ticket.

    Nearly every ticket that an agent asks for is in a department of theirs, so little is looked up.
    """
    return rows.where(kind.ticket_id == Ticket.id).exists()


def _all_at_once(kind: Any, rows: Select[Any]) -> ColumnElement[bool]:
    """Gather the tickets first; with the tenant named, row-level security asks once, not by row."""
    return Ticket.id.in_(rows.where(kind.tenant == bindparam("of_tenant")))


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
