"""Entering and changing a contact, and the addresses that are theirs."""

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel, StringConstraints

from tickets.errors import NotFoundError
from tickets.services.directory import (
    AddressRefusedError,
    ContactDetails,
    add_address,
    add_contact,
    change_contact,
    get_contact,
    prefer_address,
    remove_address,
)
from tickets.store.directory import company_names, find_company, list_addresses
from tickets.store.unit_of_work import UnitOfWork
from web.dependencies import AgentVisit, RowId, Visit
from web.desk.addresses import read_id
from web.desk.contact_words import fault_sentence, said_of
from web.desk.framed import framed_page
from web.desk.people import HERE
from web.forms import NO_ERRORS, Form, FormErrors, PostedForm

router = APIRouter()

_Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)]


class Details(BaseModel):
    """The form of a contact."""

    name: Annotated[_Line, StringConstraints(min_length=1)]
    company: _Line = ""
    title: _Line = ""
    phone: Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)] = ""
    language: Annotated[str, StringConstraints(max_length=8)] = ""

    @property
    def kept(self) -> ContactDetails:
        """Give the form as what is kept."""
        return ContactDetails(
            name=self.name,
            company=self.company,
            language=self.language,
            phone=self.phone,
            title=self.title,
        )


@router.get("/desk/people/new")
def blank_contact(here: AgentVisit) -> Response:
    """Show the form for somebody new."""
    return _form(here, Form(), NO_ERRORS)


@router.post("/desk/people/new")
def enter_contact(here: AgentVisit, form: PostedForm) -> Response:
    """Enter a contact."""
    details = here.parse(form, Details)
    if isinstance(details, FormErrors):
        return _form(here, form, details)
    try:
        with here.write() as uow:
            person = add_contact(uow, here.config, form.get("address"), details.kept)
    except AddressRefusedError as refused:
        return _form(here, form, FormErrors({"address": fault_sentence(here, refused)}))
    return here.redirect(f"{HERE}/{person.id}?done=added")


@router.get("/desk/people/{person_id}/edit")
def edit_contact(here: AgentVisit, person_id: RowId) -> Response:
    """Show the form of a contact with what is known."""
    return _form(here, _known(here, person_id), NO_ERRORS, person_id=person_id)


@router.post("/desk/people/{person_id}/edit")
def keep_contact(here: AgentVisit, person_id: RowId, form: PostedForm) -> Response:
    """Change a contact."""
    details = here.parse(form, Details)
    if isinstance(details, FormErrors):
        return _form(here, form, details, person_id=person_id)
    try:
        with here.write() as uow:
            change_contact(uow, here.config, person_id, details.kept)
    except NotFoundError:
        here.missing()
    return here.redirect(f"{HERE}/{person_id}?done=kept")


@router.post("/desk/people/{person_id}/addresses")
def keep_address(here: AgentVisit, person_id: RowId, form: PostedForm) -> Response:
    """Add an address, or remove or prefer one, as the button says."""
    try:
        with here.write() as uow:
            done = _change_addresses(uow, here, person_id, form)
    except AddressRefusedError as refused:
        errors = FormErrors({"address": fault_sentence(here, refused)})
        shown = _known(here, person_id, form.get("address"))
        return _form(here, shown, errors, person_id=person_id)
    except NotFoundError:
        here.missing()
    return here.redirect(f"{HERE}/{person_id}/edit?done={done}")


def _change_addresses(uow: UnitOfWork, here: Visit, person_id: int, form: Form) -> str:
    """Do what the pressed button says; `remove` and `prefer` hold the id of the address."""
    if "remove" in form:
        remove_address(uow, person_id, read_id(form.get("remove")))
        return "removed"
    if "prefer" in form:
        prefer_address(uow, person_id, read_id(form.get("prefer")))
        return "preferred"
    add_address(uow, here.config, person_id, form.get("address"))
    return "address"


def _known(here: Visit, person_id: int, address: str = "") -> Form:
    """Fill the form with what is known of a contact; the missing page where there is none."""
    with here.read() as unit:
        try:
            person = get_contact(unit, person_id)
        except NotFoundError:
            here.missing()
        company = find_company(unit, person.company_id) if person.company_id else None
    known = {
        "name": person.name,
        "company": company.name if company else "",
        "title": person.title,
        "phone": person.phone,
        "language": person.language,
        "address": address,
    }
    return Form({name: [value] for name, value in known.items()})


def _form(here: Visit, form: Form, errors: FormErrors, *, person_id: int = 0) -> Response:
    with here.read() as unit:
        if person_id:
            try:
                get_contact(unit, person_id)
            except NotFoundError:
                here.missing()
        addresses = list_addresses(unit, person_id) if person_id else []
        companies = company_names(unit)
    return framed_page(
        here,
        "desk/person_form.html",
        HERE,
        status=422 if errors else 200,
        form=form,
        errors=errors,
        person_id=person_id,
        addresses=addresses,
        companies=companies,
        said=said_of(here),
    )
