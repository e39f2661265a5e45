"""A new ticket: a mail to a customer, or what a customer said on the phone."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import Response

from templates.wording import one_line, without_controls
from tickets.errors import NotFoundError, TemporaryError
from tickets.model.people import Person, Side
from tickets.services.approvals import QuoteRefusedError
from tickets.services.directory import (
    AddressRefusedError,
    ContactDetails,
    check_address,
    get_contact,
)
from tickets.services.new_tickets import Begun, NewContact, NewTicket, begin_ticket
from tickets.store.directory import (
    PersonLine,
    company_names,
    find_company,
    list_addresses,
    list_people,
)
from tickets.store.people import find_by_address
from tickets.store.tenants import departments
from tickets.store.unit_of_work import ReadUnit
from web.dependencies import AgentVisit, Visit
from web.desk.addresses import read_id
from web.desk.contact_words import fault_sentence
from web.desk.framed import framed_page
from web.desk.words import kind_name, known_kinds
from web.errors import PageError
from web.forms import NO_ERRORS, Form, FormErrors, PostedForm
from web.portal.kept_files import NOTHING_TAKEN, Taken, take_files
from web.portal.once import new_once, read_once

router = APIRouter()

_HERE = "/desk/new"
_FOUND_AT_MOST = 8
_LONGEST = {"subject": 300, "text": 100_000, "name": 200, "company": 200}


@dataclass(frozen=True, slots=True)
class Chosen:
    """The contact that a ticket is for, where it is settled."""

    person: Person
    address: str
    company: str


@dataclass(frozen=True, slots=True)
class Entered:
    """The form as it came."""

    form: Form
    taken: Taken
    once: str
    chosen: Chosen | None = None
    found: Sequence[PersonLine] | None = None
    """Whom the search found; None where nobody searched."""


@router.get("/desk/new")
def blank_ticket(here: AgentVisit) -> Response:
    """Show the form; a person's page names its person."""
    with here.read() as unit:
        person_id = read_id(here.request.query_params.get("person", ""))
        chosen = _chosen(unit, person_id) if person_id else None
        if person_id and chosen is None:
            here.missing()
    way = "phone" if here.request.query_params.get("way") == "phone" else "mail"
    form = Form({"way": [way], "department": [_own_department(here)], "takes_over": ["1"]})
    return _page(here, Entered(form, NOTHING_TAKEN, new_once(), chosen), NO_ERRORS)


@router.post("/desk/new")
def enter_ticket(here: AgentVisit, form: PostedForm) -> Response:
    """Open the ticket; other buttons of the form look for the contact or drop a file."""
    taken, once = take_files(here, form), read_once(form)
    with here.read() as unit:
        person_id = 0 if "forget" in form else read_id(form.get("person"))
        chosen = _chosen(unit, person_id) if person_id else None
        found = _look_for(unit, here, form.get("who")) if "find" in form else None
    entered = Entered(form, taken, once, chosen, found)
    if "send" not in form:
        return _page(here, entered, NO_ERRORS)
    contact, errors = _contact(here, entered)
    errors |= _errors(here, entered)
    if errors or contact is None:
        return _page(here, entered, FormErrors(errors))
    try:
        wanted = _wanted(here, entered, contact)
        begun = begin_ticket(here.core, here.config, here.me, wanted)
    except AddressRefusedError as refused:
        return _page(here, entered, FormErrors({"address": fault_sentence(here, refused)}))
    except QuoteRefusedError:
        sentence = here.say(
            "A quote of this size is approved first: open the ticket without it, and send it as "
            "an answer there."
        )
        return _page(here, entered, FormErrors({"text": sentence}))
    except TemporaryError as error:
        raise PageError(503, retry_seconds=10) from error
    return _lead_on(here, wanted, begun)


def _lead_on(here: Visit, wanted: NewTicket, begun: Begun) -> Response:
    """Lead to the new ticket, or to its contact where it went to a department of others."""
    with here.read() as unit:
        department_id = departments(unit).get(wanted.department)
    is_mine = wanted.takes_over or not wanted.is_spoken or here.me.is_admin
    if not is_mine and department_id not in here.me.department_ids | here.me.led_ids:
        return here.redirect(f"/desk/people/{begun.contact_id}?done=entered&number={begun.number}")
    sent = f"?sent={begun.message_id}" if begun.message_id and not wanted.is_spoken else ""
    return here.redirect(f"/desk/tickets/{begun.number}{sent}")


