"""Who takes part in a ticket: small forms at the side of its page."""

from fastapi import APIRouter
from fastapi.responses import Response

from tickets.services.directory import AddressFault, AddressRefusedError, check_address
from tickets.services.requester import confirm_customer
from tickets.services.rights import Action
from tickets.services.taking_part import add, confirm, remove
from web.dependencies import AgentVisit, RowId
from web.desk.actions import try_change
from web.desk.contact_words import fault_sentence
from web.desk.reply import seen_ticket
from web.desk.ticket import Slip, ticket_page
from web.forms import PostedForm

router = APIRouter()


@router.post("/desk/tickets/{number}/people")
def let_in(here: AgentVisit, number: RowId, form: PostedForm) -> Response:
    """Let the person behind an address take part."""
    seen_ticket(here, number)
    typed = form.get("address")
    if form.get("do") == "customer":
        return _confirm(here, number, typed.strip().lower())
    try:
        with here.read() as unit:
            address = check_address(unit, here.config, typed)
    except AddressRefusedError as refused:
        if refused.fault is not AddressFault.TAKEN:
            slip = Slip("people", typed, fault_sentence(here, refused))
            return ticket_page(here, number, slip=slip, status=422)
        address = typed.strip().lower()  # somebody we know: welcome
    me = here.me.person_id
    denied = try_change(
        here, number, lambda uow, row: add(uow, here.config, row, address, me), Action.LET_IN
    )
    return denied or here.redirect(f"/desk/tickets/{number}?told=changed#people")


def _confirm(here: AgentVisit, number: int, address: str) -> Response:
    """Make one of the addresses that a forwarded mail names the customer."""
    me = here.me.person_id
    denied = try_change(
        here,
        number,
        lambda uow, row: confirm_customer(uow, here.config, row, address, me),
        Action.LET_IN,
    )
    return denied or here.redirect(f"/desk/tickets/{number}?told=changed#people")


@router.post("/desk/tickets/{number}/people/{person_id}")
def person(here: AgentVisit, number: RowId, person_id: RowId, form: PostedForm) -> Response:
    """Let a suggested person take part, decline them, or let somebody leave."""
    act = confirm if form.get("do") == "confirm" else remove
    me = here.me.person_id
    denied = try_change(here, number, lambda uow, row: act(uow, row, person_id, me), Action.LET_IN)
    return denied or here.redirect(f"/desk/tickets/{number}?told=changed#people")
