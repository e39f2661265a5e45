"""Queries on addresses: whose is this, and may mail for it come in."""

from dataclasses import dataclass

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from tickets.model.mail import OutboundMail, ReplyAddress
from tickets.model.routing import Route, RouteKind
from tickets.model.token import address_hash, token_hash
from tickets.store.fixed import FixedRows
from tickets.store.straight import Straight
from tickets.store.unit_of_work import ReadUnit

_ROUTES = Straight(
    select(Route.kind, Route.address_hash, Route.tenant).where(
        (Route.address_hash == bindparam("address")) | (Route.address_hash == bindparam("domain"))
    )
)
_BY_TOKEN = FixedRows(ReplyAddress, ReplyAddress.token_sha256 == bindparam("token_sha256"))
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
    keys = (address_hash(address), address_hash(address.rpartition("@")[2]))
    parameters = {"address": keys[0], "domain": keys[1]}
    wanted = {(RouteKind.ADDRESS.value, keys[0]), (RouteKind.REPLY_DOMAIN.value, keys[1])}
    found: dict[str, str] = {
        kind: tenant
        for kind, hashed, tenant in _ROUTES.run(session.connection(), parameters)
        if (kind, hashed) in wanted
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
    return _BY_TOKEN.first(unit, token_sha256=token_hash(token))
