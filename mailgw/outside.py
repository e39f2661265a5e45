"""What is said about a mail that an agent sent elsewhere: a word to colleagues, nothing outside."""

from dataclasses import replace

from mailgw.entry import Case
from mailgw.rules.disposition import OpenTicket
from tickets.core import Core
from tickets.model.people import ParticipantRole, Side
from tickets.services.notify import Draft, Planner
from tickets.services.values import NewMessage
from tickets.services.writing import plan_drafts
from tickets.store.audience import Audience, Recipient, audience_of_department


def inside_only(drafts: list[Draft]) -> list[Draft]:
    """Leave out every mail to a customer, who has it already."""
    return [one for one in drafts if one.recipient.side is Side.AGENT]


def tell_department(
    core: Core, case: Case, effect: OpenTicket, new: NewMessage, subject: str
) -> list[Draft]:
    """Tell the department that one of them has written to a customer."""
    config = case.facts.config
    requester = Recipient(
        person_id=effect.requester.person_id,
        name=effect.requester.name,
        address=effect.requester.address,
        language=config.language_for(effect.requester.language),
        side=Side.CONTACT,
        role=ParticipantRole.REQUESTER,
    )
    with core.read(config.slug) as unit:
        audience: Audience = audience_of_department(unit, config, effect.department)
    audience = replace(
        audience,
        kind=effect.kind,
        subject=subject,
        came_to=effect.came_to,
        participants=(requester,),
    )
    return inside_only(plan_drafts(Planner(config, core.notices, audience), config, audience, new))
