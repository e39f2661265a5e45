"""Lets a decision take effect inside one open unit of work."""

from dataclasses import replace

from mailgw.acting import act_alone, apply_acting, note_on_task
from mailgw.entry import Case
from mailgw.judging import apply_judging
from mailgw.mime.mail import Verdict
from mailgw.plan import Plan
from mailgw.reports import apply_news
from mailgw.rules.disposition import (
    ActOnTicket,
    AddMessage,
    Bounce,
    Deliver,
    Drop,
    Hold,
    OpenTicket,
)
from mailgw.rules.trust import account_owner, accounts_in, own_accounts
from tickets.core import Core
from tickets.model.event import Event, EventKind
from tickets.model.learned import OURS
from tickets.model.mail import InboundMail, Outcome
from tickets.model.people import ParticipantRole, Side
from tickets.model.thread_index import root_of
from tickets.model.ticket import Ticket, Visibility
from tickets.services.assigning import note_assignment, take_turn
from tickets.services.checklists import add_checklist
from tickets.services.conversation import (
    add_message,
    lock_ticket,
    open_ticket,
    present_participants,
)
from tickets.services.copied import join_copied
from tickets.services.notify import Draft
from tickets.services.outbox import Cause, Sender, owe_mails
from tickets.services.people import join
from tickets.services.reply_addresses import note_use
from tickets.services.requester import offer_customers
from tickets.services.values import NewMessage, Opening
from tickets.services.writing import let_take_part
from tickets.store.acquaintance import accounts_of, remember_accounts
from tickets.store.unit_of_work import UnitOfWork

_OUTCOMES = {
    Deliver: Outcome.DELIVERED,
    Bounce: Outcome.BOUNCED,
    Drop: Outcome.DROPPED,
    Hold: Outcome.HELD,
}


def apply_plan(core: Core, uow: UnitOfWork, row: InboundMail, case: Case, plan: Plan) -> None:
    """Write the effect, the owed mails and the arrival's outcome."""
    disposition, config = plan.disposition, case.facts.config
    row.outcome = _OUTCOMES[type(disposition)]
    row.rule, row.why = disposition.rule, disposition.why[:500]
    sender = Sender(core.signer, core.instance)
    match disposition:
        case Deliver(effect=OpenTicket() as effect):
            row.opened_ticket, row.ticket_id = True, _open(uow, case, effect, plan, sender).id
        case Deliver(effect=AddMessage() as effect):
            row.ticket_id = _add(uow, case, effect, plan, sender).id
        case Deliver(effect=ActOnTicket() as effect):
            row.ticket_id = act_alone(uow, effect, plan.acting, plan.seen_seq).id
    if plan.news is not None:
        row.ticket_id = apply_news(core, uow, config, plan.news)
    if plan.told:
        owe_mails(uow, config, sender, plan.told, Cause(answers_id=case.mail.message_id))


def _open(uow: UnitOfWork, case: Case, effect: OpenTicket, plan: Plan, sender: Sender) -> Ticket:
    mail, facts, config = case.mail, case.facts, case.facts.config
    first, *rest = plan.messages
    is_for_other = effect.is_forward or effect.is_outside
    opening = Opening(
        department=effect.department,
        kind=effect.kind,
        subject=plan.subject,
        requester=effect.requester if is_for_other else first.author,
        owner_id=effect.owner_id,
        language=(effect.requester if effect.is_outside else first.author).language,
        came_to=effect.came_to,
        thread_index=root_of(mail.thread_index),
        flags=(*effect.flags, *offer_customers(effect.candidates)),
        follows_id=effect.follows_id,
    )
    if plan.assignment is not None:
        take_turn(uow, plan.assignment)
    ticket = open_ticket(uow, config, opening)
    added = add_message(uow, config, ticket, first, is_first=True)
    _keep_accounts(uow, case, first)
    for further in rest:
        add_message(uow, config, ticket, further, is_first=False)
    if plan.assignment is not None:
        note_assignment(uow, config, ticket, plan.assignment, "mail")
    add_checklist(uow, config, ticket, tells=not case.arrival.sends_nothing)
    if effect.suggested_ticket_id is not None:
        content = {"ticket": effect.suggested_ticket_id}
        uow.add(Event.chained(ticket, EventKind.SUGGESTED_LINK, uow.now, content=content))
    may_join = facts.is_authentic and not effect.is_forward and first.author.side is Side.CONTACT
    known = {effect.requester.address.lower()}
    join_copied(uow, config, ticket, first, may_join=may_join, known=known)
    drafts = [_for_requester(draft, first, ticket) for draft in plan.drafts]
    cause = Cause(
        ticket, added.message, added.file_ids, is_new_ticket=True, answers_id=mail.message_id
    )
    owe_mails(uow, config, sender, drafts, cause)
    return ticket


