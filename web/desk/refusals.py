"""Says in one sentence why something was not done: no right to it, too late, or too early."""

from templates.sentences import N_
from tickets.errors import StafetteError
from tickets.model.task import Blocks, TaskState
from tickets.services.rights import Action, NotAllowedError
from tickets.services.tasks import BlockedError, TaskMovedError
from tickets.store.faces import find_faces
from tickets.store.tasks import last_changer
from tickets.store.unit_of_work import ReadUnit
from web.dependencies import Visit

_NOT_ALLOWED = {
    Action.ASSIGN: N_(
        "Nothing was changed: only its owner and who leads the department may give this ticket "
        "away."
    ),
    Action.ANSWER: N_(
        "Nothing was sent: you have a task here, but the customer is answered by the department "
        "that has the ticket. Please write an internal note."
    ),
    Action.TASK_TAKE: N_("Nothing was changed: somebody has this task already."),
    Action.TASK_ASSIGN: N_(
        "Nothing was changed: only who has the task, made it or leads the department may give it "
        "to somebody."
    ),
    Action.TASK_CHANGE: N_(
        "Nothing was changed: only who made the task or leads the department may change it."
    ),
    Action.TASK_DONE: N_(
        "Nothing was changed: only who has the task, made it or leads the department may finish it."
    ),
    Action.TASK_SEND_BACK: N_("Nothing was changed: only who has the task may send it back."),
}
_OTHERWISE = N_("Nothing was changed: you do not have the right to do this here.")


def refusal(here: Visit, error: StafetteError) -> str:
    """Say why something was not done."""
    match error:
        case NotAllowedError():
            return here.say(_NOT_ALLOWED.get(error.action, _OTHERWISE))
        case BlockedError():
            return _blocked(here, error)
        case TaskMovedError():
            with here.read() as unit:
                return _moved(here, unit, error)
        case _:
            return here.say(_OTHERWISE)


def status_of(error: StafetteError) -> int:
    """Give the status of the answer that says so."""
    return 403 if isinstance(error, NotAllowedError) else 409


def _blocked(here: Visit, error: BlockedError) -> str:
    tasks = "; ".join(error.titles)
    if error.blocks is Blocks.OFFER:
        return here.say(
            "Not sent: an offer may not leave before this is done: %(tasks)s.", tasks=tasks
        )
    return here.say("Not finished: before that this has to be done: %(tasks)s.", tasks=tasks)


def _moved(here: Visit, unit: ReadUnit, error: TaskMovedError) -> str:
    task = error.task
    changer_id = last_changer(unit, task.ticket_id, task.id)
    wanted = [one for one in (changer_id, task.assignee_id) if one is not None]
    faces = find_faces(unit, wanted)
    changer = faces[changer_id].shown_name if changer_id in faces else ""
    holder = faces[task.assignee_id].shown_name if task.assignee_id in faces else ""
    if not changer or changer_id == here.me.person_id:
        return here.say("This task was changed meanwhile; this is how it stands now.")
    if task.state == TaskState.DONE:
        return here.say("%(name)s was faster: the task is done already.", name=changer)
    if task.assignee_id == here.me.person_id:
        return here.say("%(name)s has given this task to you meanwhile.", name=changer)
    if task.assignee_id == changer_id:
        return here.say("%(name)s was faster and has this task now.", name=changer)
    if holder:
        return here.say(
            "%(name)s was faster: the task is with %(holder)s now.", name=changer, holder=holder
        )
    return here.say("%(name)s was faster and has changed this task.", name=changer)
