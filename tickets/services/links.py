"""Personal links in our mails: issued, found, used up once, revoked (P14)."""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import bindparam, or_, select, update

from tenants import TenantConfig
from tickets.model.access import AccessLink, LinkKind
from tickets.model.token import TokenSigner, token_hash
from tickets.store.fixed import Fixed, FixedRows
from tickets.store.unit_of_work import ReadUnit, UnitOfWork

LIVES = {
    LinkKind.LOGIN: timedelta(minutes=15),
    LinkKind.RESET: timedelta(minutes=30),
    LinkKind.INVITATION: timedelta(hours=72),
    LinkKind.NOTICE: timedelta(days=90),
    LinkKind.ACTION: timedelta(days=14),
}
PATHS = {
    LinkKind.LOGIN: "/sign-in",
    LinkKind.RESET: "/password",
    LinkKind.INVITATION: "/invitation",
    LinkKind.NOTICE: "/n",
    LinkKind.ACTION: "/act",
}
"""Where the links of a kind lead; the secret follows."""
_TOKEN_LENGTH = 52
_RENEWED_FROM = timedelta(days=1)
"""A notice link is renewed where that gains it at least so much."""
_LONGEST_PATH = 300

_BY_TOKEN = FixedRows(
    AccessLink,
    AccessLink.token_sha256 == bindparam("token_sha256"),
    AccessLink.kind == bindparam("kind"),
)
_ON_TICKET = FixedRows(
    AccessLink,
    AccessLink.ticket_id == bindparam("ticket_id"),
    AccessLink.kind == LinkKind.NOTICE,
    AccessLink.revoked_at.is_(None),
)
_USE = Fixed(
    update(AccessLink)
    .where(
        AccessLink.tenant == bindparam("of_tenant"),
        AccessLink.token_sha256 == bindparam("token_sha256"),
        AccessLink.kind == bindparam("kind"),
        or_(AccessLink.used_at.is_(None), AccessLink.kind == LinkKind.NOTICE),
        AccessLink.revoked_at.is_(None),
        AccessLink.expires_at > bindparam("now"),
    )
    .values(used_at=bindparam("now"))
    .returning(AccessLink.id)
)


class LinkState(StrEnum):
    """What a link can still do, and why not."""

    OPEN = "open"
    USED = "used"
    EXPIRED = "expired"
    REVOKED = "revoked"


def state_of(link: AccessLink, now: datetime) -> LinkState:
    """Say what a link can still do."""
    if link.is_open(now):
        return LinkState.OPEN
    if link.revoked_at is not None:
        return LinkState.REVOKED
    is_used = LinkKind(link.kind).is_single_use and link.used_at is not None
    return LinkState.USED if is_used else LinkState.EXPIRED


def address_of(config: TenantConfig, kind: LinkKind, token: str) -> str:
    """Give the address of a link: always below the tenant's own portal (P15), or empty."""
    if config.portal_url is None:
        return ""
    return f"{config.portal_url.rstrip('/')}{PATHS[kind]}/{token}"


def token_of_link(signer: TokenSigner, link: AccessLink) -> str:
    """Derive the secret of a link; the database holds only its hash."""
    return signer.link_token(link.kind, link.id, link.version)


def issue_link(
    uow: UnitOfWork, signer: TokenSigner, kind: LinkKind, person_id: int, *, next_path: str = ""
) -> AccessLink:
    """Make a link that signs a person in once, resets their password or invites them."""
    link = _row(uow, signer, kind, person_id)
    link.next_path = own_path(next_path)
    uow.add(link)
    return link


def issue_notice_links(
    uow: UnitOfWork,
    signer: TokenSigner,
    ticket_id: int,
    people: Collection[int],
    *,
    is_new: bool,
) -> dict[int, AccessLink]:
    """Give each person their link to a ticket: the one they have, alive for longer, or a new one.

    The caller holds the ticket's row lock, so nobody gets two.
    """
    found: dict[int, AccessLink] = {}
    if people and not is_new:
        for row in _ON_TICKET.all(uow, ticket_id=ticket_id):
            if row.person_id in people:
                found[row.person_id] = _renewed(uow, row)
    for person_id in sorted(set(people) - set(found)):
        found[person_id] = _row(uow, signer, LinkKind.NOTICE, person_id, ticket_id)
        uow.add(found[person_id])
    return found


def find_link(unit: ReadUnit, kind: LinkKind, token: str) -> AccessLink | None:
    """Look at a link, open or not; None where there never was one. Looking uses nothing up."""
    if len(token) != _TOKEN_LENGTH:
        return None
    return _BY_TOKEN.first(unit, token_sha256=token_hash(token), kind=kind)


def use_link(uow: UnitOfWork, kind: LinkKind, token: str) -> AccessLink | None:
    """Use a link up, in one statement that only one of many at once gets through."""
    if len(token) != _TOKEN_LENGTH:
        return None
    used = _USE.value(uow, token_sha256=token_hash(token), kind=kind, now=uow.now)
    return None if used is None else find_link(uow, kind, token)


def revoke_links(
    uow: UnitOfWork, person_id: int, *kinds: LinkKind, ticket_id: int | None = None
) -> None:
    """Revoke a person's links of some kinds that still did something, or those to one ticket."""
    query = select(AccessLink).where(
        AccessLink.person_id == person_id,
        AccessLink.kind.in_([kind.value for kind in kinds]),
        AccessLink.revoked_at.is_(None),
        or_(AccessLink.used_at.is_(None), AccessLink.kind == LinkKind.NOTICE),
    )
    if ticket_id is not None:
        query = query.where(AccessLink.ticket_id == ticket_id)
    for link in uow.session.scalars(query):
        link.revoked_at = uow.now


def own_path(path: str) -> str:
    """Give a path back where it is one of ours, else nothing: no link leads to another host."""
    is_ours = (
        path.startswith("/")
        and not path.startswith(("//", "/\\"))
        and len(path) <= _LONGEST_PATH
        and path.isascii()
        and path.isprintable()
        and "\\" not in path
        and " " not in path
    )
    return path if is_ours else ""


def _renewed(uow: UnitOfWork, row: AccessLink) -> AccessLink:
    until = uow.now + LIVES[LinkKind.NOTICE]
    if until - row.expires_at >= _RENEWED_FROM:
        uow.watch(row).expires_at = until
    return row


def _row(
    uow: UnitOfWork,
    signer: TokenSigner,
    kind: LinkKind,
    person_id: int,
    ticket_id: int | None = None,
) -> AccessLink:
    link = AccessLink(
        kind=kind,
        person_id=person_id,
        ticket_id=ticket_id,
        version=1,
        created_at=uow.now,
        expires_at=uow.now + LIVES[kind],
    )
    link.token_sha256 = token_hash(token_of_link(signer, link))
    return link
