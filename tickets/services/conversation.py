"""The verbs of a conversation: open a ticket, add a message, hand it to an owner."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select, update

from tenants import TenantConfig
from tickets.errors import MergedError, NotFoundError, StaleError
from tickets.model.event import Event, EventKind
from tickets.model.noted import note_of_unread
from tickets.model.people import Participant, ParticipantRole, Side
from tickets.model.tenant import Tenant
from tickets.model.ticket import (
    Addressed,
    Attachment,
    KnownId,
    Message,
    Ticket,
    TicketState,
    Visibility,
)
from tickets.services.people import ensure_person, join
from tickets.services.reading import note_read
from tickets.services.values import NewFile, NewMessage, Opening
from tickets.services.waking import Woken, wake
from tickets.store.fixed import Fixed, FixedRows
from tickets.store.indexing import entries_of
from tickets.store.tenants import departments
from tickets.store.unit_of_work import UnitOfWork
from tickets.text.links import hide_links

_NAMED_IDS_KEPT = 50
_ADDRESSED_KEPT = 50
_LONGEST_ID = 500
_UNCONFIRMED = "colleague_unconfirmed"


def open_ticket(uow: UnitOfWork, config: TenantConfig, opening: Opening) -> Ticket:
    """Open a ticket with its number and requester; its first message follows by `add_message`."""
    department = departments(uow).get(opening.department)
    if department is None:
        raise NotFoundError(f"There is no department {opening.department}.")
    requester_id = ensure_person(uow, config, opening.requester)
    ticket = Ticket(
        number=_next_number(uow),
        kind=opening.kind,
        state=TicketState.NEW,
        subject=opening.subject[:500],
        department_id=department,
        requester_id=requester_id,
        owner_id=opening.owner_id,
        language=opening.language or opening.requester.language,
        came_to=opening.came_to,
        thread_index=opening.thread_index,
        flags=list(opening.flags),
        follows_id=opening.follows_id,
        opened_at=uow.now,
        updated_at=uow.now,
        last_event_seq=0,
        last_event_hash="",
        news_seq=0,
        news_before_seq=0,
        tenant=uow.tenant,
    )
    uow.add(ticket)
    present: dict[int, Participant] = {}
    join(uow, ticket, requester_id, ParticipantRole.REQUESTER, present)
    if opening.owner_id is not None:
        join(uow, ticket, opening.owner_id, ParticipantRole.OWNER, present)
    content = {"kind": opening.kind, "department": opening.department}
    uow.add(
        Event.chained(ticket, EventKind.OPENED, uow.now, actor_id=requester_id, content=content)
    )
    return ticket


def lock_ticket(uow: UnitOfWork, ticket_id: int, seen_seq: int | None = None) -> Ticket:
    """Load a ticket for change; raises StaleError where it moved on since it was looked at.

    Raises MergedError, a StaleError too, where another ticket holds its conversation by now.
    """
    ticket = _LOCKED.first(uow, ticket_id=ticket_id)
    if ticket is None:
        raise NotFoundError("There is no such ticket.")
    if ticket.merged_into_id is not None:
        raise MergedError(ticket.merged_into_id)
    if seen_seq is not None and ticket.last_event_seq != seen_seq:
        raise StaleError("The ticket has changed meanwhile.")
    return uow.watch(ticket)


def lock_for_merging(uow: UnitOfWork, ticket_ids: set[int]) -> dict[int, Ticket]:
    """Load tickets for change in one order for everybody, so that nobody waits in a circle."""
    locked: dict[int, Ticket] = {}
    for ticket_id in sorted(ticket_ids):
        ticket = _LOCKED.first(uow, ticket_id=ticket_id)
        if ticket is None:
            raise NotFoundError("There is no such ticket.")
        locked[ticket_id] = uow.watch(ticket)
    return locked


_LOCKED = FixedRows(Ticket, Ticket.id == bindparam("ticket_id"), locks=True)
_PRESENT = FixedRows(Participant, Participant.ticket_id == bindparam("ticket_id"))
_KNOWN_IDS = Fixed(
    select(KnownId.message_id).where(
        KnownId.tenant == bindparam("of_tenant"),
        KnownId.ticket_id == bindparam("ticket_id"),
        KnownId.message_id.in_(bindparam("wanted", expanding=True)),
    )
)
_ADDRESSED = Fixed(
    select(Addressed.address).where(
        Addressed.tenant == bindparam("of_tenant"), Addressed.ticket_id == bindparam("ticket_id")
    )
)
_NEXT_NUMBER = Fixed(
    update(Tenant)
    .where(Tenant.tenant == bindparam("of_tenant"))
    .values(last_ticket_number=Tenant.last_ticket_number + 1)
    .returning(Tenant.last_ticket_number)
)


@dataclass(frozen=True, slots=True)
class Added:
    """A message that joined a conversation, with the ids of its files in their order."""

    message: Message
    file_ids: tuple[int, ...]


def add_message(
    uow: UnitOfWork, config: TenantConfig, ticket: Ticket, new: NewMessage, *, is_first: bool
) -> Added:
    """Put a message into the conversation with its files, ids and event."""
    author_id = _author_id(uow, config, ticket, new, is_first=is_first)
    message = _message_row(uow, ticket, new, author_id)
    files = [_file_row(message, place, file) for place, file in enumerate(new.files)]
    texts = [file.text for file in new.files]
    entries = entries_of(ticket, message, list(zip(files, texts, strict=True)))
    uow.add(message, *files, *entries)
    _keep_ids(uow, ticket, new, author_id, is_first=is_first)
    if new.visibility is Visibility.PUBLIC:
        _keep_addressed(uow, ticket, new, is_first=is_first)
        if not new.automatic:
            ticket.hear(new.author.side, uow.now)
            wake(uow, ticket, Woken.ANSWER, author_id)
    ticket.updated_at = uow.now
    _record_message(uow, ticket, new, message)
    if author_id is not None and not is_first and not new.automatic:
        note_read(uow, ticket.id, author_id, message.seq)  # who answers has read what they answer
    return Added(message, tuple(file.id for file in files))


def take_ownership(uow: UnitOfWork, ticket: Ticket, agent_id: int) -> bool:
    """Make the agent who answers an unowned ticket its owner; False where it has one."""
    if ticket.owner_id is not None:
        return False
    ticket.owner_id = agent_id
    join(uow, ticket, agent_id, ParticipantRole.OWNER, present_participants(uow, ticket))
    uow.add(
        Event.chained(
            ticket,
            EventKind.OWNER_SET,
            uow.now,
            actor_id=agent_id,
            content={"owner": agent_id, "by": "answering"},
        )
    )
    return True


def present_participants(uow: UnitOfWork, ticket: Ticket) -> dict[int, Participant]:
    """Give who takes part already, by person."""
    rows = [uow.watch(row) for row in _PRESENT.all(uow, ticket_id=ticket.id)]
    rows += [row for row in uow.pending(Participant) if row.ticket_id == ticket.id]
    return {row.person_id: row for row in rows}


def _next_number(uow: UnitOfWork) -> int:
    return int(_NEXT_NUMBER.value(uow))


def _author_id(
    uow: UnitOfWork, config: TenantConfig, ticket: Ticket, new: NewMessage, *, is_first: bool
) -> int | None:
    if is_first and new.author.side is Side.CONTACT:
        # Opening the ticket has just looked them up.
        return ticket.requester_id
    return ensure_person(uow, config, new.author) if new.author.address else None


def _file_row(message: Message, position: int, file: NewFile) -> Attachment:
    return Attachment(
        message_id=message.id,
        position=position,
        name=file.name[:255],
        content_type=file.content_type[:127],
        size=file.size,
        sha256=file.sha256,
        is_inline=file.is_inline,
        content_id=file.content_id[:255] if file.content_id else None,
    )


def _message_row(
    uow: UnitOfWork, ticket: Ticket, new: NewMessage, author_id: int | None
) -> Message:
    return Message(
        ticket_id=ticket.id,
        visibility=new.visibility,
        channel=new.channel,
        author_id=author_id,
        author_name=new.author.name[:200],
        author_address=new.author.address[:320],
        inbound_mail_id=new.inbound_mail_id,
        written_at=new.written_at,
        created_at=uow.now,
        language=new.language,
        text=hide_links(new.text),
        signature=new.signature,
        quoted_text=hide_links(new.quoted_text),
        html=hide_links(new.html) if new.html else new.html,
        sanitizer_version=new.sanitizer_version,
        automatic=new.automatic,
        why=new.why[:500],
        trust=new.trust,
        flags=[*new.flags, *new.notes, *_unread_files(new)],
    )


def _unread_files(new: NewMessage) -> list[str]:
    """Say of which files nobody knows all the words."""
    return [note_of_unread(at, one.unread) for at, one in enumerate(new.files) if one.unread]


def _keep_ids(
    uow: UnitOfWork, ticket: Ticket, new: NewMessage, author_id: int | None, *, is_first: bool
) -> None:
    """Remember the mail's own id and those it names, for the replies still to come."""
    named = (one for one in new.named_ids[-_NAMED_IDS_KEPT:] if len(one) <= _LONGEST_ID)
    wanted: dict[str, int | None] = dict.fromkeys(named)
    if new.message_id and len(new.message_id) <= _LONGEST_ID:
        wanted[new.message_id] = author_id
    if not wanted:
        return
    known: set[str] = set()
    if not is_first:
        known = set(_KNOWN_IDS.column(uow, ticket_id=ticket.id, wanted=list(wanted)))
        known |= {row.message_id for row in uow.pending(KnownId) if row.ticket_id == ticket.id}
    for message_id, person_id in wanted.items():
        if message_id not in known:
            uow.add(KnownId(ticket_id=ticket.id, message_id=message_id, person_id=person_id))


def _keep_addressed(uow: UnitOfWork, ticket: Ticket, new: NewMessage, *, is_first: bool) -> None:
    wanted = {address.lower() for _, address in new.addressed[:_ADDRESSED_KEPT]}
    # Whoever was let in only for the time being brings nobody else along (P10).
    if not wanted or _UNCONFIRMED in new.flags:
        return
    if not is_first:
        wanted -= set(_ADDRESSED.column(uow, ticket_id=ticket.id))
        wanted -= {row.address for row in uow.pending(Addressed) if row.ticket_id == ticket.id}
    for address in sorted(wanted):
        uow.add(Addressed(ticket_id=ticket.id, address=address[:320]))


def _record_message(uow: UnitOfWork, ticket: Ticket, new: NewMessage, message: Message) -> None:
    is_public = new.visibility is Visibility.PUBLIC
    kind = EventKind.MESSAGE_ADDED if is_public else EventKind.NOTE_ADDED
    content = {
        "message": message.id,
        "side": str(new.author.side if message.author_id else Side.CONTACT),
        "why": new.why,
        "files": [file.sha256 for file in new.files],
    }
    uow.add(Event.chained(ticket, kind, uow.now, actor_id=message.author_id, content=content))
    ticket.put_last(message)
