"""Sessions: somebody is signed in with a browser, until they sign out, idle or are gone."""

import secrets
from collections.abc import Sequence

from sqlalchemy import bindparam, select, update

from tenants import TenantConfig
from tickets.model.access import WebSession
from tickets.model.people import Person, Side
from tickets.model.token import token_hash
from tickets.services.viewer import IDLE, Viewer, find_by_session_hash
from tickets.store.fixed import Fixed
from tickets.store.unit_of_work import ReadUnit, UnitOfWork

_SECRET_BYTES = 32
_LONGEST_TOKEN = 200
_BROWSER_LENGTH = 200
_LISTED_AT_MOST = 50

_RENEW = Fixed(
    update(WebSession)
    .where(
        WebSession.tenant == bindparam("of_tenant"),
        WebSession.id == bindparam("session_id"),
        WebSession.ended_at.is_(None),
    )
    .values(last_seen_at=bindparam("seen_at"), expires_at=bindparam("until"))
)


def find_viewer(unit: ReadUnit, token: str, config: TenantConfig) -> Viewer | None:
    """Give who is signed in with the secret of a cookie; None for a stranger."""
    if not token or len(token) > _LONGEST_TOKEN:
        return None
    return find_by_session_hash(unit, token_hash(token), config)


def open_session(
    uow: UnitOfWork,
    person_id: int,
    *,
    browser: str,
    only_ticket_id: int | None = None,
    replaces: int | None = None,
) -> str:
    """Sign somebody in and give the secret for the cookie; only its hash is kept.

    `replaces` is the id of the session that this browser had until now.
    """
    person = uow.session.get_one(Person, person_id)
    if replaces is not None:
        end_session(uow, replaces)
    token = secrets.token_hex(_SECRET_BYTES)
    session = WebSession(
        person_id=person.id,
        ticket_id=only_ticket_id,
        token_sha256=token_hash(token),
        browser="".join(char for char in browser if char.isprintable())[:_BROWSER_LENGTH],
        created_at=uow.now,
        last_seen_at=uow.now,
        expires_at=uow.now + IDLE[Side(person.side)],
    )
    uow.add(session)
    return token


def renew_session(uow: UnitOfWork, viewer: Viewer) -> None:
    """Note that a session is in use; needed only where `viewer.is_due`."""
    until = uow.now + IDLE[viewer.side]
    _RENEW.rows(uow, session_id=viewer.session_id, seen_at=uow.now, until=until)


def list_sessions(unit: ReadUnit, person_id: int) -> Sequence[WebSession]:
    """List where somebody is signed in, the one used last first."""
    return unit.session.scalars(
        select(WebSession)
        .where(
            WebSession.person_id == person_id,
            WebSession.ended_at.is_(None),
            WebSession.expires_at > unit.now,
        )
        .order_by(WebSession.last_seen_at.desc(), WebSession.id.desc())
        .limit(_LISTED_AT_MOST)
    ).all()


def end_session(uow: UnitOfWork, session_id: int, person_id: int | None = None) -> bool:
    """End one session, of one person only where that is given; False where there is none."""
    session = uow.session.get(WebSession, session_id)
    if session is None or session.ended_at is not None:
        return False
    if person_id is not None and session.person_id != person_id:
        return False
    session.ended_at = uow.now
    return True


def end_all_sessions(
    uow: UnitOfWork, person_id: int, *, but: int | None = None, ticket_id: int | None = None
) -> None:
    """End the sessions of a person: all but one, or only those that one ticket's link opened."""
    query = select(WebSession).where(
        WebSession.person_id == person_id, WebSession.ended_at.is_(None)
    )
    if ticket_id is not None:
        query = query.where(WebSession.ticket_id == ticket_id)
    for session in uow.session.scalars(query):
        if session.id != but:
            session.ended_at = uow.now
