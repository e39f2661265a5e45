"""One request: the whole conversation, its files, and the answer."""

from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from tickets.errors import StaleError, TemporaryError
from tickets.model.people import Person
from tickets.model.ticket import TicketState
from tickets.services.reading import note_read
from tickets.services.requests import Answer, send_answer
from tickets.store.merged import number_now
from tickets.store.people import addresses_of_one
from tickets.store.portal import Request, company_name, count_requests, find_request, newest_seq
from tickets.store.unread import seen_seq
from web.dependencies import ContactVisit, RowId, Visit
from web.errors import PageError, missing
from web.forms import NO_ERRORS, FormErrors, PostedForm
from web.portal.kept_files import NOTHING_TAKEN, Taken, take_files
from web.portal.once import new_once, read_once
from web.portal.thread_items import Said, public_address, thread_items

router = APIRouter()

_LONGEST_ANSWER = 50_000


@dataclass(frozen=True, slots=True)
class Caretaker:
    """Who looks after a request on our side."""

    name: str
    title: str
    phone: str


@dataclass(frozen=True, slots=True)
class Look:
    """A request as it is at this moment, for this viewer."""

    request: Request
    seen_seq: int
    """How far the viewer had read it before."""
    last_seq: int
    unread_count: int
    firm: str
    caretaker: Caretaker | None
    living_number: int
    """Of the request that holds its conversation now, mostly itself."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An answer that is still being written."""

    text: str = ""
    taken: Taken = NOTHING_TAKEN
    errors: FormErrors = NO_ERRORS
    once: str = ""


@router.get("/requests/{number}")
def thread(here: ContactVisit, number: RowId, sent: bool = False) -> Response:  # noqa: FBT001, FBT002 - of the query
    """Show a request, and note that it was read."""
    return _page(here, number, Draft(), was_sent=sent)


@router.post("/requests/{number}")
def answer(here: ContactVisit, number: RowId, form: PostedForm) -> Response:
    """Take an answer with its files."""
    with here.read() as unit:
        request = find_request(unit, here.me, number)
    if request is None:
        missing()
    taken = take_files(here, form)
    text = form.get("text").strip()
    is_sent = "send" in form
    errors = _errors(here, text, taken, is_sent=is_sent)
    draft = Draft(form.get("text"), taken, errors, read_once(form))
    if draft.errors or not is_sent:
        return _page(here, number, draft, status=422 if draft.errors else 200)
    words = text or here.say_n(
        "One file is attached.", "%(count)s files are attached.", len(taken.kept)
    )
    try:
        send_answer(
            here.core,
            here.config,
            here.me,
            request.ticket.id,
            Answer(words, draft.once, taken.files),
        )
    except (StaleError, TemporaryError) as error:
        raise PageError(503, retry_seconds=10) from error
    return here.redirect(f"/requests/{number}?sent=true#sent")


@router.get("/requests/{number}/newest")
def newest(here: ContactVisit, number: RowId) -> Response:
    """Tell an open page how far the conversation goes by now."""
    with here.read() as unit:
        request = find_request(unit, here.me, number)
        if request is None:
            missing()
        seq = newest_seq(unit, here.me, request.ticket.id)
    return JSONResponse({"seq": seq})


def _errors(here: Visit, text: str, taken: Taken, *, is_sent: bool) -> FormErrors:
    sentences: dict[str, str] = {}
    if is_sent and not text and not taken.kept:
        sentences["text"] = here.say("Please write a few words, or add a file.")
    if len(text) > _LONGEST_ANSWER:
        sentences["text"] = here.say(
            "Please write at most %(max_length)s characters.", max_length=_LONGEST_ANSWER
        )
    if taken.refused:
        sentences["files"] = " ".join(sentence for _, sentence in taken.refused)
    return FormErrors(sentences)


def _page(
    here: Visit, number: int, draft: Draft, *, status: int = 200, was_sent: bool = False
) -> Response:
    look = _look(here, number)
    if look.living_number != number:
        return here.redirect(f"/requests/{look.living_number}")
    request, ticket = look.request, look.request.ticket
    items = thread_items(here, request, look.seen_seq)
    said = [one for one in items if isinstance(one, Said)]
    if look.last_seq > look.seen_seq:
        with here.write() as uow:
            note_read(uow, ticket.id, here.me.person_id, look.last_seq)
    return here.page(
        "portal/thread.html",
        status=status,
        ticket=ticket,
        items=items,
        files=[file for one in reversed(said) for file in (*one.files, *one.pictures)],
        readers=[one.name for one in request.readers if one.id != here.me.person_id and one.name],
        caretaker=look.caretaker,
        department=here.config.department(request.department) or here.config.default_department,
        public=public_address(here, request),
        is_done=ticket.state == TicketState.DONE,
        last_seq=look.last_seq,
        unread_count=max(0, look.unread_count - any(one.is_new for one in said)),
        firm=look.firm,
        draft=draft,
        once=draft.once or new_once(),
        was_sent=was_sent,
    )


def _look(here: Visit, number: int) -> Look:
    """Look at a request and around it, in one go; stops where it is not for this viewer."""
    with here.read() as unit:
        request = find_request(unit, here.me, number)
        if request is None:
            missing()
        owner = request.owner
        addresses = addresses_of_one(unit, owner.id) if owner else []
        return Look(
            request=request,
            seen_seq=seen_seq(unit, request.ticket.id, here.me.person_id),
            last_seq=max((one.message.seq for one in request.entries), default=0),
            unread_count=count_requests(unit, here.me).unread,
            firm=company_name(unit, here.me.company_id),
            caretaker=_caretaker(here, owner, addresses) if owner else None,
            living_number=number_now(unit, request.ticket),
        )


def _caretaker(here: Visit, owner: Person, addresses: list[str]) -> Caretaker:
    known = here.config.agent_by_address(addresses[0]) if addresses else None
    return Caretaker(
        name=owner.name or here.config.name,
        title=known.title_in(here.language) if known else "",
        phone=(known.phone if known else "") or here.config.phone,
    )
