"""What a customer sends from the portal: a new request, or an answer on one of theirs.

A browser may send the same form twice, so each carries an id of its own: `once`. The second one
finds what the first one made.
"""

from dataclasses import dataclass, replace

from tenants import Department, TenantConfig
from tickets.core import Core
from tickets.errors import NotFoundError, StafetteError
from tickets.model.people import Location
from tickets.model.ticket import Ticket
from tickets.model.viewer import Viewer
from tickets.services.conversation import Added
from tickets.services.openings import open_by_writing
from tickets.services.values import NewFile, NewMessage, Opening
from tickets.services.writing import Sent, author_of, new_message, send_reply
from tickets.store.engine import lock_key
from tickets.store.portal import locations_of, number_of_known_id
from tickets.store.unit_of_work import UnitOfWork

BY_FORM = "portal_form"
BY_ANSWER = "portal_answer"


@dataclass(frozen=True, slots=True)
class NewPlace:
    """A site that a customer named, to be remembered for the next request."""

    name: str
    postal_address: str


@dataclass(frozen=True, slots=True)
class NewRequest:
    """A request as the form gave it, already set as the text that people will read."""

    kind: str
    subject: str
    text: str
    once: str
    """Made with the form, so that sending it twice opens one request."""
    files: tuple[NewFile, ...] = ()
    new_place: NewPlace | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a customer answers on a request of theirs."""

    text: str
    once: str
    files: tuple[NewFile, ...] = ()


class SentBeforeError(StafetteError):
    """This very form was sent before; `number` is the ticket that it is on."""

    def __init__(self, number: int) -> None:
        super().__init__("This was sent before.")
        self.number = number


def department_for_kind(config: TenantConfig, kind: str) -> Department:
    """Choose who takes a request: the department of its kind, one with an address for it, or any.

    Any is the one that takes what names no other.
    """
    named = [one for one in config.departments if one.kind == kind]
    named += [one for one in config.departments if any(each.kind == kind for each in one.addresses)]
    return named[0] if named else config.default_department


def send_request(core: Core, config: TenantConfig, viewer: Viewer, request: NewRequest) -> int:
    """Open a ticket for a customer's form and owe its mails; gives its number."""
    if viewer.only_ticket_id is not None:
        raise NotFoundError("A notice's link opens one request only.")
    department = department_for_kind(config, request.kind)
    author = author_of(viewer)
    opening = Opening(
        department=department.slug,
        kind=request.kind,
        subject=request.subject,
        requester=author,
        language=viewer.language,
        came_to=department.address_in(viewer.language),
    )
    new = new_message(core, config.slug, author, request.text, files=request.files, why=BY_FORM)
    new = marked_once(config, viewer, new, request.once)

    def also(uow: UnitOfWork, _ticket: Ticket, _added: Added) -> None:
        refuse_twice(uow, new)
        if request.new_place is not None and viewer.company_id is not None:
            _remember(uow, viewer.company_id, request.new_place)

    try:
        return open_by_writing(core, config, opening, new, also=also).number
    except SentBeforeError as before:
        return before.number


def send_answer(
    core: Core, config: TenantConfig, viewer: Viewer, ticket_id: int, answer: Answer
) -> int:
    """Put a customer's words on their ticket and owe the mails; gives its number."""
    new = new_message(
        core, config.slug, author_of(viewer), answer.text, files=answer.files, why=BY_ANSWER
    )
    new = marked_once(config, viewer, new, answer.once)

    def also(uow: UnitOfWork, _ticket: Ticket, _added: Added) -> None:
        refuse_twice(uow, new)

    try:
        done = send_reply(core, config, ticket_id, new, also=also)
    except SentBeforeError as before:
        return before.number
    assert isinstance(done, Sent), "Nobody asked to be told of others."
    return done.number


def marked_once(config: TenantConfig, viewer: Viewer, new: NewMessage, once: str) -> NewMessage:
    """Give a message the id that a mail with the same words would have had."""
    local = f"{config.slug}.form.{viewer.person_id}.{once}"
    return replace(new, message_id=f"{local}@{config.effective_message_id_domain}")


def refuse_twice(uow: UnitOfWork, new: NewMessage) -> None:
    """Raise SentBeforeError where the same form has made a message already."""
    assert new.message_id is not None
    lock_key(uow.connection, f"form:{new.message_id}")
    number = number_of_known_id(uow, new.message_id)
    if number is not None:
        raise SentBeforeError(number)


def _remember(uow: UnitOfWork, company_id: int, place: NewPlace) -> None:
    known = {(one.name, one.postal_address) for one in locations_of(uow, company_id)}
    if (place.name, place.postal_address) not in known:
        uow.add(
            Location(company_id=company_id, name=place.name, postal_address=place.postal_address)
        )
