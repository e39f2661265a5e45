"""Holds a quote back until somebody has approved it: who is asked, why, and what they are sent.

What is decided about it stands in `approval_decisions.py`, and what time does in
`approval_reminders.py`.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from templates import Because
from tenants import TenantConfig
from tickets.core import Core
from tickets.errors import RefusedError
from tickets.model.event import EventKind
from tickets.model.ids import new_id
from tickets.model.judging import Approval, ApprovalState
from tickets.model.people import Side
from tickets.model.reminder import ReminderKind
from tickets.model.ticket import Attachment, Message, Ticket, Visibility
from tickets.services.amounts import Amount, is_quote
from tickets.services.bands import Need, bands_for, need_for
from tickets.services.conversation import Added, take_ownership
from tickets.services.handling import note
from tickets.services.judging_mails import JudgingPlanner
from tickets.services.notify import Draft
from tickets.services.quote_files import amount_of_quote, files_of_quote
from tickets.services.reminders import plan_reminder
from tickets.services.values import Author, NewFile, NewMessage
from tickets.store.absences import Away, away_now
from tickets.store.approvals import agent_recipient, find_message, granted_amounts
from tickets.store.audience import Audience, Recipient
from tickets.store.people import look_up
from tickets.store.unit_of_work import ReadUnit, UnitOfWork

TIMER = "timer"
"""The way by which time does something."""
UNKNOWN = "amount_unknown"
"""Why an approval waits for its own author: nobody could read what the quote costs."""


class QuoteRefusedError(RefusedError):
    """A quote that needs approval cannot be what a ticket begins with."""

    def __init__(self) -> None:
        super().__init__("Open the ticket first, and send the quote as an answer on it.")


@dataclass(frozen=True, slots=True)
class Proposal:
    """Who is asked, and why, as the approval keeps it."""

    approver: Recipient
    because: dict[str, Any]
    due_hours: int


@dataclass(frozen=True, slots=True)
class Asking:
    """A quote that is held back, with the mails that say so."""

    approval_id: int
    author_id: int
    approver_id: int
    amount: Amount | None
    currency: str
    because: dict[str, Any]
    due_hours: int
    drafts: tuple[Draft, ...] = ()
    approver_name: str = ""

    @property
    def asks_amount(self) -> bool:
        """Tell whether its author is asked what it costs."""
        return bool(self.because["code"] == UNKNOWN)


def plan_asking(
    core: Core, config: TenantConfig, audience: Audience, new: NewMessage
) -> Asking | None:
    """Say whom an agent's answer waits for and render what they are told; None where nobody."""
    found = _ask_whom(core, config, audience, new)
    return _asking(core, config, audience, new, found) if found else None


def refuse_quote(core: Core, config: TenantConfig, audience: Audience, new: NewMessage) -> None:
    """Raise QuoteRefusedError where an agent's first words on a new ticket would have to wait."""
    if _ask_whom(core, config, audience, new) is not None:
        raise QuoteRefusedError


def propose(
    unit: ReadUnit, config: TenantConfig, department: str, amount: Amount, author: Recipient
) -> Proposal | None:
    """Choose who approves an amount: by the bands, and a deputy for whoever is away."""
    approvals = bands_for(config, department, amount.currency)
    if approvals is None:
        return None
    known = config.agent_by_address(author.address)
    need = need_for(
        approvals, amount.cents, amount.currency, known.address if known else author.address
    )
    if need is None:
        return None
    wanted = _person(unit, config, need.approver)
    if wanted is None or wanted.person_id is None:
        return None
    found, absent = _who_is_here(unit, config, need, wanted, author)
    because = {
        "code": need.code,
        "limit": need.limit,
        "up_to": need.up_to,
        "stands_in": "away" if absent else "",
        "absent": absent,
        "asked": [found.person_id],
        "higher": list(need.higher),
    }
    return Proposal(found, because, need.due_hours)


