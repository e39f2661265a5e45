"""Who has read what when the world is made: all that is older, but for exceptions."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from tickets.core import Core
from tickets.model.people import Participant
from tickets.model.tenant import Membership
from tickets.model.ticket import Message, Ticket
from tickets.services.reading import note_read
from tickets.store.unit_of_work import ReadUnit


def mark_what_was_read(
    core: Core, tenant: str, before: datetime, unread: Iterable[tuple[int, int]]
) -> None:
    """Note for everybody who sees a ticket that they read its messages from before a time.

    `unread` are pairs of ticket and person, where the newest message of others is still new.
    """
    exceptions = set(unread)
    with core.read(tenant) as unit:
        marks = list(_marks(unit, before, exceptions))
    with core.write(tenant) as uow:
        for ticket_id, person_id, seq in marks:
            note_read(uow, ticket_id, person_id, seq)


def _marks(
    unit: ReadUnit, before: datetime, exceptions: set[tuple[int, int]]
) -> Iterable[tuple[int, int, int]]:
    """Give ticket, person and how far they have read it."""
    messages: dict[int, list[tuple[int, datetime, int | None]]] = defaultdict(list)
    rows = select(Message.ticket_id, Message.seq, Message.created_at, Message.author_id)
    for ticket_id, seq, at, author_id in unit.session.execute(rows.order_by(Message.seq)):
        messages[ticket_id].append((seq, at, author_id))
    for ticket_id, readers in _readers(unit).items():
        said = messages[ticket_id]
        for person_id in readers:
            read = [seq for seq, at, author in said if at < before or author == person_id]
            if (ticket_id, person_id) in exceptions:
                newest = max(seq for seq, _, author in said if author != person_id)
                read = [seq for seq in read if seq < newest]
            if read:
                yield ticket_id, person_id, max(read)


def _readers(unit: ReadUnit) -> dict[int, set[int]]:
    """Give, by ticket, who takes part and who works in its department."""
    members: dict[int, set[int]] = defaultdict(set)
    for row in unit.session.scalars(select(Membership)):
        members[row.department_id].add(row.person_id)
    found: dict[int, set[int]] = {
        ticket.id: set(members[ticket.department_id])
        for ticket in unit.session.scalars(select(Ticket))
    }
    for one in unit.session.scalars(select(Participant)):
        found[one.ticket_id].add(one.person_id)
    return found
