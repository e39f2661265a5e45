"""Writes a decision about a quote down: the answer goes out, or comes back to its author."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy.exc import IntegrityError

from templates.judging_sentences import TASKS
from templates.languages import speaker_of
from tenants import TenantConfig
from tickets.core import Core
from tickets.errors import StaleError, TemporaryError
from tickets.model.event import EventKind
from tickets.model.judging import Approval, ApprovalState
from tickets.model.mail import Purpose
from tickets.model.people import Side
from tickets.model.task import TaskKind
from tickets.model.ticket import Message, Ticket, Visibility
from tickets.services.approval_decisions import STATES, Decision, Judged, Outcome, plan_decision
from tickets.services.approvals import note_asked
from tickets.services.conversation import lock_ticket
from tickets.services.drafts import find_drafts, save_draft
from tickets.services.handling import note
from tickets.services.notify import Draft
from tickets.services.outbox import Cause, Sender, owe_mails
from tickets.services.reminders import cancel_reminders
from tickets.services.tasks import By, WantedTask, make_task
from tickets.services.writing import let_take_part
from tickets.store.approvals import find_message, lock_approval
from tickets.store.news import renew_news
from tickets.store.unit_of_work import UnitOfWork

_TRIES = 8


def decide(
    core: Core, config: TenantConfig, approval_id: int, decision: Decision, by: By
) -> Judged:
    """Decide in units of work of its own, again where the ticket moved on meanwhile.

    Raises UndecidedError, NotFoundError, or TemporaryError for a ticket that never rests.
    """
    sender = Sender(core.signer, core.instance)
    for _ in range(_TRIES):
        judged = plan_decision(core, config, approval_id, decision, by)
        try:
            with core.write(config.slug) as uow:
                ticket = lock_ticket(uow, judged.ticket_id, judged.seen_seq)
                apply_decision(uow, config, sender, ticket, judged)
        except (StaleError, IntegrityError):
            continue
        return judged
    raise TemporaryError("This ticket is very busy; please try again.")


def apply_decision(
    uow: UnitOfWork, config: TenantConfig, sender: Sender, ticket: Ticket, judged: Judged
) -> None:
    """Write a planned decision; the caller holds the ticket's lock.

    Raises StaleError where somebody decided since it was planned.
    """
    row = lock_approval(uow, judged.approval_id)
    if row is None or row.state != ApprovalState.WAITING:
        raise StaleError("The approval was decided meanwhile.")
    approval = uow.watch(row)
    kept, files = find_message(uow, approval.message_id)
    message = uow.watch(kept)
    cancel_reminders(uow, about_id=approval.id)
    if judged.outcome is Outcome.ASKED:
        _ask(uow, ticket, approval, judged)
    else:
        _close(uow, ticket, approval, judged)
    match judged.outcome:
        case Outcome.RELEASED | Outcome.CORRECTED:
            _release(uow, ticket, message, judged)
        case Outcome.RETURNED | Outcome.ADJUST:
            _give_back(uow, ticket, message, judged)
        case Outcome.WITHDRAWN:
            _take_back(uow, ticket, message)
        case Outcome.ASKED:
            pass
    file_ids = tuple(file.id for file in files)
    _owe(uow, config, sender, (judged.drafts, judged.told), Cause(ticket, message, file_ids))


def _owe(
    uow: UnitOfWork,
    config: TenantConfig,
    sender: Sender,
    drafts: Sequence[Sequence[Draft]],
    cause: Cause,
) -> None:
    every = [one for some in drafts for one in some]
    owe_mails(uow, config, sender, every, cause)


def _close(uow: UnitOfWork, ticket: Ticket, approval: Approval, judged: Judged) -> None:
    approval.state = STATES[judged.outcome]
    if approval.amount == 0 and judged.amount:
        approval.amount = judged.amount
    approval.approved_amount = judged.amount if approval.state != ApprovalState.RETURNED else None
    approval.currency = judged.currency or approval.currency
    approval.decided_at, approval.decided_by_id = uow.now, judged.by_id
    approval.decided_by_way, approval.said = judged.way, judged.said
    content: dict[str, object] = {
        "approval": approval.id,
        "outcome": str(judged.outcome),
        "amount": judged.amount,
        "currency": judged.currency,
        "said": judged.said,
        "way": judged.way,
    }
    note(uow, ticket, EventKind.APPROVAL_DECIDED, judged.by_id, content)


def _ask(uow: UnitOfWork, ticket: Ticket, approval: Approval, judged: Judged) -> None:
    """Note what the author said the quote costs, and who approves that."""
    proposal = judged.proposal
    assert proposal is not None
    assert proposal.approver.person_id is not None
    approval.amount, approval.currency = judged.amount or 0, judged.currency
    approval.approver_id, approval.proposed_because = (
        proposal.approver.person_id,
        proposal.because,
    )
    approval.asked_at = uow.now
    approval.due_at = uow.now + timedelta(hours=proposal.due_hours)
    note_asked(uow, ticket, approval, judged.way)


def _release(uow: UnitOfWork, ticket: Ticket, message: Message, judged: Judged) -> None:
    """Make the answer public: it stands from now on where it was said, at the end."""
    new = judged.release
    assert new is not None
    message.visibility = Visibility.PUBLIC
    message.text, message.html, message.signature = new.text, new.html, new.signature
    message.written_at = message.created_at = uow.now
    ticket.hear(Side.AGENT, uow.now)
    content: dict[str, object] = {
        "message": message.id,
        "approval": judged.approval_id,
        "way": judged.way,
    }
    note(uow, ticket, EventKind.MESSAGE_RELEASED, judged.by_id, content)
    ticket.put_last(message)
    let_take_part(uow, ticket, message.author_id, new)


def _give_back(uow: UnitOfWork, ticket: Ticket, message: Message, judged: Judged) -> None:
    """Make it the author's task to mend the quote."""
    speaker = speaker_of(judged.author.language)
    said = judged.said.strip()
    title = speaker.say(TASKS[judged.outcome]).text % {
        "reason": said.splitlines()[0] if said else "",
        "amount": speaker.money(judged.amount or 0, judged.currency),
    }
    wanted = WantedTask(
        title=title,
        text=said,
        assignee_id=judged.author.person_id,
        kind=TaskKind.QUOTE_RETURNED,
        message_id=message.id,
    )
    make_task(uow, ticket, wanted, by_id=judged.by_id, way=judged.way)


def _take_back(uow: UnitOfWork, ticket: Ticket, message: Message) -> None:
    """Let the answer be its author's draft again."""
    message.withdrawn_at = uow.now
    renew_news(uow, ticket, but_id=message.id)
    assert message.author_id is not None
    since = [one.text for one in find_drafts(uow, ticket.id, message.author_id).values()]
    words = "\n\n".join([message.text, *since])
    save_draft(uow, ticket.id, message.author_id, Purpose.MESSAGE, words)
