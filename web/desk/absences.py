"""Who is away and who stands in: one's own absences, and for leads those of their people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from fastapi import APIRouter
from fastapi.responses import Response

from tickets.errors import NotFoundError, RefusedError
from tickets.services.absences import Absent, end_absence, managed_by, note_absence
from tickets.store.absences import Away, absences_of
from tickets.store.faces import Face, list_agents
from web.dependencies import AgentVisit, RowId, Visit
from web.desk.addresses import read_id
from web.desk.away_words import away_words
from web.desk.days import MORNING, morning_of, read_day
from web.desk.framed import framed_page
from web.forms import NO_ERRORS, Form, FormErrors, PostedForm

router = APIRouter()
HERE = "/desk/absence"


@dataclass(frozen=True, slots=True)
class AbsenceLine:
    """One absence as the page shows it."""

    away: Away
    name: str
    is_now: bool
    last_day_at: datetime
    """A moment of the last day on which they are away."""


@router.get(HERE)
def absences(here: AgentVisit) -> Response:
    """Show the absences that this agent may note, and the form for another one."""
    today = here.reader.now.astimezone(here.reader.zone).date()
    form = Form({"person": [str(here.me.person_id)], "from": [today.isoformat()]})
    return _page(here, form, NO_ERRORS)


@router.post(HERE)
def be_away(here: AgentVisit, form: PostedForm) -> Response:
    """Note that somebody will be away: both days are part of it."""
    absent, errors = _read(here, form)
    if absent is None:
        return _page(here, form, errors)
    try:
        with here.write() as uow:
            note_absence(uow, here.me, absent)
    except NotFoundError:
        here.missing()
    except RefusedError:
        sentence = here.say("Please choose a colleague who works here, and not the same person.")
        return _page(here, form, FormErrors({"deputy": sentence}))
    return here.redirect(f"{HERE}?done=noted")


@router.post("/desk/absence/{absence_id}/end")
def be_back(here: AgentVisit, absence_id: RowId) -> Response:
    """Let somebody be back from now on, or not go at all."""
    with here.write() as uow:
        end_absence(uow, here.me, absence_id)
    return here.redirect(f"{HERE}?done=ended")


def _read(here: Visit, form: Form) -> tuple[Absent | None, FormErrors]:
    """Make an absence of the form, or say what is missing."""
    first, last = read_day(form.get("from")), read_day(form.get("until"))
    errors: dict[str, str] = {}
    if first is None:
        errors["from"] = here.say("Please choose a day.")
    if last is None:
        errors["until"] = here.say("Please choose a day.")
    elif first is not None and last < first:
        errors["until"] = here.say("Please choose the first day or a later one.")
    elif last < here.reader.now.astimezone(here.reader.zone).date():
        errors["until"] = here.say("This day is over.")
    if errors or first is None or last is None:
        return None, FormErrors(errors)
    zone = here.reader.zone
    begins = morning_of(first, zone).replace(hour=0)
    ends = morning_of(last + timedelta(days=1), zone)
    deputy = read_id(form.get("deputy")) or None
    return Absent(read_id(form.get("person")), begins, ends, deputy), NO_ERRORS


def _page(here: Visit, form: Form, errors: FormErrors) -> Response:
    with here.read() as unit:
        people = managed_by(unit, here.me)
        agents = list_agents(unit)
        names = {one.id: one.shown_name for one in agents}
        rows = absences_of(unit, [one.id for one in people])
        words = away_words(here, unit)
    done = here.request.query_params.get("done", "")
    said = {"noted": here.say("Noted."), "ended": here.say("Ended.")}
    return framed_page(
        here,
        "desk/absence.html",
        HERE,
        status=422 if errors else 200,
        form=form,
        errors=errors,
        people=people,
        deputies=[(one.id, _with_words(one, words.get(one.id, ""))) for one in agents],
        lines=_lines(rows, names, here.reader.now),
        said=said.get(done, ""),
    )


def _with_words(face: Face, words: str) -> str:
    return f"{face.shown_name} ({words})" if words else face.shown_name


def _lines(rows: Sequence[Away], names: dict[int, str], now: datetime) -> list[AbsenceLine]:
    return [
        AbsenceLine(
            row,
            names.get(row.person_id, "?"),
            is_now=row.from_at <= now,
            last_day_at=row.until_at - timedelta(hours=MORNING.hour + 1),
        )
        for row in rows
    ]
