"""Queries on absences: who is away, until when, and who stands in."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from tickets.model.people import Person, PersonAddress
from tickets.model.task import Absence
from tickets.store.fixed import Fixed
from tickets.store.unit_of_work import ReadUnit

_deputy = aliased(Person)
_deputy_address = aliased(PersonAddress)
_TOLD = (
    select(
        Absence.id,
        Absence.person_id,
        Absence.from_at,
        Absence.until_at,
        Absence.deputy_id,
        func.coalesce(_deputy.name, ""),
        func.coalesce(_deputy_address.address, ""),
    )
    .outerjoin(_deputy, and_(_deputy.id == Absence.deputy_id, _deputy.is_active))
    .outerjoin(
        _deputy_address,
        and_(_deputy_address.person_id == _deputy.id, _deputy_address.is_primary),
    )
    .where(Absence.tenant == bindparam("of_tenant"))
)
_NOW = and_(Absence.from_at <= bindparam("now"), Absence.until_at > bindparam("now"))
_AWAY = Fixed(_TOLD.where(_NOW).order_by(Absence.until_at, Absence.id))
_STILL_TO_COME = Fixed(
    _TOLD.where(
        Absence.person_id.in_(bindparam("person_ids", expanding=True)),
        or_(_NOW, Absence.from_at > bindparam("now")),
    ).order_by(Absence.from_at, Absence.id)
)


@dataclass(frozen=True, slots=True)
class Away:
    """Somebody is away for a while."""

    id: int
    person_id: int
    from_at: datetime
    until_at: datetime
    """The first moment at which they are back."""
    deputy_id: int | None
    deputy_name: str
    """The deputy's name or address; empty where nobody who still works here stands in."""


def away_now(unit: ReadUnit) -> dict[int, Away]:
    """Give who is away at this moment, by person; the absence that ends last counts."""
    return {row.person_id: row for row in map(_away, _AWAY.rows(unit, now=unit.now))}


def absences_of(unit: ReadUnit, person_ids: Collection[int]) -> Sequence[Away]:
    """List the absences of some people that have not ended, the one that begins first first."""
    if not person_ids:
        return []
    rows = _STILL_TO_COME.rows(unit, person_ids=list(person_ids), now=unit.now)
    return [_away(row) for row in rows]


def stood_in_by(unit: ReadUnit, person_id: int) -> frozenset[int]:
    """Give whose work somebody does now beside their own."""
    away = away_now(unit)
    return frozenset(one for one in away if stand_in(away, one) == person_id)


def stand_in(away: dict[int, Away], person_id: int) -> int | None:
    """Give who does a person's work now: they themselves, or a deputy who is here; else None."""
    absence = away.get(person_id)
    if absence is None:
        return person_id
    is_here = bool(absence.deputy_name) and absence.deputy_id not in away
    return absence.deputy_id if is_here else None


def _away(row: tuple[Any, ...]) -> Away:
    row_id, person_id, from_at, until_at, deputy_id, name, address = row
    return Away(row_id, person_id, from_at, until_at, deputy_id, name or address)
