"""Gathers what an agent's answer is compared with: our notices, internal notes, public words."""

from datetime import timedelta

from sqlalchemy import or_, select

from mailgw.rules.wall import Inner, strip_tags
from templates.judging_notices import INNER_NOTICES
from tenants import TenantConfig
from tickets.model.mail import OutboundMail
from tickets.model.ticket import Attachment, Message, Ticket, Visibility
from tickets.store.people import addresses_of, participants
from tickets.store.unit_of_work import ReadUnit

_NOTICES = (
    "agent_notice",
    "note_notice",
    "answered",
    "second_answer",
    "undelivered",
    "handed_over",
    "ticket_back",
    "task_notice",
    *INNER_NOTICES,
)
_NOTICES_COMPARED = 20
_MESSAGES_COMPARED = 200
_LATELY = timedelta(hours=1)
_LATELY_COUNTED = 50


def inner_words(unit: ReadUnit, config: TenantConfig, ticket_id: int, agent_id: int) -> Inner:
    """Collect what was mailed to an agent on a ticket, and what its customer knows."""
    ticket = unit.session.get_one(Ticket, ticket_id)
    notices = unit.session.execute(
        select(OutboundMail.text, OutboundMail.html)
        .where(
            OutboundMail.ticket_id == ticket_id,
            OutboundMail.recipient_id == agent_id,
            OutboundMail.notice.in_(_NOTICES),
        )
        .order_by(OutboundMail.id.desc())
        .limit(_NOTICES_COMPARED)
    ).all()
    files = unit.session.scalars(
        select(Attachment.name)
        .join(Message, Message.id == Attachment.message_id)
        .where(
            Message.ticket_id == ticket_id,
            Message.visibility == Visibility.PUBLIC,
            Message.withdrawn_at.is_(None),
        )
    ).all()
    legal = (" ".join(config.legal_lines(language)) for language in config.languages)
    return Inner(
        mailed=tuple(text for row in notices for text in (row[0], strip_tags(row[1]))),
        notes=_said(unit, ticket_id, Visibility.INTERNAL),
        public=(
            *(ticket.subject, config.name, config.phone, *legal, *files),
            *_names(unit, ticket_id),
            *_said(unit, ticket_id, Visibility.PUBLIC),
        ),
    )


def said_lately(unit: ReadUnit, ticket_id: int, person_id: int) -> tuple[str, ...]:
    """Give what a person said publicly on a ticket within the last hour, newest first."""
    return tuple(
        unit.session.scalars(
            select(Message.text)
            .where(
                Message.ticket_id == ticket_id,
                Message.author_id == person_id,
                Message.visibility == Visibility.PUBLIC,
                Message.created_at > unit.now - _LATELY,
                Message.withdrawn_at.is_(None),
            )
            .order_by(Message.id.desc())
            .limit(_LATELY_COUNTED)
        )
    )


def _said(unit: ReadUnit, ticket_id: int, visibility: Visibility) -> tuple[str, ...]:
    return tuple(
        unit.session.scalars(
            select(Message.text)
            .where(
                Message.ticket_id == ticket_id,
                Message.visibility == visibility,
                # What waits for approval is meant for the customer, and may be said again.
                or_(Message.held_for_id.is_(None), Message.visibility == Visibility.PUBLIC),
                Message.withdrawn_at.is_(None),
            )
            .order_by(Message.id.desc())
            .limit(_MESSAGES_COMPARED)
        )
    )


def _names(unit: ReadUnit, ticket_id: int) -> tuple[str, ...]:
    """Give names and addresses of the people on the customer's side."""
    people = [person for _, person in participants(unit, ticket_id) if not person.is_agent]
    known = addresses_of(unit, [person.id for person in people]) if people else {}
    return tuple(text for person in people for text in (person.name, *known.get(person.id, ())))
