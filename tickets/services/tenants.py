"""Brings a tenant's rows to what its tenant file says."""

import hashlib
import json

from sqlalchemy import delete, select

from tenants import TenantConfig
from tenants.people import Department as DepartmentConfig
from tenants.people import Person as PersonConfig
from tenants.portal import portal_host
from tickets.errors import ConfigurationError
from tickets.model.people import Person, PersonAddress, Side
from tickets.model.routing import Route, RouteKind
from tickets.model.tenant import Department, Membership, Tenant
from tickets.model.token import address_hash
from tickets.store.engine import lock_key
from tickets.store.unit_of_work import UnitOfWork


def apply_tenant(uow: UnitOfWork, config: TenantConfig) -> bool:
    """Create or change the tenant, its departments, agents and routes; False when nothing changed.

    Raises ConfigurationError where an address already belongs to another tenant.
    """
    text = config.model_dump_json()
    digest = hashlib.sha256(text.encode()).hexdigest()
    lock_key(uow.connection, f"tenant:{uow.tenant}")  # two processes may start at once
    tenant = uow.session.scalar(select(Tenant))
    if tenant is not None and tenant.config_digest == digest:
        return False
    before = _told_languages(tenant)
    if tenant is None:
        tenant = Tenant(tenant=uow.tenant)
        uow.session.add(tenant)
    tenant.name, tenant.config, tenant.config_digest = config.name, text, digest
    tenant.applied_at = uow.now
    _apply_routes(uow, config)
    agents = {one.address: _apply_agent(uow, config, one, before) for one in config.people}
    _retire_agents(uow, set(agents.values()))
    _apply_departments(uow, config, agents)
    uow.session.flush()
    return True


def _apply_routes(uow: UnitOfWork, config: TenantConfig) -> None:
    wanted = {
        (RouteKind.ADDRESS.value, address_hash(one.address)): one.address
        for department in config.departments
        for one in department.addresses
    }
    wanted[RouteKind.REPLY_DOMAIN.value, address_hash(config.reply_domain)] = config.reply_domain
    if config.portal_url:
        host = portal_host(config.portal_url)
        wanted[RouteKind.PORTAL_HOST.value, address_hash(host)] = host
    hashes = [hashed for _, hashed in wanted]
    taken = uow.session.scalars(
        select(Route).where(Route.address_hash.in_(hashes), Route.tenant != uow.tenant)
    ).all()
    for route in taken:
        name = wanted.get((route.kind, route.address_hash))
        if name:
            raise ConfigurationError(f"{name} already belongs to the tenant {route.tenant}.")
    uow.session.execute(delete(Route).where(Route.tenant == uow.tenant))
    for kind, hashed in wanted:
        uow.session.add(Route(kind=kind, address_hash=hashed, tenant=uow.tenant))


def _told_languages(tenant: Tenant | None) -> dict[str, str | None]:
    """Give the languages of agents by address, as the file said until now."""
    people = json.loads(tenant.config)["people"] if tenant is not None else []
    return {one["address"]: one["language"] for one in people}


def _apply_agent(
    uow: UnitOfWork, config: TenantConfig, agent: PersonConfig, before: dict[str, str | None]
) -> Person:
    known = uow.session.scalars(
        select(PersonAddress).where(PersonAddress.address.in_(agent.addresses))
    ).all()
    person = uow.session.get(Person, known[0].person_id) if known else None
    if person is None:
        person = Person(created_at=uow.now)
        uow.session.add(person)
    # Somebody who wrote as a contact before and works here now: the same person, another side.
    person.side, person.is_active = Side.AGENT, True
    person.name, person.role, person.scope = agent.name, agent.role, agent.scope
    if not person.language or before.get(agent.address) != agent.language:
        # What the file said before may have been changed by the agent on the profile.
        person.language = agent.language or config.language
    person.title = agent.title_in(person.language)
    uow.session.flush()
    rows = {row.address: row for row in known}
    for address in agent.addresses:
        row = rows.get(address)
        if row is None:
            row = PersonAddress(address=address)
            uow.session.add(row)
        row.person_id, row.is_primary = person.id, address == agent.address
        row.proven_at = row.proven_at or uow.now
    return person


def _retire_agents(uow: UnitOfWork, current: set[Person]) -> None:
    kept = {person.id for person in current}
    for person in uow.session.scalars(select(Person).where(Person.side == Side.AGENT)):
        person.is_active = person.id in kept


def _apply_departments(uow: UnitOfWork, config: TenantConfig, agents: dict[str, Person]) -> None:
    rows = {row.slug: row for row in uow.session.scalars(select(Department))}
    uow.session.execute(delete(Membership))
    for department in config.departments:
        row = rows.pop(department.slug, None) or Department(slug=department.slug)
        row.is_active = True
        uow.session.add(row)
        uow.session.flush()
        _apply_members(uow, row, department, config, agents)
    for row in rows.values():
        row.is_active = False


def _apply_members(
    uow: UnitOfWork,
    row: Department,
    department: DepartmentConfig,
    config: TenantConfig,
    agents: dict[str, Person],
) -> None:
    for member in department.members:
        agent = config.agent_by_address(member.address)
        if agent is not None:
            uow.session.add(
                Membership(
                    department_id=row.id, person_id=agents[agent.address].id, role=member.role
                )
            )
