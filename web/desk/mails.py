"""The mails behind a ticket: one as it came in, and one that is sent once more."""

from fastapi import APIRouter
from fastapi.responses import Response

from tickets.errors import NotFoundError
from tickets.services.directory import AddressRefusedError
from tickets.services.sending_again import send_again
from tickets.store.desk_parts import find_entry, owns_mail
from tickets.store.ledger import get_arrival
from web.dependencies import AgentVisit, RowId
from web.desk.contact_words import fault_sentence
from web.desk.reply import seen_ticket
from web.desk.ticket import Slip, ticket_page
from web.forms import PostedForm

router = APIRouter()


@router.get("/desk/messages/{message_id}/raw")
def raw(here: AgentVisit, message_id: RowId) -> Response:
    """Save a mail exactly as it came in."""
    with here.read() as unit:
        found = find_entry(unit, here.me, message_id)
        if found is None or found[0].inbound_mail_id is None:
            here.missing()
        arrival = get_arrival(unit, found[0].inbound_mail_id)
    content = here.core.blobs.get(here.tenant, arrival.raw_sha256)
    name = f"mail-{found[1].number}-{arrival.id}.eml"
    return Response(
        content,
        media_type="text/plain; charset=us-ascii",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Security-Policy": "default-src 'none'; sandbox",
        },
    )


@router.post("/desk/tickets/{number}/mails/{mail_id}")
def again(here: AgentVisit, number: RowId, mail_id: RowId, form: PostedForm) -> Response:
    """Send a lost mail once more, to another address where one was typed."""
    ticket_id = seen_ticket(here, number)
    is_elsewhere = form.get("do") == "elsewhere"
    address = form.get("address").strip()
    place = f"mail{mail_id}"
    if is_elsewhere and not address:
        slip = Slip(place, "", here.say("Please write the other address here."))
        return ticket_page(here, number, slip=slip, status=422)
    with here.read() as unit:
        if not owns_mail(unit, ticket_id, mail_id):
            here.missing()
    try:
        with here.write() as uow:
            send_again(uow, here.core, here.config, mail_id, address if is_elsewhere else "")
    except AddressRefusedError as refused:
        slip = Slip(place, address, fault_sentence(here, refused))
        return ticket_page(here, number, slip=slip, status=422)
    except NotFoundError:
        # Somebody was faster, and it is on its way already.
        return here.redirect(f"/desk/tickets/{number}")
    return here.redirect(f"/desk/tickets/{number}?told=sent_again")
