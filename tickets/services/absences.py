"""Being away: noted by who is, or by who leads them, and ended early."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from tickets.errors import NotFoundError, RefusedError
from tickets.model.people import Person, Side
from tickets.model.task import Absence
from tickets.model.tenant import Membership
from tickets.model.viewer import Viewer
from tickets.store.faces import Face, list_agents
from tickets.store.unit_of_work import ReadUnit, UnitOfWork


@dataclass(frozen=True, slots=True)
class Absent:
    """Somebody will be away."""

    person_id: int
    from_at: datetime
    until_at: datetime
    """The first moment at which they are back."""
    deputy_id: int | None = None


def managed_by(unit: ReadUnit, viewer: Viewer) -> list[Face]:
    """List whose absences somebody may note: their own, a lead also those of their people."""
    agents = list_agents(unit)
    if viewer.is_admin:
        return agents
    led = select(Membership.person_id).where(Membership.department_id.in_(viewer.led_ids))
    ids = {viewer.person_id, *(unit.session.scalars(led) if viewer.led_ids else ())}
    return [one for one in agents if one.id in ids]


def note_absence(uow: UnitOfWork, viewer: Viewer, absent: Absent) -> int:
    """Note that somebody will be away; gives the row's id.

    Raises NotFoundError where it is not for this viewer to say, and RefusedError where it ends
    before it begins or nobody real stands in.
    """
    if all(one.id != absent.person_id for one in managed_by(uow, viewer)):
        raise NotFoundError("There is no such colleague.")
    if absent.until_at <= max(absent.from_at, uow.now):
        raise RefusedError("It ends before it begins.")
    deputy = uow.session.get(Person, absent.deputy_id) if absent.deputy_id is not None else None
    if absent.deputy_id is not None and not _may_stand_in(deputy, absent.person_id):
        raise RefusedError("Nobody of that name can stand in.")
    row = Absence(
        person_id=absent.person_id,
        deputy_id=absent.deputy_id,
        from_at=absent.from_at,
        until_at=absent.until_at,
        created_at=uow.now,
    )
    uow.add(row)
    return row.id


def end_absence(uow: UnitOfWork, viewer: Viewer, absence_id: int) -> None:
    """Let somebody be back now, or not go at all; raises NotFoundError as `note_absence` does."""
    row = uow.session.get(Absence, absence_id)
    if row is None or all(one.id != row.person_id for one in managed_by(uow, viewer)):
        raise NotFoundError("There is no such absence.")
    row.until_at = min(row.until_at, uow.now)


def _may_stand_in(deputy: Person | None, person_id: int) -> bool:
    is_agent = deputy is not None and deputy.side == Side.AGENT and deputy.is_active
    return is_agent and deputy is not None and deputy.id != person_id
