"""How often something may be done: automatic mails to an address (P7, P8), tries to get in."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, select

from tickets.model.routing import Due, DueKind
from tickets.model.token import address_hash
from tickets.store.engine import lock_key
from tickets.store.straight import Straight
from tickets.store.unit_of_work import UnitOfWork

PER_HOUR = 5
UNPROVEN_PER_HOUR = 1
UNPROVEN_PER_DAY = 3
_REMEMBERED = timedelta(days=1)

_SPENT = Straight(
    select(Due.at).where(
        Due.kind == DueKind.ALLOWANCE,
        Due.key.between(bindparam("first"), bindparam("last")),
        Due.at > bindparam("now"),
    )
)


def spend_allowance(uow: UnitOfWork, address: str, *, is_proven: bool) -> bool:
    """Count one automatic mail to an address; False where it has had enough.

    A spent allowance is a `due` row that falls due when it no longer counts, so that it is seen
    by all tenants without telling any of them more than a hash.
    """
    prefix = address_hash(_mailbox(address))[:40]
    spent = _spent(uow, prefix)
    if _is_spent(spent, uow.now, is_proven=is_proven):
        return False
    _remember(uow, prefix, len(spent), _REMEMBERED)
    return True


def spend_try(uow: UnitOfWork, subject: str, *, limit: int, within: timedelta) -> bool:
    """Count one try of a subject, such as an address at the sign-in; False beyond the limit."""
    prefix = address_hash(f"try:{subject}")[:40]
    spent = _spent(uow, prefix)
    if len(spent) >= limit:
        return False
    _remember(uow, prefix, len(spent), within)
    return True


def _spent(uow: UnitOfWork, prefix: str) -> list[datetime]:
    """Give when each spent allowance stops counting; nobody else may spend meanwhile."""
    lock_key(uow.connection, f"allowance:{prefix}")
    parameters = {"first": f"{prefix}:", "last": f"{prefix};", "now": uow.now}
    return [row[0] for row in _SPENT.run(uow.connection, parameters)]


def _remember(uow: UnitOfWork, prefix: str, count: int, lives: timedelta) -> None:
    key = f"{prefix}:{uow.now.timestamp():.6f}:{count}"
    uow.add(Due(kind=DueKind.ALLOWANCE, key=key, tenant=uow.tenant, at=uow.now + lives))


def _mailbox(address: str) -> str:
    """Give the mailbox behind a sub-address (RFC 5233): all of them reach the same person."""
    local, _, domain = address.rpartition("@")
    return f"{local.partition('+')[0] or local}@{domain}"


def _is_spent(expiries: list[datetime], now: datetime, *, is_proven: bool) -> bool:
    within_hour = sum(at - _REMEMBERED > now - timedelta(hours=1) for at in expiries)
    if is_proven:
        return within_hour >= PER_HOUR
    return within_hour >= UNPROVEN_PER_HOUR or len(expiries) >= UNPROVEN_PER_DAY
