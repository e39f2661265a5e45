"""Counts what waits for somebody besides tickets, for the sidebar of every page of the desk."""

from dataclasses import dataclass

from sqlalchemy import BindParameter, bindparam, func, or_, select

from tickets.model.judging import Approval, ApprovalState, Opinion, OpinionRound
from tickets.model.mail import InboundMail, Outcome
from tickets.model.task import Task
from tickets.store.fixed import Fixed
from tickets.store.unit_of_work import ReadUnit

_TENANT: BindParameter[str] = bindparam("of_tenant")
_PERSON: BindParameter[int] = bindparam("person_id")
_tasks = select(func.count(Task.id)).where(
    Task.tenant == _TENANT, Task.assignee_id == _PERSON, Task.done_at.is_(None)
)
_quotes = select(func.count(Approval.id)).where(
    Approval.tenant == _TENANT,
    Approval.approver_id == _PERSON,
    Approval.state == ApprovalState.WAITING.value,
)
_opinions = (
    select(func.count(Opinion.id))
    .join(OpinionRound, OpinionRound.id == Opinion.round_id)
    .where(
        Opinion.tenant == _TENANT,
        Opinion.person_id == _PERSON,
        Opinion.answered_at.is_(None),
        OpinionRound.closed_at.is_(None),
    )
)
_WORK = Fixed(
    select(_tasks.scalar_subquery(), _quotes.scalar_subquery() + _opinions.scalar_subquery())
)
_HELD = Fixed(
    select(func.count(InboundMail.id)).where(
        InboundMail.tenant == bindparam("of_tenant"),
        or_(*(InboundMail.outcome == one.value for one in (Outcome.HELD, Outcome.FAILED))),
    )
)


@dataclass(frozen=True, slots=True)
class Work:
    """What waits for one person."""

    tasks: int
    """Those that are not done."""
    words: int
    """Quotes that they decide on, and opinions that they are asked for."""


def count_work(unit: ReadUnit, person_id: int) -> Work:
    """Count what waits for somebody, in one look."""
    row = _WORK.first(unit, person_id=person_id)
    assert row is not None, "Counting always gives a row."
    return Work(*row)


def count_held(unit: ReadUnit) -> int:
    """Count the mails that an administrator or a lead has to look at."""
    return int(_HELD.value(unit))
