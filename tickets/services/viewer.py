"""Makes the viewer of a page from a session's row, as the person is at this moment."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select

from tenants import TenantConfig
from tickets.model.access import WebSession
from tickets.model.people import Person, PersonAddress, Side
from tickets.model.tenant import Department, MemberRole, Membership
from tickets.model.viewer import ADMIN, Viewer
from tickets.store.absences import stood_in_by
from tickets.store.fixed import Fixed
from tickets.store.tenants import load_config
from tickets.store.unit_of_work import ReadUnit

__all__ = ["IDLE", "Viewer", "find_by_session_hash", "viewer_of_person"]

IDLE = {Side.AGENT: timedelta(hours=8), Side.CONTACT: timedelta(days=30)}
"""How long a session lives without being used."""
_NOTED_EVERY = timedelta(minutes=5)

_WHO = (
    Person.id,
    Person.side,
    Person.role,
    Person.scope,
    Person.name,
    Person.language,
    Person.time_zone,
    Person.company_id,
    PersonAddress.address,
)
_SESSION = Fixed(
    select(WebSession.id, WebSession.ticket_id, WebSession.last_seen_at, *_WHO)
    .join(Person, Person.id == WebSession.person_id)
    .join(PersonAddress, PersonAddress.person_id == Person.id)
    .where(
        WebSession.tenant == bindparam("of_tenant"),
        WebSession.token_sha256 == bindparam("token_sha256"),
        WebSession.ended_at.is_(None),
        WebSession.expires_at > bindparam("now"),
        Person.is_active,
    )
    .order_by(PersonAddress.is_primary.desc(), PersonAddress.id)
    .limit(1)
)
_PERSON = Fixed(
    select(*_WHO)
    .join(PersonAddress, PersonAddress.person_id == Person.id)
    .where(
        Person.tenant == bindparam("of_tenant"),
        Person.id == bindparam("person_id"),
        Person.is_active,
    )
    .order_by(PersonAddress.is_primary.desc(), PersonAddress.id)
    .limit(1)
)
_PLACES = Fixed(
    select(Membership.department_id, Membership.role)
    .join(Department, Department.id == Membership.department_id)
    .where(
        Membership.tenant == bindparam("of_tenant"),
        Membership.person_id == bindparam("person_id"),
        Department.is_active,
    )
)
_EVERYWHERE = Fixed(
    select(Department.id).where(Department.tenant == bindparam("of_tenant"), Department.is_active)
)


def find_by_session_hash(unit: ReadUnit, token_sha256: str, config: TenantConfig) -> Viewer | None:
    """Give who is signed in with a session; None where it ended or its person may not go on."""
    row = _SESSION.first(unit, token_sha256=token_sha256, now=unit.now)
    if row is None:
        return None
    session_id, ticket_id, seen_at, *who = row
    viewer = _viewer(unit, who, config)
    if unit.now - seen_at > IDLE[viewer.side] or (ticket_id is not None and viewer.is_agent):
        # A contact who works for the tenant by now has to sign in as that.
        return None
    is_due = _is_due(seen_at, unit.now)
    return replace(viewer, only_ticket_id=ticket_id, session_id=session_id, is_due=is_due)


def viewer_of_person(unit: ReadUnit, person_id: int) -> Viewer | None:
    """Give somebody as who acts without a session, by mail or command; None where they may not."""
    row = _PERSON.first(unit, person_id=person_id)
    return _viewer(unit, row, load_config(unit)) if row is not None else None


def _viewer(unit: ReadUnit, who: Sequence[Any], config: TenantConfig) -> Viewer:
    person_id, side, role, scope, name, language, zone, company_id, address = who
    side = Side(side)
    is_agent = side is Side.AGENT
    member_of, lead_of = _places(unit, person_id, role) if is_agent else ((), ())
    return Viewer(
        person_id=person_id,
        name=name,
        address=address,
        language=config.language_for(language),
        time_zone=zone or config.time_zone,
        side=side,
        role=role if is_agent else "",
        company_id=company_id,
        department_ids=frozenset(member_of),
        led_ids=frozenset(lead_of),
        only_ticket_id=None,
        session_id=0,
        scope=scope,
        stands_in_for=stood_in_by(unit, person_id) if is_agent else frozenset(),
    )


def _places(unit: ReadUnit, person_id: int, role: str) -> tuple[list[int], list[int]]:
    places = _PLACES.rows(unit, person_id=person_id)
    led = [department_id for department_id, place in places if place == MemberRole.LEAD]
    if role == ADMIN:
        led = _EVERYWHERE.column(unit)
    return [department_id for department_id, _ in places], led


def _is_due(seen_at: datetime, now: datetime) -> bool:
    return now - seen_at >= _NOTED_EVERY