def _for_requester(draft: Draft, first: NewMessage, ticket: Ticket) -> Draft:
    """Give the receipt its person, who had no row while it was planned."""
    if draft.recipient.person_id is None and draft.recipient.address == first.author.address:
        return replace(draft, recipient=replace(draft.recipient, person_id=ticket.requester_id))
    return draft


def _add(uow: UnitOfWork, case: Case, effect: AddMessage, plan: Plan, sender: Sender) -> Ticket:
    facts, config = case.facts, case.facts.config
    ticket = lock_ticket(uow, effect.ticket_id, plan.seen_seq)
    new, *beside = plan.messages
    added = add_message(uow, config, ticket, new, is_first=False)
    for further in beside:
        add_message(uow, config, ticket, further, is_first=False)
    _keep_accounts(uow, case, new)
    author_id = added.message.author_id
    if effect.reply_address_id is not None:
        note_use(uow, effect.reply_address_id)
    if effect.suggests_writer:
        _suggest(uow, ticket, author_id)
    if new.visibility is Visibility.PUBLIC and not new.automatic:
        let_take_part(uow, ticket, author_id, new)
        requester_writes = author_id == ticket.requester_id
        may_join = facts.is_authentic and requester_writes and effect.customer is None
        join_copied(uow, config, ticket, new, may_join=may_join, known=plan.known)
    if plan.judging is not None:
        apply_judging(uow, case, sender, (ticket, added), plan.judging)
    cause = Cause(ticket, added.message, added.file_ids, answers_id=case.mail.message_id)
    owe_mails(uow, config, sender, plan.drafts, cause)
    note_on_task(uow, ticket, effect, added.message)
    apply_acting(uow, ticket, plan.acting)
    return ticket


def _keep_accounts(uow: UnitOfWork, case: Case, new: NewMessage) -> None:
    """Keep in mind which bank accounts the writer named, to notice when they change."""
    facts = case.facts
    accounts = set(accounts_in(new.text))
    if not accounts or new.automatic or facts.judgement.verdict is Verdict.FAIL:
        return
    if new.author.address != (facts.writer.address if facts.writer else ""):
        return  # forwarded words prove nothing about whose account that is
    if new.author.side is Side.AGENT:
        remember_accounts(uow, OURS, accounts)
        return
    owner = account_owner(facts.config, new.author.address)
    accounts -= own_accounts(facts.config) | accounts_of(uow, owner)[1]
    is_doubtful = "bank_details_changed" in new.flags
    remember_accounts(uow, owner, accounts, is_doubtful=is_doubtful)


def _suggest(uow: UnitOfWork, ticket: Ticket, author_id: int | None) -> None:
    if author_id is None:
        return
    present = present_participants(uow, ticket)
    if join(uow, ticket, author_id, ParticipantRole.SUGGESTED, present):
        content = {"person": author_id, "by": "writing"}
        uow.add(Event.chained(ticket, EventKind.PARTICIPANT_SUGGESTED, uow.now, content=content))
