"""The board: who has which tasks, what is late, and how a task is moved from one to another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from urllib.parse import parse_qsl, urlencode, urlsplit

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from tickets.errors import StafetteError
from tickets.services.conversation import lock_ticket
from tickets.services.rights import Action, Matter, NotAllowedError, TaskFacts, may
from tickets.services.task_giving import give_task
from tickets.services.tasks import By, TaskMovedError, finish_task
from tickets.store.board import (
    BoardChoice,
    Card,
    Layout,
    count_loads,
    find_card,
    list_cards,
    list_done,
)
from tickets.store.tenants import departments
from tickets.store.unit_of_work import ReadUnit
from web.dependencies import AgentVisit, Visit
from web.desk.addresses import desk_path, read_id
from web.desk.board_lanes import Lane, lanes_by_person, lanes_by_state, people_of
from web.desk.refusals import refusal, status_of
from web.desk.sidebar import sidebar_of
from web.desk.tasks import read_holder
from web.desk.told import told
from web.forms import Form, PostedForm

router = APIRouter()

BOARD = "/desk/board"
_ROWS, _ALL_ROWS = 12, 200
_PERIODS = ("all", "week", "late")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of a board asks for."""

    layout: Layout
    department: str
    """Short name; empty for all that the viewer leads."""
    period: str
    is_own: bool
    """Only the viewer's own tasks, and what they may take."""
    is_whole: bool
    """Lanes are not cut off after the first cards."""

    def path(self, **changes: str) -> str:
        """Give the address of this board, or of one that differs."""
        held = {
            "by": "" if self.layout is Layout.PEOPLE else self.layout.value,
            "department": self.department,
            "due": "" if self.period == "all" else self.period,
            "own": "1" if self.is_own else "",
            "whole": "1" if self.is_whole else "",
        }
        said = {name: value for name, value in (held | changes).items() if value}
        return f"{BOARD}?{urlencode(said)}" if said else BOARD


@dataclass(frozen=True, slots=True)
class Move:
    """What may be done with a card, for its menu and for whoever drags it."""

    card: Card
    may_assign: bool
    may_take: bool
    may_finish: bool
    is_late: bool

    @property
    def is_movable(self) -> bool:
        """Tell whether its reader may do anything with it."""
        return self.may_assign or self.may_take or self.may_finish


@router.get(BOARD)
def board(here: AgentVisit) -> Response:
    """Show the board."""
    return _page(here, _asked(here, dict(here.request.query_params)))


@router.post(f"{BOARD}/move")
def move(here: AgentVisit, form: PostedForm) -> Response:
    """Give the task of a card to somebody, or finish it; a card that has moved goes back."""
    back = desk_path(form.get("back"))
    asked = _asked(here, dict(parse_qsl(urlsplit(back).query)))
    task_id = read_id(form.get("task"))
    with here.read() as unit:
        ticket_id = find_card(unit, here.me, task_id)
    if ticket_id is None:
        here.missing()
    try:
        is_done = _move(here, ticket_id, task_id, form)
    except (TaskMovedError, NotAllowedError) as error:
        return _page(here, asked, error)
    code = "task_moved" if is_done else "nothing_chosen"
    path = asked.path()
    return here.redirect(path + ("&" if "?" in path else "?") + f"told={code}#task{task_id}")


def _move(here: Visit, ticket_id: int, task_id: int, form: Form) -> bool:
    by, version = By(here.me), read_id(form.get("version")) or None
    target = form.get("to")
    if target in ("done", "open"):
        with here.write() as uow:
            ticket = lock_ticket(uow, ticket_id)
            is_done = target == "done"
            finish_task(uow, ticket, task_id, by, is_done=is_done, version=version)
        return True
    with here.read() as unit:
        holder = read_holder(here, unit, target)
    if holder is None:
        return False
    give_task(here.core, here.config, ticket_id, task_id, by, holder=holder, version=version)
    return True


