"""Looks at an IMAP account from outside: does it work, and is all of it in the ledger."""

from contextlib import closing
from dataclasses import dataclass

from imapclient.exceptions import IMAPClientError

from mailgw.ingress.imap_sent import choose_sent
from mailgw.ingress.imap_session import ImapSession
from mailgw.ingress.imap_words import explain_error
from tenants import ImapAccount, PasswordMissingError
from tickets.core import Core
from tickets.errors import ConfigurationError, NotFoundError, TemporaryError
from tickets.store.folders import FolderPlace, known_uids
from tickets.store.tenants import load_config

_HEADERS_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class MissingMail:
    """A mail that lies on the server and has no line in the ledger."""

    folder: str
    uidvalidity: int
    uid: int


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """The server's mails against the ledger, for one account."""

    on_server: int
    in_ledger: int
    """How many of those on the server have their line in the ledger."""
    missing: tuple[MissingMail, ...]


def reconcile(core: Core, tenant: str, account: str) -> Reconciliation:
    """Compare what lies in an account's watched folders with the ledger, changing nothing.

    Mails that were moved away after they were kept are not on the server any more, so they do not
    count. Of an agent's sent mail only what is about our customers counts: the rest is private, is
    never taken in, and is neither named nor counted here. Raises NotFoundError for an unknown
    account and TemporaryError, with one sentence, where the server cannot be asked.
    """
    described = _find_account(core, tenant, account)
    try:
        return _compare(core, tenant, described)
    except (IMAPClientError, OSError, PasswordMissingError) as error:
        raise TemporaryError(explain_error(error, described)) from error


def check_account(account: ImapAccount) -> str:
    """Sign in, look at the folders, and say in one sentence what was found.

    Raises ConfigurationError with one sentence on what is wrong and what to do.
    """
    try:
        with closing(ImapSession(account)) as session:
            counts = [f"{name} ({session.open(name).exists})" for name in account.folders]
            abilities = [name for name in ("IDLE", "MOVE", "UIDPLUS") if session.has(name)]
            target = account.move_to
            makes_target = bool(target) and not session.folder_exists(target)
    except (IMAPClientError, OSError, PasswordMissingError, TemporaryError) as error:
        raise ConfigurationError(explain_error(error, account)) from error
    later = f", the folder {target} will be made" if makes_target else ""
    return (
        f"Signed in to {account.host} as {account.username}: folders {', '.join(counts)}; "
        f"the server offers {', '.join(abilities) or 'no extension of use'}{later}."
    )


def _find_account(core: Core, tenant: str, account: str) -> ImapAccount:
    with core.read(tenant) as unit:
        config = load_config(unit)
    found = next((one for one in config.imap if one.name == account), None)
    if found is None:
        names = ", ".join(one.name for one in config.imap) or "none"
        raise NotFoundError(f"{tenant} has no IMAP account {account}; its accounts are: {names}.")
    return found


def _compare(core: Core, tenant: str, account: ImapAccount) -> Reconciliation:
    on_server, missing = 0, []
    with closing(ImapSession(account)) as session:
        for folder in account.folders:
            opened = session.open(folder)
            uids = session.list_uids(opened)
            if account.sent_of:
                uids = _about_customers(core, tenant, session, uids)
            place = FolderPlace(account.name, folder, opened.uidvalidity)
            with core.read(tenant) as unit:
                known = known_uids(unit, place)
            on_server += len(uids)
            missing += [
                MissingMail(folder, opened.uidvalidity, uid) for uid in uids if uid not in known
            ]
    return Reconciliation(on_server, on_server - len(missing), tuple(missing))


def _about_customers(core: Core, tenant: str, session: ImapSession, uids: list[int]) -> list[int]:
    """Leave out an agent's private mails, of which nothing but the headers is read."""
    chosen: set[int] = set()
    for at in range(0, len(uids), _HEADERS_AT_ONCE):
        group = uids[at : at + _HEADERS_AT_ONCE]
        chosen |= choose_sent(core, tenant, session.fetch(group, header_only=True))
    return [uid for uid in uids if uid in chosen]
