"""One company: its people, its sites, and what they asked for."""

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import Response
from pydantic import BaseModel, StringConstraints

from tickets.errors import NotFoundError
from tickets.services.directory import keep_location, rename_company
from tickets.store.directory import (
    find_company,
    list_colleagues,
    list_locations,
    list_tickets_of,
)
from web.dependencies import AgentVisit, RowId, Visit
from web.desk.contact_words import said_of
from web.desk.framed import framed_page
from web.desk.people import HERE
from web.forms import NO_ERRORS, Form, FormErrors, PostedForm

router = APIRouter()

_Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class Named(BaseModel):
    """The form that renames a company."""

    name: _Name


class Site(BaseModel):
    """The form of a location."""

    place: _Name
    postal_address: Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)] = ""


@router.get("/desk/companies/{company_id}")
def company(here: AgentVisit, company_id: RowId) -> Response:
    """Show a company."""
    return _page(here, company_id)


@router.post("/desk/companies/{company_id}")
def rename(here: AgentVisit, company_id: RowId, form: PostedForm) -> Response:
    """Give a company its right name."""
    named = here.parse(form, Named)
    if isinstance(named, FormErrors):
        return _page(here, company_id, form=form, errors=named)
    try:
        with here.write() as uow:
            rename_company(uow, company_id, named.name)
    except NotFoundError:
        here.missing()
    return here.redirect(f"/desk/companies/{company_id}?done=kept")


@router.post("/desk/companies/{company_id}/locations")
def add_location(here: AgentVisit, company_id: RowId, form: PostedForm) -> Response:
    """Add a site."""
    return _keep(here, company_id, form, None)


@router.post("/desk/companies/{company_id}/locations/{location_id}")
def change_location(
    here: AgentVisit, company_id: RowId, location_id: RowId, form: PostedForm
) -> Response:
    """Change a site."""
    return _keep(here, company_id, form, location_id)


def _keep(here: Visit, company_id: int, form: Form, location_id: int | None) -> Response:
    site = here.parse(form, Site)
    if isinstance(site, FormErrors):
        return _page(here, company_id, form=form, errors=site, open_location=location_id or 0)
    try:
        with here.write() as uow:
            keep_location(uow, company_id, site.place, site.postal_address, location_id=location_id)
    except NotFoundError:
        here.missing()
    return here.redirect(f"/desk/companies/{company_id}?done=located")


def _page(
    here: Visit,
    company_id: int,
    *,
    form: Form | None = None,
    errors: FormErrors = NO_ERRORS,
    open_location: int | None = None,
) -> Response:
    """Show a company; with a form that came back, as it was typed.

    `open_location` is the site whose form came back, 0 for that of a new one.
    """
    with here.read() as unit:
        row = find_company(unit, company_id)
        if row is None:
            here.missing()
        people = list_colleagues(unit, here.me, company_id)
        values = {
            "people": people,
            "locations": list_locations(unit, company_id),
            "tickets": list_tickets_of(unit, here.me, [line.person.id for line in people]),
        }
    return framed_page(
        here,
        "desk/company.html",
        HERE,
        status=422 if errors else 200,
        company=row,
        form=form or Form(),
        errors=errors,
        open_location=open_location,
        said=said_of(here),
        **values,
    )
