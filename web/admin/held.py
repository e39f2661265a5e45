"""Held and failed mails: a person reads the reason and decides."""

from collections.abc import Callable
from typing import Annotated

import structlog
from fastapi import APIRouter, Query
from fastapi.responses import Response

from templates.sentences import N_
from tickets.errors import StafetteError
from tickets.model.mail import InboundMail
from tickets.services.arrivals import WAITING, drop_arrival, release_arrival, retry_arrival
from tickets.store.health import count_week
from tickets.store.ledger import LedgerFilter, count_outcomes, page_of_ledger
from tickets.store.unit_of_work import UnitOfWork
from web.admin.shown import LARGEST_ID, find_line, lines_of
from web.dependencies import LeadVisit, RowId, Visit
from web.desk.framed import framed_page
from web.forms import PostedForm

router = APIRouter()
log = structlog.get_logger()

_LONGEST_REASON = 200
_DONE = {
    "released": N_("Mail %(mail)s was let through. It is being filed now."),
    "retried": N_("Mail %(mail)s is run through the rules again."),
    "dropped": N_("Mail %(mail)s was set aside. Its bytes stay, and it can be run again."),
    "faster": N_("Mail %(mail)s does not wait any more: somebody was faster."),
}


@router.get("/admin/held")
def held(
    here: LeadVisit, before: Annotated[int | None, Query(ge=1, le=LARGEST_ID)] = None
) -> Response:
    """List what waits for a decision, the newest first."""
    with here.read() as unit:
        rows, more = page_of_ledger(unit, LedgerFilter(outcomes=WAITING), before=before)
        lines = lines_of(here, unit, rows)
        counts = count_outcomes(unit)
        week = count_week(unit)
    return framed_page(
        here,
        "admin/held.html",
        "/admin/held",
        lines=lines,
        waiting=sum(counts[outcome] for outcome in WAITING),
        week=week["arrivals"],
        older=f"/admin/held?before={more}" if more else "",
        said=_said(here),
    )


@router.post("/admin/mails/{mail_id}/release")
def release(here: LeadVisit, mail_id: RowId) -> Response:
    """Let a mail through: who is signed in vouches for its writer."""
    if not find_line(here, mail_id).release:
        return _lead_back(here, mail_id, "faster")
    by = here.me.shown_name
    return _act(here, mail_id, "released", lambda uow: release_arrival(uow, mail_id, by=by))


@router.post("/admin/mails/{mail_id}/retry")
def retry(here: LeadVisit, mail_id: RowId) -> Response:
    """Run a mail through the rules again."""
    return _act(here, mail_id, "retried", lambda uow: retry_arrival(uow, mail_id))


@router.post("/admin/mails/{mail_id}/drop")
def drop(here: LeadVisit, mail_id: RowId, form: PostedForm) -> Response:
    """Set a mail aside, with a reason if one was given."""
    reason = " ".join(form.get("reason").split())[:_LONGEST_REASON]
    by = here.me.shown_name
    return _act(
        here, mail_id, "dropped", lambda uow: drop_arrival(uow, mail_id, by=by, reason=reason)
    )


def _act(
    here: Visit, mail_id: int, done: str, action: Callable[[UnitOfWork], InboundMail]
) -> Response:
    """Change what a mail waits for, once; the log keeps who did it."""
    find_line(here, mail_id)
    try:
        with here.write() as uow:
            action(uow)
    except StafetteError:  # somebody decided a moment ago
        return _lead_back(here, mail_id, "faster")
    log.info("arrival.decided", tenant=here.tenant, mail=mail_id, what=done, by=here.me.person_id)
    return _lead_back(here, mail_id, done)


def _lead_back(here: Visit, mail_id: int, done: str) -> Response:
    return here.redirect(f"/admin/held?done={done}&mail={mail_id}")


def _said(here: Visit) -> tuple[str, bool]:
    """Say what was just done, and whether it was done at all."""
    query = here.request.query_params
    done, mail = query.get("done", ""), query.get("mail", "")
    if done not in _DONE or not mail.isdecimal():
        return "", True
    return here.say(_DONE[done], mail=mail[:20]), done != "faster"