def hold_answer(uow: UnitOfWork, ticket: Ticket, added: Added, asking: Asking, way: str) -> None:
    """Keep an answer inside, with the approval that it waits for; its mails are owed elsewhere."""
    added.message.held_for_id = asking.approval_id
    amount = asking.amount
    approval = Approval(
        id=asking.approval_id,
        ticket_id=ticket.id,
        message_id=added.message.id,
        author_id=asking.author_id,
        approver_id=asking.approver_id,
        proposed_because=asking.because,
        amount=amount.cents if amount else 0,
        currency=asking.currency,
        positions={"rows": _rows(amount)},
        state=ApprovalState.WAITING,
        asked_at=uow.now,
        due_at=uow.now + timedelta(hours=asking.due_hours),
        decided_by_way="",
        said="",
    )
    uow.add(approval)
    take_ownership(uow, ticket, asking.author_id)
    note_asked(uow, ticket, approval, way)


def note_asked(
    uow: UnitOfWork, ticket: Ticket, approval: Approval, way: str, *, reminds: bool = True
) -> None:
    """Chain that somebody was asked, and see to it that they are reminded."""
    content = {
        "approval": approval.id,
        "person": approval.approver_id,
        "amount": approval.amount,
        "currency": approval.currency,
        "code": approval.proposed_because["code"],
        "way": way,
    }
    actor_id = None if way == TIMER else approval.author_id
    note(uow, ticket, EventKind.APPROVAL_ASKED, actor_id, content)
    if reminds and approval.proposed_because["code"] != UNKNOWN:
        plan_reminder(uow, ticket, ReminderKind.APPROVAL, approval.due_at, about_id=approval.id)


def because_of(because: dict[str, Any], cents: int, currency: str, approver: str) -> Because:
    """Give what an approval keeps of its reason as a notice and a page say it."""
    return Because(
        code=str(because["code"]),
        amount=cents,
        currency=currency,
        limit=int(because.get("limit", 0)),
        up_to=int(because.get("up_to", 0)),
        approver=approver,
        absent=str(because.get("absent", "")),
        stands_in=str(because.get("stands_in", "")),
    )


def held_message(unit: ReadUnit, approval: Approval) -> tuple[Message, NewMessage, tuple[int, ...]]:
    """Give the answer that waits, as it is kept and as it would be sent, with its files' ids."""
    message, files = find_message(unit, approval.message_id)
    return message, as_new(message, files), tuple(file.id for file in files)


def as_new(message: Message, files: list[Attachment]) -> NewMessage:
    """Give a message that is kept as one that is about to be sent."""
    author = Author(
        name=message.author_name,
        address=message.author_address,
        person_id=message.author_id,
        side=Side.AGENT,
        is_proven=True,
    )
    return NewMessage(
        visibility=Visibility.PUBLIC,
        channel=message.channel,
        author=author,
        text=message.text,
        written_at=message.written_at,
        signature=message.signature,
        quoted_text=message.quoted_text,
        html=message.html,
        language=message.language,
        files=tuple(
            NewFile(one.name, one.content_type, one.size, one.sha256, one.is_inline, one.content_id)
            for one in files
        ),
    )


def _asking(
    core: Core,
    config: TenantConfig,
    audience: Audience,
    new: NewMessage,
    found: tuple[Recipient, Amount | None, Proposal],
) -> Asking:
    """Render the question to the approver, and the word to the author."""
    author, amount, proposal = found
    approvals = bands_for(config, audience.department, amount.currency if amount else "")
    currency = (amount.currency if amount else "") or (approvals.currency if approvals else "EUR")
    assert author.person_id is not None
    assert proposal.approver.person_id is not None
    approval_id = new_id()
    cents = amount.cents if amount else 0
    name = proposal.approver.shown_name
    because = because_of(proposal.because, cents, currency, name)
    planner = JudgingPlanner(config, core.notices, audience)
    drafts = [planner.approval_waiting(approval_id, author, because)]
    if amount is not None:
        drafts.insert(0, planner.approval_request(approval_id, proposal.approver, because, new))
    return Asking(
        approval_id=approval_id,
        author_id=author.person_id,
        approver_id=proposal.approver.person_id,
        amount=amount,
        currency=currency,
        because=proposal.because,
        due_hours=proposal.due_hours,
        drafts=tuple(drafts),
        approver_name=name,
    )


