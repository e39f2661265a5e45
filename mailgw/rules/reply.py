"""Looks up the reply address that a mail came to."""

from sqlalchemy import bindparam

from mailgw.rules.candidates import closed_department
from mailgw.rules.known import UsedAddress
from tenants import TenantConfig
from tickets.model.mail import Purpose
from tickets.model.people import Person
from tickets.model.ticket import Visibility
from tickets.services.reply_addresses import is_expired
from tickets.store.addresses import REPLY_PREFIX, IssuedToken, find_reply_address, token_in
from tickets.store.fixed import FixedRows
from tickets.store.merged import living_ticket
from tickets.store.people import addresses_of_one
from tickets.store.unit_of_work import ReadUnit

_PERSON = FixedRows(Person, Person.id == bindparam("person_id"))


def used_address(
    unit: ReadUnit, config: TenantConfig, recipients: tuple[str, ...], sender: str | None
) -> UsedAddress | None:
    """Choose the reply address that counts: the writer's own, and of those an internal one (P20).

    A mail to all may name several; which of them stands first is up to a mail client.
    """
    found = (_as_used(unit, config, token_in(address)) for address in recipients)
    used = [one for one in found if one is not None]
    used.sort(
        key=lambda one: (sender not in one.owner_addresses, one.visibility != Visibility.INTERNAL)
    )
    return used[0] if used else None


def _as_used(
    unit: ReadUnit, config: TenantConfig, issued: IssuedToken | None
) -> UsedAddress | None:
    if issued is None or issued.prefix != REPLY_PREFIX:
        return None
    row = find_reply_address(unit, issued.token)
    if row is None or row.ticket_id is None:
        return None
    person = _PERSON.first(unit, person_id=row.person_id)
    if person is None:
        return None
    ticket_id = living_ticket(unit, row.ticket_id)
    return UsedAddress(
        id=row.id,
        ticket_id=ticket_id,
        person_id=row.person_id,
        is_agents=person.is_agent,
        owner_addresses=frozenset(addresses_of_one(unit, row.person_id)),
        visibility=row.visibility,
        purpose=Purpose(row.purpose),
        about_id=row.about_id,
        is_revoked=row.revoked_at is not None or not person.is_active,
        is_expired=is_expired(row, unit.now),
        closed_in="" if person.is_agent else closed_department(unit, config, ticket_id),
    )
