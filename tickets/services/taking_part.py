"""Lets agents decide who takes part in a ticket on the customer's side (P10)."""

from tenants import TenantConfig
from tickets.errors import NotFoundError
from tickets.model.event import EventKind
from tickets.model.people import Participant, ParticipantRole
from tickets.model.ticket import Ticket
from tickets.services.conversation import present_participants
from tickets.services.handling import note
from tickets.services.people import ensure_person, join
from tickets.services.values import Author
from tickets.store.unit_of_work import UnitOfWork

_MAY_LEAVE = (ParticipantRole.COPIED, ParticipantRole.SUGGESTED)


def confirm(uow: UnitOfWork, ticket: Ticket, person_id: int, by: int) -> None:
    """Let a suggested person take part; raises NotFoundError where nobody suggested them."""
    known = present_participants(uow, ticket).get(person_id)
    if known is None or known.role != ParticipantRole.SUGGESTED:
        raise NotFoundError("This person is not suggested here.")
    known.role = ParticipantRole.COPIED
    _note_added(uow, ticket, person_id, by)


def remove(uow: UnitOfWork, ticket: Ticket, person_id: int, by: int) -> None:
    """Let somebody on the customer's side no longer take part, or decline a suggestion.

    Raises NotFoundError for anybody else; the requester stays, and agents have roles of their own.
    """
    known = present_participants(uow, ticket).get(person_id)
    if known is None or known.role not in _MAY_LEAVE:
        raise NotFoundError("This person does not take part here.")
    uow.session.delete(uow.session.get_one(Participant, known.id))
    content: dict[str, object] = {"person": person_id, "was": str(known.role)}
    note(uow, ticket, EventKind.PARTICIPANT_REMOVED, by, content)


def add(uow: UnitOfWork, config: TenantConfig, ticket: Ticket, address: str, by: int) -> bool:
    """Let the person behind an address take part; False where they receive everything already."""
    author = Author(name="", address=address, is_proven=False)
    person_id = ensure_person(uow, config, author)
    if not join(uow, ticket, person_id, ParticipantRole.COPIED, present_participants(uow, ticket)):
        return False
    _note_added(uow, ticket, person_id, by)
    return True


def _note_added(uow: UnitOfWork, ticket: Ticket, person_id: int, by: int) -> None:
    content: dict[str, object] = {"person": person_id, "by": "an agent"}
    note(uow, ticket, EventKind.PARTICIPANT_ADDED, by, content)
