"""New tickets that begin at a screen: by a form of the portal, or by an agent on the desk."""

from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy.exc import IntegrityError

from tenants import TenantConfig
from tickets.core import Core
from tickets.errors import TemporaryError
from tickets.model.mail import OutboundMail
from tickets.model.people import ParticipantRole, Side
from tickets.model.ticket import Ticket
from tickets.ports import NOW
from tickets.services.conversation import Added, add_message, open_ticket
from tickets.services.notify import Draft, Planner
from tickets.services.outbox import Cause, Sender, owe_mails
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
from tickets.store.audience import Recipient, audience_of_department
from tickets.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Beginning:
    """A ticket about to be opened with its first message, its mails rendered."""

    opening: Opening
    new: NewMessage
    drafts: tuple[Draft, ...]


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
        audience = audience_of_department(unit, config, opening.department)
    requester = Recipient(
        person_id=opening.requester.person_id,
        name=opening.requester.name,
        address=opening.requester.address,
        language=config.language_for(opening.language or opening.requester.language),
        side=Side.CONTACT,
        role=ParticipantRole.REQUESTER,
    )
    owner = audience.find(opening.owner_id) if opening.owner_id else None
    audience = replace(
        audience,
        kind=opening.kind,
        subject=opening.subject,
        came_to=opening.came_to,
        requester_id=requester.person_id,
        owner_id=owner.person_id if owner else None,
        participants=(requester, owner) if owner else (requester,),
    )
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
    return Beginning(opening, new, tuple(kept))


def apply_opening(
    uow: UnitOfWork,
    core: Core,
    config: TenantConfig,
    beginning: Beginning,
    *,
    hold: timedelta = NOW,
) -> tuple[Ticket, Added, list[OutboundMail]]:
    """Open the ticket, put its first message on it and owe the planned mails."""
    ticket = open_ticket(uow, config, beginning.opening)
    added = add_message(uow, config, ticket, beginning.new, is_first=True)
    let_take_part(uow, ticket, added.message.author_id, beginning.new)
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
    beginning = plan_opening(core, config, opening, new, receipt=receipt, entered_by=entered_by)
    for _ in range(TRIES):
        try:
            with core.write(config.slug) as uow:
                ticket, added, mails = apply_opening(uow, core, config, beginning, hold=hold)
                if also is not None:
                    also(uow, ticket, added)
        except IntegrityError:  # somebody made the same person or company just now
            continue
        return sent(ticket, added, mails)
    raise TemporaryError("The request could not be opened; please try again.")


def _for_requester(draft: Draft, address: str, ticket: Ticket) -> Draft:
    """Give a mail to the requester its person, who may have had no row while it was planned."""
    if draft.recipient.person_id is None and draft.recipient.address == address:
        return replace(draft, recipient=replace(draft.recipient, person_id=ticket.requester_id))
    return draft
