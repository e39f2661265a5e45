"""What agents keep about the people and firms that they deal with."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from tenants import TenantConfig
from tickets.errors import NotFoundError, StafetteError
from tickets.model.domains import company_domain
from tickets.model.people import Company, Location, Person, PersonAddress, Side
from tickets.store.directory import (
    find_company,
    find_company_named,
    find_person,
    list_addresses,
    list_locations,
    owner_of,
)
from tickets.store.indexing import index_people, index_staff_of
from tickets.store.people import find_company as find_company_of_domain
from tickets.store.unit_of_work import ReadUnit, UnitOfWork

ADDRESSES_AT_MOST = 20
_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+"
)
_LONGEST_ADDRESS = 254


class AddressFault(StrEnum):
    """Why an address cannot be given to a contact."""

    UNREADABLE = "unreadable"
    OURS = "ours"
    TAKEN = "taken"
    TOO_MANY = "too_many"
    LAST = "last"


class AddressRefusedError(StafetteError):
    """An address cannot be given to a contact, or taken from them."""

    def __init__(self, fault: AddressFault, owner: Person | None = None) -> None:
        super().__init__(f"The address cannot be used: {fault}.")
        self.fault = fault
        self.owner = owner
        """Whose it is already."""


@dataclass(frozen=True, slots=True)
class ContactDetails:
    """What is kept about a contact besides the addresses."""

    name: str
    company: str = ""
    """Name of the firm; a new one is made of a name that is not known."""
    language: str = ""
    phone: str = ""
    title: str = ""


def check_address(
    unit: ReadUnit, config: TenantConfig, address: str, *, owner_id: int | None = None
) -> str:
    """Give an address as it is kept; raises AddressRefusedError where no contact may have it."""
    plain = address.strip().lower()
    if len(plain) > _LONGEST_ADDRESS or not _ADDRESS.fullmatch(plain):
        raise AddressRefusedError(AddressFault.UNREADABLE)
    if config.is_own_domain(plain) or config.department_for(plain) is not None:
        # Mail to it would come back in here, and colleagues stand in the tenant's file.
        raise AddressRefusedError(AddressFault.OURS)
    owner = owner_of(unit, plain)
    if owner is not None and owner.id != owner_id:
        raise AddressRefusedError(AddressFault.TAKEN, owner)
    return plain


def add_contact(
    uow: UnitOfWork, config: TenantConfig, address: str, details: ContactDetails
) -> Person:
    """Enter a contact; an address that an agent enters counts as proven."""
    plain = check_address(uow, config, address)
    person = Person(side=Side.CONTACT, created_at=uow.now)
    uow.session.add(person)
    _change(uow, config, person, details, plain)
    uow.session.flush()
    row = PersonAddress(person_id=person.id, address=plain, is_primary=True, proven_at=uow.now)
    uow.session.add(row)
    index_people(uow, [person.id])
    return person


def change_contact(
    uow: UnitOfWork, config: TenantConfig, person_id: int, details: ContactDetails
) -> Person:
    """Change what is kept about a contact."""
    person = get_contact(uow, person_id)
    addresses = list_addresses(uow, person.id)
    _change(uow, config, person, details, addresses[0].address if addresses else "")
    index_people(uow, [person.id])
    return person


def add_address(uow: UnitOfWork, config: TenantConfig, person_id: int, address: str) -> str:
    """Give a contact one more address, proven by the agent who enters it."""
    person = get_contact(uow, person_id)
    plain = check_address(uow, config, address, owner_id=person.id)
    known = list_addresses(uow, person.id)
    for row in known:
        if row.address == plain:
            row.proven_at = row.proven_at or uow.now
            return plain
    if len(known) >= ADDRESSES_AT_MOST:
        raise AddressRefusedError(AddressFault.TOO_MANY)
    uow.session.add(
        PersonAddress(person_id=person.id, address=plain, is_primary=not known, proven_at=uow.now)
    )
    index_people(uow, [person.id])
    return plain


def remove_address(uow: UnitOfWork, person_id: int, address_id: int) -> None:
    """Take an address from a contact; the last one stays."""
    rows = list_addresses(uow, get_contact(uow, person_id).id)
    row = _one_of(rows, address_id)
    rest = [one for one in rows if one is not row]
    if not rest:
        raise AddressRefusedError(AddressFault.LAST)
    uow.session.delete(row)
    if row.is_primary:
        rest[0].is_primary = True


def prefer_address(uow: UnitOfWork, person_id: int, address_id: int) -> None:
    """Choose the address where mail to a contact goes."""
    rows = list_addresses(uow, get_contact(uow, person_id).id)
    wanted = _one_of(rows, address_id)
    for row in rows:
        row.is_primary = row is wanted


def get_contact(unit: ReadUnit, person_id: int) -> Person:
    """Give a contact; agents stand in the tenant's file and are not changed here."""
    person = find_person(unit, person_id)
    if person is None or person.side != Side.CONTACT or not person.is_active:
        raise NotFoundError("There is no such contact.")
    return person


def rename_company(uow: UnitOfWork, company_id: int, name: str) -> Company:
    """Give a company its right name."""
    company = _get_company(uow, company_id)
    company.name = name.strip()[:200]
    index_staff_of(uow, company.id)
    return company


def keep_location(
    uow: UnitOfWork,
    company_id: int,
    name: str,
    postal_address: str,
    *,
    location_id: int | None = None,
) -> None:
    """Add a site to a company, or change one of its sites."""
    company = _get_company(uow, company_id)
    if location_id is None:
        location = Location(company_id=company.id)
        uow.session.add(location)
    else:
        known = (one for one in list_locations(uow, company.id) if one.id == location_id)
        found = next(known, None)
        if found is None:
            raise NotFoundError("There is no such location.")
        location = found
    location.name, location.postal_address = name.strip()[:200], postal_address.strip()


def _change(
    uow: UnitOfWork, config: TenantConfig, person: Person, details: ContactDetails, address: str
) -> None:
    person.name = details.name.strip()[:200]
    person.title = details.title.strip()[:200]
    person.phone = details.phone.strip()[:60]
    person.language = details.language if details.language in config.languages else ""
    before = person.company_id
    company = _company_for(uow, config, details.company.strip(), address)
    person.company_id = company.id if company else None
    if person.company_id != before:
        person.location_id = None


def _company_for(uow: UnitOfWork, config: TenantConfig, name: str, address: str) -> Company | None:
    """Find the firm by its name, or make it; it gets the domain of its first person's address."""
    if not name:
        return None
    known = find_company_named(uow, name)
    if known is not None:
        return known
    domain = company_domain(address, config.reading.free_mail_domains)
    of_domain = find_company_of_domain(uow, domain) if domain else None
    company = find_company(uow, of_domain) if of_domain is not None else None
    if company is not None and company.name == company.domain:
        # Until now nobody knew more of it than its domain.
        company.name = name[:200]
        return company
    fresh = Company(
        name=name[:200], domain=None if company is not None else domain, created_at=uow.now
    )
    uow.session.add(fresh)
    uow.session.flush()
    return fresh


def _get_company(unit: ReadUnit, company_id: int) -> Company:
    company = find_company(unit, company_id)
    if company is None:
        raise NotFoundError("There is no such company.")
    return company


def _one_of(rows: Sequence[PersonAddress], address_id: int) -> PersonAddress:
    found = next((one for one in rows if one.id == address_id), None)
    if found is None:
        raise NotFoundError("There is no such address.")
    return found
