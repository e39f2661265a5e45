"""Sends what an agent wrote, shows beforehand what would be sent, and takes it back."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response

from templates import LINK_SLOT
from tickets.errors import RefusedError, TemporaryError
from tickets.model.mail import Purpose
from tickets.services.answering import DeskWords, held_for, preview, send_words
from tickets.services.drafts import find_drafts, save_draft
from tickets.services.notify import Draft
from tickets.services.requests import SentBeforeError
from tickets.services.undo import TooLateError, withdraw
from tickets.services.values import NewFile
from tickets.services.writing import Overtaken, Sent
from tickets.store.desk_parts import find_entry, find_ticket_id
from web.dependencies import AgentVisit, RowId, Visit
from web.desk.addresses import read_id
from web.desk.box import Box, box_of_form
from web.desk.judging import waiting_sentence
from web.desk.refusals import refusal, status_of
from web.desk.sidebar import INBOX, sidebar_of
from web.desk.ticket import ticket_page
from web.forms import NO_ERRORS, Form, FormErrors, PostedForm
from web.portal.kept_files import KEPT, take_files

router = APIRouter()

_MAIL_POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'self'; sandbox allow-same-origin"
)
_MOST_SEALS = 20


@router.post("/desk/tickets/{number}/reply")
def reply(here: AgentVisit, number: RowId, form: PostedForm) -> Response:
    """Send an answer or a note, or do what else the box offers."""
    ticket_id = seen_ticket(here, number)
    box = box_of_form(here, form)
    match form.get("do"):
        case "send" | "done" if not box.errors:
            return _send(here, number, ticket_id, box, is_done=form.get("do") == "done")
        case "preview" if not box.errors and not box.is_note:
            return _preview(here, number, ticket_id, box)
        case "send" | "done" | "preview":
            return ticket_page(here, number, box, status=422)
        case _:
            # A file was taken off, or the preview is left for more writing.
            return ticket_page(here, number, replace(box, errors=NO_ERRORS))


@router.get("/desk/tickets/{number}/preview")
def preview_mail(
    here: AgentVisit, number: RowId, kept: Annotated[Sequence[str], Query()] = ()
) -> Response:
    """Show the mail that the saved words would make, for a frame."""
    ticket_id = seen_ticket(here, number)
    files = take_files(here, Form({KEPT: kept[:_MOST_SEALS]})).files
    with here.read() as unit:
        draft = find_drafts(unit, ticket_id, here.me.person_id).get(Purpose.MESSAGE)
    if draft is None:
        here.missing()
    answers = _answers(here, ticket_id, draft.text, files)
    if not answers:
        here.missing()
    html = answers[0].rendered.html.replace("cid:logo", "/brand/logo.png")
    return HTMLResponse(
        html.replace(LINK_SLOT, "…"), headers={"Content-Security-Policy": _MAIL_POLICY}
    )


@router.post("/desk/undo")
def undo(here: AgentVisit, form: PostedForm) -> Response:
    """Take a message back, where none of its mails has left."""
    message_id = read_id(form.get("message"))
    with here.read() as unit:
        found = find_entry(unit, here.me, message_id)
    if found is None:
        here.missing()
    number = found[1].number
    try:
        with here.write() as uow:
            withdraw(uow, message_id, here.me.person_id)
    except TooLateError:
        return here.redirect(f"/desk/tickets/{number}?told=too_late")
    return here.redirect(f"/desk/tickets/{number}?told=withdrawn&again={message_id}#box")


def seen_ticket(here: Visit, number: int) -> int:
    """Give the id of a ticket by its number; stops where it is not for this viewer."""
    with here.read() as unit:
        ticket_id = find_ticket_id(unit, here.me, number)
    if ticket_id is None:
        here.missing()
    return ticket_id


def _send(here: Visit, number: int, ticket_id: int, box: Box, *, is_done: bool) -> Response:
    words = box.words(is_done=is_done)
    try:
        done = send_words(here.core, here.config, here.me, ticket_id, words)
    except SentBeforeError:
        return here.redirect(f"/desk/tickets/{number}")
    except RefusedError as error:
        errors = FormErrors({"text": refusal(here, error)})
        return ticket_page(here, number, replace(box, errors=errors), status=status_of(error))
    except TemporaryError:
        busy = here.say("Others are at this ticket just now, nothing was sent. Please try again.")
        errors = FormErrors({"text": busy})
        return ticket_page(here, number, replace(box, errors=errors), status=503)
    if isinstance(done, Overtaken):
        return ticket_page(here, number, replace(box, overtaken=done.messages), status=409)
    return here.redirect(_after(number, done, is_done=is_done))


def _after(number: int, done: Sent, *, is_done: bool) -> str:
    """Lead to what was sent, where it can be taken back for a moment unless it waits inside."""
    if done.is_held:
        return f"/desk/tickets/{number}?told=quote_held#m{done.message_id}"
    if is_done:
        return f"{INBOX}?sent={done.message_id}"
    return f"/desk/tickets/{number}?sent={done.message_id}#m{done.message_id}"


def _preview(here: Visit, number: int, ticket_id: int, box: Box) -> Response:
    with here.write() as uow:
        save_draft(uow, ticket_id, here.me.person_id, Purpose.MESSAGE, box.text)
    answers = _answers(here, ticket_id, box.text, box.taken.files)
    asking = held_for(here.core, here.config, here.me, ticket_id, box.words(is_done=False))
    with here.read() as unit:
        sidebar = sidebar_of(here, unit, INBOX)
    seals = urlencode([("kept", one.seal) for one in box.taken.kept])
    return here.page(
        "desk/preview.html",
        sidebar=sidebar,
        number=number,
        box=box,
        answers=answers,
        waits_for=waiting_sentence(here, asking) if asking else "",
        frame=f"/desk/tickets/{number}/preview" + (f"?{seals}" if seals else ""),
    )


def _answers(here: Visit, ticket_id: int, text: str, files: tuple[NewFile, ...]) -> list[Draft]:
    """Render what the customers would get."""
    words = DeskWords(text.strip("\n"), Purpose.MESSAGE, "preview", files)
    plan = preview(here.core, here.config, here.me, ticket_id, words)
    return [draft for draft in plan.drafts if draft.notice == "answer"]
