"""What the page behind an action link shows: the thing, and what its agent may do with it."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode

from tickets.errors import NotFoundError
from tickets.model.judging import Approval, ApprovalState, Opinion
from tickets.model.mail import Purpose
from tickets.model.people import Side
from tickets.model.task import Task, TaskState
from tickets.model.ticket import Ticket, TicketState
from tickets.model.viewer import Viewer
from tickets.services.action_links import Handle, open_handle
from tickets.services.approval_decisions import may_judge
from tickets.services.rights import Action, matter_of, may
from tickets.services.tasks import find_task
from tickets.store.approvals import find_approval
from tickets.store.audience import Said, audience_of_ticket
from tickets.store.faces import Face, find_faces, list_agents
from tickets.store.opinions import find_opinion, find_round
from tickets.store.unit_of_work import ReadUnit
from web.dependencies import Visit
from web.desk.judging import ApprovalCard, card_of
from web.languages import LANGUAGE_COOKIE

_ON_TICKET = (Action.TAKE, Action.ASSIGN, Action.FINISH, Action.SNOOZE, Action.ASK_OPINIONS)
_ON_TASK = (
    Action.TASK_TAKE,
    Action.TASK_ASSIGN,
    Action.TASK_DONE,
    Action.TASK_SEND_BACK,
    Action.ASK_OPINIONS,
)


@dataclass(frozen=True, slots=True)
class Shown:
    """One thing, as the page shows it."""

    handle: Handle
    ticket: Ticket
    task: Task | None
    opinion: Opinion | None
    question: str
    card: ApprovalCard | None
    """The quote that waits."""
    approval: Approval | None
    holder: Face | None
    last: Said | None
    """The customer's last words."""
    can: frozenset[Action]
    may_judge: bool
    is_signed_in: bool
    """Its agent is at this browser, and no one else who has got hold of the link."""
    other_name: str
    """Who else is signed in at this browser."""
    colleagues: tuple[Face, ...]

    @property
    def is_done(self) -> bool:
        """Tell whether there is nothing left to do with it."""
        if self.task is not None:
            return self.task.state == TaskState.DONE
        return self.ticket.state == TicketState.DONE

    @property
    def is_mine(self) -> bool:
        """Tell whether its agent has it."""
        return self.holder is not None and self.holder.id == self.handle.who.person_id

    @property
    def stand(self) -> str:
        """Say how it stands, so that a form sent from an older page is noticed."""
        if self.task is not None:
            return f"v{self.task.version}"
        return f"{self.ticket.state}-{self.ticket.owner_id or 0}-{bool(self.ticket.snoozed_until)}"

    @property
    def judging_url(self) -> str:
        """Give the way to the desk's page that decides about the quote, by a sign-in."""
        return "/sign-in?" + urlencode({"next": f"/desk/approvals/{self.handle.about_id}"})

    @property
    def subject_url(self) -> str:
        """Give the address of the ticket on the desk, which asks for a sign-in."""
        return f"/desk/tickets/{self.ticket.number}"


def look(here: Visit, token: str) -> Shown | None:
    """Look at the thing that a link is about; None where the link does nothing any more."""
    with here.read() as unit:
        handle = open_handle(unit, here.core.signer, token)
        if handle is None:
            return None
        try:
            return _shown(here, unit, handle)
        except NotFoundError:
            return None


def as_agent(here: Visit, shown: Shown) -> Visit:
    """Make the visit one of the link's agent, in their words unless others were chosen."""
    return here if shown.is_signed_in else _in_words_of(here, shown.handle.who)


def _in_words_of(here: Visit, who: Viewer) -> Visit:
    reader = here.reader
    if here.viewer is None and not here.request.cookies.get(LANGUAGE_COOKIE):
        reader = replace(reader, language=who.language)
    return replace(here, viewer=who, reader=reader)


def _shown(here: Visit, unit: ReadUnit, handle: Handle) -> Shown | None:
    who, about_id = handle.who, handle.about_id
    ticket = unit.session.get_one(Ticket, handle.ticket_id)
    task: Task | None = None
    opinion: Opinion | None = None
    approval: Approval | None = None
    card: ApprovalCard | None = None
    question = ""
    match handle.purpose:
        case Purpose.TASK:
            task = find_task(unit, ticket.id, about_id)
        case Purpose.APPROVAL:
            approval = find_approval(unit, about_id)
            card = card_of(_in_words_of(here, who), unit, approval) if approval else None
        case Purpose.OPINION:
            opinion = find_opinion(unit, about_id)
            asked = find_round(unit, opinion.round_id) if opinion else None
            question = asked.question if asked else ""
        case _:
            pass
    judges = approval is not None and may_judge(approval, who)
    is_asked = judges or (opinion is not None and opinion.person_id == who.person_id)
    matter = matter_of(unit, who, ticket, task, is_asked=is_asked)
    if not may(who, Action.SEE, matter):
        return None
    wanted = {Purpose.MESSAGE: _ON_TICKET, Purpose.TASK: _ON_TASK}.get(handle.purpose, ())
    holder_id = task.assignee_id if task is not None else ticket.owner_id
    audience = audience_of_ticket(unit, here.config, ticket.id)
    is_signed_in = _has_session(here) and here.me.person_id == who.person_id
    return Shown(
        handle=handle,
        ticket=ticket,
        task=task,
        opinion=opinion,
        question=question,
        card=card,
        approval=approval,
        holder=find_faces(unit, {holder_id}).get(holder_id) if holder_id else None,
        last=next((one for one in audience.earlier if one.side is Side.CONTACT), None),
        can=frozenset(one for one in wanted if may(who, one, matter)),
        may_judge=judges and approval is not None and approval.state == ApprovalState.WAITING,
        is_signed_in=is_signed_in,
        other_name=here.me.shown_name if _has_session(here) and not is_signed_in else "",
        colleagues=tuple(one for one in list_agents(unit) if one.id != who.person_id),
    )


def _has_session(here: Visit) -> bool:
    """Tell whether somebody is signed in at this browser; who merely has a link is not."""
    return here.viewer is not None and here.viewer.session_id != 0
