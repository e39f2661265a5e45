"""Whose turn it is in a department, and which firm somebody writes for."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import bindparam, select

from tickets.model.people import Company, Person, PersonAddress
from tickets.model.task import Turn
from tickets.store.absences import away_now
from tickets.store.engine import lock_key
from tickets.store.fixed import Fixed, FixedRows
from tickets.store.people import members
from tickets.store.unit_of_work import ReadUnit, UnitOfWork

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_MOMENT = timedelta(microseconds=1)
_TURNS = FixedRows(Turn, Turn.department_id == bindparam("department_id"))
_FIRM_OF_PERSON = Fixed(
    select(Company.name)
    .join(Person, Person.company_id == Company.id)
    .join(PersonAddress, PersonAddress.person_id == Person.id)
    .where(
        PersonAddress.tenant == bindparam("of_tenant"),
        PersonAddress.address == bindparam("address"),
    )
)
_FIRM_OF_DOMAIN = Fixed(
    select(Company.name).where(
        Company.tenant == bindparam("of_tenant"), Company.domain == bindparam("domain")
    )
)


def next_in_turn(unit: ReadUnit, department_id: int) -> int | None:
    """Give the member who is here and has waited longest; None where nobody is here.

    Of several who never had a turn the one who joined first is next.
    """
    away = away_now(unit)
    here = [one.id for one in members(unit, department_id) if one.id not in away]
    given = {row.person_id: row.given_at for row in _turns(unit, department_id)}
    return min(here, key=lambda one: (given.get(one, _NEVER), one), default=None)


def hold_turns(uow: UnitOfWork, department_id: int) -> None:
    """Let nobody else give a turn of this department until the transaction ends."""
    lock_key(uow.connection, f"turns:{uow.tenant}:{department_id}")


def give_turn(uow: UnitOfWork, department_id: int, person_id: int) -> None:
    """Note that somebody had a turn; the caller holds the department's turns."""
    rows = {row.person_id: row for row in _turns(uow, department_id)}
    # Turns of one moment keep their order, so that nobody is next twice.
    newest = max((row.given_at for row in rows.values()), default=_NEVER)
    at = max(uow.now, newest + _MOMENT)
    if person_id in rows:
        uow.watch(rows[person_id]).given_at = at
    else:
        uow.add(Turn(department_id=department_id, person_id=person_id, given_at=at))


def _turns(unit: ReadUnit, department_id: int) -> list[Turn]:
    return _TURNS.all(unit, department_id=department_id)


def firm_of(unit: ReadUnit, address: str) -> str:
    """Name the firm of whoever has an address, known by person or by domain; empty if unknown."""
    name: str | None = _FIRM_OF_PERSON.value(unit, address=address.lower())
    if name is None:
        name = _FIRM_OF_DOMAIN.value(unit, domain=address.rpartition("@")[2].lower())
    return name or ""
