"""Decides about a quote that is held back: approve, change, return, take back, name its amount.

Planned and rendered first, then written under the ticket's lock; of several who decide at once the
first wins, and the others are told.
"""

from dataclasses import dataclass, replace
from enum import StrEnum

from templates.judging_sentences import REFUSALS
from tenants import TenantConfig
from tickets.core import Core
from tickets.errors import NotFoundError, RefusedError
from tickets.model.judging import Approval, ApprovalState
from tickets.model.people import Side
from tickets.model.viewer import Viewer
from tickets.services.amounts import Amount, find_amount, with_amount
from tickets.services.approvals import (
    UNKNOWN,
    Proposal,
    because_of,
    held_message,
    propose,
    with_words,
)
from tickets.services.judging_mails import JudgingPlanner
from tickets.services.notify import Draft
from tickets.services.rights import Action, Matter, may
from tickets.services.tasks import By, Way
from tickets.services.values import NewMessage
from tickets.store.approvals import agent_recipient, find_approval
from tickets.store.audience import Audience, Recipient, audience_of_ticket
from tickets.store.unit_of_work import ReadUnit


class Choice(StrEnum):
    """What somebody wants to do with a quote that waits."""

    APPROVE = "approve"
    RETURN = "return"
    AMOUNT = "amount"
    """Its author says what it costs."""
    WITHDRAW = "withdraw"
    """Its author takes it back."""


class Outcome(StrEnum):
    """What comes of it."""

    RELEASED = "released"
    CORRECTED = "corrected"
    """Sent with the approver's own words or amount."""
    ADJUST = "adjust"
    """Approved at another amount, which only its author can write into the files."""
    RETURNED = "returned"
    ASKED = "asked"
    """The amount is known now, and so is who approves it."""
    WITHDRAWN = "withdrawn"


STATES = {
    Outcome.RELEASED: ApprovalState.APPROVED,
    Outcome.CORRECTED: ApprovalState.CHANGED,
    Outcome.ADJUST: ApprovalState.CHANGED,
    Outcome.RETURNED: ApprovalState.RETURNED,
    Outcome.ASKED: ApprovalState.WAITING,
    Outcome.WITHDRAWN: ApprovalState.WITHDRAWN,
}


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody said about a quote."""

    choice: Choice
    amount: Amount | None = None
    text: str | None = None
    """The answer's words as the approver wants them; None leaves them."""
    said: str = ""
    """The reason, or a remark for the author."""


class UndecidedError(RefusedError):
    """A decision is not taken; `code` is one of `templates.judging_sentences.REFUSALS`."""

    def __init__(self, code: str) -> None:
        super().__init__(REFUSALS[code])
        self.code = code


@dataclass(frozen=True, slots=True)
class Judged:
    """A decision about to be written, with all its mails rendered."""

    approval_id: int
    ticket_id: int
    by_id: int
    author: Recipient
    outcome: Outcome
    way: Way = "web"
    said: str = ""
    amount: int | None = None
    """The approved one, or the one that its author named."""
    currency: str = ""
    release: NewMessage | None = None
    """The answer as it goes out."""
    file_ids: tuple[int, ...] = ()
    drafts: tuple[Draft, ...] = ()
    """To the customer and colleagues, about the answer."""
    told: tuple[Draft, ...] = ()
    """To author or approver, about the decision."""
    proposal: Proposal | None = None
    seen_seq: int | None = None


@dataclass(frozen=True, slots=True)
class _Case:
    """All that a decision looks at."""

    approval: Approval
    new: NewMessage
    file_ids: tuple[int, ...]
    audience: Audience
    author: Recipient
    by: Viewer
    planner: JudgingPlanner

    @property
    def limit(self) -> int:
        """How much the approver may approve; 0 where there is no limit."""
        return int(self.approval.proposed_because.get("up_to", 0))


def plan_decision(
    core: Core, config: TenantConfig, approval_id: int, decision: Decision, by: By
) -> Judged:
    """Look at what a decision would do and render its mails.

    Raises UndecidedError where it may not or cannot be taken, NotFoundError without such a one.
    """
    with core.read(config.slug) as unit:
        case = _look(unit, core, config, approval_id, by.who)
        _check(case, decision)
        proposal = None
        if decision.choice is Choice.AMOUNT:
            assert decision.amount is not None
            place = case.audience.department
            proposal = propose(unit, config, place, decision.amount, case.author)
    judged = _plan(core, case, decision, proposal)
    return replace(judged, way=by.way, seen_seq=case.audience.seen_seq)


def _look(unit: ReadUnit, core: Core, config: TenantConfig, approval_id: int, by: Viewer) -> _Case:
    approval = find_approval(unit, approval_id)
    if approval is None:
        raise NotFoundError("There is no such approval.")
    if approval.state == ApprovalState.WITHDRAWN:
        raise UndecidedError("withdrawn")
    if approval.state != ApprovalState.WAITING:
        raise UndecidedError("decided")
    _, new, file_ids = held_message(unit, approval)
    audience = audience_of_ticket(unit, config, approval.ticket_id)
    author = audience.find(approval.author_id) or agent_recipient(unit, config, approval.author_id)
    if author is None:  # gone since: what they wrote goes out in their name all the same
        name, address = new.author.name, new.author.address
        author = Recipient(approval.author_id, name, address, config.language, Side.AGENT)
    planner = JudgingPlanner(config, core.notices, audience)
    return _Case(approval, new, file_ids, audience, author, by, planner)


