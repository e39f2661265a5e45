"""A new task from the board: first for which ticket, by its number or by words, then what."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import Response

from tickets.services.rights import NotAllowedError
from tickets.services.task_giving import add_task
from tickets.services.tasks import LONGEST_TEXT, LONGEST_TITLE, By, WantedTask
from tickets.store.desk_list import list_lines
from tickets.store.desk_parts import find_ticket_id
from tickets.store.desk_views import Choice, Line, Survey
from tickets.store.faces import list_agents
from tickets.store.search import number_in
from tickets.store.unit_of_work import ReadUnit
from web.dependencies import AgentVisit, Visit
from web.desk.board import BOARD
from web.desk.framed import framed_page
from web.desk.merging import NO_SUCH
from web.desk.refusals import refusal, status_of
from web.desk.tasks import read_blocks, read_due, read_holder
from web.forms import NO_ERRORS, Form, FormErrors, PostedForm

router = APIRouter()

_HERE = f"{BOARD}/new"
_FOUND_AT_MOST = 8
_LONGEST_SEARCH = 200


@dataclass(frozen=True, slots=True)
class Looked:
    """The ticket that a task is for, or what a search for it found."""

    chosen: Line | None = None
    found: Sequence[Line] | None = None
    """None where nobody searched."""


@router.get(f"{BOARD}/new")
def blank_task(here: AgentVisit) -> Response:
    """Show the form; an address may name the ticket."""
    number = here.request.query_params.get("ticket", "")
    form = Form({"number": [number]} if number else {})
    looked = _look(here, form)
    if number and looked.chosen is None:
        here.missing()
    return _page(here, form, looked, NO_ERRORS)


@router.post(f"{BOARD}/new")
def enter_task(here: AgentVisit, form: PostedForm) -> Response:
    """Add the task; the other buttons of the form look for its ticket."""
    looked = _look(here, form)
    if "send" not in form:
        return _page(here, form, looked, NO_ERRORS)
    errors = _errors(here, form, looked)
    if errors or looked.chosen is None:
        return _page(here, form, looked, FormErrors(errors))
    with here.read() as unit:
        person_id, department_id = read_holder(here, unit, form.get("to")) or (None, None)
    wanted = WantedTask(
        title=form.get("title"),
        text=form.get("text"),
        department_id=department_id,
        assignee_id=person_id,
        due_at=read_due(here, form.get("due")),
        blocks=read_blocks(form.get("blocks")),
    )
    try:
        task = add_task(here.core, here.config, looked.chosen.id, wanted, By(here.me))
    except NotAllowedError as error:
        refused = FormErrors({"who": refusal(here, error)})
        return _page(here, form, looked, refused, status=status_of(error))
    return here.redirect(f"{BOARD}?told=task_added#task{task.id}")


def _look(here: Visit, form: Form) -> Looked:
    """Find the ticket that was chosen, or look for what was typed."""
    typed = form.get("who").strip()[:_LONGEST_SEARCH]
    chosen = "" if "forget" in form else form.get("number")
    with here.read() as unit:
        if chosen:
            return Looked(_line(unit, here, chosen))
        if not typed or "forget" in form:
            return Looked()
        if number_in(typed) is not None and (line := _line(unit, here, typed)) is not None:
            return Looked(line)
        page = list_lines(unit, here.me, Choice(text=typed), Survey(), rows=_FOUND_AT_MOST)
        return Looked(found=page.lines)


def _line(unit: ReadUnit, here: Visit, text: str) -> Line | None:
    """Give the ticket of a number as people write it; None where they see no such one."""
    number = number_in(text)
    ticket_id = find_ticket_id(unit, here.me, number) if number else None
    if ticket_id is None:
        return None
    # A number is the best hit of a search for it.
    page = list_lines(unit, here.me, Choice(text=str(number)), Survey(), rows=1)
    return next((one for one in page.lines if one.id == ticket_id), None)


def _errors(here: Visit, form: Form, looked: Looked) -> dict[str, str]:
    errors: dict[str, str] = {}
    if looked.chosen is None:
        errors["who"] = _which(here, form.get("who"), looked)
    if not form.get("title").strip() or len(form.get("title")) > LONGEST_TITLE:
        errors["title"] = here.say("Please say in a few words what is to be done.")
    if len(form.get("text")) > LONGEST_TEXT:
        errors["text"] = here.say(
            "Please write at most %(max_length)s characters.", max_length=LONGEST_TEXT
        )
    return errors


def _which(here: Visit, typed: str, looked: Looked) -> str:
    if number_in(typed) is not None:
        return here.say(NO_SUCH)
    if looked.found:
        return here.say("Please choose one of the tickets that were found.")
    return here.say("Please say for which ticket, by its number or by words that stand in it.")


def _page(
    here: Visit, form: Form, looked: Looked, errors: FormErrors, *, status: int = 422
) -> Response:
    with here.read() as unit:
        agents = list_agents(unit)
    is_searched = looked.chosen is None and "forget" not in form
    if is_searched and not looked.found and number_in(form.get("who")) and not errors:
        errors = FormErrors({"who": here.say(NO_SUCH)})
    return framed_page(
        here,
        "desk/new_task.html",
        BOARD,
        status=status if errors else 200,
        form=form,
        errors=errors,
        chosen=looked.chosen,
        found=looked.found,
        agents=agents,
        places=[(one.slug, one.name_in(here.language)) for one in here.config.departments],
    )
