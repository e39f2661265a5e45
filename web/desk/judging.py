"""What the desk shows of approvals and opinions: cards on a ticket, the list of what waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from templates.judging_sentences import BECAUSE, STANDS_IN
from templates.languages import speaker_of
from tenants import TenantConfig
from tickets.model.judging import Approval, ApprovalState
from tickets.model.ticket import Attachment, Message, Ticket
from tickets.services.approval_decisions import may_judge
from tickets.services.approvals import UNKNOWN, Asking, because_of
from tickets.services.bands import bands_for, limits_of
from tickets.store.approvals import approvals_of_ticket, find_message
from tickets.store.faces import find_faces
from tickets.store.opinions import RoundView, rounds_of_ticket
from tickets.store.unit_of_work import ReadUnit
from web.dependencies import Visit


@dataclass(frozen=True, slots=True)
class ApprovalCard:
    """A quote that waits, as the desk shows it to somebody."""

    id: int
    amount: str
    """Empty where nobody knows it yet."""
    because: str
    author: str
    approver: str
    asked_at: datetime
    message: Message
    files: Sequence[Attachment]
    may_judge: bool
    is_mine: bool
    """The viewer wrote it."""
    asks_amount: bool
    is_waiting: bool
    said: str


@dataclass(frozen=True, slots=True)
class RoundCard:
    """A round of opinions, as a ticket shows it."""

    view: RoundView
    asked_by: str
    is_late: bool
    may_close: bool
    wanted_id: int
    """The viewer's own part that waits for an answer; 0 without one."""


@dataclass(frozen=True, slots=True)
class Judging:
    """All that a ticket's page shows of approvals and opinions."""

    approvals: Sequence[ApprovalCard]
    rounds: Sequence[RoundCard]
    limits: Sequence[str]
    """What happens to quotes of this viewer, one sentence per limit."""


def money(here: Visit, cents: int, currency: str) -> str:
    """Write an amount as the reader does."""
    return speaker_of(here.language).money(cents, currency)


def judging_of(here: Visit, unit: ReadUnit, ticket: Ticket, department: str) -> Judging:
    """Look up what a ticket's page shows."""
    waiting = [
        one for one in approvals_of_ticket(unit, ticket.id) if one.state == ApprovalState.WAITING
    ]
    return Judging(
        approvals=[card_of(here, unit, one) for one in waiting],
        rounds=_rounds(here, unit, ticket.id),
        limits=_limits(here, here.config, department),
    )


def card_of(here: Visit, unit: ReadUnit, approval: Approval) -> ApprovalCard:
    """Make the card of an approval."""
    message, files = find_message(unit, approval.message_id)
    faces = find_faces(unit, [approval.author_id, approval.approver_id])
    author, approver = (
        faces[one].shown_name if one in faces else "?"
        for one in (approval.author_id, approval.approver_id)
    )
    asks_amount = approval.proposed_because["code"] == UNKNOWN
    return ApprovalCard(
        id=approval.id,
        amount="" if asks_amount else money(here, approval.amount, approval.currency),
        because=because_sentence(here, approval, approver),
        author=author,
        approver=approver,
        asked_at=approval.asked_at,
        message=message,
        files=files,
        may_judge=may_judge(approval, here.me),
        is_mine=approval.author_id == here.me.person_id,
        asks_amount=asks_amount,
        is_waiting=approval.state == ApprovalState.WAITING,
        said=approval.said,
    )


def waiting_sentence(here: Visit, asking: Asking) -> str:
    """Say before it is sent for whom an answer would wait."""
    if asking.asks_amount:
        return here.say("It does not say what the quote costs, so you will be asked for that.")
    cents = asking.amount.cents if asking.amount else 0
    return here.say(
        "%(amount)s: this goes to %(approver)s for approval first.",
        amount=money(here, cents, asking.currency),
        approver=asking.approver_name,
    )


def because_sentence(here: Visit, approval: Approval, approver: str) -> str:
    """Say why somebody is asked."""
    why = because_of(approval.proposed_because, approval.amount, approval.currency, approver)
    said = here.say(
        BECAUSE[why.code],
        amount=money(here, why.amount, why.currency),
        limit=money(here, why.limit, why.currency),
        up_to=money(here, why.up_to, why.currency),
        approver=why.approver,
    )
    if not why.stands_in:
        return said
    again = here.say(STANDS_IN[why.stands_in], absent=why.absent, approver=why.approver)
    return f"{said} {again}"


def _rounds(here: Visit, unit: ReadUnit, ticket_id: int) -> list[RoundCard]:
    views = rounds_of_ticket(unit, ticket_id)
    faces = find_faces(unit, {one.round.asked_by_id for one in views})
    me = here.me
    return [
        RoundCard(
            view=view,
            asked_by=faces[view.round.asked_by_id].shown_name,
            is_late=view.is_open and view.round.due_at < here.reader.now,
            may_close=view.is_open and (me.is_lead or me.person_id == view.round.asked_by_id),
            wanted_id=next((one.id for one in view.missing if one.person_id == me.person_id), 0),
        )
        for view in views
    ]


def _limits(here: Visit, config: TenantConfig, department: str) -> list[str]:
    approvals = bands_for(config, department)
    if approvals is None:
        return []
    known = config.agent_by_address(here.me.address)
    address = known.address if known else here.me.address
    said = []
    for cents, approver in limits_of(approvals, address):
        agent = config.agent_by_address(approver)
        said.append(
            here.say(
                "A quote above %(limit)s goes to %(approver)s for approval first.",
                limit=money(here, cents, approvals.currency),
                approver=agent.name if agent else approver,
            )
        )
    return said
