"""One ticket: the whole conversation, the people around it, and the box to write in."""

from dataclasses import dataclass, replace
from datetime import timedelta

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from tickets.model.attention import Doing
from tickets.model.people import ParticipantRole
from tickets.model.ticket import TicketState
from tickets.services.drafts import find_drafts
from tickets.services.presence import note_presence
from tickets.services.reading import note_read
from tickets.services.requester import (
    CUSTOMER_UNCONFIRMED,
    customer_candidates,
    offered_customers,
)
from tickets.services.values import NewFile
from tickets.store.desk_parts import withdrawn_files
from tickets.store.faces import Face, list_agents
from tickets.store.tenants import departments
from tickets.store.thread import find_thread
from tickets.store.thread_views import Part, Thread
from tickets.store.unit_of_work import ReadUnit
from web.dependencies import AgentVisit, RowId, Visit
from web.desk.addresses import read_id
from web.desk.box import Box, box_of_drafts
from web.desk.judging import Judging, judging_of
from web.desk.lines import MessageLine, lines_of
from web.desk.sharing import Sharing, merged_page, sharing_of
from web.desk.sidebar import INBOX, Sidebar, sidebar_of
from web.desk.task_lines import TaskList, task_list
from web.desk.told import told
from web.desk.undo_bar import UndoBar, undo_bar
from web.desk.words import LATE_AFTER, kind_name, known_kinds, presence_words
from web.portal.kept_files import NOTHING_TAKEN, Taken, keep_again

router = APIRouter()

_A_MOMENT = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Slip:
    """A small form of the page that came back: what was typed, and what is wrong with it."""

    place: str = ""
    """Which form: `people`, `top` for the page as a whole, or `mail` or `task` with an id."""
    value: str = ""
    sentence: str = ""


NO_SLIP = Slip()


@dataclass(frozen=True, slots=True)
class Look:
    """A ticket as it is at this moment, for this viewer."""

    thread: Thread
    sidebar: Sidebar
    box: Box
    agents: list[Face]
    undo: UndoBar | None
    tasks: TaskList
    judging: Judging
    sharing: Sharing

    @property
    def last_seq(self) -> int:
        """The last event, up to which this page shows everything."""
        return self.thread.ticket.last_event_seq


@router.get("/desk/tickets/{number}")
def ticket(here: AgentVisit, number: RowId) -> Response:
    """Show a ticket, note that it was read and who is at it."""
    return ticket_page(here, number)


def ticket_page(
    here: Visit,
    number: int,
    box: Box | None = None,
    *,
    slip: Slip = NO_SLIP,
    status: int = 200,
) -> HTMLResponse:
    """Show a ticket; with a box that came back, as it was typed."""
    with here.read() as unit:
        look = _look(here, unit, number, box)
    ticket = look.thread.ticket
    is_unseen = look.thread.seen_seq < look.last_seq
    if is_unseen or box is not None or not look.thread.was_noted:
        with here.write() as uow:
            doing = Doing.REPLYING if box is not None else Doing.READING
            note_presence(uow, ticket.id, here.me.person_id, doing)
            if is_unseen:
                note_read(uow, ticket.id, here.me.person_id, look.last_seq)
    return _render(here, look, slip, status)


def _look(here: Visit, unit: ReadUnit, number: int, box: Box | None) -> Look:
    thread = find_thread(unit, here.me, number)
    if thread is None:
        here.missing()
    query = here.request.query_params
    if box is None:
        drafts = find_drafts(unit, thread.ticket.id, here.me.person_id)
        box = box_of_drafts(drafts, is_note=query.get("write") == "note")
        box = replace(box, taken=_files_again(here, unit, read_id(query.get("again", ""))))
    return Look(
        thread=thread,
        sidebar=sidebar_of(here, unit, INBOX),
        box=replace(box, seen_seq=thread.ticket.last_event_seq),
        agents=list_agents(unit),
        undo=undo_bar(here, unit, query.get("sent", "")),
        tasks=task_list(here, unit, thread, departments(unit)),
        judging=judging_of(here, unit, thread.ticket, thread.department),
        sharing=sharing_of(here, unit, thread.ticket),
    )


def _files_again(here: Visit, unit: ReadUnit, message_id: int) -> Taken:
    """Offer the files of a message that was taken back, so that they need not be found again."""
    if not message_id:
        return NOTHING_TAKEN
    rows = withdrawn_files(unit, message_id, here.me.person_id)
    files = [NewFile(row.name, row.content_type, row.size, row.sha256) for row in rows]
    return Taken(tuple(keep_again(here, file) for file in files))


def _render(here: Visit, look: Look, slip: Slip, status: int) -> HTMLResponse:
    thread, ticket = look.thread, look.thread.ticket
    if look.sharing.is_merged:
        return merged_page(here, ticket, look.sidebar, look.sharing)
    lines = lines_of(here, thread, look.thread.seen_seq)
    messages = [line for line in lines if isinstance(line, MessageLine)]
    lost = {
        handed.mail.recipient_id
        for line in messages
        for handed in line.handed
        if handed.state == "lost"
    }
    silence = here.reader.now - (ticket.last_public_at or here.reader.now)
    me = next((one for one in thread.parts if one.face.id == here.me.person_id), None)
    return here.page(
        "desk/ticket.html",
        status=status,
        slip=slip,
        sidebar=look.sidebar,
        ticket=ticket,
        thread=thread,
        lines=lines,
        box=look.box,
        agents=look.agents,
        undo=look.undo,
        told=told(here),
        presence=presence_words(here, [(one.shown_name, doing) for one, doing in thread.present]),
        recipients=[one for one in thread.parts if one.receives_public],
        lost=lost,
        others=_others(thread),
        candidates=_customers(here, thread),
        is_following=me is not None and me.role == ParticipantRole.FOLLOWER,
        is_mine=ticket.owner_id == here.me.person_id,
        is_done=ticket.state == TicketState.DONE,
        is_a_while=silence > _A_MOMENT,
        is_late=silence > LATE_AFTER,
        kinds=[(one, kind_name(here, one)) for one in known_kinds(here)],
        places=[(one.slug, one.name_in(here.language)) for one in here.config.departments],
        files=[file for line in reversed(messages) for file in (*line.files, *line.pictures)],
        tasks=look.tasks,
        judging=look.judging,
        sharing=look.sharing,
        today=here.reader.now.astimezone(here.reader.zone).date().isoformat(),
    )


def _customers(here: Visit, thread: Thread) -> tuple[str, ...] | None:
    """List who may be the customer of a forwarded mail; None where that is settled."""
    if CUSTOMER_UNCONFIRMED not in thread.ticket.flags:
        return None
    texts = (one.text for one in thread.entries[:1])
    return customer_candidates(here.config, (*offered_customers(thread.ticket), *texts))


def _others(thread: Thread) -> list[Part]:
    """List who takes part besides the requester and the owner; suggested ones first."""
    hidden = (ParticipantRole.REQUESTER, ParticipantRole.OWNER)
    parts = [one for one in thread.parts if one.role not in hidden]
    return sorted(parts, key=lambda one: one.role != ParticipantRole.SUGGESTED)
