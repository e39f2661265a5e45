"""Lets an agent say who the customer is where a forwarded mail did not tell it surely (P9)."""

import re
from collections.abc import Iterable

from tenants import TenantConfig
from tickets.errors import NotFoundError
from tickets.model.event import EventKind
from tickets.model.people import ParticipantRole
from tickets.model.ticket import Ticket
from tickets.services.conversation import present_participants
from tickets.services.handling import note
from tickets.services.people import ensure_person, join
from tickets.services.values import Author
from tickets.store.unit_of_work import UnitOfWork

CUSTOMER_UNCONFIRMED = "customer_unconfirmed"
"""The flag of a ticket that an agent's forward opened without telling whose mail it is."""
_CANDIDATES = 5
_OFFERED = "customer:"
"""Before the address of somebody who wrote one of several forwarded mails, among the flags."""
_EXAMINED = 20_000
_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}")


def customer_candidates(config: TenantConfig, texts: Iterable[str]) -> tuple[str, ...]:
    """List the addresses in texts that may be a customer's: none of ours, each once."""
    named = (
        found.group().lower() for text in texts for found in _ADDRESS.finditer(text[:_EXAMINED])
    )
    return tuple(one for one in dict.fromkeys(named) if is_customer(config, one))[:_CANDIDATES]


def offer_customers(addresses: Iterable[str]) -> tuple[str, ...]:
    """Give the flags that keep in mind who may be the customer."""
    return tuple(f"{_OFFERED}{one}" for one in addresses)[:_CANDIDATES]


def offered_customers(ticket: Ticket) -> tuple[str, ...]:
    """List the addresses that a ticket's flags keep in mind."""
    named = (flag for flag in ticket.flags if flag.startswith(_OFFERED))
    return tuple(one.removeprefix(_OFFERED) for one in named)


def is_customer(config: TenantConfig, address: str) -> bool:
    """Tell whether an address is none of the tenant's own."""
    is_ours = config.is_own_domain(address) or config.department_for(address) is not None
    return not is_ours and config.agent_by_address(address) is None


def confirm_customer(
    uow: UnitOfWork, config: TenantConfig, ticket: Ticket, address: str, by: int
) -> None:
    """Make the person behind an address the requester; raises NotFoundError for one of ours.

    Only a ticket whose customer is not confirmed gets one; whoever was the requester stays as
    its owner or follows it.
    """
    if CUSTOMER_UNCONFIRMED not in ticket.flags or not is_customer(config, address):
        raise NotFoundError("Nobody is to be confirmed here.")
    person_id = ensure_person(uow, config, Author(name="", address=address, is_proven=False))
    present = present_participants(uow, ticket)
    before = present.get(ticket.requester_id)
    if before is not None and before.person_id != person_id:
        is_owner = before.person_id == ticket.owner_id
        before.role = ParticipantRole.OWNER if is_owner else ParticipantRole.FOLLOWER
    join(uow, ticket, person_id, ParticipantRole.REQUESTER, present)
    ticket.requester_id = person_id
    offered = offer_customers(offered_customers(ticket))
    ticket.flags = [one for one in ticket.flags if one not in (CUSTOMER_UNCONFIRMED, *offered)]
    note(uow, ticket, EventKind.REQUESTER_SET, by, {"person": person_id})
