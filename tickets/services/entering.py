"""Getting in: by a link in a mail, by a password, by the link of a notice."""

from dataclasses import dataclass

from sqlalchemy import select

from tenants import TenantConfig
from tickets.core import Core
from tickets.model.access import AccessLink, LinkKind
from tickets.model.mail import OutboundMail
from tickets.model.people import Participant, ParticipantRole, Person, PersonAddress, Side
from tickets.model.ticket import Ticket
from tickets.services.consents import texts_still_to_agree
from tickets.services.links import revoke_links, use_link
from tickets.services.passwords import is_right, keep_password, kept_hash
from tickets.services.sign_in import end_all_sessions, open_session
from tickets.services.tries import spend_tries
from tickets.services.viewer import Viewer
from tickets.store.people import find_by_address
from tickets.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Browser:
    """From where somebody comes in."""

    name: str
    """In words of ours."""
    session_id: int | None = None
    """The session that it has until now; it ends, as each sign-in makes a new secret."""


@dataclass(frozen=True, slots=True)
class Entered:
    """Somebody is signed in."""

    token: str
    """The secret for the cookie."""
    person_id: int
    side: Side
    next_path: str = ""
    must_agree: bool = False
    """A text of the tenant has changed since they agreed to it."""


@dataclass(frozen=True, slots=True)
class TooOften:
    """There were too many tries; this one was not looked at."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The link of a notice has opened its ticket."""

    number: int
    token: str | None
    """The secret of a new session; None where this browser already had one that does."""


def enter_by_link(
    uow: UnitOfWork, config: TenantConfig, token: str, browser: Browser
) -> Entered | None:
    """Use a login link up and sign its person in; None where it does nothing (any more)."""
    link = use_link(uow, LinkKind.LOGIN, token)
    person = _active(uow, link)
    if link is None or person is None:
        return None
    prove_address(uow, link)
    revoke_links(uow, person.id, LinkKind.LOGIN)
    return let_in(uow, config, person, browser, next_path=link.next_path)


def enter_by_password(
    core: Core, config: TenantConfig, address: str, password: str, *, peer: str, browser: Browser
) -> Entered | TooOften | None:
    """Sign in with address and password; None where they do not fit, without saying which."""
    with core.write(config.slug) as uow:
        may_try = spend_tries(uow, address, peer)
    if not may_try:
        return TooOften()
    with core.read(config.slug) as unit:
        known = find_by_address(unit, address)
        person = known.person if known is not None and known.person.is_active else None
        kept = kept_hash(unit, person.id) if person is not None else None
    if not is_right(password, kept) or person is None:
        return None
    with core.write(config.slug) as uow:
        return let_in(uow, config, uow.session.get_one(Person, person.id), browser)


def enter_with_new_password(
    uow: UnitOfWork, config: TenantConfig, token: str, hashed: str, browser: Browser
) -> Entered | None:
    """Use a reset link up: the password is another one, and all other browsers are signed out."""
    link = use_link(uow, LinkKind.RESET, token)
    person = _active(uow, link)
    if link is None or person is None:
        return None
    prove_address(uow, link)
    keep_password(uow, person.id, hashed)
    revoke_links(uow, person.id, LinkKind.LOGIN, LinkKind.RESET)
    end_all_sessions(uow, person.id)
    return let_in(uow, config, person, browser)


def enter_by_notice(
    uow: UnitOfWork, token: str, viewer: Viewer | None, browser: Browser
) -> Opened | None:
    """Open the one ticket of a notice link; whoever is signed in already stays as they are."""
    link = use_link(uow, LinkKind.NOTICE, token)
    person = _active(uow, link)
    if link is None or person is None or link.ticket_id is None:
        return None
    ticket = uow.session.get(Ticket, link.ticket_id)
    if ticket is None or person.is_agent or not _takes_part(uow, link):
        return None
    prove_address(uow, link)
    is_theirs = viewer is not None and viewer.person_id == person.id
    if is_theirs and viewer is not None and viewer.only_ticket_id in (None, ticket.id):
        return Opened(ticket.number, None)
    return Opened(
        ticket.number,
        open_session(
            uow,
            person.id,
            browser=browser.name,
            only_ticket_id=ticket.id,
            replaces=browser.session_id,
        ),
    )


def let_in(
    uow: UnitOfWork,
    config: TenantConfig,
    person: Person,
    browser: Browser,
    *,
    next_path: str = "",
) -> Entered:
    """Open a full session for somebody who has shown who they are."""
    token = open_session(uow, person.id, browser=browser.name, replaces=browser.session_id)
    missing = texts_still_to_agree(uow, config, person.id, person.language)
    return Entered(token, person.id, Side(person.side), next_path, must_agree=bool(missing))


def prove_address(uow: UnitOfWork, link: AccessLink) -> None:
    """Note that the addresses which a used link was mailed to are its person's."""
    mailed = select(OutboundMail.to_address).where(
        OutboundMail.recipient_id == link.person_id, OutboundMail.link_id == link.id
    )
    if link.ticket_id is not None:
        mailed = mailed.where(OutboundMail.ticket_id == link.ticket_id)
    addresses = set(uow.session.scalars(mailed))
    if not addresses:
        return
    for row in uow.session.scalars(
        select(PersonAddress).where(
            PersonAddress.person_id == link.person_id,
            PersonAddress.address.in_(addresses),
            PersonAddress.proven_at.is_(None),
        )
    ):
        row.proven_at = uow.now


def _active(uow: UnitOfWork, link: AccessLink | None) -> Person | None:
    person = uow.session.get(Person, link.person_id) if link is not None else None
    return person if person is not None and person.is_active else None


def _takes_part(uow: UnitOfWork, link: AccessLink) -> bool:
    role = uow.session.scalar(
        select(Participant.role).where(
            Participant.ticket_id == link.ticket_id, Participant.person_id == link.person_id
        )
    )
    return role is not None and ParticipantRole(role).receives_public
