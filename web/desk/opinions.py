"""Rounds of opinions on the desk: asked on a ticket, answered on a page of their own."""

from datetime import date, datetime, time

from fastapi import APIRouter
from fastapi.responses import Response

from templates.sentences import N_
from tickets.errors import NotFoundError, RefusedError, TemporaryError
from tickets.services.opinions import (
    LONGEST_QUESTION,
    Question,
    ask_opinions,
    close_round,
    write_opinion,
)
from tickets.services.rights import Action, require
from tickets.services.tasks import By
from tickets.store.desk_parts import sees_ticket, ticket_by_id
from tickets.store.faces import find_faces
from tickets.store.opinions import conversation_so_far, find_opinion, find_round
from web.dependencies import AgentVisit, RowId, Visit
from web.desk.addresses import read_id
from web.desk.approvals import LIST
from web.desk.reply import seen_ticket
from web.desk.sidebar import sidebar_of
from web.desk.ticket import Slip, ticket_page
from web.forms import NO_ERRORS, Form, FormErrors, PostedForm

router = APIRouter()

ROUND = "opinions"
_LONGEST = 200_000
_END_OF_WORK = time(17)
_FAULTS = (
    N_("Please choose whom to ask."),
    N_("Please write what you want to know."),
    N_("Please choose a day that is still to come."),
)
"""What `ask_opinions` refuses, in its own words."""


@router.post("/desk/tickets/{number}/opinions")
def ask(here: AgentVisit, number: RowId, form: PostedForm) -> Response:
    """Ask several colleagues by a date."""
    ticket_id = seen_ticket(here, number)
    with here.read() as unit:
        require(unit, here.me, Action.ASK_OPINIONS, ticket_by_id(unit, ticket_id))
    people = tuple(one for one in map(read_id, form.all("person")) if one)
    question = Question(form.get("question")[:LONGEST_QUESTION], _due_at(here, form), people)
    try:
        ask_opinions(here.core, here.config, ticket_id, question, By(here.me, "web"))
    except RefusedError as refused:
        sentence = here.say(str(refused) if str(refused) in _FAULTS else _FAULTS[0])
        slip = Slip(ROUND, form.get("question"), sentence)
        return ticket_page(here, number, slip=slip, status=422)
    except TemporaryError:
        return here.redirect(f"/desk/tickets/{number}?told=busy")
    return here.redirect(f"/desk/tickets/{number}?told=opinions_asked#opinions")


@router.post("/desk/tickets/{number}/opinions/{round_id}")
def close(here: AgentVisit, number: RowId, round_id: RowId, form: PostedForm) -> Response:
    """Wait for no more opinions."""
    del form  # it says nothing beside that it was sent
    ticket_id = seen_ticket(here, number)
    with here.read() as unit:
        found = find_round(unit, round_id)
        may = found is not None and (here.me.is_lead or found.asked_by_id == here.me.person_id)
    if found is None or found.ticket_id != ticket_id or not may:
        here.missing()
    close_round(here.core, here.config, ticket_id, round_id, By(here.me, "web"))
    return here.redirect(f"/desk/tickets/{number}?told=changed#opinions")


@router.get("/desk/opinions/{opinion_id}")
def opinion(here: AgentVisit, opinion_id: RowId) -> Response:
    """Show what the viewer is asked, with the conversation so far."""
    return _page(here, opinion_id, Form(), NO_ERRORS)


@router.post("/desk/opinions/{opinion_id}")
def give(here: AgentVisit, opinion_id: RowId, form: PostedForm) -> Response:
    """Keep the viewer's opinion."""
    text = form.get("text").strip("\n")[:_LONGEST]
    if not text.strip():
        errors = FormErrors({"text": here.say("Please write a few words.")})
        return _page(here, opinion_id, form, errors)
    try:
        write_opinion(here.core, here.config, opinion_id, text, By(here.me, "web"))
    except NotFoundError:
        here.missing()
    return here.redirect(f"{LIST}?told=opinion_given")


def _page(here: Visit, opinion_id: int, form: Form, errors: FormErrors) -> Response:
    with here.read() as unit:
        found = find_opinion(unit, opinion_id)
        asked = find_round(unit, found.round_id) if found else None
        if found is None or asked is None or found.person_id != here.me.person_id:
            here.missing()
        earlier = conversation_so_far(unit, found.ticket_id)
        asker = find_faces(unit, [asked.asked_by_id])[asked.asked_by_id].shown_name
        ticket = ticket_by_id(unit, found.ticket_id)
        is_seen = sees_ticket(unit, here.me, ticket.id)
        sidebar = sidebar_of(here, unit, LIST)
    return here.page(
        "desk/opinion.html",
        status=422 if errors else 200,
        sidebar=sidebar,
        opinion=found,
        asked=asked,
        asker=asker,
        ticket=ticket,
        earlier=earlier,
        sees_ticket=is_seen,
        form=form,
        errors=errors,
    )


def _due_at(here: Visit, form: Form) -> datetime:
    """Read a day as its end of work where the reader is; a past moment where there is none."""
    try:
        day = date.fromisoformat(form.get("due"))
    except ValueError:
        return here.reader.now
    return datetime.combine(day, _END_OF_WORK, tzinfo=here.reader.zone)
