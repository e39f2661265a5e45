"""Who may do what: the one place that decides, for pages, mail and the command line alike.

`may` is pure. `matter_of` looks up what it wants to know of a ticket, or of one task on it, and
`require` refuses. An agent is given as a `Viewer`: by a session, or by `viewer_of_person` for who
acts by mail.
"""

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from sqlalchemy import bindparam, select

from tickets.errors import RefusedError
from tickets.model.people import Participant, ParticipantRole
from tickets.model.task import Task
from tickets.model.ticket import Ticket
from tickets.model.viewer import Viewer
from tickets.store.fixed import Fixed
from tickets.store.unit_of_work import ReadUnit


class Action(StrEnum):
    """What an agent may want to do."""

    SEE = "see"
    NOTE = "note"
    ANSWER = "answer"
    TAKE = "take"
    ASSIGN = "assign"
    """Give a ticket to somebody else, to another department or to nobody."""
    FINISH = "finish"
    SORT = "sort"
    """Say of which kind it is."""
    FOLLOW = "follow"
    LET_IN = "let_in"
    """Add, confirm and remove people of the customer's side."""
    SNOOZE = "snooze"
    MERGE = "merge"
    SPLIT = "split"
    ASK_OPINIONS = "ask_opinions"
    GIVE_OPINION = "give_opinion"
    APPROVE = "approve"
    TASK_MAKE = "task_make"
    TASK_TAKE = "task_take"
    TASK_ASSIGN = "task_assign"
    TASK_CHANGE = "task_change"
    TASK_DONE = "task_done"
    """Finish it, or open it again."""
    TASK_SEND_BACK = "task_send_back"


class Standing(IntEnum):
    """What an agent is to a ticket, each with all rights of the ones before."""

    STRANGER = 0
    ASKED = 1
    """Has a task on it or was asked to judge, and has nothing else to do with it."""
    MEMBER = 2
    """Works where it is, or follows it."""
    OWNER = 3
    """Owns it, or stands in for who does."""
    LEAD = 4
    """Leads its department, or runs the tenant."""


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """What rights look at of a task."""

    department_id: int | None
    assignee_id: int | None
    created_by_id: int | None


@dataclass(frozen=True, slots=True)
class Matter:
    """What rights look at of a ticket, and of what somebody wants to do on it."""

    department_id: int
    owner_id: int | None = None
    is_followed: bool = False
    """The agent takes part in it."""
    is_asked: bool = False
    """The agent has a task on it, or was asked for an opinion or an approval."""
    task: TaskFacts | None = None
    approver_id: int | None = None
    """Who was asked to approve."""


class NotAllowedError(RefusedError):
    """Somebody may not do this; pages and mails say why in the reader's language."""

    def __init__(self, action: Action) -> None:
        super().__init__(_WHY_NOT.get(action, "You do not have the right to do this here."))
        self.action = action


_WHY_NOT = {
    Action.ASSIGN: "Only its owner and who leads the department may give this ticket away.",
    Action.APPROVE: "Only who was asked may approve this.",
    Action.TASK_TAKE: "Somebody has this task already.",
    Action.TASK_ASSIGN: (
        "Only who has the task, made it or leads the department may give it to somebody."
    ),
    Action.TASK_CHANGE: "Only who made the task or leads the department may change it.",
    Action.TASK_DONE: "Only who has the task, made it or leads the department may finish it.",
    Action.TASK_SEND_BACK: "Only who has the task may send it back.",
}
_NEEDED = {
    Action.SEE: Standing.ASKED,
    Action.NOTE: Standing.ASKED,
    Action.GIVE_OPINION: Standing.ASKED,
    Action.ANSWER: Standing.MEMBER,
    Action.TAKE: Standing.MEMBER,
    Action.FINISH: Standing.MEMBER,
    Action.SORT: Standing.MEMBER,
    Action.FOLLOW: Standing.MEMBER,
    Action.LET_IN: Standing.MEMBER,
    Action.SNOOZE: Standing.MEMBER,
    Action.MERGE: Standing.MEMBER,
    Action.SPLIT: Standing.MEMBER,
    Action.ASK_OPINIONS: Standing.MEMBER,
    Action.TASK_MAKE: Standing.MEMBER,
}
"""What somebody must be to a ticket; the other actions ask for more than that."""


