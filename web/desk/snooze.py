"""Puts tickets to rest until a day, brings them back, and asks to hear of silence."""

from collections.abc import Callable

from fastapi import APIRouter
from fastapi.responses import Response

from tickets.errors import RefusedError
from tickets.model.ticket import Ticket
from tickets.services.rights import Action, NotAllowedError
from tickets.services.snoozing import bring_back, follow_up, snooze
from tickets.store.unit_of_work import UnitOfWork
from web.dependencies import AgentVisit, RowId, Visit
from web.desk.actions import change, refused_page
from web.desk.days import chosen_moment
from web.desk.reply import seen_ticket
from web.desk.sidebar import INBOX
from web.desk.ticket import Slip, ticket_page
from web.forms import PostedForm

router = APIRouter()
_LONGEST_REMARK = 300


@router.post("/desk/tickets/{number}/snooze")
def put_to_rest(here: AgentVisit, number: RowId, form: PostedForm) -> Response:
    """Keep a ticket out of the lists until a day, or until somebody writes."""
    at = chosen_moment(here, form.get("until"), form.get("day"))
    ticket_id = seen_ticket(here, number)
    if at is None:
        return _no_day(here, number)
    me = here.me.person_id
    refused = _try(here, number, ticket_id, lambda uow, row: snooze(uow, row, at, me, "web"))
    return refused or here.redirect(f"{INBOX}?told=resting")


@router.post("/desk/tickets/{number}/wake")
def wake_up(here: AgentVisit, number: RowId) -> Response:
    """Bring a resting ticket back now."""
    me = here.me.person_id
    ticket_id = seen_ticket(here, number)
    refused = _try(here, number, ticket_id, lambda uow, row: bring_back(uow, row, me, "web"))
    return refused or here.redirect(f"/desk/tickets/{number}?told=back")


@router.post("/desk/tickets/{number}/follow-up")
def ask_to_hear(here: AgentVisit, number: RowId, form: PostedForm) -> Response:
    """Ask for a word where nobody has answered by a day."""
    at = chosen_moment(here, form.get("until"), form.get("day"))
    ticket_id = seen_ticket(here, number)
    if at is None:
        return _no_day(here, number)
    me, remark = here.me.person_id, form.get("remark")[:_LONGEST_REMARK]
    refused = _try(
        here, number, ticket_id, lambda uow, row: follow_up(uow, row, at, me, "web", text=remark)
    )
    return refused or here.redirect(f"/desk/tickets/{number}?told=follows_up")


def _try(
    here: Visit, number: int, ticket_id: int, act: Callable[[UnitOfWork, Ticket], object]
) -> Response | None:
    """Do it; gives the page that says why it was not done."""
    try:
        change(here, ticket_id, act, Action.SNOOZE)
    except NotAllowedError as error:
        return refused_page(here, number, error)
    except RefusedError:
        sentence = here.say(
            "Nothing was changed: please choose a day from tomorrow on, within a year, for a "
            "ticket that is not done."
        )
        return ticket_page(here, number, slip=Slip("top", "", sentence), status=422)
    return None


def _no_day(here: Visit, number: int) -> Response:
    sentence = here.say("Nothing was changed: please choose a day.")
    return ticket_page(here, number, slip=Slip("top", "", sentence), status=422)
