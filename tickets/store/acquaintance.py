"""Queries on how well we know a writer: their firm, firms like it, the accounts they named."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select

from tickets.model.learned import OURS, SeenAccount
from tickets.model.people import Company
from tickets.store.fixed import Fixed
from tickets.store.unit_of_work import ReadUnit, UnitOfWork

_DOUBTED_FOR = timedelta(days=14)
"""By then a forged change of accounts has come to light, and a true one should warn no more."""
_FIRMS = Fixed(
    select(Company.domain, Company.created_at).where(
        Company.tenant == bindparam("of_tenant"),
        Company.domain.is_not(None),
        Company.created_at > bindparam("since"),
    )
)
_FIRM = Fixed(
    select(Company.created_at).where(
        Company.tenant == bindparam("of_tenant"), Company.domain == bindparam("domain")
    )
)
_ACCOUNTS = Fixed(
    select(SeenAccount.writer, SeenAccount.account, SeenAccount.known_from).where(
        SeenAccount.tenant == bindparam("of_tenant"),
        SeenAccount.writer.in_(bindparam("writers", expanding=True)),
    )
)


def firm_known_since(unit: ReadUnit, domain: str) -> datetime | None:
    """Say since when a mail domain belongs to a firm we know; None where it does not."""
    since: datetime | None = _FIRM.value(unit, domain=domain)
    return since


def firms(unit: ReadUnit, since: datetime) -> list[tuple[str, datetime]]:
    """List the domains of all firms that we have known only since then, and since when."""
    return [(row[0], row[1]) for row in _FIRMS.rows(unit, since=since)]


def accounts_of(unit: ReadUnit, writer: str) -> tuple[frozenset[str], frozenset[str]]:
    """Give the accounts that are known as a writer's, and those that are our own."""
    rows = [row for row in _ACCOUNTS.rows(unit, writers=[writer, OURS]) if row[2] <= unit.now]
    theirs = frozenset(row[1] for row in rows if row[0] == writer and writer != OURS)
    return theirs, frozenset(row[1] for row in rows if row[0] == OURS)


def remember_accounts(
    uow: UnitOfWork, writer: str, accounts: Iterable[str], *, is_doubtful: bool = False
) -> None:
    """Keep in mind which accounts a writer named; those seen before stay as they are."""
    known = {row[1] for row in _ACCOUNTS.rows(uow, writers=[writer]) if row[0] == writer}
    known |= {row.account for row in uow.pending(SeenAccount) if row.writer == writer}
    known_from = uow.now + _DOUBTED_FOR if is_doubtful else uow.now
    for account in dict.fromkeys(accounts):
        if account not in known:
            uow.add(SeenAccount(writer=writer, account=account, known_from=known_from))
