"""Makes a ticket of its own of some messages of another."""

from collections.abc import Sequence
from dataclasses import dataclass

from tenants import TenantConfig
from tickets.errors import NotFoundError, RefusedError
from tickets.model.event import Event, EventKind
from tickets.model.people import ParticipantRole, Person, Side
from tickets.model.ticket import Attachment, Message, Ticket, TicketState, Visibility
from tickets.model.viewer import Viewer
from tickets.services.conversation import lock_ticket, open_ticket, present_participants
from tickets.services.handling import note
from tickets.services.people import join
from tickets.services.rights import Action, require
from tickets.services.values import Author, Opening
from tickets.store.indexing import entries_of, texts_of_files
from tickets.store.merged import files_of, messages_of, move_mail_ids
from tickets.store.people import addresses_of_one
from tickets.store.unit_of_work import ReadUnit, UnitOfWork


@dataclass(frozen=True, slots=True)
class Part:
    """What becomes a ticket of its own."""

    message_ids: tuple[int, ...]
    subject: str
    kind: str
    department: str
    takes_over: bool = False
    """Who splits owns it; else it waits in its department."""


class NothingChosenError(RefusedError):
    """No message that the customer knows was chosen."""


def split(
    uow: UnitOfWork,
    config: TenantConfig,
    viewer: Viewer,
    ticket_id: int,
    part: Part,
    *,
    way: str = "web",
) -> Ticket:
    """Copy messages with their files to a new ticket of the same customer, which is given.

    Whoever saw them goes on seeing them; answers to mails among them go to the new ticket. Raises
    NothingChosenError, NotAllowedError or NotFoundError.
    """
    ticket = lock_ticket(uow, ticket_id)
    require(uow, viewer, Action.SPLIT, ticket)
    chosen = messages_of(uow, ticket_id, part.message_ids)
    if not any(one.visibility == Visibility.PUBLIC for one in chosen):
        raise NothingChosenError("Choose a message that the customer knows.")
    fresh = open_ticket(uow, config, _opening(uow, config, viewer, ticket, part))
    present = present_participants(uow, fresh)
    for one in present_participants(uow, ticket).values():
        if one.role in (ParticipantRole.REQUESTER, ParticipantRole.COPIED):
            join(uow, fresh, one.person_id, ParticipantRole.COPIED, present)
    _copy(uow, fresh, chosen)
    arrivals = [one.inbound_mail_id for one in chosen if one.inbound_mail_id is not None]
    move_mail_ids(uow, ticket, fresh, arrivals)
    messages = [one.id for one in chosen]
    into = {"into": fresh.id, "number": fresh.number, "messages": messages, "way": way}
    note(uow, ticket, EventKind.SPLIT, viewer.person_id, into)
    origin = {"from": ticket.id, "number": ticket.number, "way": way}
    note(uow, fresh, EventKind.SPLIT, viewer.person_id, origin)
    return fresh


def _opening(
    unit: ReadUnit, config: TenantConfig, viewer: Viewer, ticket: Ticket, part: Part
) -> Opening:
    department = config.department(part.department)
    if department is None:
        raise NotFoundError(f"There is no department {part.department}.")
    person = unit.session.get_one(Person, ticket.requester_id)
    known = config.department_for(ticket.came_to)
    is_same = known is not None and known.slug == department.slug
    return Opening(
        department=department.slug,
        kind=part.kind,
        subject=part.subject or ticket.subject,
        requester=Author(
            name=person.name,
            address=addresses_of_one(unit, person.id)[0],
            person_id=person.id,
            side=Side(person.side),
            language=person.language,
            is_settled=True,
        ),
        owner_id=viewer.person_id if part.takes_over else None,
        language=ticket.language,
        came_to=ticket.came_to if is_same else department.address_in(ticket.language),
        follows_id=ticket.id,
    )


def _copy(uow: UnitOfWork, fresh: Ticket, chosen: Sequence[Message]) -> None:
    """Put copies on the new ticket, each with its event, as they stood on the old one."""
    files: dict[int, list[Attachment]] = {}
    for file in files_of(uow, [one.id for one in chosen]):
        files.setdefault(file.message_id, []).append(file)
    for one in chosen:
        copied = Message(**_values(one), ticket_id=fresh.id)
        own = files.get(one.id, ())
        texts = texts_of_files(uow, own) if own else {}
        copies = [(_file(file, copied), texts.get(file.id, "")) for file in own]
        uow.add(copied, *(file for file, _ in copies), *entries_of(fresh, copied, copies))
        _record(uow, fresh, one, copied)
        if one.visibility == Visibility.PUBLIC and not one.automatic:
            side = _side(uow, one)
            fresh.last_public_side, fresh.last_public_at = side, one.created_at
            if side is Side.AGENT:
                fresh.state = TicketState.OPEN


def _record(uow: UnitOfWork, fresh: Ticket, original: Message, copied: Message) -> None:
    is_public = copied.visibility == Visibility.PUBLIC
    kind = EventKind.MESSAGE_ADDED if is_public else EventKind.NOTE_ADDED
    content = {"message": copied.id, "copy_of": original.id}
    uow.add(Event.chained(fresh, kind, uow.now, actor_id=copied.author_id, content=content))
    fresh.put_last(copied)


def _side(unit: ReadUnit, message: Message) -> Side:
    author = unit.session.get(Person, message.author_id) if message.author_id else None
    return Side(author.side) if author is not None else Side.CONTACT


def _values(message: Message) -> dict[str, object]:
    left_out = {"id", "ticket_id", "seq"}
    names = (column.key for column in Message.__table__.columns)
    return {name: getattr(message, name) for name in names if name not in left_out}


def _file(file: Attachment, copied: Message) -> Attachment:
    return Attachment(
        message_id=copied.id,
        position=file.position,
        name=file.name,
        content_type=file.content_type,
        size=file.size,
        sha256=file.sha256,
        is_inline=file.is_inline,
        content_id=file.content_id,
    )
