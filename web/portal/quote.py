"""Asking for a quote: what, how many, by when, where to."""

from fastapi import APIRouter
from fastapi.responses import Response

from templates.wording import one_line, without_controls
from tickets.model.people import Location
from tickets.services.requests import NewPlace, NewRequest
from tickets.store.portal import locations_of
from web.dependencies import Visit
from web.forms import NO_ERRORS, Form, FormErrors, PostedForm
from web.portal.asking import Asked, WholeContact, errors_of, form_page, fresh, read_form, send
from web.portal.positions import (
    UNITS,
    Position,
    position_errors,
    position_lines,
    read_positions,
)

router = APIRouter()

KIND = "quote"
NEW_PLACE = "new"
_LONGEST = {"title": 160, "wished": 80, "place_name": 120, "place_address": 400, "remarks": 10_000}


@router.get("/requests/new/quote")
def blank_quote(here: WholeContact) -> Response:
    """Show the form for a quote."""
    return _page(here, fresh(), NO_ERRORS, [Position()], _places(here))


@router.post("/requests/new/quote")
def ask_for_quote(here: WholeContact, form: PostedForm) -> Response:
    """Take the form for a quote; a button inside it brings it back changed."""
    asked, places, positions = read_form(here, form), _places(here), read_positions(form)
    found = _errors(here, form, positions, places) if asked.is_sent else {}
    errors = errors_of(asked, found)
    if asked.is_sent and not errors:
        return send(here, _request(here, asked, positions, places), asked)
    return _page(here, asked, errors, positions, places)


def _page(
    here: Visit,
    asked: Asked,
    errors: FormErrors,
    positions: list[Position],
    places: list[Location],
) -> Response:
    return form_page(
        here,
        "quote",
        KIND,
        asked,
        errors,
        positions=positions,
        units=UNITS,
        places=[(one.id, place_line(one.name, one.postal_address)) for one in places],
        new_place=NEW_PLACE,
    )


def _places(here: Visit) -> list[Location]:
    with here.read() as unit:
        return locations_of(unit, here.me.company_id)


def _errors(
    here: Visit, form: Form, positions: list[Position], places: list[Location]
) -> dict[str, str]:
    found: dict[str, str] = {}
    if not form.get("title").strip():
        found["title"] = here.say("Please say in a few words what it is about.")
    found |= position_errors(here, positions, is_needed=True)
    for name, most in _LONGEST.items():
        if len(form.get(name)) > most:
            found[name] = here.say(
                "Please write at most %(max_length)s characters.", max_length=most
            )
    chosen = form.get("place")
    if chosen == NEW_PLACE and not form.get("place_address").strip():
        found["place_address"] = here.say("Please write the address of the new place.")
    elif chosen not in ("", NEW_PLACE, *(str(one.id) for one in places)):
        found["place"] = here.say("Please choose one of these.")
    return found


def _request(
    here: Visit, asked: Asked, positions: list[Position], places: list[Location]
) -> NewRequest:
    form = asked.form
    new_place = _new_place(form, has_choice=bool(places))
    return NewRequest(
        kind=KIND,
        subject=one_line(form.get("title"), _LONGEST["title"]),
        text=_text(here, form, positions, _place(form, places, new_place)),
        once=asked.once,
        new_place=new_place,
    )


def _new_place(form: Form, *, has_choice: bool) -> NewPlace | None:
    address = without_controls(form.get("place_address")).strip()
    if not address or (has_choice and form.get("place") != NEW_PLACE):
        return None
    name = one_line(form.get("place_name")) or one_line(address.partition("\n")[0], 120)
    return NewPlace(name, address)


def _place(form: Form, places: list[Location], new_place: NewPlace | None) -> str:
    """Set the place of delivery in one line; empty where none was named."""
    known = next((one for one in places if str(one.id) == form.get("place")), None)
    if new_place is not None:
        return place_line(new_place.name, new_place.postal_address)
    return place_line(known.name, known.postal_address) if known else ""


def place_line(name: str, postal_address: str) -> str:
    """Write a place in one line: its name, and its address where that says more."""
    address = ", ".join(line.strip(" ,") for line in postal_address.splitlines() if line.strip())
    return address if address.startswith(name) else ", ".join(one for one in (name, address) if one)


def _text(here: Visit, form: Form, positions: list[Position], place: str) -> str:
    blocks = ["\n".join(position_lines(here, positions))]
    facts = []
    if form.get("wished").strip():
        facts.append(here.say("Preferred date: %(date)s", date=one_line(form.get("wished"))))
    if place:
        facts.append(here.say("Place of delivery: %(place)s", place=place))
    blocks.append("\n".join(facts))
    blocks.append(without_controls(form.get("remarks")).strip())
    return "\n\n".join(block for block in blocks if block)
