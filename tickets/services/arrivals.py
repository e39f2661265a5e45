"""What a person may do with a mail that waits or failed."""

from tickets.errors import NotFoundError, StafetteError
from tickets.model.mail import InboundMail, Outcome
from tickets.model.routing import DueKind
from tickets.store.ledger import find_arrival
from tickets.store.unit_of_work import UnitOfWork

WAITING = (Outcome.HELD, Outcome.FAILED)
RUNNABLE = (*WAITING, Outcome.DROPPED)


def retry_arrival(uow: UnitOfWork, arrival_id: int) -> InboundMail:
    """Run a held, failed or dropped mail through the rules again; each takes effect once."""
    row = _waiting(uow, arrival_id, RUNNABLE)
    row.outcome, row.rule, row.why = Outcome.PENDING, "", ""
    row.is_effective, row.attempts, row.processed_at = False, 0, None
    uow.owe(DueKind.INBOUND, row.id)
    return row


def release_arrival(uow: UnitOfWork, arrival_id: int) -> InboundMail:
    """Let a held mail through: a person vouches for its writer."""
    row = retry_arrival(uow, arrival_id)
    row.confirmed_at = uow.now
    return row


def drop_arrival(uow: UnitOfWork, arrival_id: int) -> InboundMail:
    """Set a waiting mail aside; its bytes stay and it can be run again."""
    row = _waiting(uow, arrival_id, WAITING)
    row.outcome, row.rule = Outcome.DROPPED, "by_a_person"
    row.why = f"A person set it aside. Before: {row.why}"[:500]
    row.processed_at = uow.now
    return row


def _waiting(uow: UnitOfWork, arrival_id: int, outcomes: tuple[Outcome, ...]) -> InboundMail:
    row = find_arrival(uow, arrival_id)
    if row is None:
        raise NotFoundError(f"There is no mail {arrival_id}.")
    if row.outcome not in outcomes:
        raise StafetteError(f"Mail {arrival_id} does not wait; it is {row.outcome}.")
    return row
