"""Mails that let somebody in: the login link and the link to a new password.

Whether an address is known must not show: a stranger's try takes the same way up to the mail.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from templates import LINK_SLOT, LoginLink, Notice, PasswordReset
from tenants import TenantConfig
from tickets.core import Core
from tickets.model.access import AccessLink, LinkKind
from tickets.model.people import Person, Side
from tickets.services.links import LIVES, address_of, issue_link
from tickets.services.notify import Draft
from tickets.services.outbox import Cause, Sender, owe_mails
from tickets.services.tries import spend_tries, spend_unproven
from tickets.store.audience import Recipient
from tickets.store.people import find_by_address
from tickets.store.unit_of_work import ReadUnit, UnitOfWork


@dataclass(frozen=True, slots=True)
class Asking:
    """Somebody who asks for a mail that lets them in."""

    address: str
    peer: str
    """The network address they ask from."""
    device: str = ""
    """Browser and system in words of ours."""
    language: str = ""
    """That of the page, for people whose own is not known."""
    next_path: str = ""


@dataclass(frozen=True, slots=True)
class _Known:
    """The person behind an address, as far as the mail needs it."""

    person_id: int
    name: str
    language: str
    side: Side
    is_proven: bool


def send_login_link(core: Core, config: TenantConfig, asking: Asking) -> bool:
    """Mail a login link where the address is known; False only where there were too many tries."""
    return _send(core, config, LinkKind.LOGIN, asking)


def send_reset_link(core: Core, config: TenantConfig, asking: Asking) -> bool:
    """Mail a link to a new password where the address is known; False as for the login link."""
    return _send(core, config, LinkKind.RESET, asking)


def owe_link(
    uow: UnitOfWork,
    core: Core,
    config: TenantConfig,
    draft: Draft,
    *,
    kind: LinkKind,
    next_path: str = "",
) -> AccessLink:
    """Issue a link to the recipient of a rendered mail, and owe the mail that carries it."""
    assert draft.recipient.person_id is not None
    link = issue_link(uow, core.signer, kind, draft.recipient.person_id, next_path=next_path)
    sender = Sender(core.signer, core.instance)
    owe_mails(uow, config, sender, [replace(draft, link_id=link.id)], Cause())
    return link


def draft_of(core: Core, config: TenantConfig, recipient: Recipient, notice: Notice) -> Draft:
    """Render a mail from the tenant as such, which takes no answer by a reply address."""
    return Draft(
        recipient=recipient,
        notice=notice.name,
        rendered=core.notices.render(config, recipient.language, notice),
        from_name=config.name,
        from_address=config.default_department.address_in(recipient.language),
    )


def _send(core: Core, config: TenantConfig, kind: LinkKind, asking: Asking) -> bool:
    with core.read(config.slug) as unit:
        known = _look_up(unit, asking.address)
        now = unit.now
    draft = draft_of(
        core, config, _recipient(config, asking, known), _notice(config, kind, asking, now)
    )
    with core.write(config.slug) as uow:
        if not spend_tries(uow, asking.address, asking.peer):
            return False
        if known is None or config.portal_url is None:
            return True
        if known.is_proven or spend_unproven(uow, asking.address):
            owe_link(uow, core, config, draft, kind=kind, next_path=asking.next_path)
    return True


def _look_up(unit: ReadUnit, address: str) -> _Known | None:
    known = find_by_address(unit, address)
    if known is None or not known.person.is_active:
        return None
    person: Person = known.person
    is_proven = known.address.proven_at is not None
    return _Known(person.id, person.name, person.language, Side(person.side), is_proven)


def _recipient(config: TenantConfig, asking: Asking, known: _Known | None) -> Recipient:
    language = known.language if known is not None else ""
    return Recipient(
        person_id=known.person_id if known is not None else None,
        name=known.name if known is not None and known.is_proven else "",
        address=asking.address.lower(),
        language=config.language_for(language or asking.language),
        side=known.side if known is not None else Side.CONTACT,
    )


def _notice(config: TenantConfig, kind: LinkKind, asking: Asking, now: datetime) -> Notice:
    address = address_of(config, kind, LINK_SLOT)
    minutes = int(LIVES[kind].total_seconds() // 60)
    made = LoginLink if kind is LinkKind.LOGIN else PasswordReset
    return made(link=address, minutes=minutes, asked_at=now, device=asking.device)
