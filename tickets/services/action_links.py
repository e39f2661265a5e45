"""Links in mails to agents by which they act without signing in: one per agent and matter.

Looking at one changes nothing, so a program that opens links does no harm; whoever presses a
button there acts with the rights that the agent has at that moment.
"""

import hmac
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import bindparam

from tickets.model.access import AccessLink, LinkKind
from tickets.model.mail import Purpose
from tickets.model.token import TokenSigner, token_hash
from tickets.model.viewer import Viewer
from tickets.services.links import LIVES, find_link, token_of_link
from tickets.services.viewer import viewer_of_person
from tickets.store.fixed import FixedRows
from tickets.store.merged import living_ticket
from tickets.store.unit_of_work import ReadUnit, UnitOfWork

Matter = tuple[int, Purpose, int]
"""Whose link it is, what it is about, and the id of that; a ticket as such is MESSAGE and 0."""

_RENEWED_FROM = timedelta(days=1)
_OWN_MATTER = (Purpose.TASK, Purpose.APPROVAL, Purpose.OPINION)
_ON_TICKET = FixedRows(
    AccessLink,
    AccessLink.ticket_id == bindparam("ticket_id"),
    AccessLink.kind == LinkKind.ACTION,
    AccessLink.revoked_at.is_(None),
)


@dataclass(frozen=True, slots=True)
class Handle:
    """What an open link lets somebody act on."""

    who: Viewer
    ticket_id: int
    purpose: Purpose
    about_id: int


def matter_for(person_id: int, purpose: Purpose, about_id: int) -> Matter:
    """Say what the link in a mail is about, by what a reply to that mail does."""
    if purpose in _OWN_MATTER:
        return (person_id, purpose, about_id)
    return (person_id, Purpose.MESSAGE, 0)


def issue_action_links(
    uow: UnitOfWork,
    signer: TokenSigner,
    ticket_id: int,
    wanted: Collection[Matter],
    *,
    is_new: bool,
) -> dict[Matter, AccessLink]:
    """Give each agent their link to a matter: the one they have, alive for longer, or a new one.

    The caller holds the ticket's row lock, so nobody gets two.
    """
    found: dict[Matter, AccessLink] = {}
    for row in _ON_TICKET.all(uow, ticket_id=ticket_id) if wanted and not is_new else ():
        matter = (row.person_id, Purpose(row.purpose), row.about_id)
        if matter in wanted and _is_of_this_key(signer, row) and row.is_open(uow.now):
            found[matter] = _renewed(uow, row)
    for matter in sorted(set(wanted) - set(found)):
        found[matter] = _row(uow, signer, ticket_id, matter)
        uow.add(found[matter])
    return found


def open_handle(unit: ReadUnit, signer: TokenSigner, token: str) -> Handle | None:
    """Look what a link lets its agent act on; None where it does nothing (any more).

    It ends with its time, with the agent's leaving, and with the key that it was made with.
    """
    link = find_link(unit, LinkKind.ACTION, token)
    if link is None or link.ticket_id is None or not link.is_open(unit.now):
        return None
    if not hmac.compare_digest(token_of_link(signer, link), token.lower()):
        return None
    who = viewer_of_person(unit, link.person_id)
    if who is None or not who.is_agent:
        return None
    return Handle(who, living_ticket(unit, link.ticket_id), Purpose(link.purpose), link.about_id)


def _is_of_this_key(signer: TokenSigner, row: AccessLink) -> bool:
    return token_hash(token_of_link(signer, row)) == row.token_sha256


def _renewed(uow: UnitOfWork, row: AccessLink) -> AccessLink:
    until = uow.now + LIVES[LinkKind.ACTION]
    if until - row.expires_at >= _RENEWED_FROM:
        uow.watch(row).expires_at = until
    return row


def _row(uow: UnitOfWork, signer: TokenSigner, ticket_id: int, matter: Matter) -> AccessLink:
    person_id, purpose, about_id = matter
    link = AccessLink(
        kind=LinkKind.ACTION,
        person_id=person_id,
        ticket_id=ticket_id,
        purpose=purpose,
        about_id=about_id,
        version=1,
        created_at=uow.now,
        expires_at=uow.now + LIVES[LinkKind.ACTION],
    )
    link.token_sha256 = token_hash(token_of_link(signer, link))
    return link
