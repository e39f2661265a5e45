"""Queries on approvals: what waits for whom, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import aliased

from tenants import TenantConfig
from tickets.model.judging import Approval, ApprovalState
from tickets.model.people import Person, PersonAddress, Side
from tickets.model.task import Absence
from tickets.model.ticket import Attachment, Message, Ticket
from tickets.store.audience import Recipient
from tickets.store.fixed import Fixed, FixedRows
from tickets.store.unit_of_work import ReadUnit

_DEPUTY = Fixed(
    select(Absence.deputy_id)
    .where(
        Absence.tenant == bindparam("of_tenant"),
        Absence.person_id == bindparam("person_id"),
        Absence.deputy_id.is_not(None),
    )
    .order_by(Absence.until_at.desc(), Absence.id.desc())
    .limit(1)
)
GRANTS = (ApprovalState.APPROVED, ApprovalState.CHANGED)
"""The states in which an amount is approved."""

_ONE = FixedRows(Approval, Approval.id == bindparam("row_id"))
_LOCKED = FixedRows(Approval, Approval.id == bindparam("row_id"), locks=True)
_ON_TICKET = FixedRows(Approval, Approval.ticket_id == bindparam("ticket_id"))
_MESSAGE = FixedRows(Message, Message.id == bindparam("row_id"))
_FILES = FixedRows(Attachment, Attachment.message_id == bindparam("message_id"))
_AGENT = Fixed(
    select(Person.id, Person.name, PersonAddress.address, Person.language, Person.title)
    .join(PersonAddress, PersonAddress.person_id == Person.id)
    .where(
        Person.tenant == bindparam("of_tenant"),
        Person.id == bindparam("person_id"),
        Person.side == Side.AGENT.value,
        Person.is_active,
    )
    .order_by(PersonAddress.is_primary.desc(), PersonAddress.id)
)
_GRANTED = Fixed(
    select(func.coalesce(Approval.approved_amount, Approval.amount), Approval.currency).where(
        Approval.tenant == bindparam("of_tenant"),
        Approval.ticket_id == bindparam("ticket_id"),
        or_(*(Approval.state == state.value for state in GRANTS)),
        Approval.decided_by_id != Approval.author_id,
    )
)


@dataclass(frozen=True, slots=True)
class ApprovalLine:
    """An approval as a list shows it."""

    approval: Approval
    number: int
    subject: str
    author: str
    approver: str
    customer: str


def find_approval(unit: ReadUnit, row_id: int) -> Approval | None:
    """Find an approval."""
    return _ONE.first(unit, row_id=row_id)


def lock_approval(unit: ReadUnit, row_id: int) -> Approval | None:
    """Find an approval for change; the caller holds its ticket's lock."""
    return _LOCKED.first(unit, row_id=row_id)


def approvals_of_ticket(unit: ReadUnit, ticket_id: int) -> list[Approval]:
    """List the approvals of a ticket, oldest first."""
    return _ON_TICKET.all(unit, ticket_id=ticket_id)


def find_message(unit: ReadUnit, row_id: int) -> tuple[Message, list[Attachment]]:
    """Give a message with its files in their order."""
    message = _MESSAGE.first(unit, row_id=row_id)
    assert message is not None, "An approval names its message."
    files = _FILES.all(unit, message_id=row_id)
    return message, sorted(files, key=lambda one: one.position)


def agent_recipient(unit: ReadUnit, config: TenantConfig, person_id: int) -> Recipient | None:
    """Give an agent who works here as somebody to write to."""
    row = _AGENT.first(unit, person_id=person_id)
    if row is None:
        return None
    language = config.language_for(row[3])
    return Recipient(row[0], row[1], row[2], language, Side.AGENT, title=row[4])


def granted_amounts(unit: ReadUnit, ticket_id: int) -> list[tuple[int, str]]:
    """List the amounts that somebody has approved on a ticket, with their currencies."""
    return [(row[0], row[1]) for row in _GRANTED.rows(unit, ticket_id=ticket_id)]


def approvals_around(unit: ReadUnit, person_id: int, *, is_admin: bool) -> Sequence[ApprovalLine]:
    """List what waits for somebody to decide, and what they wrote that waits; oldest first.

    An administrator sees all that waits.
    """
    author, approver, customer = aliased(Person), aliased(Person), aliased(Person)
    query = (
        select(Approval, Ticket.number, Ticket.subject, author.name, approver.name, customer.name)
        .join(Ticket, Ticket.id == Approval.ticket_id)
        .join(author, author.id == Approval.author_id)
        .join(approver, approver.id == Approval.approver_id)
        .join(customer, customer.id == Ticket.requester_id)
        .where(Approval.state == ApprovalState.WAITING)
        .order_by(Approval.asked_at, Approval.id)
        .limit(200)
    )
    if not is_admin:
        query = query.where((Approval.approver_id == person_id) | (Approval.author_id == person_id))
    return [ApprovalLine(*row) for row in unit.session.execute(query)]


def last_deputy_of(unit: ReadUnit, person_id: int) -> int | None:
    """Give who stood in for somebody when they were last away."""
    deputy_id: int | None = _DEPUTY.value(unit, person_id=person_id)
    return deputy_id
