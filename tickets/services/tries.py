"""How often somebody may try to get in, and what is counted."""

from datetime import timedelta

from tickets.services.allowances import spend_try
from tickets.store.unit_of_work import UnitOfWork

WITHIN = timedelta(minutes=15)
PER_ACCOUNT = 10
PER_PEER = 30
_UNPROVEN_MAILS = 3
_DAY = timedelta(days=1)


def spend_tries(uow: UnitOfWork, address: str, peer: str) -> bool:
    """Count one try for an account and for the network address it comes from; False beyond.

    Strangers' addresses are counted like those we know, so that the answer tells nothing.
    """
    account = f"account:{uow.tenant}:{address.lower()}"
    may_account = spend_try(uow, account, limit=PER_ACCOUNT, within=WITHIN)
    may_peer = not peer or spend_try(uow, f"peer:{peer}", limit=PER_PEER, within=WITHIN)
    return may_account and may_peer


def spend_unproven(uow: UnitOfWork, address: str) -> bool:
    """Count a mail that lets in, to an address that nobody has shown to be theirs (P8)."""
    return spend_try(uow, f"unproven:{address.lower()}", limit=_UNPROVEN_MAILS, within=_DAY)
