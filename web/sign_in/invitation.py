"""From the button of an invitation to access: one page, two ticks, signed in (S7)."""

from typing import Literal

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel, Field

from templates.sentences import N_
from templates.zones import is_zone, zone_choices
from tickets.model.access import LinkKind
from tickets.model.people import Person
from tickets.services.consents import ShownText, texts_to_agree
from tickets.services.entering import Entered
from tickets.services.invitations import Registration, register
from tickets.services.links import LinkState
from tickets.services.passwords import hash_password
from tickets.store.people import addresses_of_one
from web.dependencies import AnyVisit, Visit
from web.forms import NO_ERRORS, Form, FormErrors, PostedForm
from web.sign_in.entrance import (
    UNFIT,
    browser_of,
    in_words_of,
    look_at_link,
    spent_page,
    welcome,
)
from web.sign_in.passwords import password_errors

router = APIRouter()
UNTICKED = N_("Please tick this; without it we cannot open the access.")
_UNKNOWN_ZONE = N_("Please choose one of these.")


class Registering(BaseModel):
    """The form of the registration; what is agreed to is looked at apart."""

    name: str = Field(max_length=200)
    phone: str = Field(default="", max_length=60)
    language: str = ""
    time_zone: str = ""
    way: Literal["link", "password"] = "link"
    password: str = ""


@router.get("/invitation/{token}")
def show_invitation(here: AnyVisit, token: str) -> Response:
    """Show what it is about and the form, filled with what is known."""
    link, person, state = look_at_link(here, LinkKind.INVITATION, token)
    here = in_words_of(here, person)
    if link is None or person is None or state is not LinkState.OPEN:
        return spent_page(here, LinkKind.INVITATION, token, state)
    known = {"name": [person.name], "phone": [person.phone], "time_zone": [person.time_zone]}
    return _form(here, token, person, Form(known), NO_ERRORS)


@router.post("/invitation/{token}")
def accept_invitation(here: AnyVisit, form: PostedForm, token: str) -> Response:
    """Keep who they are and what they agreed to, and sign them in."""
    link, person, state = look_at_link(here, LinkKind.INVITATION, token)
    here = in_words_of(here, person)
    if link is None or person is None or state is not LinkState.OPEN:
        return spent_page(here, LinkKind.INVITATION, token, state)
    given = here.parse(form, Registering)
    shown = texts_to_agree(here.config, here.language)
    errors = _errors(here, form, given, shown)
    if errors or isinstance(given, FormErrors):
        return _form(here, token, person, form, errors, status=UNFIT)
    entered = _register(here, token, given, shown)
    if entered is None:
        return spent_page(here, LinkKind.INVITATION, token, LinkState.USED)
    return welcome(here, entered, "/tour")


def _register(
    here: Visit, token: str, given: Registering, shown: tuple[ShownText, ...]
) -> Entered | None:
    registration = Registration(
        name=given.name,
        phone=given.phone,
        language=given.language or here.language,
        time_zone=given.time_zone,
        texts=shown,
        password_hash=hash_password(given.password) if given.way == "password" else None,
    )
    with here.write() as uow:
        return register(uow, here.config, token, registration, browser_of(here))


def _errors(
    here: Visit, form: Form, given: Registering | FormErrors, shown: tuple[ShownText, ...]
) -> FormErrors:
    """Gather everything that is wrong at once, in the order of the page."""
    sentences: dict[str, str] = {}
    if isinstance(given, FormErrors):
        sentences |= given.sentences
    elif given.time_zone and not is_zone(given.time_zone):
        sentences["time_zone"] = here.say(_UNKNOWN_ZONE)
    if form.get("way") == "password":
        sentences |= password_errors(here, form.get("password"), form.get("name")).sentences
    unticked = [one for one in shown if one.document.value not in form]
    sentences |= {one.document.value: here.say(UNTICKED) for one in unticked}
    return FormErrors(sentences)


def _form(
    here: Visit,
    token: str,
    person: Person,
    form: Form,
    errors: FormErrors,
    *,
    status: int = 200,
) -> Response:
    with here.read() as unit:
        address = addresses_of_one(unit, person.id)[0]
    zone = form.get("time_zone") or here.config.time_zone
    return here.page(
        "sign_in/registration.html",
        status=status,
        token=token,
        address=address,
        form=form,
        errors=errors,
        zone=zone,
        zones=zone_choices(here.language, here.reader.now, zone),
        texts=texts_to_agree(here.config, here.language),
    )
