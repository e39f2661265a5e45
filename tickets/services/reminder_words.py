"""Renders the word that a ticket is back, or that nobody has answered on it."""

from templates.back_notices import TicketBack
from templates.passages import Words
from tenants import TenantConfig
from tickets.core import Core
from tickets.errors import NotFoundError
from tickets.model.mail import Purpose
from tickets.model.people import Side
from tickets.model.reminder import Reminder
from tickets.model.ticket import Visibility
from tickets.services.notify import Draft
from tickets.store.audience import Audience, Recipient, audience_of_ticket, recipient_of
from tickets.text.links import hide_links
from tickets.text.plain import paragraphs


def plan_back(
    core: Core, config: TenantConfig, reminder: Reminder, *, is_follow_up: bool
) -> list[Draft]:
    """Render it for who asked, for the owner as well, and for who stands in where they are away.

    A reply stays inside.
    """
    with core.read(config.slug) as unit:
        try:
            audience = audience_of_ticket(unit, config, reminder.ticket_id)
        except NotFoundError:
            return []
        asked = recipient_of(unit, config, reminder.person_id) if reminder.person_id else None
    requester = audience.find(audience.requester_id)
    said = audience.earlier[0] if audience.earlier else None
    shown = hide_links(said.text) if said else ""
    portal = (config.portal_url or "").rstrip("/")
    notice = TicketBack(
        number=str(audience.number),
        subject=audience.subject,
        customer_name=requester.shown_name if requester else "",
        is_follow_up=is_follow_up,
        remark=reminder.text,
        said_by=said.author if said else "",
        words=Words(text=shown, html=paragraphs(shown)),
        link=f"{portal}/desk/tickets/{audience.number}" if portal else "",
    )
    people = _recipients(audience, asked, is_follow_up=is_follow_up)
    return [_draft(core, config, audience, one, notice) for one in people]


def _draft(
    core: Core, config: TenantConfig, audience: Audience, one: Recipient, notice: TicketBack
) -> Draft:
    department = config.department(audience.department) or config.default_department
    return Draft(
        recipient=one,
        notice=notice.name,
        rendered=core.notices.render(config, one.language, notice),
        from_name=config.name,
        from_address=department.address_in(one.language),
        reply=(Purpose.NOTE, Visibility.INTERNAL),
    )


def _recipients(
    audience: Audience, asked: Recipient | None, *, is_follow_up: bool
) -> list[Recipient]:
    owner = audience.find(audience.owner_id) if audience.owner_id else None
    wanted = [asked] if is_follow_up else [owner or asked]
    found = [one for one in wanted if one is not None and one.side is Side.AGENT]
    # Who is away has a deputy, who is told as well.
    found += [one for one in audience.deputies if owner in found]
    return list({one.person_id: one for one in found}.values())