def standing(who: Viewer, matter: Matter) -> Standing:
    """Say what an agent is to a ticket."""
    if not who.is_agent:
        return Standing.STRANGER
    if who.is_admin or matter.department_id in who.led_ids:
        return Standing.LEAD
    if matter.owner_id == who.person_id or matter.owner_id in who.stands_in_for:
        return Standing.OWNER
    if who.sees_everything or matter.department_id in who.seen_department_ids:
        return Standing.MEMBER
    if matter.is_followed:
        return Standing.MEMBER
    return Standing.ASKED if matter.is_asked or _is_for(who, matter.task) else Standing.STRANGER


def may(who: Viewer, action: Action, matter: Matter) -> bool:
    """Tell whether an agent may do something to a ticket, or to the task that the matter names."""
    held = standing(who, matter)
    if held is Standing.STRANGER:
        return False
    if action in _NEEDED:
        return held >= _NEEDED[action]
    match action:
        case Action.ASSIGN:
            # What nobody has is everybody's in the department, and each of them may pass it on.
            is_free = matter.owner_id is None and held is Standing.MEMBER
            return is_free or held >= Standing.OWNER
        case Action.APPROVE:
            return who.is_admin or matter.approver_id == who.person_id
        case _:
            return matter.task is not None and _may_with_task(who, action, held, matter.task)


def _may_with_task(who: Viewer, action: Action, held: Standing, task: TaskFacts) -> bool:
    is_mine = _is_or_stands_for(who, task.assignee_id)
    answers_for = (
        held >= Standing.OWNER
        or task.created_by_id == who.person_id
        or (task.department_id is not None and task.department_id in who.led_ids)
    )
    is_free = task.assignee_id is None and (held >= Standing.MEMBER or _is_for(who, task))
    match action:
        case Action.TASK_TAKE:
            return is_free or answers_for
        case Action.TASK_ASSIGN:
            return is_mine or answers_for
        case Action.TASK_DONE:
            return is_mine or is_free or answers_for
        case Action.TASK_SEND_BACK:
            return is_mine or is_free
        case Action.TASK_CHANGE:
            return answers_for
        case _:
            return False


def _is_or_stands_for(who: Viewer, person_id: int | None) -> bool:
    """Tell whether somebody is the agent, or one whom the agent stands in for."""
    return person_id == who.person_id or person_id in who.stands_in_for


def _is_for(who: Viewer, task: TaskFacts | None) -> bool:
    """Tell whether a task is theirs, or of a department in which they may take it."""
    if task is None:
        return False
    places = who.seen_department_ids
    return _is_or_stands_for(who, task.assignee_id) or task.department_id in places


_FOLLOWS = Fixed(
    select(Participant.id).where(
        Participant.tenant == bindparam("of_tenant"),
        Participant.ticket_id == bindparam("ticket_id"),
        Participant.person_id == bindparam("person_id"),
        Participant.role != ParticipantRole.SUGGESTED.value,
    )
)
_TASKS = Fixed(
    select(Task.assignee_id, Task.department_id).where(
        Task.tenant == bindparam("of_tenant"),
        Task.ticket_id == bindparam("ticket_id"),
    )
)


def matter_of(
    unit: ReadUnit,
    who: Viewer,
    ticket: Ticket,
    task: Task | None = None,
    *,
    approver_id: int | None = None,
    is_asked: bool = False,
) -> Matter:
    """Look up what rights want to know; only what the agent's department does not settle."""
    is_followed = False
    knows = who.sees_everything or ticket.department_id in who.seen_department_ids
    if not knows and ticket.owner_id != who.person_id:
        me = {"ticket_id": ticket.id, "person_id": who.person_id}
        is_followed = bool(_FOLLOWS.rows(unit, **me))
        is_asked = is_asked or approver_id == who.person_id or _has_task(unit, who, ticket.id)
    return Matter(
        department_id=ticket.department_id,
        owner_id=ticket.owner_id,
        is_followed=is_followed,
        is_asked=is_asked,
        task=TaskFacts(task.department_id, task.assignee_id, task.created_by_id) if task else None,
        approver_id=approver_id,
    )


def require(
    unit: ReadUnit,
    who: Viewer,
    action: Action,
    ticket: Ticket,
    task: Task | None = None,
    *,
    approver_id: int | None = None,
) -> None:
    """Raise NotAllowedError where an agent may not do this to a ticket or task."""
    if not may(who, action, matter_of(unit, who, ticket, task, approver_id=approver_id)):
        raise NotAllowedError(action)


def _has_task(unit: ReadUnit, who: Viewer, ticket_id: int) -> bool:
    places = who.seen_department_ids
    return any(
        _is_or_stands_for(who, assignee_id) or department_id in places
        for assignee_id, department_id in _TASKS.rows(unit, ticket_id=ticket_id)
    )
