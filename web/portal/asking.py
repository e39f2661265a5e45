"""What both request forms share: who may open them, their files, and sending them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated

from fastapi import Depends
from fastapi.responses import Response

from tickets.errors import TemporaryError
from tickets.services.requests import NewRequest, department_for_kind, send_request
from tickets.store.portal import company_name, count_requests
from web.dependencies import ContactVisit, Visit
from web.errors import PageError, SignInNeededError
from web.forms import NO_ERRORS, Form, FormErrors
from web.portal.kept_files import NOTHING_TAKEN, Taken, take_files
from web.portal.once import new_once, read_once


def whole_contact(here: ContactVisit) -> Visit:
    """Let in customers who are signed in for everything; others are led to the sign-in."""
    if here.me.only_ticket_id is not None:
        raise SignInNeededError(here.next_path)
    return here


WholeContact = Annotated[Visit, Depends(whole_contact)]


@dataclass(frozen=True, slots=True)
class Asked:
    """A form as it came: what was typed, its files, and the id that it carries."""

    form: Form
    taken: Taken
    once: str

    @property
    def is_sent(self) -> bool:
        """Tell whether it is to take effect; else a button only changed the form."""
        return "send" in self.form


def fresh() -> Asked:
    """Give an empty form."""
    return Asked(Form(), NOTHING_TAKEN, new_once())


def read_form(here: Visit, form: Form) -> Asked:
    """Take in what was sent, files first."""
    return Asked(form, take_files(here, form), read_once(form))


def errors_of(asked: Asked, found: Mapping[str, str]) -> FormErrors:
    """Put what is wrong with the files beside what is wrong with the fields."""
    files = {"files": " ".join(sentence for _, sentence in asked.taken.refused)}
    sentences = {**found, **(files if asked.taken.refused else {})}
    return FormErrors(sentences) if sentences else NO_ERRORS


def form_page(
    here: Visit, name: str, kind: str, asked: Asked, errors: FormErrors, **values: object
) -> Response:
    """Show a form, as typed, with what is wrong in it."""
    with here.read() as unit:
        firm = company_name(unit, here.me.company_id)
        unread = count_requests(unit, here.me).unread
    return here.page(
        f"portal/{name}.html",
        status=422 if errors else 200,
        form=asked.form,
        taken=asked.taken,
        once=asked.once,
        errors=errors,
        firm=firm,
        unread_count=unread,
        promise=here.config.promise_in(here.language),
        public=department_for_kind(here.config, kind).address_in(here.language),
        **values,
    )


def send(here: Visit, request: NewRequest, asked: Asked) -> Response:
    """Open the request and lead to its page."""
    whole = replace(request, files=asked.taken.files, once=asked.once)
    try:
        number = send_request(here.core, here.config, here.me, whole)
    except TemporaryError as error:
        raise PageError(503, retry_seconds=10) from error
    return here.redirect(f"/requests/{number}?sent=true")
