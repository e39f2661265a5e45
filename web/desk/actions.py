"""What agents decide about tickets, each a form of its own: hand over, finish, sort, let in."""

from collections.abc import Callable

from fastapi import APIRouter
from fastapi.responses import Response

from tickets.errors import StafetteError
from tickets.model.ticket import Ticket
from tickets.services.conversation import lock_ticket
from tickets.services.handling import (
    plan_handing_over,
    plan_moving,
    set_department,
    set_done,
    set_following,
    set_kind,
    set_owner,
    tell,
)
from tickets.services.rights import Action, NotAllowedError, require
from tickets.services.tasks import BlockedError
from tickets.store.absences import away_now
from tickets.store.desk_parts import find_ticket_id
from tickets.store.desk_survey import seen_ones
from tickets.store.faces import list_agents
from tickets.store.tenants import departments
from tickets.store.unit_of_work import UnitOfWork
from web.dependencies import AgentVisit, RowId, Visit
from web.desk.addresses import (
    Target,
    ToAgent,
    ToDepartment,
    ToNobody,
    desk_path,
    read_id,
    read_target,
)
from web.desk.refusals import refusal, status_of
from web.desk.reply import seen_ticket
from web.desk.sidebar import INBOX
from web.desk.ticket import Slip, ticket_page
from web.desk.words import known_kinds
from web.forms import PostedForm

router = APIRouter()
_MOST_AT_ONCE = 50


@router.post("/desk/tickets/{number}/hand-over")
def hand_over(here: AgentVisit, number: RowId, form: PostedForm) -> Response:
    """Give a ticket to somebody, to a department, or back to all."""
    ticket_id = seen_ticket(here, number)
    target = read_target(form.get("to"))
    try:
        is_done = target is not None and _hand_over(here, ticket_id, target)
    except NotAllowedError as error:
        return refused_page(here, number, error)
    if not is_done:
        return here.redirect(f"/desk/tickets/{number}?told=nothing_chosen")
    code = "moved" if isinstance(target, ToDepartment) else _handed(here, target)
    return here.redirect(_where_seen(here, number, code))


@router.post("/desk/tickets/{number}/done")
def done(here: AgentVisit, number: RowId, form: PostedForm) -> Response:
    """Finish a ticket, or open it again."""
    is_done = form.get("done") != "no"
    ticket_id = seen_ticket(here, number)
    try:
        _finish(here, ticket_id, is_done=is_done)
    except (NotAllowedError, BlockedError) as error:
        return refused_page(here, number, error)
    if not is_done:
        return here.redirect(f"/desk/tickets/{number}?told=reopened")
    return here.redirect(f"{INBOX}?told=done&tickets={ticket_id}")


@router.post("/desk/tickets/{number}/kind")
def kind(here: AgentVisit, number: RowId, form: PostedForm) -> Response:
    """Say what sort of matter it is."""
    wanted = form.get("kind")
    seen_ticket(here, number)
    if wanted not in known_kinds(here):
        return here.redirect(f"/desk/tickets/{number}?told=nothing_chosen")
    me = here.me.person_id
    refused = try_change(here, number, lambda uow, row: set_kind(uow, row, wanted, me), Action.SORT)
    return refused or here.redirect(f"/desk/tickets/{number}?told=changed")


@router.post("/desk/tickets/{number}/follow")
def follow(here: AgentVisit, number: RowId, form: PostedForm) -> Response:
    """Follow a ticket, or no longer."""
    follows = form.get("follow") != "no"
    me = here.me.person_id
    refused = try_change(
        here,
        number,
        lambda uow, row: set_following(uow, row, me, follows=follows),
        Action.FOLLOW,
    )
    return refused or here.redirect(_where_seen(here, number, "changed"))


