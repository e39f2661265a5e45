"""Customers are let into the portal: invited by an agent, registered by themselves (M3, S7)."""

from dataclasses import dataclass, replace
from datetime import datetime

from templates import LINK_SLOT, Invitation
from tenants import TenantConfig
from tickets.core import Core
from tickets.errors import RefusedError
from tickets.model.access import LinkKind
from tickets.model.people import Company, Person, PersonAddress, Side
from tickets.services.consents import ShownText, record_consents
from tickets.services.directory import (
    ContactDetails,
    add_contact,
    change_contact,
    check_address,
)
from tickets.services.entering import Browser, Entered, let_in, prove_address
from tickets.services.links import LIVES, address_of, revoke_links, use_link
from tickets.services.notify import Draft
from tickets.services.passwords import keep_password
from tickets.services.viewer import Viewer
from tickets.services.way_in import draft_of, owe_link
from tickets.store.audience import Recipient
from tickets.store.people import Known, find_by_address
from tickets.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Guest:
    """Whom an agent invites; what is left empty stays as it is known."""

    address: str
    name: str = ""
    company: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Registration:
    """What somebody entered when they accepted an invitation."""

    name: str
    phone: str
    language: str
    time_zone: str
    texts: tuple[ShownText, ...]
    """What they agreed to, as they were shown it."""
    password_hash: str | None = None
    """None for those who sign in by links."""


def invite(core: Core, config: TenantConfig, guest: Guest, inviter: Viewer | None = None) -> int:
    """Activate a customer: make or complete the contact and mail the invitation; gives their id.

    Raises AddressRefusedError for an address that no contact may have, and RefusedError where
    there is no portal or the customer has registered already. Invited again, they get a new link
    and the earlier one ends.
    """
    if config.portal_url is None:
        raise RefusedError(f"{config.name} has no portal; set portal_url in its tenant.toml.")
    with core.read(config.slug) as unit:
        known = find_by_address(unit, guest.address.strip())
        if known is None or known.person.side == Side.AGENT:
            check_address(unit, config, guest.address)
        if known is not None and known.person.registered_at is not None:
            raise RefusedError(f"{guest.address} has registered already.")
        ends_at = unit.now + LIVES[LinkKind.INVITATION]
        wanted = replace(guest, address=guest.address.strip().lower())
    draft = _draft(core, config, wanted, known, inviter=inviter, ends_at=ends_at)
    with core.write(config.slug) as uow:
        person = _activate(uow, config, wanted)
        revoke_links(uow, person.id, LinkKind.INVITATION)
        mine = replace(draft, recipient=replace(draft.recipient, person_id=person.id))
        owe_link(uow, core, config, mine, kind=LinkKind.INVITATION)
    return person.id


def register(
    uow: UnitOfWork, config: TenantConfig, token: str, given: Registration, browser: Browser
) -> Entered | None:
    """Use an invitation up and sign its person in; None where it does nothing (any more)."""
    link = use_link(uow, LinkKind.INVITATION, token)
    person = uow.session.get(Person, link.person_id) if link is not None else None
    if link is None or person is None or not person.is_active or person.side == Side.AGENT:
        return None
    person.name, person.phone = given.name.strip()[:200], given.phone.strip()[:60]
    person.language = config.language_for(given.language)
    person.time_zone = given.time_zone
    person.registered_at = person.registered_at or uow.now
    prove_address(uow, link)
    if given.password_hash is not None:
        keep_password(uow, person.id, given.password_hash)
    record_consents(uow, person.id, given.texts)
    return replace(let_in(uow, config, person, browser), must_agree=False)


def _activate(uow: UnitOfWork, config: TenantConfig, guest: Guest) -> Person:
    known = find_by_address(uow, guest.address)
    if known is None:
        details = ContactDetails(guest.name, guest.company, guest.language)
        person = add_contact(uow, config, guest.address, details)
    else:
        person = _complete(uow, config, known, guest)
    person.invited_at = uow.now
    return person


def _complete(uow: UnitOfWork, config: TenantConfig, known: Known, guest: Guest) -> Person:
    person: Person = known.person
    address: PersonAddress = known.address
    address.proven_at = address.proven_at or uow.now
    company = uow.session.get(Company, person.company_id) if person.company_id else None
    details = ContactDetails(
        name=guest.name or person.name,
        company=guest.company or (company.name if company else ""),
        language=guest.language or person.language,
        phone=person.phone,
        title=person.title,
    )
    return change_contact(uow, config, person.id, details)


def _draft(
    core: Core,
    config: TenantConfig,
    guest: Guest,
    known: Known | None,
    *,
    inviter: Viewer | None,
    ends_at: datetime,
) -> Draft:
    person = known.person if known is not None else None
    language = config.language_for(guest.language or (person.language if person else ""))
    name = guest.name or (person.name if person else "")
    agent = config.agent_by_address(inviter.address) if inviter is not None else None
    notice = Invitation(
        person_name=name,
        address=guest.address,
        link=address_of(config, LinkKind.INVITATION, LINK_SLOT),
        ends_at=ends_at,
        inviter_name=inviter.shown_name if inviter is not None else "",
        inviter_title=agent.title_in(language) if agent is not None else "",
        inviter_phone=agent.phone if agent is not None else config.phone,
    )
    recipient = Recipient(None, name, guest.address, language, Side.CONTACT)
    draft = draft_of(core, config, recipient, notice)
    if inviter is None:
        return draft
    return replace(draft, from_name=f"{inviter.shown_name} via {config.name}")
