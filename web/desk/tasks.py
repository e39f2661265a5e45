"""The tasks of a ticket: added by a form or out of a message, given, changed, done, sent back."""

from datetime import date, datetime, time

from fastapi import APIRouter
from fastapi.responses import Response

from tickets.errors import StafetteError
from tickets.model.task import Blocks
from tickets.model.ticket import Message
from tickets.services.conversation import lock_ticket
from tickets.services.rights import NotAllowedError
from tickets.services.task_giving import Holder, add_task, give_task
from tickets.services.tasks import (
    LONGEST_REASON,
    LONGEST_TITLE,
    By,
    TaskMovedError,
    TaskWords,
    WantedTask,
    change_task,
    find_task,
    finish_task,
    send_back_task,
)
from tickets.store.desk_parts import find_entry
from tickets.store.faces import list_agents
from tickets.store.tenants import departments
from tickets.store.unit_of_work import ReadUnit
from web.dependencies import AgentVisit, RowId, Visit
from web.desk.addresses import ToAgent, ToDepartment, ToNobody, read_id, read_target
from web.desk.refusals import refusal, status_of
from web.desk.reply import seen_ticket
from web.desk.ticket import Slip, ticket_page
from web.forms import Form, PostedForm

router = APIRouter()

NEW = "new-task"
_END_OF_WORK = time(17)
_GREETING_LENGTH = 60
_TITLE_LENGTH = 120


@router.post("/desk/tickets/{number}/tasks")
def add(here: AgentVisit, number: RowId, form: PostedForm) -> Response:
    """Add a task, with one click out of a message."""
    ticket_id = seen_ticket(here, number)
    message_id = read_id(form.get("message"))
    with here.read() as unit:
        found = find_entry(unit, here.me, message_id) if message_id else None
        holder = read_holder(here, unit, form.get("to"))
    message = found[0] if found is not None and found[1].id == ticket_id else None
    title = form.get("title").strip()
    if message is not None and found is not None:
        title = title or title_of(message, found[1].subject)
    if not title or len(title) > LONGEST_TITLE:
        sentence = here.say("Please say in a few words what is to be done.")
        return ticket_page(here, number, slip=Slip(NEW, title, sentence), status=422)
    person_id, department_id = holder or (None, None)
    wanted = WantedTask(
        title=title,
        text=form.get("text"),
        department_id=department_id,
        assignee_id=person_id,
        due_at=read_due(here, form.get("due")),
        blocks=read_blocks(form.get("blocks")),
        message_id=message.id if message is not None else None,
    )
    try:
        add_task(here.core, here.config, ticket_id, wanted, By(here.me))
    except NotAllowedError as error:
        return _refused(here, number, NEW, error)
    return here.redirect(f"/desk/tickets/{number}?told=task_added#tasks")


@router.post("/desk/tickets/{number}/tasks/{task_id}")
def change(here: AgentVisit, number: RowId, task_id: RowId, form: PostedForm) -> Response:
    """Do something with a task: tick it off or on, take it, change it, or send it back."""
    ticket_id = seen_ticket(here, number)
    place = f"task{task_id}"
    if form.get("do") == "back" and not form.get("reason").strip():
        with here.read() as unit:
            find_task(unit, ticket_id, task_id)
        sentence = here.say("Please say why, so that somebody else can go on from there.")
        return ticket_page(here, number, slip=Slip(place, "", sentence), status=422)
    try:
        _do(here, ticket_id, task_id, form)
    except (NotAllowedError, TaskMovedError) as error:
        return _refused(here, number, place, error)
    return here.redirect(f"/desk/tickets/{number}?told=changed#tasks")


def _do(here: Visit, ticket_id: int, task_id: int, form: Form) -> None:
    by, version = By(here.me), read_id(form.get("version")) or None
    match form.get("do"):
        case "take":
            own = (here.me.person_id, None)
            give_task(here.core, here.config, ticket_id, task_id, by, holder=own, version=version)
        case "back":
            reason = form.get("reason")[:LONGEST_REASON]
            with here.write() as uow:
                row = lock_ticket(uow, ticket_id)
                send_back_task(uow, row, task_id, by, reason, version=version)
        case "change":
            _change(here, ticket_id, task_id, form)
        case _:
            is_done = form.get("done") != "no"
            with here.write() as uow:
                row = lock_ticket(uow, ticket_id)
                finish_task(uow, row, task_id, by, is_done=is_done, version=version)


def _change(here: Visit, ticket_id: int, task_id: int, form: Form) -> None:
    """Take over what the form of a task says; its words only where it showed them."""
    by, version = By(here.me), read_id(form.get("version")) or None
    with here.read() as unit:
        find_task(unit, ticket_id, task_id)
        holder = read_holder(here, unit, form.get("to"))
    if "title" in form:
        words = TaskWords(
            title=form.get("title").strip() or "?",
            text=form.get("text"),
            due_at=read_due(here, form.get("due")),
            blocks=read_blocks(form.get("blocks")),
        )
        with here.write() as uow:
            row = lock_ticket(uow, ticket_id)
            if change_task(uow, row, task_id, by, words, version=version) and version:
                version += 1
    if holder is not None:
        give_task(here.core, here.config, ticket_id, task_id, by, holder=holder, version=version)


def read_holder(here: Visit, unit: ReadUnit, text: str) -> Holder | None:
    """Read to whom a task goes, as (person, department); None for what is nobody of ours."""
    match read_target(text):
        case ToAgent(person_id):
            is_known = any(one.id == person_id for one in list_agents(unit))
            return (person_id, None) if is_known else None
        case ToDepartment(slug):
            department_id = departments(unit).get(slug)
            is_known = department_id is not None and here.config.department(slug) is not None
            return (None, department_id) if is_known else None
        case ToNobody():
            return (None, None)
        case _:
            return None


def read_due(here: Visit, text: str) -> datetime | None:
    """Read the day until when something is to be done, by the end of work in the reader's zone."""
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        return None
    return datetime.combine(day, _END_OF_WORK, here.reader.zone)


def read_blocks(text: str) -> Blocks:
    """Read what a task blocks; nothing for what is nothing known."""
    return Blocks(text) if text in set(Blocks) else Blocks.NOTHING


def title_of(message: Message, subject: str) -> str:
    """Make the title of a task of a message: its first line that says something, or the subject."""
    lines = (" ".join(line.split()) for line in message.text.splitlines())
    said = (one for one in lines if one and not _is_greeting(one))
    return (next(said, "") or subject or "?")[:_TITLE_LENGTH]


def _is_greeting(line: str) -> bool:
    return (len(line) <= _GREETING_LENGTH and line.endswith((",", "!"))) or len(line.split()) == 1


def _refused(here: Visit, number: int, place: str, error: StafetteError) -> Response:
    slip = Slip(place, "", refusal(here, error))
    return ticket_page(here, number, slip=slip, status=status_of(error))
