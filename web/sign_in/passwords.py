"""A new password: asked for by mail, or set on the profile."""

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import AfterValidator, BaseModel

from templates.sentences import N_
from tickets.model.access import LinkKind
from tickets.services.entering import enter_with_new_password
from tickets.services.links import LinkState
from tickets.services.passwords import PasswordFault, fault_of, hash_password
from tickets.services.way_in import send_reset_link
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
_FAULTS = {
    PasswordFault.TOO_SHORT: N_("Please use at least 12 characters."),
    PasswordFault.TOO_LONG: N_("Please use at most 200 characters."),
    PasswordFault.TOO_PLAIN: N_(
        "This is too easy to guess. Three or four words in a row work well."
    ),
}


class AskForPassword(BaseModel):
    """The form that asks for a link to a new password."""

    address: Annotated[str, AfterValidator(checked_address)]


def password_errors(here: Visit, password: str, *known: str, name: str = "password") -> FormErrors:
    """Say what is wrong with a new password; empty where it is fine."""
    fault = fault_of(password, here.config.name, *known)
    return FormErrors({name: here.say(_FAULTS[fault])}) if fault is not None else NO_ERRORS


@router.get("/password/forgotten")
def forgotten(here: AnyVisit) -> Response:
    """Show the form."""
    return _forgotten(here, Form(), NO_ERRORS)


@router.post("/password/forgotten")
def ask_for_password(here: AnyVisit, form: PostedForm) -> Response:
    """Mail a link where the address is known; the answer is the same for strangers."""
    asked = here.parse(form, AskForPassword)
    if isinstance(asked, FormErrors):
        return _forgotten(here, form, asked, status=UNFIT)
    if not send_reset_link(here.core, here.config, asking_of(here, asked.address)):
        return _forgotten(here, form, NO_ERRORS, status=TOO_MANY)
    return here.redirect("/sign-in/sent")


@router.get("/password/{token}")
def new_password_form(here: AnyVisit, token: str) -> Response:
    """Show the form for a new password."""
    link, person, state = look_at_link(here, LinkKind.RESET, token)
    here = in_words_of(here, person)
    if link is None or state is not LinkState.OPEN:
        return spent_page(here, LinkKind.RESET, token, state)
    return here.page("sign_in/new_password.html", token=token, errors=NO_ERRORS)


@router.post("/password/{token}")
def set_new_password(here: AnyVisit, form: PostedForm, token: str) -> Response:
    """Use the link up, keep the password and sign in."""
    link, person, state = look_at_link(here, LinkKind.RESET, token)
    here = in_words_of(here, person)
    if link is None or person is None or state is not LinkState.OPEN:
        return spent_page(here, LinkKind.RESET, token, state)
    errors = password_errors(here, form.get("password"), person.name)
    if errors:
        return here.page("sign_in/new_password.html", status=UNFIT, token=token, errors=errors)
    hashed = hash_password(form.get("password"))
    with here.write() as uow:
        entered = enter_with_new_password(uow, here.config, token, hashed, browser_of(here))
    if entered is None:
        return spent_page(here, LinkKind.RESET, token, LinkState.USED)
    return welcome(here, entered)


def _forgotten(here: Visit, form: Form, errors: FormErrors, *, status: int = 200) -> Response:
    return here.page("sign_in/forgotten.html", status=status, form=form, errors=errors)
