"""Who takes part in a ticket, and its tasks: small forms at the side of its page."""

from fastapi import APIRouter
from fastapi.responses import Response

from tickets.errors import NotFoundError
from tickets.model.ticket import Ticket
from tickets.services.directory import AddressFault, AddressRefusedError, check_address
from tickets.services.handling import finish_task
from tickets.services.taking_part import add, confirm, remove
from tickets.store.unit_of_work import UnitOfWork
from web.dependencies import AgentVisit, RowId
from web.desk.actions import change
from web.desk.contact_words import fault_sentence
from web.desk.reply import seen_ticket
from web.desk.ticket import Slip, ticket_page
from web.forms import PostedForm

router = APIRouter()


@router.post("/desk/tickets/{number}/tasks/{task_id}")
def task(here: AgentVisit, number: RowId, task_id: RowId, form: PostedForm) -> Response:
    """Tick a task off, or on again."""
    is_done = form.get("done") != "no"

    def tick(uow: UnitOfWork, row: Ticket) -> None:
        if not finish_task(uow, row, task_id, is_done=is_done):
            raise NotFoundError("There is no such task.")

    change(here, seen_ticket(here, number), tick)
    return here.redirect(f"/desk/tickets/{number}?told=changed#tasks")


@router.post("/desk/tickets/{number}/people")
def let_in(here: AgentVisit, number: RowId, form: PostedForm) -> Response:
    """Let the person behind an address take part."""
    ticket_id = seen_ticket(here, number)
    typed = form.get("address")
    try:
        with here.read() as unit:
            address = check_address(unit, here.config, typed)
    except AddressRefusedError as refused:
        if refused.fault is not AddressFault.TAKEN:
            slip = Slip("people", typed, fault_sentence(here, refused))
            return ticket_page(here, number, slip=slip, status=422)
        address = typed.strip().lower()  # somebody we know: welcome
    me = here.me.person_id
    change(here, ticket_id, lambda uow, row: add(uow, here.config, row, address, me))
    return here.redirect(f"/desk/tickets/{number}?told=changed#people")


@router.post("/desk/tickets/{number}/people/{person_id}")
def person(here: AgentVisit, number: RowId, person_id: RowId, form: PostedForm) -> Response:
    """Let a suggested person take part, decline them, or let somebody leave."""
    act = confirm if form.get("do") == "confirm" else remove
    me = here.me.person_id
    change(here, seen_ticket(here, number), lambda uow, row: act(uow, row, person_id, me))
    return here.redirect(f"/desk/tickets/{number}?told=changed#people")
