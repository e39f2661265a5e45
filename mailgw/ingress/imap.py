"""Watches all IMAP accounts of all tenants, one thread for each, and follows their settings."""

import threading
import time

import structlog
from sqlalchemy.exc import SQLAlchemyError

from mailgw.ingress.imap_account import AccountWatch, Pace
from mailgw.ingress.imap_folder import WatchedAccount
from tenants import ImapAccount
from tickets.core import Core
from tickets.errors import StafetteError
from tickets.store.addresses import all_tenants
from tickets.store.tenants import load_config

log = structlog.get_logger()

LARGEST_MAIL = 100 * 1024 * 1024
_PATIENCE_SECONDS = 1.2
_LAST_PATIENCE_SECONDS = 0.6


class ImapWatcher:
    """Fetches mail from every IMAP account; processes share the accounts by leases."""

    def __init__(
        self,
        core: Core,
        owner: str,
        *,
        poll_seconds: float = 60.0,
        lease_seconds: float = 60.0,
        retry_seconds: float = 1.0,
        largest_mail: int = LARGEST_MAIL,
    ) -> None:
        """Take the settings; `owner` names this process among those that share the database.

        A mail above `largest_mail` bytes comes in by its header alone.
        """
        self._core = core
        self._owner = owner
        self._pace = Pace(poll_seconds, lease_seconds, retry_seconds)
        self._largest_mail = largest_mail
        self._watches: dict[tuple[str, str], AccountWatch] = {}
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="imap-watcher", daemon=True)

    def start(self) -> None:
        """Begin to watch; accounts that are added, changed or removed later are followed."""
        self._thread.start()

    def stop(self) -> None:
        """End all watches within about two seconds; what was accepted stays accepted."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(_PATIENCE_SECONDS)
        _stop(list(self._watches.values()))
        self._watches.clear()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._follow_settings()
            except SQLAlchemyError as error:
                log.warning("imap.no_settings", error=type(error).__name__)
            self._stopping.wait(min(30.0, self._pace.poll))

    def _follow_settings(self) -> None:
        wanted = self._wanted_accounts()
        outdated = [
            key for key, watch in self._watches.items() if wanted.get(key) != watch.watched.account
        ]
        _stop([self._watches.pop(key) for key in outdated])
        for (tenant, name), account in wanted.items():
            if self._stopping.is_set() or (tenant, name) in self._watches:
                continue
            watched = WatchedAccount(self._core, tenant, account, self._largest_mail)
            watch = AccountWatch(watched, self._owner, self._pace)
            self._watches[tenant, name] = watch
            watch.start()

    def _wanted_accounts(self) -> dict[tuple[str, str], ImapAccount]:
        with self._core.database.glance() as session:
            tenants = all_tenants(session)
        wanted: dict[tuple[str, str], ImapAccount] = {}
        for tenant in tenants:
            try:
                with self._core.read(tenant) as unit:
                    config = load_config(unit)
            except (StafetteError, ValueError) as error:
                log.warning("imap.no_settings", tenant=tenant, why=str(error))
                # Unreadable settings are no reason to leave mail lying where it was fetched before.
                wanted |= {
                    key: watch.watched.account
                    for key, watch in self._watches.items()
                    if key[0] == tenant
                }
                continue
            wanted |= {(tenant, account.name): account for account in config.imap}
        return wanted


def _stop(watches: list[AccountWatch]) -> None:
    for watch in watches:
        watch.ask_to_stop()
    deadline = time.monotonic() + _PATIENCE_SECONDS
    stubborn = [watch for watch in watches if not watch.join(deadline - time.monotonic())]
    for watch in stubborn:
        watch.interrupt()
    deadline = time.monotonic() + _LAST_PATIENCE_SECONDS
    for watch in stubborn:
        watch.join(deadline - time.monotonic())
