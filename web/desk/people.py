"""People and firms that the desk knows: found, looked at, let into the portal."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import Response

from templates.sentences import N_
from tickets.errors import RefusedError
from tickets.model.people import Person, Side
from tickets.services.directory import AddressRefusedError
from tickets.services.invitations import Guest, invite
from tickets.store.directory import (
    Counts,
    Place,
    count_tickets,
    find_company,
    find_person,
    last_seen,
    list_addresses,
    list_companies,
    list_people,
    list_tickets_of,
)
from web.dependencies import AgentVisit, RowId, Visit
from web.desk.contact_words import fault_sentence, portal_words, said_of
from web.desk.framed import framed_page

router = APIRouter()

HERE = "/desk/people"
_CONTACTS, _COMPANIES, _COLLEAGUES = "contacts", "companies", "colleagues"
_TABS = {
    _CONTACTS: N_("Customers"),
    _COMPANIES: N_("Companies"),
    _COLLEAGUES: N_("Colleagues"),
}
_LONGEST_SEARCH = 200
_LARGEST_ID = 2**63 - 1


@router.get("/desk/people")
def people(
    here: AgentVisit,
    q: Annotated[str, Query(max_length=_LONGEST_SEARCH)] = "",
    show: str = _CONTACTS,
    name: Annotated[str, Query(max_length=400)] = "",
    after: Annotated[int | None, Query(ge=1, le=_LARGEST_ID)] = None,
) -> Response:
    """List customers, companies or colleagues; each word of the search is looked for."""
    shown = show if show in _TABS else _CONTACTS
    text = " ".join(q.split())
    place = Place(name, after) if after is not None else None
    side = Side.AGENT if shown == _COLLEAGUES else Side.CONTACT
    with here.read() as unit:
        lines, more = (
            list_companies(unit, here.me, text=text, after=place)
            if shown == _COMPANIES
            else list_people(unit, here.me, side, text=text, after=place)
        )
    tabs = [(name, here.say(word), _path(show=name, q=text)) for name, word in _TABS.items()]
    return framed_page(
        here,
        f"desk/people_{'companies' if shown == _COMPANIES else 'list'}.html",
        HERE,
        lines=lines,
        q=text,
        shown=shown,
        tabs=tabs,
        more=_path(show=shown, q=text, name=more.name, after=str(more.row_id)) if more else "",
        is_first=place is None,
        portal=lambda line: portal_words(here, line.person, line.last_seen_at),
        said=said_of(here),
    )


@router.get("/desk/people/{person_id}")
def person(here: AgentVisit, person_id: RowId) -> Response:
    """Show a person: addresses, firm, what they asked for, and how they stand with the portal."""
    return person_page(here, person_id)


@router.post("/desk/people/{person_id}/invite")
def invite_person(here: AgentVisit, person_id: RowId) -> Response:
    """Mail an invitation to the portal; an earlier one ends with it."""
    with here.read() as unit:
        row = find_person(unit, person_id)
        addresses = list_addresses(unit, person_id)
    if row is None or row.side != Side.CONTACT or not addresses:
        here.missing()
    try:
        invite(here.core, here.config, Guest(addresses[0].address), here.me)
    except AddressRefusedError as refused:
        return person_page(here, person_id, trouble=fault_sentence(here, refused), status=422)
    except RefusedError:
        trouble = here.say("An invitation is not needed any more, or there is no portal.")
        return person_page(here, person_id, trouble=trouble, status=422)
    return here.redirect(f"/desk/people/{person_id}?done=invited")


def person_page(here: Visit, person_id: int, *, trouble: str = "", status: int = 200) -> Response:
    """Show a person's page, with what did not work if anything."""
    with here.read() as unit:
        row = find_person(unit, person_id)
        if row is None:
            here.missing()
        company = find_company(unit, row.company_id) if row.company_id else None
        values = {
            "addresses": list_addresses(unit, person_id),
            "company": company,
            "tickets": list_tickets_of(unit, here.me, [person_id]),
            "counts": count_tickets(unit, here.me, [person_id]).get(person_id, Counts()),
            "portal": portal_words(here, row, last_seen(unit, [person_id]).get(person_id)),
        }
    return framed_page(
        here,
        "desk/person.html",
        HERE,
        status=status,
        person=row,
        may_change=row.side == Side.CONTACT and row.is_active,
        may_invite=_may_invite(here, row),
        trouble=trouble,
        said=said_of(here),
        **values,
    )


def _may_invite(here: Visit, row: Person) -> bool:
    is_contact = row.side == Side.CONTACT and row.is_active
    return is_contact and row.registered_at is None and here.config.portal_url is not None


def _path(**query: str) -> str:
    given = {name: value for name, value in query.items() if value and value != _CONTACTS}
    return HERE + (f"?{urlencode(given)}" if given else "")
