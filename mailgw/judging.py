"""Mails by which colleagues judge: a quote that waits, a vote on it, an opinion.

They stand on the ticket as internal messages, and do something beside that.
"""

from dataclasses import dataclass, replace

from mailgw.entry import Case
from mailgw.rules.disposition import AddMessage, Disposition, Hold
from mailgw.rules.votes import read_amount_given, read_vote
from tickets.core import Core
from tickets.errors import NotFoundError
from tickets.model.judging import Approval
from tickets.model.mail import Purpose
from tickets.model.ticket import Ticket, Visibility
from tickets.services.approval_decisions import (
    Decision,
    Judged,
    UndecidedError,
    plan_decision,
)
from tickets.services.approval_effects import apply_decision
from tickets.services.approvals import UNKNOWN, Asking, hold_answer, plan_asking
from tickets.services.conversation import Added
from tickets.services.judging_mails import JudgingPlanner
from tickets.services.notify import Draft
from tickets.services.opinions import PlannedOpinion, give_opinion, plan_opinion
from tickets.services.outbox import Sender
from tickets.services.tasks import By
from tickets.services.values import NewMessage
from tickets.services.viewer import viewer_of_person
from tickets.store.approvals import agent_recipient, find_approval
from tickets.store.audience import Audience, audience_of_ticket
from tickets.store.unit_of_work import UnitOfWork
from tickets.text.plain import without_signature

_TOO_LATE = ("decided", "withdrawn")
_REFUSED = ("not_yours", "above_band")


@dataclass(frozen=True, slots=True)
class Judging:
    """What a mail does beside standing on its ticket, with the mails that tell of it."""

    new: NewMessage
    act: Asking | Judged | PlannedOpinion | None
    drafts: tuple[Draft, ...] = ()
    tell: str = ""
    """What its writer should know: a code of `templates.sentences.NOT_DONE`."""


def plan_judging(
    core: Core, case: Case, audience: Audience, effect: AddMessage, new: NewMessage
) -> Judging | None:
    """Plan what an agent's mail does as a quote, a vote or an opinion; None where it is none."""
    config = case.facts.config
    if new.automatic or case.arrival.sends_nothing:
        return None
    match effect.purpose:
        case Purpose.APPROVAL:
            return _plan_vote(core, case, effect.about_id, new)
        case Purpose.OPINION:
            return _plan_opinion(core, case, audience, effect.about_id, new)
        case _:
            asking = plan_asking(core, config, audience, new)
    if asking is None:
        return None
    return Judging(replace(new, visibility=Visibility.INTERNAL), asking, asking.drafts)


def apply_judging(
    uow: UnitOfWork, case: Case, sender: Sender, on: tuple[Ticket, Added], judging: Judging
) -> None:
    """Write what a mail does beside its message, which is on the ticket already."""
    ticket, added = on
    match judging.act:
        case Asking() as asking:
            hold_answer(uow, ticket, added, asking, "mail")
        case Judged() as judged:
            apply_decision(uow, case.facts.config, sender, ticket, judged)
        case PlannedOpinion() as planned:
            give_opinion(uow, ticket, planned, added.message, "mail")
        case None:
            pass


def plan_confirming(core: Core, case: Case, disposition: Disposition) -> Draft | None:
    """Lead an approver to the page that decides, where a vote came without proof (P9).

    Also where the check failed: nothing of what the mail says goes along.
    """
    used, config = case.facts.reply, case.facts.config
    is_vote = used is not None and used.purpose is Purpose.APPROVAL and used.is_agents
    if not is_vote or used is None or case.mail.automatic or case.arrival.sends_nothing:
        return None
    if not isinstance(disposition, Hold) or disposition.rule != "agent_not_authenticated":
        return None
    with core.read(config.slug) as unit:
        audience = audience_of_ticket(unit, config, used.ticket_id)
        one = agent_recipient(unit, config, used.person_id)
    if one is None:
        return None
    return JudgingPlanner(config, core.notices, audience).approval_unproven(used.about_id, one)


def _plan_vote(core: Core, case: Case, approval_id: int, new: NewMessage) -> Judging:
    config = case.facts.config
    with core.read(config.slug) as unit:
        who = viewer_of_person(unit, new.author.person_id or 0)
        approval = find_approval(unit, approval_id)
    if who is None or approval is None:
        return Judging(new, None, tell="vote_refused")
    is_author = who.person_id == approval.author_id
    decision = _read(core, case, approval, new, is_author=is_author)
    if decision is None:
        is_asked = not is_author or approval.proposed_because["code"] == UNKNOWN
        code = "amount_unclear" if is_author else "vote_unclear"
        return Judging(new, None, tell=code if is_asked else "")
    try:
        judged = plan_decision(core, config, approval_id, decision, By(who, "mail"))
    except UndecidedError as refused:
        return Judging(new, None, tell=_code_of(refused))
    return Judging(new, judged)


def _read(
    core: Core, case: Case, approval: Approval, new: NewMessage, *, is_author: bool
) -> Decision | None:
    words = without_signature(new.text, new.signature)
    if is_author:
        is_asked = approval.proposed_because["code"] == UNKNOWN
        return read_amount_given(words) if is_asked else None
    languages = tuple(one for one in (case.mail.language, new.author.language) if one)
    return read_vote(words, core.clock.now().date(), languages)


def _plan_opinion(
    core: Core, case: Case, audience: Audience, opinion_id: int, new: NewMessage
) -> Judging:
    words = without_signature(new.text, new.signature)
    try:
        planned = plan_opinion(core, case.facts.config, audience, opinion_id, words)
    except NotFoundError:
        return Judging(new, None)
    return Judging(new, planned, planned.drafts)


def _code_of(refused: UndecidedError) -> str:
    if refused.code in _TOO_LATE:
        return "vote_too_late"
    return "vote_refused" if refused.code in _REFUSED else "vote_unclear"
