"""Whose portal a host is; a query on the route table, which has no tenant."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from tickets.model.routing import Route, RouteKind
from tickets.model.token import address_hash


def find_tenant_of_host(session: Session, host: str) -> str | None:
    """Give the tenant whose portal answers to a host; None where nobody's does."""
    return session.scalar(
        select(Route.tenant).where(
            Route.kind == RouteKind.PORTAL_HOST, Route.address_hash == address_hash(host)
        )
    )
