"""Makes one ticket of two, after showing what that means; and makes a ticket of a part of one."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from templates.sentences import N_
from tickets.model.ticket import Ticket
from tickets.services.merging import Hindrance, MergeRefusedError, look_at_merging, merge
from tickets.services.rights import Action, NotAllowedError, matter_of, may
from tickets.services.splitting import NothingChosenError, Part, split
from tickets.store.desk_parts import find_ticket_id
from tickets.store.unit_of_work import ReadUnit
from web.dependencies import AgentVisit, RowId, Visit
from web.desk.actions import refused_page
from web.desk.addresses import read_id
from web.desk.framed import framed_page
from web.desk.parts_of import choosable
from web.desk.reply import seen_ticket
from web.desk.sidebar import INBOX
from web.desk.words import kind_name, known_kinds
from web.forms import NO_ERRORS, Form, FormErrors, PostedForm

router = APIRouter()
_MOST_MESSAGES = 500
_LONGEST_SUBJECT = 300
_HINDRANCES = {
    Hindrance.SAME: N_("This is the very same ticket. Please enter the number of another one."),
    Hindrance.MERGED: N_("One of the two was merged before."),
    Hindrance.OTHER_FIRM: N_(
        "These two cannot become one: customers of different firms would see each other's words."
    ),
    Hindrance.UNCONFIRMED: N_("Please say first that they may see it."),
}
NO_SUCH = N_("There is no ticket of this number that you may see.")


@router.get("/desk/tickets/{number}/merge")
def ask_merging(
    here: AgentVisit, number: RowId, into: Annotated[str, Query(max_length=20)] = ""
) -> Response:
    """Ask into which ticket; with a number, show who would see what."""
    return _merging_page(here, number, into, NO_ERRORS)


@router.post("/desk/tickets/{number}/merge")
def merge_tickets(here: AgentVisit, number: RowId, form: PostedForm) -> Response:
    """Merge two tickets, where nobody sees more by it than somebody said."""
    source_id = seen_ticket(here, number)
    into = form.get("into")
    with here.read() as unit:
        target_id = find_ticket_id(unit, here.me, _number(into))
    if target_id is None:
        return _merging_page(here, number, into, FormErrors({"into": here.say(NO_SUCH)}))
    try:
        with here.write() as uow:
            target = merge(
                uow,
                here.config,
                here.me,
                (source_id, target_id),
                is_confirmed=form.get("confirmed") == "yes",
            )
    except MergeRefusedError as error:
        field = "confirmed" if error.hindrance is Hindrance.UNCONFIRMED else "into"
        errors = FormErrors({field: here.say(_HINDRANCES[error.hindrance])})
        return _merging_page(here, number, into, errors)
    except NotAllowedError as error:
        return refused_page(here, number, error)
    return here.redirect(f"/desk/tickets/{target.number}?told=merged")


@router.get("/desk/tickets/{number}/split")
def ask_splitting(here: AgentVisit, number: RowId) -> Response:
    """Ask which messages become a ticket of their own."""
    return _splitting_page(here, number, Form(), NO_ERRORS)


@router.post("/desk/tickets/{number}/split")
def split_ticket(here: AgentVisit, number: RowId, form: PostedForm) -> Response:
    """Make a ticket of the chosen messages."""
    ticket_id = seen_ticket(here, number)
    chosen = tuple(read_id(one) for one in form.all("message")[:_MOST_MESSAGES])
    part = Part(
        message_ids=chosen,
        subject=" ".join(form.get("subject").split())[:_LONGEST_SUBJECT],
        kind=form.get("kind"),
        department=form.get("department"),
        takes_over="takes_over" in form,
    )
    if part.kind not in known_kinds(here) or here.config.department(part.department) is None:
        errors = {"department": here.say("Please choose one of these.")}
        return _splitting_page(here, number, form, FormErrors(errors))
    try:
        with here.write() as uow:
            fresh = split(uow, here.config, here.me, ticket_id, part)
    except NothingChosenError:
        sentence = here.say("Please choose at least one message that the customer knows.")
        return _splitting_page(here, number, form, FormErrors({"message": sentence}))
    except NotAllowedError as error:
        return refused_page(here, number, error)
    with here.read() as unit:
        is_seen = find_ticket_id(unit, here.me, fresh.number) is not None
    shown = fresh.number if is_seen else number
    return here.redirect(f"/desk/tickets/{shown}?told=split")


def _number(text: str) -> int:
    """Read a ticket's number as people write it; 0 for what is none."""
    found = read_id(text.strip().removeprefix("#"))
    return found if found < 2**31 else 0


def _merging_page(here: Visit, number: int, into: str, errors: FormErrors) -> Response:
    prospect = None
    with here.read() as unit:
        source = _ticket(here, unit, number)
        target = _other(unit, here, _number(into))
        if target is not None:
            prospect = look_at_merging(unit, here.config, source, target)
    if into.strip() and target is None and not errors:
        errors = FormErrors({"into": here.say(NO_SUCH)})
    if prospect is not None and prospect.hindrance is not None:
        errors = FormErrors({"into": here.say(_HINDRANCES[prospect.hindrance])})
    return framed_page(
        here,
        "desk/merge.html",
        INBOX,
        status=422 if errors else 200,
        ticket=source,
        into=into.strip(),
        prospect=prospect if prospect is not None and prospect.hindrance is None else None,
        errors=errors,
    )


def _splitting_page(here: Visit, number: int, form: Form, errors: FormErrors) -> Response:
    with here.read() as unit:
        ticket = _ticket(here, unit, number)
        lines, department = choosable(here, unit, number)
    return framed_page(
        here,
        "desk/split.html",
        INBOX,
        status=422 if errors else 200,
        ticket=ticket,
        lines=lines,
        chosen={read_id(one) for one in form.all("message")},
        form=form,
        department=form.get("department") or department,
        kind=form.get("kind") or ticket.kind,
        places=[(one.slug, one.name_in(here.language)) for one in here.config.departments],
        kinds=[(one, kind_name(here, one)) for one in known_kinds(here)],
        errors=errors,
    )


def _ticket(here: Visit, unit: ReadUnit, number: int) -> Ticket:
    """Give a ticket that the viewer may merge and split; stops where there is none."""
    ticket_id = find_ticket_id(unit, here.me, number)
    if ticket_id is None:
        here.missing()
    ticket = unit.session.get_one(Ticket, ticket_id)
    if not may(here.me, Action.MERGE, matter_of(unit, here.me, ticket)):
        here.missing()
    return ticket


def _other(unit: ReadUnit, here: Visit, number: int) -> Ticket | None:
    ticket_id = find_ticket_id(unit, here.me, number) if number else None
    return unit.session.get(Ticket, ticket_id) if ticket_id is not None else None
