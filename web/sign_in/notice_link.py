"""The link in our mails about a request: opens that one request, as often as wanted."""

from fastapi import APIRouter
from fastapi.responses import Response

from tickets.model.access import AccessLink, LinkKind
from tickets.model.people import Person, Side
from tickets.model.ticket import Ticket
from tickets.services.entering import enter_by_notice
from tickets.services.links import LinkState
from web.dependencies import AnyVisit, Visit
from web.sign_in.entrance import browser_of, in_words_of, look_at_link, spent_page

router = APIRouter()


@router.get("/n/")
def no_secret(here: AnyVisit) -> Response:
    """Lead on whoever has an address without its secret, as quoted mails hold it."""
    return here.redirect("/")


@router.get("/n/{token}")
def show_notice_link(here: AnyVisit, token: str) -> Response:
    """Show a button, or the request itself to whoever is signed in as its person."""
    link, person, state = look_at_link(here, LinkKind.NOTICE, token)
    here = in_words_of(here, person)
    if link is None or person is None or state is not LinkState.OPEN:
        return spent_page(here, LinkKind.NOTICE, token, state)
    number = _number(here, link)
    if here.viewer is not None and here.viewer.is_agent:
        return here.redirect(f"/desk/tickets/{number}")
    if here.viewer is not None and _may_see(here, link, person):
        return here.redirect(f"/requests/{number}")
    return here.page("sign_in/notice.html", token=token, number=number, person=person)


@router.post("/n/{token}")
def press_notice_link(here: AnyVisit, token: str) -> Response:
    """Open the request."""
    if here.viewer is not None and here.viewer.is_agent:
        return here.redirect(f"/n/{token}")
    with here.write() as uow:
        opened = enter_by_notice(uow, token, here.viewer, browser_of(here))
    if opened is None:
        _, person, state = look_at_link(here, LinkKind.NOTICE, token)
        # Open but without effect: its person does not take part any more.
        state = LinkState.REVOKED if state is LinkState.OPEN else state
        return spent_page(in_words_of(here, person), LinkKind.NOTICE, token, state)
    response = here.redirect(f"/requests/{opened.number}")
    if opened.token is not None:
        here.keep_session(response, opened.token, Side.CONTACT)
    return response


def _may_see(here: Visit, link: AccessLink, person: Person) -> bool:
    return here.me.person_id == person.id and here.me.only_ticket_id in (None, link.ticket_id)


def _number(here: Visit, link: AccessLink) -> int:
    with here.read() as unit:
        return unit.session.get_one(Ticket, link.ticket_id).number
