"""The invariants that must hold in every database, whatever happened (`stafette fsck`)."""

from collections.abc import Iterator

from sqlalchemy import func, select

from tickets.model.event import Event
from tickets.model.mail import InboundMail, OutboundMail, Outcome
from tickets.model.routing import Due, DueKind
from tickets.model.tenant import Department
from tickets.model.ticket import Attachment, Message, Ticket
from tickets.ports import Blobs
from tickets.store.news import stale_news
from tickets.store.unit_of_work import ReadUnit


def find_faults(unit: ReadUnit, blobs: Blobs) -> Iterator[str]:
    """Check one tenant and say in a sentence each thing that is wrong."""
    yield from _blob_faults(unit, blobs)
    yield from _arrival_faults(unit)
    yield from _due_faults(unit)
    yield from _chain_faults(unit)
    yield from _reference_faults(unit)
    yield from _news_faults(unit)


def _blob_faults(unit: ReadUnit, blobs: Blobs) -> Iterator[str]:
    raw = set(unit.session.scalars(select(InboundMail.raw_sha256)))
    files = set(unit.session.scalars(select(Attachment.sha256)))
    present = blobs.names(unit.tenant)
    for sha256 in sorted(raw - present):
        yield f"The raw mail {sha256[:12]} has a row but no bytes."
    for sha256 in sorted(files - present):
        yield f"The file {sha256[:12]} has a row but no bytes."


def _arrival_faults(unit: ReadUnit) -> Iterator[str]:
    twice = unit.session.execute(
        select(InboundMail.identity, func.count(InboundMail.id))
        .where(InboundMail.is_effective)
        .group_by(InboundMail.identity)
        .having(func.count(InboundMail.id) > 1)
    )
    for identity, count in twice:
        yield f"The mail {str(identity)[:12]} took effect {count} times."
    messages = select(Message.inbound_mail_id).where(Message.inbound_mail_id.is_not(None))
    stray = unit.session.scalars(
        select(InboundMail.id).where(
            InboundMail.id.in_(messages), InboundMail.outcome != Outcome.DELIVERED
        )
    )
    for arrival_id in stray:
        yield f"Arrival {arrival_id} made a message but its outcome is not `delivered`."


def _due_faults(unit: ReadUnit) -> Iterator[str]:
    """Find what is owed but waits for no worker."""
    rows = unit.session.execute(select(Due.kind, Due.key).where(Due.tenant == unit.tenant))
    waiting = {(kind, key) for kind, key in rows}
    for arrival_id in unit.session.scalars(
        select(InboundMail.id).where(InboundMail.outcome == Outcome.PENDING)
    ):
        key = str(arrival_id)
        if not waiting & {(DueKind.INBOUND, key), (DueKind.HEAVY, key)}:
            yield f"Arrival {arrival_id} is pending but nothing is due for it."
    for mail_id in unit.session.scalars(
        select(OutboundMail.id).where(OutboundMail.state.in_(("queued", "deferred")))
    ):
        if (DueKind.OUTBOUND, str(mail_id)) not in waiting:
            yield f"Outgoing mail {mail_id} is owed but nothing is due for it."


def _chain_faults(unit: ReadUnit) -> Iterator[str]:
    rows = unit.session.execute(select(Ticket.id, Ticket.last_event_hash))
    hashes = {row[0]: row[1] for row in rows}
    last: dict[int, tuple[int, str]] = {}
    for event in unit.session.scalars(select(Event).order_by(Event.ticket_id, Event.seq)):
        seq, previous = last.get(event.ticket_id, (0, ""))
        name = f"Event {event.seq} of ticket {event.ticket_id}"
        if event.seq != seq + 1 or event.previous_hash != previous:
            yield f"{name} does not follow the one before it."
        if event.hash != event.computed_hash() or not event.is_content_whole:
            yield f"{name} was changed after it was written."
        last[event.ticket_id] = (event.seq, event.hash)
    for ticket_id, expected in hashes.items():
        if last.get(ticket_id, (0, ""))[1] != expected:
            yield f"The chain of ticket {ticket_id} does not end where the ticket says."


def _reference_faults(unit: ReadUnit) -> Iterator[str]:
    """Find rows whose parent is not in this tenant."""
    tickets = select(Ticket.id)
    for message_id in unit.session.scalars(
        select(Message.id).where(Message.ticket_id.not_in(tickets))
    ):
        yield f"Message {message_id} belongs to a ticket of another tenant."
    departments = select(Department.id)
    for ticket_id in unit.session.scalars(
        select(Ticket.id).where(Ticket.department_id.not_in(departments))
    ):
        yield f"Ticket {ticket_id} belongs to a department of another tenant."
    arrivals = select(InboundMail.id)
    for message_id in unit.session.scalars(
        select(Message.id).where(
            Message.inbound_mail_id.is_not(None), Message.inbound_mail_id.not_in(arrivals)
        )
    ):
        yield f"Message {message_id} has no raw mail."


def _news_faults(unit: ReadUnit) -> Iterator[str]:
    """Find tickets whose lists would show something as new that is not, or the other way round."""
    for number in stale_news(unit):
        yield f"What ticket {number} keeps of its last messages is not what they say."
