"""Reporting that something is wrong: which order, what is affected, what would help."""

from fastapi import APIRouter
from fastapi.responses import Response

from templates.sentences import N_
from templates.wording import one_line, without_controls
from tickets.services.requests import NewRequest
from web.dependencies import Visit
from web.forms import NO_ERRORS, Form, FormErrors, PostedForm
from web.portal.asking import Asked, WholeContact, errors_of, form_page, fresh, read_form, send
from web.portal.overview import first_words
from web.portal.positions import (
    UNITS,
    Position,
    position_errors,
    position_lines,
    read_positions,
)

router = APIRouter()

KIND = "complaint"
SOLUTIONS = {
    "replacement": N_("Replacement"),
    "repair": N_("Repair"),
    "refund": N_("Credit note"),
    "advice": N_("Please advise us"),
}
"""What a customer may wish for."""
_LONGEST = {"order": 80, "trouble": 20_000}
_LONGEST_SUBJECT = 90


@router.get("/requests/new/complaint")
def blank_complaint(here: WholeContact) -> Response:
    """Show the form for a complaint."""
    return _page(here, fresh(), NO_ERRORS, [Position()])


@router.post("/requests/new/complaint")
def complain(here: WholeContact, form: PostedForm) -> Response:
    """Take the form for a complaint; a button inside it brings it back changed."""
    asked, positions = read_form(here, form), read_positions(form)
    errors = errors_of(asked, _errors(here, form, positions) if asked.is_sent else {})
    if asked.is_sent and not errors:
        return send(here, _request(here, asked, positions), asked)
    return _page(here, asked, errors, positions)


def _page(here: Visit, asked: Asked, errors: FormErrors, positions: list[Position]) -> Response:
    return form_page(
        here,
        "complaint",
        KIND,
        asked,
        errors,
        positions=positions,
        units=UNITS,
        solutions=SOLUTIONS,
    )


def _errors(here: Visit, form: Form, positions: list[Position]) -> dict[str, str]:
    found: dict[str, str] = {}
    if not form.get("trouble").strip():
        found["trouble"] = here.say("Please describe what is wrong.")
    found |= position_errors(here, positions, is_needed=False)
    for name, most in _LONGEST.items():
        if len(form.get(name)) > most:
            found[name] = here.say(
                "Please write at most %(max_length)s characters.", max_length=most
            )
    if form.get("solution") not in ("", *SOLUTIONS):
        found["solution"] = here.say("Please choose one of these.")
    return found


def _request(here: Visit, asked: Asked, positions: list[Position]) -> NewRequest:
    form = asked.form
    order = one_line(form.get("order"))
    trouble = without_controls(form.get("trouble")).strip()
    about = one_line(first_words(trouble), _LONGEST_SUBJECT)
    return NewRequest(
        kind=KIND,
        subject=(
            here.say("Complaint about order %(order)s: %(about)s", order=order, about=about)
            if order
            else here.say("Complaint: %(about)s", about=about)
        ),
        text=_text(here, form, positions, order, trouble),
        once=asked.once,
    )


def _text(here: Visit, form: Form, positions: list[Position], order: str, trouble: str) -> str:
    lines = position_lines(here, positions)
    affected = [here.say("Affected:"), *lines] if lines else []
    wished = SOLUTIONS.get(form.get("solution"))
    blocks = [
        here.say("Order number: %(order)s", order=order) if order else "",
        trouble,
        "\n".join(affected),
        here.say("Preferred solution: %(solution)s", solution=here.say(wished)) if wished else "",
    ]
    return "\n\n".join(block for block in blocks if block)
