"""What a person may do with a mail that waits or failed."""

from tickets.errors import NotFoundError, StafetteError
from tickets.model.mail import InboundMail, Outcome
from tickets.model.routing import DueKind
from tickets.store.ledger import find_arrival
from tickets.store.unit_of_work import UnitOfWork

WAITING = (Outcome.HELD, Outcome.FAILED)
RUNNABLE = (*WAITING, Outcome.DROPPED)
BY_A_PERSON = "by_a_person"
"""The rule under which a mail stands that somebody set aside."""
SOMEBODY = "A person"


def retry_arrival(uow: UnitOfWork, arrival_id: int) -> InboundMail:
    """Run a held, failed or dropped mail through the rules again; each takes effect once."""
    row = _waiting(uow, arrival_id, RUNNABLE)
    row.outcome, row.rule, row.why = Outcome.PENDING, "", ""
    row.is_effective, row.attempts, row.processed_at = False, 0, None
    uow.owe(DueKind.INBOUND, row.id)
    return row


def release_arrival(uow: UnitOfWork, arrival_id: int, *, by: str = SOMEBODY) -> InboundMail:
    """Let a held mail through: a person vouches for its writer, and the ledger keeps who."""
    row = retry_arrival(uow, arrival_id)
    row.confirmed_at = uow.now
    row.verdict_why = f"{by} has let it through."[:300]
    return row


def drop_arrival(
    uow: UnitOfWork, arrival_id: int, *, by: str = SOMEBODY, reason: str = ""
) -> InboundMail:
    """Set a waiting mail aside; its bytes stay and it can be run again."""
    row = _waiting(uow, arrival_id, WAITING)
    said = f": {reason.rstrip('.')}" if reason else ""
    row.why = f"{by} set it aside{said}. Before: {row.why}"[:500]
    row.outcome, row.rule = Outcome.DROPPED, BY_A_PERSON
    row.processed_at = uow.now
    return row


def _waiting(uow: UnitOfWork, arrival_id: int, outcomes: tuple[Outcome, ...]) -> InboundMail:
    row = find_arrival(uow, arrival_id)
    if row is None:
        raise NotFoundError(f"There is no mail {arrival_id}.")
    if row.outcome not in outcomes:
        raise StafetteError(f"Mail {arrival_id} does not wait; it is {row.outcome}.")
    return row
