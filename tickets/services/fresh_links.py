"""A fresh mail in place of a link that is spent: to the same person, at an address of theirs."""

from dataclasses import replace

from tenants import TenantConfig
from tickets.core import Core
from tickets.model.access import LinkKind
from tickets.model.people import Person
from tickets.model.ticket import Ticket
from tickets.services.invitations import Guest, invite
from tickets.services.links import find_link
from tickets.services.tries import spend_tries
from tickets.services.way_in import Asking, send_login_link, send_reset_link
from tickets.store.people import addresses_of_one


def send_fresh(
    core: Core, config: TenantConfig, kind: LinkKind, token: str, asking: Asking
) -> bool:
    """Send what the spent link was, or a login link to the ticket of a notice; False too often.

    A link that was never ours and one that was withdrawn get nothing, and that does not show.
    """
    with core.read(config.slug) as unit:
        link = find_link(unit, kind, token)
        if link is None or link.revoked_at is not None:
            return True
        person = unit.session.get_one(Person, link.person_id)
        addresses = addresses_of_one(unit, person.id)
        ticket = unit.session.get(Ticket, link.ticket_id) if link.ticket_id else None
    if not addresses or not person.is_active:
        return True
    path = f"/requests/{ticket.number}" if ticket is not None else link.next_path
    wanted = replace(asking, address=addresses[0], next_path=path)
    if kind is LinkKind.RESET:
        return send_reset_link(core, config, wanted)
    if kind is not LinkKind.INVITATION or person.registered_at is not None:
        return send_login_link(core, config, wanted)
    with core.write(config.slug) as uow:
        may_try = spend_tries(uow, wanted.address, wanted.peer)
    if may_try:
        invite(core, config, Guest(wanted.address))
    return may_try
