"""The two demo tenants as the demo runs them: everybody inside this machine."""

import tomllib
from collections.abc import Mapping, Sequence
from ipaddress import ip_network
from pathlib import Path

from tenants import Encryption, SmtpOut, TenantConfig, load_tenants
from tenants.people import AgentRole, Department, MemberRole, Person
from tenants.portal import portal_host
from tenants.work import Checklist
from tickets.core import Core
from tickets.model.routing import Route, RouteKind
from tickets.model.token import address_hash
from tickets.services.tenants import apply_tenant

MAJA = Person(
    name="Maja Wolter",
    address="m.wolter@hellmoor.example",
    titles={"de": "IT und Verwaltung", "pl": "IT i administracja", "en": "IT and administration"},
    language="de",
    role=AgentRole.ADMIN,
)
_WORK = Path(__file__).with_name("work.toml")
_LEADS = ("t.zielinski@hellmoor.example",)


def demo_configs(folder: Path, web_port: int, postbox_port: int) -> dict[str, TenantConfig]:
    """Read the tenants of a folder and let them send to the postbox and link to this machine."""
    way_out = SmtpOut(host="127.0.0.1", port=postbox_port, encryption=Encryption.PLAIN)
    return {
        slug: config.model_copy(
            update={
                "portal_url": f"http://{slug}.localhost:{web_port}",
                "smtp": way_out,
                "declared_networks": (ip_network("127.0.0.0/8"),),
                "people": _with_leaders(config),
                "departments": tuple(_led(one) for one in config.departments),
                "checklists": (*config.checklists, *_checklists(slug)),
            }
        )
        for slug, config in load_tenants(folder).items()
    }


def apply_demo_tenants(
    core: Core, configs: dict[str, TenantConfig], chairs: Mapping[str, Sequence[str]]
) -> None:
    """Bring the tenants to this; `chairs` names further hosts, by tenant, that lead to them.

    Each persona sits at a host of their own, so that one browser can be several people at once.
    """
    for slug, config in configs.items():
        with core.write(slug) as uow:
            apply_tenant(uow, config)
        with core.write(slug) as uow:
            for url in chairs.get(slug, ()):
                hashed = address_hash(portal_host(url))
                uow.session.add(Route(kind=RouteKind.PORTAL_HOST, address_hash=hashed, tenant=slug))


def _with_leaders(config: TenantConfig) -> tuple[Person, ...]:
    if config.slug != "hellmoor":
        return config.people
    people = [
        one.model_copy(update={"role": AgentRole.LEAD}) if one.address in _LEADS else one
        for one in config.people
    ]
    return (*people, MAJA)


def _led(department: Department) -> Department:
    """Let the demo's leads lead the departments where they work."""
    members = tuple(
        one.model_copy(update={"role": MemberRole.LEAD}) if one.address in _LEADS else one
        for one in department.members
    )
    return department.model_copy(update={"members": members})


def _checklists(slug: str) -> list[Checklist]:
    told = tomllib.loads(_WORK.read_text(encoding="utf-8"))["checklist"]
    return [
        Checklist(kind=one["kind"], steps=one["steps"]) for one in told if one["tenant"] == slug
    ]