@router.post("/desk/bulk")
def bulk(here: AgentVisit, form: PostedForm) -> Response:
    """Do the same with all chosen tickets."""
    wanted = {read_id(one) for one in form.all("ticket")[:_MOST_AT_ONCE]} - {0}
    back = desk_path(form.get("back"))
    target = read_target(form.get("to"))
    do = form.get("do")
    if not wanted or (do == "hand_over" and target is None):
        return here.redirect(_told(back, "nothing_chosen"))
    with here.read() as unit:
        ticket_ids = seen_ones(unit, here.me, wanted)
    changed: list[int] = []
    refused = ""
    for ticket_id in ticket_ids:
        try:
            if do == "hand_over" and target is not None:
                _hand_over(here, ticket_id, target)
            elif do in ("done", "reopen"):
                _finish(here, ticket_id, is_done=do == "done")
        except NotAllowedError:
            refused = "not_allowed"
        except BlockedError:
            refused = "blocked"
        else:
            changed.append(ticket_id)
    code = refused or {"done": "done", "reopen": "reopened"}.get(do, "handed_over")
    undo = "".join(f"&tickets={one}" for one in changed) if do == "done" else ""
    return here.redirect(_told(back, code) + undo)


def change(
    here: Visit, ticket_id: int, act: Callable[[UnitOfWork, Ticket], object], action: Action
) -> None:
    """Do something to a ticket in a unit of work of its own; raises NotAllowedError."""
    with here.write() as uow:
        ticket = lock_ticket(uow, ticket_id)
        require(uow, here.me, action, ticket)
        act(uow, ticket)


def try_change(
    here: Visit, number: int, act: Callable[[UnitOfWork, Ticket], object], action: Action
) -> Response | None:
    """Do something to a ticket by its number; gives the page that says why it was refused."""
    ticket_id = seen_ticket(here, number)
    try:
        change(here, ticket_id, act, action)
    except (NotAllowedError, BlockedError) as error:
        return refused_page(here, number, error)
    return None


def refused_page(here: Visit, number: int, error: StafetteError) -> Response:
    """Show the ticket with the sentence that says why nothing was done."""
    slip = Slip("top", "", refusal(here, error))
    return ticket_page(here, number, slip=slip, status=status_of(error))


def _finish(here: Visit, ticket_id: int, *, is_done: bool) -> None:
    me = here.me.person_id
    change(here, ticket_id, lambda uow, row: set_done(uow, row, me, is_done=is_done), Action.FINISH)


def _hand_over(here: Visit, ticket_id: int, target: Target) -> bool:
    """Hand a ticket over; False where there is no such person or department."""
    match target:
        case ToAgent(person_id):
            return _to_agent(here, ticket_id, person_id)
        case ToDepartment(slug):
            return _to_department(here, ticket_id, slug)
        case ToNobody():
            me = here.me.person_id
            change(here, ticket_id, lambda uow, row: set_owner(uow, row, None, me), Action.ASSIGN)
            return True


def _to_agent(here: Visit, ticket_id: int, person_id: int) -> bool:
    with here.read() as unit:
        known = any(one.id == person_id for one in list_agents(unit))
    if not known:
        return False
    drafts = plan_handing_over(here.core, here.config, ticket_id, here.me, person_id)

    def act(uow: UnitOfWork, row: Ticket) -> None:
        if set_owner(uow, row, person_id, here.me.person_id):
            tell(uow, here.core, here.config, row, drafts)

    change(here, ticket_id, act, Action.TAKE if person_id == here.me.person_id else Action.ASSIGN)
    return True


def _to_department(here: Visit, ticket_id: int, slug: str) -> bool:
    with here.read() as unit:
        department_id = departments(unit).get(slug)
    if department_id is None or here.config.department(slug) is None:
        return False
    move = plan_moving(here.core, here.config, ticket_id, here.me, slug)
    place, me = (department_id, slug), here.me.person_id

    def act(uow: UnitOfWork, row: Ticket) -> None:
        if set_department(uow, row, place, me, keeps_owner=move.keeps_owner):
            tell(uow, here.core, here.config, row, move.drafts)

    change(here, ticket_id, act, Action.ASSIGN)
    return True


def _where_seen(here: Visit, number: int, code: str) -> str:
    """Lead back to the ticket, or to the inbox where it is no longer for this viewer."""
    with here.read() as unit:
        is_seen = find_ticket_id(unit, here.me, number) is not None
    return f"/desk/tickets/{number}?told={code}" if is_seen else f"{INBOX}?told={code}"


def _handed(here: Visit, target: Target | None) -> str:
    """Warn where a ticket was given to somebody who is away; it is theirs all the same."""
    with here.read() as unit:
        is_away = isinstance(target, ToAgent) and target.person_id in away_now(unit)
    return "handed_to_absent" if is_away else "handed_over"


def _told(path: str, code: str) -> str:
    return path + ("&" if "?" in path else "?") + f"told={code}"