def _page(here: Visit, asked: Asked, error: StafetteError | None = None) -> HTMLResponse:
    sentence = refusal(here, error) if error is not None else ""
    with here.read() as unit:
        choice = _choice(here, unit, asked)
        loads = count_loads(unit, choice)
        most = _ALL_ROWS if asked.is_whole else _ROWS
        cards = list_cards(unit, choice, most)
        people = people_of(unit, choice, loads, cards)
        if choice.layout is Layout.PEOPLE:
            lanes = lanes_by_person(here, choice, people, loads, cards)
        else:
            done = list_done(unit, choice, most)
            lanes = lanes_by_state(here, loads, [*cards, *done])
        sidebar = sidebar_of(here, unit, asked.path(whole="") if asked.is_own else BOARD)
        places = departments(unit)
    return here.page(
        "desk/board.html",
        status=status_of(error) if error is not None else 200,
        sidebar=sidebar,
        asked=asked,
        layout=asked.layout.value,
        lanes=_with_moves(here, lanes),
        people=people,
        refused=sentence,
        told=None if sentence else told(here),
        late_count=sum(one.late for one in loads),
        free_count=sum(one.count for one in loads if one.person_id is None),
        card_count=len(cards),
        leads=_leads(here),
        places=[
            (one.slug, one.name_in(here.language))
            for one in here.config.departments
            if places.get(one.slug) in here.me.led_ids
        ],
        periods=[
            ("all", here.say("any time")),
            ("week", here.say("due this week")),
            ("late", here.say("late")),
        ],
    )


def _asked(here: Visit, said: Mapping[str, str]) -> Asked:
    """Read the address of a board; what is unknown counts as not said."""
    period = said.get("due", "")
    department = said.get("department", "")
    return Asked(
        layout=Layout.STATE if said.get("by") == Layout.STATE else Layout.PEOPLE,
        department=department if here.config.department(department) else "",
        period=period if period in _PERIODS else "all",
        is_own=said.get("own") == "1",
        is_whole=said.get("whole") == "1",
    )


def _choice(here: Visit, unit: ReadUnit, asked: Asked) -> BoardChoice:
    """Show a lead what they lead, and everybody else what is theirs or may become so."""
    me = here.me
    is_own = asked.is_own or not _leads(here)
    seen = me.seen_department_ids if is_own else me.led_ids
    chosen = departments(unit).get(asked.department)
    if chosen is not None and chosen in seen:
        seen = frozenset({chosen})
    return BoardChoice(
        department_ids=tuple(sorted(seen)),
        layout=asked.layout,
        due_before=_due_before(here, asked.period),
        own_id=me.person_id if is_own else None,
    )


def _leads(here: Visit) -> bool:
    return bool(here.me.led_ids)


def _due_before(here: Visit, period: str) -> datetime | None:
    now = here.reader.now.astimezone(here.reader.zone)
    match period:
        case "late":
            return now
        case "week":
            monday = now.date() + timedelta(days=7 - now.weekday())
            return datetime.combine(monday, time(), here.reader.zone)
        case _:
            return None


def _with_moves(here: Visit, lanes: Sequence[Lane]) -> list[tuple[Lane, list[Move]]]:
    return [(lane, [_as_move(here, card) for card in lane.cards]) for lane in lanes]


def _as_move(here: Visit, card: Card) -> Move:
    matter = Matter(
        department_id=card.ticket_department_id,
        owner_id=card.owner_id,
        is_asked=True,
        task=TaskFacts(card.department_id, card.assignee_id, card.created_by_id),
    )
    is_mine = card.assignee_id == here.me.person_id
    return Move(
        card=card,
        may_assign=may(here.me, Action.TASK_ASSIGN, matter),
        may_take=not is_mine and may(here.me, Action.TASK_TAKE, matter),
        may_finish=may(here.me, Action.TASK_DONE, matter),
        is_late=card.state != "done" and card.due_at is not None and card.due_at < here.reader.now,
    )
