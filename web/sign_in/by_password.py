"""Signing in with a password, for those who chose to have one."""

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import AfterValidator, BaseModel

from templates.sentences import N_
from tickets.services.entering import TooOften, enter_by_password
from tickets.services.links import own_path
from web.dependencies import AnyVisit, Visit
from web.forms import NO_ERRORS, Form, FormErrors, PostedForm
from web.sign_in.addresses import checked_address
from web.sign_in.entrance import TOO_MANY, UNFIT, browser_of, welcome

router = APIRouter()
_DO_NOT_FIT = N_("Address and password do not fit together.")


class PasswordSignIn(BaseModel):
    """The form with address and password."""

    address: Annotated[str, AfterValidator(checked_address)]
    password: str


@router.get("/sign-in/password")
def password_form(here: AnyVisit, next: str = "") -> Response:  # noqa: A002 - as in the address
    """Show the form."""
    return _form(here, Form({"next": [own_path(next)]}), NO_ERRORS)


@router.post("/sign-in/password")
def sign_in_with_password(here: AnyVisit, form: PostedForm) -> Response:
    """Sign in; whether address or password is wrong is not said."""
    given = here.parse(form, PasswordSignIn)
    if isinstance(given, FormErrors):
        return _form(here, form, given, status=UNFIT)
    entered = enter_by_password(
        here.core,
        here.config,
        given.address,
        given.password,
        peer=here.peer,
        browser=browser_of(here),
    )
    match entered:
        case TooOften():
            return _form(here, form, NO_ERRORS, status=TOO_MANY)
        case None:
            errors = FormErrors({"password": here.say(_DO_NOT_FIT)})
            return _form(here, form, errors, status=UNFIT)
        case _:
            return welcome(here, entered, own_path(form.get("next")))


def _form(here: Visit, form: Form, errors: FormErrors, *, status: int = 200) -> Response:
    return here.page("sign_in/password_sign_in.html", status=status, form=form, errors=errors)
