"""The customers' firms with their sites, as an agent has entered them before anybody wrote."""

from stafette.demo.cast import load_cast
from tickets.core import Core
from tickets.model.people import Company, Location
from tickets.store.people import find_by_address


def enter_firms(core: Core, tenant: str) -> None:
    """Enter the firms of a tenant's customers; people find theirs by their mail domain."""
    with core.write(tenant) as uow:
        for firm in load_cast().firms:
            if firm.tenant != tenant:
                continue
            company = Company(name=firm.name, domain=firm.domain, created_at=uow.now)
            sites = [
                Location(company_id=company.id, name=name, postal_address=address)
                for name, address in firm.places
            ]
            uow.add(company, *sites)


def enter_phones(core: Core, tenant: str) -> None:
    """Note the telephone numbers of the customers who have told them."""
    with core.write(tenant) as uow:
        for player in load_cast().players.values():
            if player.phone and player.tenant == tenant:
                known = find_by_address(uow, player.address)
                if known is not None:
                    known.person.phone = player.phone