def may_judge(approval: Approval, by: Viewer) -> bool:
    """Tell whether somebody may approve or return a quote: who was asked, and administrators.

    Never its author, whoever they are.
    """
    asked = {approval.approver_id, *approval.proposed_because.get("asked", ())}
    is_asked = by.person_id in asked
    approver_id = by.person_id if is_asked else approval.approver_id
    matter = Matter(department_id=0, is_asked=is_asked, approver_id=approver_id)
    return by.person_id != approval.author_id and may(by, Action.APPROVE, matter)


def _check(case: _Case, decision: Decision) -> None:
    approval, amount = case.approval, decision.amount
    is_unknown = approval.proposed_because["code"] == UNKNOWN
    if decision.choice in (Choice.AMOUNT, Choice.WITHDRAW):
        if case.by.person_id != approval.author_id:
            raise UndecidedError("not_yours")
        if decision.choice is Choice.AMOUNT and not is_unknown:
            raise UndecidedError("decided")
        if decision.choice is Choice.AMOUNT and amount is None:
            raise UndecidedError("no_amount")
        return
    if not may_judge(approval, case.by):
        raise UndecidedError("not_yours")
    if decision.choice is Choice.RETURN and not decision.said.strip():
        raise UndecidedError("no_reason")
    if amount is not None and amount.currency not in ("", approval.currency):
        raise UndecidedError("other_currency")
    corrected = find_amount(decision.text) if decision.text else None
    for one in (amount, corrected):
        if one is not None and case.limit and one.cents > max(case.limit, approval.amount):
            raise UndecidedError("above_band")


def _plan(core: Core, case: _Case, decision: Decision, proposal: Proposal | None) -> Judged:
    approval = case.approval
    judged = Judged(
        approval_id=approval.id,
        ticket_id=approval.ticket_id,
        by_id=case.by.person_id,
        author=case.author,
        outcome=Outcome.WITHDRAWN,
        said=decision.said.strip(),
        amount=approval.amount or None,
        currency=approval.currency,
        file_ids=case.file_ids,
    )
    match decision.choice:
        case Choice.WITHDRAW:
            return judged
        case Choice.RETURN:
            return _told(case, replace(judged, outcome=Outcome.RETURNED))
        case Choice.AMOUNT:
            return _with_amount(core, case, decision, judged, proposal)
        case Choice.APPROVE:
            return _approved(core, case, decision, judged)


def _approved(core: Core, case: _Case, decision: Decision, judged: Judged) -> Judged:
    """Send the answer as it is, or as corrected; another amount only where nothing says the old."""
    old, new = case.approval.amount, case.new
    amount = decision.amount.cents if decision.amount else old
    corrected = with_words(new, decision.text)
    if corrected is new and amount != old:
        text = None if new.files else with_amount(new.text, old, amount)
        if text is None:
            return _told(case, replace(judged, outcome=Outcome.ADJUST, amount=amount))
        corrected = with_words(new, text)
    if corrected is not new and decision.amount is None:
        read = find_amount(corrected.text)
        amount = read.cents if read else old
    outcome = Outcome.RELEASED if corrected is new else Outcome.CORRECTED
    judged = replace(judged, outcome=outcome, amount=amount or None)
    return _told(case, _released(core, case, judged, corrected))


def _with_amount(
    core: Core, case: _Case, decision: Decision, judged: Judged, proposal: Proposal | None
) -> Judged:
    """Ask who approves the amount that the author named, or send the answer where nobody does."""
    assert decision.amount is not None
    currency = decision.amount.currency or case.approval.currency
    judged = replace(judged, amount=decision.amount.cents, currency=currency)
    if proposal is None:
        return _released(core, case, replace(judged, outcome=Outcome.RELEASED), case.new)
    name = proposal.approver.shown_name
    because = because_of(proposal.because, decision.amount.cents, currency, name)
    row_id, planner = case.approval.id, case.planner
    told = (
        planner.approval_request(row_id, proposal.approver, because, case.new),
        planner.approval_waiting(row_id, case.author, because),
    )
    return replace(judged, outcome=Outcome.ASKED, proposal=proposal, told=told)


def _released(core: Core, case: _Case, judged: Judged, new: NewMessage) -> Judged:
    """Render what the customer gets, at this moment and in the author's name."""
    new = replace(new, written_at=core.clock.now())
    drafts = case.planner.agent_answered(new, case.author)
    return replace(judged, release=new, drafts=tuple(drafts))


def _told(case: _Case, judged: Judged) -> Judged:
    told = case.planner.approval_decided(
        case.author,
        judged.outcome,
        by_name=case.by.shown_name,
        amount=judged.amount or 0,
        currency=judged.currency,
        said=judged.said,
    )
    return replace(judged, told=(told,))
