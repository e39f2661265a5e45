"""What people see and change of themselves."""

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel, Field

from templates.sentences import N_
from templates.zones import is_zone, zone_choices
from tickets.model.people import Person
from tickets.services.drop_addresses import find_drop_address
from tickets.services.passwords import (
    drop_password,
    hash_password,
    is_right,
    keep_password,
    kept_hash,
)
from tickets.services.profile import OwnDetails, change_own_details
from tickets.services.sign_in import end_all_sessions, list_sessions
from tickets.services.tries import spend_tries
from web.dependencies import FullySignedIn, Visit
from web.forms import NO_ERRORS, Form, FormErrors, PostedForm
from web.sign_in.entrance import TOO_MANY, UNFIT
from web.sign_in.passwords import password_errors

router = APIRouter()
_UNKNOWN_ZONE = N_("Please choose one of these.")
_NEEDED = N_("Please fill this in.")
_WRONG = N_("This is not your current password.")
_TOO_OFTEN = N_("Too many attempts. Please wait a quarter of an hour.")
_SAID = {
    "saved": N_("Your details are saved."),
    "password": N_("Your password is set; all other devices are signed out."),
    "removed": N_("Your password is gone; you sign in by link."),
    "dropping": N_("Your new drop address works from now on."),
    "undropped": N_("Your drop address is gone."),
    "ended": N_("The device is signed out."),
}


class Details(BaseModel):
    """The form about oneself."""

    name: str = Field(default="", max_length=200)
    phone: str = Field(default="", max_length=60)
    language: str = ""
    time_zone: str = ""


@router.get("/profile")
def profile(here: FullySignedIn, done: str = "") -> Response:
    """Show the profile."""
    return _page(here, None, NO_ERRORS, said=_SAID.get(done, ""))


@router.post("/profile")
def change_profile(here: FullySignedIn, form: PostedForm) -> Response:
    """Keep what they changed."""
    given = here.parse(form, Details)
    if isinstance(given, FormErrors):
        return _page(here, form, given, status=UNFIT)
    if not given.name and not here.me.is_agent:
        errors = FormErrors({"name": here.say(_NEEDED)})
        return _page(here, form, errors, status=UNFIT)
    if given.time_zone and not is_zone(given.time_zone):
        errors = FormErrors({"time_zone": here.say(_UNKNOWN_ZONE)})
        return _page(here, form, errors, status=UNFIT)
    details = OwnDetails(given.name, given.phone, given.language, given.time_zone)
    with here.write() as uow:
        change_own_details(uow, here.config, here.me.person_id, details)
    return here.redirect("/profile?done=saved")


@router.post("/profile/password")
def set_password(here: FullySignedIn, form: PostedForm) -> Response:
    """Set a password or change it; the present one is asked for where there is one."""
    refusal = _present_is_wrong(here, form)
    if refusal is not None:
        return refusal
    errors = password_errors(here, form.get("new"), here.me.name, name="new")
    if errors:
        return _page(here, None, errors, status=UNFIT)
    hashed = hash_password(form.get("new"))
    with here.write() as uow:
        keep_password(uow, here.me.person_id, hashed)
        end_all_sessions(uow, here.me.person_id, but=here.me.session_id)
    return here.redirect("/profile?done=password")


@router.post("/profile/password/remove")
def remove_password(here: FullySignedIn, form: PostedForm) -> Response:
    """Go back to signing in by links alone."""
    refusal = _present_is_wrong(here, form)
    if refusal is not None:
        return refusal
    with here.write() as uow:
        drop_password(uow, here.me.person_id)
    return here.redirect("/profile?done=removed")


def _present_is_wrong(here: Visit, form: Form) -> Response | None:
    """Answer where the present password is not shown; None where it is, or where there is none."""
    with here.read() as unit:
        kept = kept_hash(unit, here.me.person_id)
    if kept is None:
        return None
    with here.write() as uow:
        may_try = spend_tries(uow, here.me.address, here.peer)
    if not may_try:
        errors = FormErrors({"present": here.say(_TOO_OFTEN)})
        return _page(here, None, errors, status=TOO_MANY)
    if is_right(form.get("present"), kept):
        return None
    return _page(here, None, FormErrors({"present": here.say(_WRONG)}), status=UNFIT)


def _page(
    here: Visit, form: Form | None, errors: FormErrors, *, status: int = 200, said: str = ""
) -> Response:
    with here.read() as unit:
        person = unit.session.get_one(Person, here.me.person_id)
        sessions = list_sessions(unit, person.id)
        has_password = kept_hash(unit, person.id) is not None
        drop = find_drop_address(unit, here.site.core.signer, here.config, person.id)
    typed = form or Form(
        {
            "name": [person.name],
            "phone": [person.phone],
            "language": [here.me.language],
            "time_zone": [here.me.time_zone],
        }
    )
    zone = typed.get("time_zone")
    return here.page(
        "sign_in/profile.html",
        status=status,
        form=typed,
        errors=errors,
        said=said,
        sessions=sessions,
        has_password=has_password,
        drop_address=drop,
        zones=zone_choices(here.language, here.reader.now, here.me.time_zone, zone),
    )
