"""The ledger: every mail that came in, with its one outcome, found by what one remembers of it."""

from datetime import UTC, date, datetime, timedelta
from typing import Annotated
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query
from fastapi.responses import Response
from pydantic import BaseModel, Field

from templates.sentences import N_
from tickets.model.mail import Outcome, Way
from tickets.store.ledger import LedgerFilter, count_outcomes, page_of_ledger, rules_met
from web.admin.reasons import OUTCOMES, REASONS, WAYS
from web.admin.shown import LARGEST_ID, lines_of
from web.dependencies import AdminVisit, Visit
from web.desk.framed import framed_page
from web.forms import NO_ERRORS, Form, FormErrors

router = APIRouter()

_ANY = N_("any")
Text = Annotated[str, Field(max_length=200)]


class Wanted(BaseModel):
    """What the form above the ledger asks for."""

    outcome: Outcome | None = None
    way: Way | None = None
    rule: Annotated[str, Field(max_length=60)] = ""
    sender: Text = ""
    subject: Text = ""
    since: date | None = None
    until: date | None = None


@router.get("/admin/ledger")
def ledger(
    here: AdminVisit, before: Annotated[int | None, Query(ge=1, le=LARGEST_ID)] = None
) -> Response:
    """Show the newest arrivals that the filter lets through."""
    asked = {name: here.request.query_params.get(name, "") for name in Wanted.model_fields}
    wanted = here.parse(Form({name: [value] for name, value in asked.items()}), Wanted)
    errors = wanted if isinstance(wanted, FormErrors) else NO_ERRORS
    narrowed = LedgerFilter() if isinstance(wanted, FormErrors) else _filter(here, wanted)
    with here.read() as unit:
        rows, more = page_of_ledger(unit, narrowed, before=before)
        lines = lines_of(here, unit, rows)
        counts = count_outcomes(unit)
        rules = rules_met(unit)
    given = {name: value for name, value in asked.items() if value}
    return framed_page(
        here,
        "admin/ledger.html",
        "/admin/ledger",
        status=422 if errors else 200,
        lines=lines,
        counts=counts,
        asked=asked,
        errors=errors,
        is_narrowed=bool(given),
        is_first=before is None,
        outcomes=_choices(here, {name: words[0] for name, words in OUTCOMES.items()}),
        ways=_choices(here, WAYS),
        rules=[("", here.say(_ANY)), *_rule_choices(here, rules)],
        older=f"/admin/ledger?{urlencode({**given, 'before': more})}" if more else "",
    )


def _filter(here: Visit, wanted: Wanted) -> LedgerFilter:
    return LedgerFilter(
        outcomes=(wanted.outcome,) if wanted.outcome else (),
        way=wanted.way or "",
        rule=wanted.rule,
        sender=wanted.sender,
        subject=wanted.subject,
        since=_midnight(here, wanted.since),
        until=_midnight(here, wanted.until, later=1),
    )


def _midnight(here: Visit, day: date | None, *, later: int = 0) -> datetime | None:
    """Give the beginning of a day where the reader lives; None also beyond the calendar."""
    if day is None:
        return None
    try:
        local = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(here.me.time_zone))
        return (local + timedelta(days=later)).astimezone(UTC)
    except OverflowError:
        return None


def _choices(here: Visit, words: dict[str, str]) -> list[tuple[str, str]]:
    return [("", here.say(_ANY)), *((name, here.say(word)) for name, word in words.items())]


def _rule_choices(here: Visit, rules: list[str]) -> list[tuple[str, str]]:
    """Name rules by their sentences; those that say the same are one choice for each."""
    return [(rule, here.say(REASONS[rule].what) if rule in REASONS else rule) for rule in rules]
