"""Makes one ticket of two, so that later mail to either goes on in one place.

A contact never sees by it what they did not see before, unless an agent says so by name; and never
the words of another firm (P10).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from tenants import TenantConfig
from tickets.errors import RefusedError
from tickets.model.domains import company_domain
from tickets.model.event import EventKind
from tickets.model.people import ParticipantRole, Person
from tickets.model.reminder import ReminderKind
from tickets.model.ticket import Ticket, TicketState
from tickets.model.viewer import Viewer
from tickets.services.conversation import lock_for_merging, present_participants
from tickets.services.handling import note
from tickets.services.people import join
from tickets.services.reminders import cancel_reminders
from tickets.services.rights import Action, require
from tickets.store.merged import move_messages, move_rest, readers_of
from tickets.store.news import renew_news
from tickets.store.unit_of_work import ReadUnit, UnitOfWork


class Hindrance(StrEnum):
    """Why two tickets are not made one."""

    SAME = "same"
    MERGED = "merged"
    """One of them was merged before."""
    OTHER_FIRM = "other_firm"
    """Somebody of one firm would see the words of another."""
    UNCONFIRMED = "unconfirmed"
    """Somebody would see more than before, and nobody said that they may."""


class MergeRefusedError(RefusedError):
    """Two tickets stay two."""

    def __init__(self, hindrance: Hindrance) -> None:
        super().__init__(_WHY[hindrance])
        self.hindrance = hindrance


_WHY = {
    Hindrance.SAME: "A ticket cannot be merged into itself.",
    Hindrance.MERGED: "One of the two was merged before.",
    Hindrance.OTHER_FIRM: "Customers of different firms would see each other's words.",
    Hindrance.UNCONFIRMED: "Somebody would see more than before; say that they may.",
}


@dataclass(frozen=True, slots=True)
class Prospect:
    """What merging two tickets would do."""

    source: Ticket
    target: Ticket
    gaining: tuple[Person, ...] = ()
    """Contacts who would see messages that they have not seen."""
    names: tuple[str, ...] = ()
    """Their names, or addresses where none is known."""
    hindrance: Hindrance | None = None
    """Why it cannot be done at all."""


def look_at_merging(
    unit: ReadUnit, config: TenantConfig, source: Ticket, target: Ticket
) -> Prospect:
    """Say who would see more than before, and whether anything is in the way."""
    if source.id == target.id:
        return Prospect(source, target, hindrance=Hindrance.SAME)
    if source.merged_into_id is not None or target.merged_into_id is not None:
        return Prospect(source, target, hindrance=Hindrance.MERGED)
    readers = [*readers_of(unit, source.id), *readers_of(unit, target.id)]
    people = {person.id: person for person, _ in readers}
    counts = [person.id for person, _ in readers]
    gaining = tuple(one for row_id, one in people.items() if counts.count(row_id) == 1)
    firms = {_firm(config, person, address) for person, address in readers}
    hindrance = Hindrance.OTHER_FIRM if gaining and len(firms) > 1 else None
    names = {person.id: person.name or address for person, address in readers}
    shown = tuple(names[one.id] for one in gaining)
    return Prospect(source, target, gaining, shown, hindrance)


def merge(
    uow: UnitOfWork,
    config: TenantConfig,
    viewer: Viewer,
    tickets: tuple[int, int],
    *,
    is_confirmed: bool,
    way: str = "web",
) -> Ticket:
    """Move all of the first ticket to the second, which is given; the first is done.

    `is_confirmed` lets contacts of one firm see more than before. Raises MergeRefusedError,
    NotAllowedError or NotFoundError.
    """
    locked = lock_for_merging(uow, set(tickets))
    source, target = locked[tickets[0]], locked[tickets[1]]
    for one in (source, target):
        require(uow, viewer, Action.MERGE, one)
    prospect = look_at_merging(uow, config, source, target)
    if prospect.hindrance is not None:
        raise MergeRefusedError(prospect.hindrance)
    if prospect.gaining and not is_confirmed:
        raise MergeRefusedError(Hindrance.UNCONFIRMED)
    moved = move_messages(uow, source, target)
    for one in (source, target):
        renew_news(uow, one)
    move_rest(uow, source, target)
    _join_people(uow, source, target)
    _take_over_state(uow, source, target)
    cancel_reminders(uow, ticket_id=source.id, kinds=(ReminderKind.WAKE,))
    source.merged_into_id = target.id
    source.state, source.done_at, source.snoozed_until = TicketState.DONE, uow.now, None
    seen = [one.id for one in prospect.gaining]
    _note(uow, viewer, source, {"into": target.id, "number": target.number}, way)
    content = {"from": source.id, "number": source.number, "messages": moved, "gaining": seen}
    _note(uow, viewer, target, content, way)
    return target


def _firm(config: TenantConfig, person: Person, address: str) -> tuple[str, int | str]:
    """Name the firm of a contact; somebody of a free-mail provider is a firm of their own."""
    if person.company_id is not None:
        return ("company", person.company_id)
    domain = company_domain(address, config.reading.free_mail_domains)
    return ("domain", domain) if domain else ("person", person.id)


def _join_people(uow: UnitOfWork, source: Ticket, target: Ticket) -> None:
    """Let everybody take part in the one ticket, in what part of the other they may have.

    The requester stays; an owner of the other follows, or owns what nobody owned.
    """
    present = present_participants(uow, target)
    if target.owner_id is None and source.owner_id is not None:
        target.owner_id = source.owner_id
        join(uow, target, source.owner_id, ParticipantRole.OWNER, present)
    for one in present_participants(uow, source).values():
        join(uow, target, one.person_id, _ROLES[ParticipantRole(one.role)], present)


_ROLES = {
    ParticipantRole.REQUESTER: ParticipantRole.COPIED,
    ParticipantRole.COPIED: ParticipantRole.COPIED,
    ParticipantRole.OWNER: ParticipantRole.FOLLOWER,
    ParticipantRole.FOLLOWER: ParticipantRole.FOLLOWER,
    ParticipantRole.SUGGESTED: ParticipantRole.SUGGESTED,
}


def _take_over_state(uow: UnitOfWork, source: Ticket, target: Ticket) -> None:
    """Say whose turn it is by whoever wrote last on either, and leave nothing open as done."""
    later = source.last_public_at
    if later is not None and (target.last_public_at is None or later > target.last_public_at):
        target.last_public_at, target.last_public_side = later, source.last_public_side
    is_reopened = target.state == TicketState.DONE and source.state != TicketState.DONE
    is_begun = target.state == TicketState.NEW and source.state == TicketState.OPEN
    if is_reopened or is_begun:
        target.state, target.done_at = TicketState.OPEN, None
    target.updated_at = uow.now


def _note(
    uow: UnitOfWork, viewer: Viewer, ticket: Ticket, content: Mapping[str, object], way: str
) -> None:
    note(uow, ticket, EventKind.MERGED, viewer.person_id, {**content, "way": way})
