"""New tickets that begin at a screen: by a form of the portal, or by an agent on the desk."""

from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy.exc import IntegrityError

from tenants import TenantConfig
from tickets.core import Core
from tickets.errors import StaleError, TemporaryError
from tickets.model.mail import OutboundMail
from tickets.model.people import ParticipantRole, Side
from tickets.model.ticket import Ticket
from tickets.ports import NOW
from tickets.services.approvals import refuse_quote
from tickets.services.assigning import (
    Assignment,
    Settled,
    assign,
    note_assignment,
    take_turn,
)
from tickets.services.checklists import add_checklist
from tickets.services.conversation import Added, add_message, open_ticket
from tickets.services.notify import Draft, Planner
from tickets.services.outbox import Cause, Sender, owe_mails
from tickets.services.rule_matching import Asked
from tickets.services.values import NewMessage, Opening
from tickets.services.writing import (
    TRIES,
    Also,
    Sent,
    hold_back,
    let_take_part,
    plan_drafts,
    sent,
)
from tickets.store.audience import Recipient, audience_of_department, recipient_of
from tickets.store.turns import firm_of
from tickets.store.unit_of_work import ReadUnit, UnitOfWork


@dataclass(frozen=True, slots=True)
class Beginning:
    """A ticket about to be opened with its first message, its mails rendered."""

    opening: Opening
    """As the tenant's rules complete it."""
    new: NewMessage
    drafts: tuple[Draft, ...]
    assignment: Assignment


def plan_opening(
    core: Core,
    config: TenantConfig,
    opening: Opening,
    new: NewMessage,
    *,
    receipt: bool = True,
    entered_by: int | None = None,
) -> Beginning:
    """Render the mails of a ticket that its first message is about to open.

    By a contact: a notice to the department, or to the owner that the opening names, and the
    receipt (M4) to the requester. By an agent: the answer (M1) to the requester and a short word
    to colleagues. Whoever entered it for somebody else needs no notice of it.
    """
    with core.read(config.slug) as unit:
        assignment = _assignment(unit, config, opening, new, is_by_hand=entered_by is not None)
        opening = _placed(opening, assignment)
        audience = audience_of_department(unit, config, opening.department)
        owner = recipient_of(unit, config, opening.owner_id) if opening.owner_id else None
    requester = Recipient(
        person_id=opening.requester.person_id,
        name=opening.requester.name,
        address=opening.requester.address,
        language=config.language_for(opening.language or opening.requester.language),
        side=Side.CONTACT,
        role=ParticipantRole.REQUESTER,
    )
    audience = replace(
        audience,
        kind=opening.kind,
        subject=opening.subject,
        came_to=opening.came_to,
        requester_id=requester.person_id,
        owner_id=owner.person_id if owner else None,
        participants=(requester, owner) if owner else (requester,),
    )
    refuse_quote(core, config, audience, new)
    planner = Planner(config, core.notices, audience)
    drafts = plan_drafts(planner, config, audience, new)
    if receipt and new.author.side is Side.CONTACT:
        first = planner.receipt(
            requester,
            subject=opening.subject,
            kind=opening.kind,
            is_proven=opening.requester.is_proven,
        )
        drafts = [first, *drafts]
    kept = [one for one in drafts if entered_by is None or one.recipient.person_id != entered_by]
    return Beginning(opening, new, tuple(kept), assignment)


def apply_opening(
    uow: UnitOfWork,
    core: Core,
    config: TenantConfig,
    beginning: Beginning,
    *,
    hold: timedelta = NOW,
) -> tuple[Ticket, Added, list[OutboundMail]]:
    """Open the ticket, put its first message on it and owe the planned mails.

    Raises StaleError where the turn that was planned with went to somebody else meanwhile.
    """
    take_turn(uow, beginning.assignment)
    ticket = open_ticket(uow, config, beginning.opening)
    added = add_message(uow, config, ticket, beginning.new, is_first=True)
    note_assignment(uow, config, ticket, beginning.assignment, "web")
    let_take_part(uow, ticket, added.message.author_id, beginning.new)
    add_checklist(uow, config, ticket)
    address = beginning.opening.requester.address
    drafts = [_for_requester(one, address, ticket) for one in beginning.drafts]
    cause = Cause(ticket, added.message, added.file_ids, is_new_ticket=True)
    mails = owe_mails(uow, config, Sender(core.signer, core.instance), drafts, cause)
    hold_back(uow, mails, hold)
    return ticket, added, mails


def open_by_writing(
    core: Core,
    config: TenantConfig,
    opening: Opening,
    new: NewMessage,
    *,
    receipt: bool = True,
    entered_by: int | None = None,
    hold: timedelta = NOW,
    also: Also | None = None,
) -> Sent:
    """Plan a new ticket with its first message and write it; raises NotFoundError."""
    for _ in range(TRIES):
        beginning = plan_opening(core, config, opening, new, receipt=receipt, entered_by=entered_by)
        try:
            with core.write(config.slug) as uow:
                ticket, added, mails = apply_opening(uow, core, config, beginning, hold=hold)
                if also is not None:
                    also(uow, ticket, added)
        # Somebody made the same person or company just now, or had the turn.
        except (StaleError, IntegrityError):
            continue
        return sent(ticket, added, mails)
    raise TemporaryError("The request could not be opened; please try again.")


def _assignment(
    unit: ReadUnit, config: TenantConfig, opening: Opening, new: NewMessage, *, is_by_hand: bool
) -> Assignment:
    """Ask the rules; what an agent chose by hand wins over them."""
    address = opening.requester.address
    asked = Asked(
        addresses=(opening.came_to,) if opening.came_to else (),
        kind=opening.kind,
        company=firm_of(unit, address) if config.rules else "",
        domain=address.rpartition("@")[2].lower(),
        subject=opening.subject,
        text=new.text,
        language=opening.language,
    )
    before = Settled(opening.department, opening.kind, opening.owner_id, is_by_hand=is_by_hand)
    return assign(unit, config, asked, before)


def _placed(opening: Opening, assignment: Assignment) -> Opening:
    return replace(
        opening,
        department=assignment.department,
        kind=assignment.kind,
        owner_id=assignment.owner_id,
    )


def _for_requester(draft: Draft, address: str, ticket: Ticket) -> Draft:
    """Give a mail to the requester its person, who may have had no row while it was planned."""
    if draft.recipient.person_id is None and draft.recipient.address == address:
        return replace(draft, recipient=replace(draft.recipient, person_id=ticket.requester_id))
    return draft
