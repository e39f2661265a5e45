"""Queries on addresses: whose is this, and may mail for it come in."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from tickets.model.mail import OutboundMail, ReplyAddress
from tickets.model.routing import Route, RouteKind
from tickets.model.token import address_hash, token_hash
from tickets.store.unit_of_work import ReadUnit

REPLY_PREFIX = "reply+"
RETURN_PREFIX = "bounce+"


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """The secret part of an address of ours, and what it was issued as."""

    prefix: str
    token: str


def token_in(address: str) -> IssuedToken | None:
    """Find the token in `reply+<token>@...` or `bounce+<token>@...`, in any letter case."""
    local = address.partition("@")[0].lower()
    for prefix in (REPLY_PREFIX, RETURN_PREFIX):
        if local.startswith(prefix) and len(local) > len(prefix):
            return IssuedToken(prefix, local[len(prefix) :])
    return None


def find_tenant(session: Session, address: str) -> str | None:
    """Say whose address this is, by itself or by its reply domain; None is nobody's."""
    kinds = {
        address_hash(address): RouteKind.ADDRESS,
        address_hash(address.rpartition("@")[2]): RouteKind.REPLY_DOMAIN,
    }
    routes = session.scalars(
        select(Route).where(
            Route.kind.in_(list(kinds.values())), Route.address_hash.in_(list(kinds))
        )
    ).all()
    found = {
        route.kind: route.tenant for route in routes if kinds[route.address_hash] == route.kind
    }
    if RouteKind.ADDRESS in found:
        return found[RouteKind.ADDRESS]
    if token_in(address):
        return found.get(RouteKind.REPLY_DOMAIN)
    return None


def all_tenants(session: Session) -> list[str]:
    """List the short names of all tenants that have an address."""
    return list(session.scalars(select(Route.tenant).distinct().order_by(Route.tenant)))


def was_issued(unit: ReadUnit, issued: IssuedToken) -> bool:
    """Tell whether an address of ours was ever given out, expired and revoked ones included."""
    hashed = token_hash(issued.token)
    if issued.prefix == RETURN_PREFIX:
        query = select(OutboundMail.id).where(OutboundMail.return_sha256 == hashed)
        return unit.session.scalar(query) is not None
    return find_reply_address(unit, issued.token) is not None


def find_reply_address(unit: ReadUnit, token: str) -> ReplyAddress | None:
    """Find the row of a reply token; a revoked one is found with `revoked_at` set."""
    return unit.session.scalar(
        select(ReplyAddress).where(ReplyAddress.token_sha256 == token_hash(token))
    )
