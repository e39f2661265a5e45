"""The lists of the desk: the inbox, the other views, and what was looked for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from tickets.store.desk_list import list_lines
from tickets.store.desk_survey import newest_message_id, stuck_account
from tickets.store.desk_views import Choice, Line, Place, Turn, View
from tickets.store.faces import list_agents
from tickets.store.search import find_tickets, number_in
from tickets.store.tenants import departments
from tickets.store.unit_of_work import ReadUnit
from web.dependencies import AgentVisit, Visit
from web.desk.addresses import read_id
from web.desk.away_words import away_words
from web.desk.sidebar import Sidebar, sidebar_of
from web.desk.told import told
from web.desk.undo_bar import UndoBar, undo_bar
from web.desk.words import LATE_AFTER, department_name, kind_name, kinds_name

router = APIRouter()
_LONGEST_SEARCH = 200


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under one heading."""

    turn: Turn
    heading: str
    count: int | None
    """How many there are in all; None where that was not counted."""
    lines: Sequence[Line]

    @property
    def is_compact(self) -> bool:
        """Tell whether one line per row is enough, as it is not our turn."""
        return self.turn is Turn.THEIRS


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of a list asks for."""

    choice: Choice
    department: str
    ids: Mapping[str, int]
    """The departments' ids by their short names."""
    path: str
    """The address itself, without the place in the list."""


@router.get("/desk")
def inbox(
    here: AgentVisit,
    view: str = "",
    kind: Annotated[str, Query(max_length=40)] = "",
    department: Annotated[str, Query(max_length=40)] = "",
    q: Annotated[str, Query(max_length=_LONGEST_SEARCH)] = "",
    *,
    after: Annotated[str, Query(max_length=60)] = "",
) -> Response:
    """Show a list: the inbox, or what the address asks for."""
    if (number := _ticket_named(here, q)) is not None:
        return RedirectResponse(f"/desk/tickets/{number}", HTTPStatus.SEE_OTHER)
    with here.read() as unit:
        asked = _asked(here, unit, view=view, kind=kind, department=department, q=q)
        place = Place.read(after)
        sidebar = sidebar_of(here, unit, asked.path)
        page = list_lines(unit, here.me, asked.choice, sidebar.survey, place)
        stuck = stuck_account(unit)
        values: dict[str, Any] = {
            "sidebar": sidebar,
            "groups": _groups(here, asked, sidebar, page.lines),
            "kinds": {line.kind: kind_name(here, line.kind) for line in page.lines},
            "next_path": _with(asked.path, after=str(page.next)) if page.next else "",
            "is_first_page": place is None,
            "stuck": stuck,
            "agents": list_agents(unit),
            "away": away_words(here, unit),
            "undo": _undo(here, unit),
            "since": newest_message_id(unit),
        }
    return _render(here, asked, values)


def _ticket_named(here: Visit, text: str) -> int | None:
    """Give the number of a ticket where a search is nothing else and nothing else fits it."""
    number = number_in(text)
    if number is None:
        return None
    with here.read() as unit:
        hits = find_tickets(unit, here.me, Choice(text=text))
    is_alone = text.strip().startswith("#") or len(hits) == 1
    return number if hits and hits[0].is_number and is_alone else None


def _render(here: Visit, asked: Asked, values: dict[str, Any]) -> HTMLResponse:
    return here.page(
        "desk/inbox.html",
        asked=asked,
        heading=_heading(here, asked),
        places=[(one.slug, one.name_in(here.language)) for one in here.config.departments],
        addresses=[
            one.address
            for one in here.config.departments
            if asked.ids.get(one.slug) in here.me.department_ids
        ],
        late_before=here.reader.now - LATE_AFTER,
        told=told(here),
        finished=[read_id(one) for one in here.request.query_params.getlist("tickets")][:50],
        **values,
    )


def _asked(here: Visit, unit: ReadUnit, *, view: str, kind: str, department: str, q: str) -> Asked:
    """Make a choice of an address; what it cannot mean is a missing page."""
    try:
        wanted = View(view or View.INBOX)
    except ValueError:
        here.missing()
    ids = departments(unit)
    department_id = ids.get(department)
    if department and department_id is None:
        here.missing()
    text = " ".join(q.split())
    named = {"view": view, "kind": kind, "department": department, "q": text}
    query = urlencode({name: value for name, value in named.items() if value})
    choice = Choice(wanted, kind, department_id, text)
    return Asked(choice, department, ids, "/desk" + (f"?{query}" if query else ""))


def _with(path: str, **more: str) -> str:
    return path + ("&" if "?" in path else "?") + urlencode(more)


def _heading(here: Visit, asked: Asked) -> str:
    choice = asked.choice
    if choice.text:
        return here.say("Found for “%(words)s”", words=choice.text)
    parts = {
        View.INBOX: here.say("Inbox"),
        View.MINE: here.say("Mine"),
        View.UNASSIGNED: here.say("Unassigned"),
        View.SNOOZED: here.say("Snoozed"),
        View.DONE: here.say("Done"),
    }
    named = [kinds_name(here, choice.kind)] if choice.kind else []
    named += [department_name(here, asked.department)] if asked.department else []
    if named and choice.view is not View.INBOX:
        named.append(parts[choice.view])
    return " · ".join(named) or parts[choice.view]


def _groups(here: Visit, asked: Asked, sidebar: Sidebar, lines: Sequence[Line]) -> list[Group]:
    headings = {
        Turn.NEW: here.say("New for you"),
        Turn.OURS: here.say("Waiting for us"),
        Turn.THEIRS: here.say("Waiting for the customer"),
        Turn.ANY: here.say("Found") if asked.choice.text else here.say("Done"),
    }
    return [
        Group(
            turn,
            headings[turn],
            None if turn is Turn.ANY else sidebar.survey.count(asked.choice, turn),
            [line for line in lines if line.turn is turn],
        )
        for turn in Turn
        if any(line.turn is turn for line in lines)
    ]


def _undo(here: Visit, unit: ReadUnit) -> UndoBar | None:
    return undo_bar(here, unit, here.request.query_params.get("sent", ""))
