"""Tickets that an agent begins: a first mail to a customer, or what one said on the phone."""

from dataclasses import dataclass
from datetime import timedelta

from tenants import TenantConfig
from tickets.core import Core
from tickets.errors import NotFoundError
from tickets.model.event import Event, EventKind
from tickets.model.people import Side
from tickets.model.ticket import Channel, Ticket
from tickets.model.viewer import Viewer
from tickets.ports import NOW
from tickets.services.conversation import Added
from tickets.services.directory import ContactDetails, add_contact, get_contact
from tickets.services.openings import open_by_writing
from tickets.services.requests import SentBeforeError, marked_once, refuse_twice
from tickets.services.values import Author, NewFile, Opening
from tickets.services.writing import UNDO_WITHIN, author_of, new_message
from tickets.store.directory import list_addresses
from tickets.store.people import find_by_address
from tickets.store.unit_of_work import ReadUnit, UnitOfWork

ON_THE_PHONE = "on_the_phone"
"""Why a message is here that an agent entered for its writer."""


@dataclass(frozen=True, slots=True)
class NewContact:
    """Somebody whom we do not know yet."""

    address: str
    details: ContactDetails


@dataclass(frozen=True, slots=True)
class NewTicket:
    """What an agent enters."""

    contact: int | NewContact
    """Id of a known contact, or who it is."""
    department: str
    kind: str
    subject: str
    text: str
    once: str
    """Made with the form, so that sending it twice opens one ticket."""
    files: tuple[NewFile, ...] = ()
    is_spoken: bool = False
    """The customer said it; else it is a mail to the customer."""
    sends_receipt: bool = False
    takes_over: bool = True
    """The agent owns it; else it waits in its department."""


@dataclass(frozen=True, slots=True)
class Begun:
    """The ticket that was opened."""

    number: int
    contact_id: int
    message_id: int | None
    """None where the same form had opened it before."""


def begin_ticket(core: Core, config: TenantConfig, viewer: Viewer, wanted: NewTicket) -> Begun:
    """Open the ticket and owe its mails; a mail to the customer can be taken back for a while.

    Raises NotFoundError for an unknown contact or department, and AddressRefusedError for an
    address that no contact may have.
    """
    contact_id = _contact_id(core, config, wanted.contact)
    with core.read(config.slug) as unit:
        contact = _author(unit, contact_id)
    department = config.department(wanted.department)
    if department is None:
        raise NotFoundError(f"There is no department {wanted.department}.")
    language = config.language_for(contact.language)
    is_mine = wanted.takes_over or not wanted.is_spoken
    opening = Opening(
        department=department.slug,
        kind=wanted.kind,
        subject=wanted.subject,
        requester=contact,
        owner_id=viewer.person_id if is_mine else None,
        language=language,
        came_to=department.address_in(language),
    )
    new = new_message(
        core,
        config.slug,
        contact if wanted.is_spoken else author_of(viewer),
        wanted.text,
        channel=Channel.PHONE if wanted.is_spoken else Channel.WEB,
        files=wanted.files,
        why=ON_THE_PHONE if wanted.is_spoken else "",
    )
    new = marked_once(config, viewer, new, wanted.once)

    def also(uow: UnitOfWork, ticket: Ticket, added: Added) -> None:
        refuse_twice(uow, new)
        if wanted.is_spoken:
            _note_entering(uow, ticket, added, viewer)

    try:
        sent = open_by_writing(
            core,
            config,
            opening,
            new,
            receipt=wanted.is_spoken and wanted.sends_receipt,
            entered_by=viewer.person_id,
            hold=_hold(wanted),
            also=also,
        )
    except SentBeforeError as before:
        return Begun(before.number, contact_id, None)
    return Begun(sent.number, contact_id, sent.message_id)


def _hold(wanted: NewTicket) -> timedelta:
    return NOW if wanted.is_spoken else UNDO_WITHIN


def _contact_id(core: Core, config: TenantConfig, contact: int | NewContact) -> int:
    """Give the contact's id; somebody new is entered, and stays whatever becomes of the ticket."""
    if isinstance(contact, int):
        return contact
    with core.write(config.slug) as uow:
        known = find_by_address(uow, contact.address.strip())
        if known is not None and known.person.side == Side.CONTACT:
            return known.person.id
        return add_contact(uow, config, contact.address, contact.details).id


def _author(unit: ReadUnit, contact_id: int) -> Author:
    person = get_contact(unit, contact_id)
    addresses = list_addresses(unit, contact_id)
    if not addresses:
        raise NotFoundError("This contact has no address.")
    return Author(
        name=person.name,
        address=addresses[0].address,
        person_id=person.id,
        language=person.language,
        # An agent who writes to somebody vouches for the address.
        is_proven=True,
        is_settled=True,
    )


def _note_entering(uow: UnitOfWork, ticket: Ticket, added: Added, viewer: Viewer) -> None:
    content = {"person": ticket.requester_id, "message": added.message.id, "by": "phone"}
    uow.add(
        Event.chained(
            ticket, EventKind.ENTERED, uow.now, actor_id=viewer.person_id, content=content
        )
    )
