"""Signing in by a link in a mail, which is how everybody may."""

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import AfterValidator, BaseModel

from tickets.model.access import LinkKind
from tickets.services.entering import enter_by_link
from tickets.services.fresh_links import send_fresh
from tickets.services.links import LinkState, own_path
from tickets.services.sign_in import end_session
from tickets.services.way_in import send_login_link
from web.dependencies import AnyVisit, Visit
from web.forms import NO_ERRORS, Form, FormErrors, PostedForm
from web.sign_in.addresses import checked_address
from web.sign_in.entrance import (
    TOO_MANY,
    UNFIT,
    asking_of,
    browser_of,
    in_words_of,
    look_at_link,
    spent_page,
    welcome,
)

router = APIRouter()


class AskForLink(BaseModel):
    """The form that asks for a login link."""

    address: Annotated[str, AfterValidator(checked_address)]


@router.get("/sign-in")
def sign_in(here: AnyVisit, next: str = "") -> Response:  # noqa: A002 - the name in the address
    """Show the form; who is signed in already goes on."""
    if here.viewer is not None and here.viewer.only_ticket_id is None:
        return here.redirect(own_path(next) or ("/desk" if here.viewer.is_agent else "/"))
    return _form(here, Form({"next": [own_path(next)]}), NO_ERRORS)


@router.post("/sign-in")
def ask_for_link(here: AnyVisit, form: PostedForm) -> Response:
    """Mail a link where the address is known; the answer is the same for strangers."""
    asked = here.parse(form, AskForLink)
    if isinstance(asked, FormErrors):
        return _form(here, form, asked, status=UNFIT)
    asking = asking_of(here, asked.address, own_path(form.get("next")))
    if not send_login_link(here.core, here.config, asking):
        return _form(here, form, NO_ERRORS, status=TOO_MANY)
    return here.redirect("/sign-in/sent")


@router.get("/sign-in/sent")
def link_sent(here: AnyVisit) -> Response:
    """Say what happens next, without saying whether the address is known."""
    return here.page("sign_in/sent.html")


@router.get("/sign-in/{token}")
def show_link(here: AnyVisit, token: str) -> Response:
    """Show a button: mail scanners open links, only people press buttons (P14)."""
    link, person, state = look_at_link(here, LinkKind.LOGIN, token)
    here = in_words_of(here, person)
    if link is None or state is not LinkState.OPEN:
        return spent_page(here, LinkKind.LOGIN, token, state)
    return here.page("sign_in/press.html", token=token)


@router.post("/sign-in/{token}")
def press_link(here: AnyVisit, token: str) -> Response:
    """Use the link up and sign in."""
    with here.write() as uow:
        entered = enter_by_link(uow, here.config, token, browser_of(here))
    if entered is not None:
        return welcome(here, entered)
    _, person, state = look_at_link(here, LinkKind.LOGIN, token)
    return spent_page(in_words_of(here, person), LinkKind.LOGIN, token, state)


@router.post("/again/{kind}/{token}")
def send_again(here: AnyVisit, kind: LinkKind, token: str) -> Response:
    """Send a fresh mail in place of a spent link; the answer tells nothing."""
    if not send_fresh(here.core, here.config, kind, token, asking_of(here, "")):
        return _form(here, Form(), NO_ERRORS, status=TOO_MANY)
    return here.redirect("/sign-in/sent")


@router.post("/sign-out")
def sign_out(here: AnyVisit) -> Response:
    """End this browser's session."""
    if here.viewer is not None:
        with here.write() as uow:
            end_session(uow, here.viewer.session_id)
    response = here.redirect("/sign-in")
    here.drop_session(response)
    return response


def _form(here: Visit, form: Form, errors: FormErrors, *, status: int = 200) -> Response:
    return here.page("sign_in/sign_in.html", status=status, form=form, errors=errors)
