"""Queries for what a browser fetches by itself: a file, and a message's own HTML."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select

from tickets.model.people import Person
from tickets.model.tenant import Department
from tickets.model.ticket import Attachment, Message, Ticket
from tickets.model.viewer import Viewer
from tickets.store.portal import shows_original
from tickets.store.unit_of_work import ReadUnit
from tickets.store.visible import visible_messages, visible_tickets


@dataclass(frozen=True, slots=True)
class Original:
    """A message's own HTML, sanitised when it came in."""

    html: str
    sanitizer_version: int
    department: str
    came_to: str
    language: str
    inline_ids: Mapping[str, int]
    """Attachment by Content-ID, which the HTML names its pictures by."""


def find_file(unit: ReadUnit, viewer: Viewer, file_id: int) -> Attachment | None:
    """Find a file; None where it is missing or its message is not for this viewer (P13)."""
    return unit.session.scalar(
        select(Attachment)
        .join(Message, Message.id == Attachment.message_id)
        .join(Ticket, Ticket.id == Message.ticket_id)
        .where(Attachment.id == file_id, visible_tickets(viewer), visible_messages(viewer))
    )


def find_original(unit: ReadUnit, viewer: Viewer, message_id: int) -> Original | None:
    """Find a message's HTML; None where it has none or it is not for this viewer (P12, P20)."""
    query = (
        select(
            Message.html,
            Message.sanitizer_version,
            Department.slug,
            Ticket.came_to,
            Ticket.language,
        )
        .join(Ticket, Ticket.id == Message.ticket_id)
        .join(Department, Department.id == Ticket.department_id)
        .outerjoin(Person, Person.id == Message.author_id)
        .where(
            Message.id == message_id,
            Message.html.is_not(None),
            visible_tickets(viewer),
            visible_messages(viewer),
        )
    )
    if not viewer.is_agent:
        query = query.where(shows_original())
    row = unit.session.execute(query).one_or_none()
    if row is None:
        return None
    inline = unit.session.execute(
        select(Attachment.content_id, Attachment.id).where(
            Attachment.message_id == message_id, Attachment.content_id.is_not(None)
        )
    )
    inline_ids = {str(one[0]).strip("<>").lower(): int(one[1]) for one in inline}
    html, version, slug, came_to, language = row
    return Original(html or "", version, slug, came_to, language, inline_ids)