def _contact(here: Visit, entered: Entered) -> tuple[int | NewContact | None, dict[str, str]]:
    """Settle for whom the ticket is, or say what is missing."""
    if entered.chosen is not None:
        return entered.chosen.person.id, {}
    form = entered.form
    typed = form.get("who").strip()
    address = form.get("address").strip() or (typed if "@" in typed else "")
    if not address:
        return None, {"who": here.say("Please choose the customer, or enter somebody new.")}
    with here.read() as unit:
        known = find_by_address(unit, address)
        if known is not None and known.person.side == Side.CONTACT:
            return known.person.id, {}
        try:
            check_address(unit, here.config, address)
        except AddressRefusedError as refused:
            return None, {"address": fault_sentence(here, refused)}
    if not form.get("name").strip():
        return None, {"name": here.say("Please write the name of the new customer.")}
    details = ContactDetails(form.get("name"), form.get("company"), form.get("language"))
    return NewContact(address, details), {}


def _errors(here: Visit, entered: Entered) -> dict[str, str]:
    form, found = entered.form, {}
    if not form.get("subject").strip():
        found["subject"] = here.say("Please say in a few words what it is about.")
    if not form.get("text").strip():
        found["text"] = here.say("Please write something.")
    for name, most in _LONGEST.items():
        if len(form.get(name)) > most:
            found[name] = here.say(
                "Please write at most %(max_length)s characters.", max_length=most
            )
    if here.config.department(form.get("department")) is None:
        found["department"] = here.say("Please choose one of these.")
    if form.get("kind") not in ("", *known_kinds(here)):
        found["kind"] = here.say("Please choose one of these.")
    if entered.taken.refused:
        found["files"] = " ".join(sentence for _, sentence in entered.taken.refused)
    return found


def _wanted(here: Visit, entered: Entered, contact: int | NewContact) -> NewTicket:
    form = entered.form
    department = here.config.department(form.get("department")) or here.config.default_department
    return NewTicket(
        contact=contact,
        department=department.slug,
        kind=form.get("kind") or department.kind or "question",
        subject=one_line(form.get("subject"), _LONGEST["subject"]),
        text=without_controls(form.get("text")).strip(),
        once=entered.once,
        files=entered.taken.files,
        is_spoken=form.get("way") == "phone",
        sends_receipt="receipt" in form,
        takes_over="takes_over" in form,
    )


def _chosen(unit: ReadUnit, person_id: int) -> Chosen | None:
    try:
        person = get_contact(unit, person_id)
    except NotFoundError:
        return None
    addresses = list_addresses(unit, person_id)
    if not addresses:
        return None
    company = find_company(unit, person.company_id) if person.company_id else None
    return Chosen(person, addresses[0].address, company.name if company else "")


def _look_for(unit: ReadUnit, here: Visit, text: str) -> Sequence[PersonLine]:
    """Find contacts by name, company or address; nobody for an empty search."""
    if not text.strip():
        return ()
    lines, _ = list_people(unit, here.me, Side.CONTACT, text=text[:200])
    return lines[:_FOUND_AT_MOST]


def _own_department(here: Visit) -> str:
    """Give the first department where the viewer works."""
    with here.read() as unit:
        ids = departments(unit)
    mine = here.me.department_ids
    slugs = (one.slug for one in here.config.departments if ids.get(one.slug) in mine)
    return next(slugs, here.config.default_department.slug)


def _page(here: Visit, entered: Entered, errors: FormErrors) -> Response:
    with here.read() as unit:
        companies = company_names(unit)
    return framed_page(
        here,
        "desk/new.html",
        _HERE,
        status=422 if errors else 200,
        entered=entered,
        form=entered.form,
        errors=errors,
        companies=companies,
        places=[(one.slug, one.name_in(here.language)) for one in here.config.departments],
        kinds=[(kind, kind_name(here, kind)) for kind in known_kinds(here)],
    )
