"""A portal's host is the same however an address or a browser writes it."""

import pytest

from tenants.portal import portal_host
from tests.support.world import World
from tickets.errors import ConfigurationError
from tickets.store.portal_hosts import find_tenant_of_host
from tickets.store.tenants import load_config


@pytest.mark.parametrize(
    ("named", "host"),
    [
        ("https://Portal.Firm.example", "portal.firm.example"),
        ("https://portal.firm.example/", "portal.firm.example"),
        ("portal.firm.example:443", "portal.firm.example"),
        ("portal.firm.example.:80", "portal.firm.example"),
        ("http://firm.localhost:8080", "firm.localhost:8080"),
        ("[::1]:8080", "[::1]:8080"),
        ("", ""),
        ("two hosts", ""),
        ("firm.example:x", ""),
        ("firm_example", ""),
    ],
)
def test_a_host_is_known_in_every_spelling(named: str, host: str) -> None:
    assert portal_host(named) == host


def test_a_portal_leads_to_its_tenant_and_leaves_the_old_host(either_world: World) -> None:
    def tenant_of(host: str) -> str | None:
        with either_world.core.database.glance() as session:
            return find_tenant_of_host(session, host)

    with either_world.core.read("hellmoor") as unit:
        config = load_config(unit)
    assert tenant_of("portal.hellmoor.example") == "hellmoor"
    either_world.apply(config.model_copy(update={"portal_url": "https://neu.hellmoor.example"}))
    assert tenant_of("neu.hellmoor.example") == "hellmoor"
    assert tenant_of("portal.hellmoor.example") is None
    assert tenant_of("hellmoor.example") is None


def test_no_tenant_takes_the_portal_of_another(world: World) -> None:
    with world.core.read("hellmoor") as unit:
        config = load_config(unit)
    theirs = config.model_copy(update={"portal_url": "https://portal.kaaibox.example"})
    with pytest.raises(ConfigurationError, match="belongs to the tenant kaaibox"):
        world.apply(theirs)