def _ask_whom(
    core: Core, config: TenantConfig, audience: Audience, new: NewMessage
) -> tuple[Recipient, Amount | None, Proposal] | None:
    """Find the author of a quote, its amount and who is asked; None where it need not wait."""
    is_answer = new.visibility is Visibility.PUBLIC and new.author.side is Side.AGENT
    if not config.approvals or not is_answer or new.automatic:
        return None
    names = [file.name for file in new.files]
    if bands_for(config, audience.department) is None:
        return None
    quoted = files_of_quote(audience.kind, new.text, new.files)
    if not quoted and not is_quote(audience.kind, new.text, names):
        return None
    with core.read(config.slug) as unit:
        author = _author(unit, config, audience, new.author)
        amount = amount_of_quote(new.text, names, quoted)
        if author is None or _is_granted(unit, config, audience, amount):
            return None
        if amount is None:
            return author, None, _ask_author(author)
        proposal = propose(unit, config, audience.department, amount, author)
    return (author, amount, proposal) if proposal else None


def _ask_author(author: Recipient) -> Proposal:
    return Proposal(author, {"code": UNKNOWN, "asked": []}, due_hours=24)


def _is_granted(
    unit: ReadUnit, config: TenantConfig, audience: Audience, amount: Amount | None
) -> bool:
    """Tell whether as much has been approved on this ticket already."""
    if amount is None or audience.ticket_id is None:
        return False
    approvals = bands_for(config, audience.department, amount.currency)
    currency = amount.currency or (approvals.currency if approvals else "")
    return any(
        cents >= amount.cents and named == currency
        for cents, named in granted_amounts(unit, audience.ticket_id)
    )


def _author(
    unit: ReadUnit, config: TenantConfig, audience: Audience, author: Author
) -> Recipient | None:
    if author.person_id is None:
        return None
    known = audience.find(author.person_id)
    return known or agent_recipient(unit, config, author.person_id)


def _person(unit: ReadUnit, config: TenantConfig, address: str) -> Recipient | None:
    glimpse = look_up(unit, address)
    return agent_recipient(unit, config, glimpse.person_id) if glimpse else None


def _who_is_here(
    unit: ReadUnit, config: TenantConfig, need: Need, wanted: Recipient, author: Recipient
) -> tuple[Recipient, str]:
    """Give who decides now, and for whom they stand in; the author never decides for another."""
    away = away_now(unit)
    if wanted.person_id not in away:
        return wanted, ""
    deputy = _deputy(unit, config, away, wanted)
    others = [deputy, *(_person(unit, config, one) for one in need.higher)]
    for one in others:
        if one and one.person_id not in (author.person_id, *away):
            return one, wanted.shown_name
    return wanted, ""


def _deputy(
    unit: ReadUnit, config: TenantConfig, away: dict[int, Away], wanted: Recipient
) -> Recipient | None:
    deputy_id = away[wanted.person_id or 0].deputy_id
    return agent_recipient(unit, config, deputy_id) if deputy_id else None


def _rows(amount: Amount | None) -> list[dict[str, Any]]:
    rows = amount.positions if amount else ()
    return [
        {"label": one.label, "quantity": one.quantity, "amount": one.cents} for one in rows[:200]
    ]


def with_words(new: NewMessage, text: str | None) -> NewMessage:
    """Give an answer with a correction of its words; its own HTML says the old ones."""
    if text is None or text.strip() == new.text.strip():
        return new
    return replace(new, text=text, html=None, signature="")
