"""The thread that watches one IMAP account: lease, connection, rounds of polling, back-off."""

import threading
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import timedelta
from traceback import format_exception

import structlog
from imapclient.exceptions import IMAPClientError
from sqlalchemy.exc import SQLAlchemyError

from mailgw.ingress.imap_batches import Patience
from mailgw.ingress.imap_folder import FolderPoller, WatchedAccount
from mailgw.ingress.imap_session import ImapSession
from mailgw.ingress.imap_words import explain_error, is_broken
from tenants import PasswordMissingError
from tickets.errors import StafetteError, StorageFullError, TemporaryError
from tickets.store.folders import note_failure
from tickets.store.leases import drop_lease, take_lease

log = structlog.get_logger()

_IDLE_RENEWAL_SECONDS = 540
"""Servers may end an IDLE after half an hour and routers after ten minutes (RFC 2177)."""
_LONGEST_DELAY = 300.0
_EXPECTED = (StafetteError, IMAPClientError, OSError, PasswordMissingError, SQLAlchemyError)
"""What can go wrong with a server, a network, a setting or the database."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How often something is done, in seconds."""

    poll: float = 60.0
    lease: float = 60.0
    """How long a process that died blocks the account for others."""
    retry: float = 1.0
    """The first wait after a failure; it doubles up to five minutes."""


class _EndedError(StafetteError):
    """The watch was asked to end, or another process has taken the account over."""


class AccountWatch:
    """Watches one account in a thread of its own until it is stopped."""

    def __init__(self, watched: WatchedAccount, owner: str, pace: Pace) -> None:
        self.watched = watched
        self._owner = owner
        self._pace = pace
        self._lease = f"imap:{watched.tenant}:{watched.account.name}"
        self._leased_until = 0.0
        self._delay = pace.retry
        self._kept_before = 0
        self._stopping = threading.Event()
        self._session: ImapSession | None = None
        self._poller = FolderPoller(watched, self._keep_going, Patience(pace.poll / 3))
        name = f"imap-{watched.tenant}-{watched.account.name}"
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._log = log.bind(tenant=watched.tenant, account=watched.account.name)

    def start(self) -> None:
        """Begin to watch."""
        self._thread.start()

    def ask_to_stop(self) -> None:
        """Ask the thread to end soon."""
        self._stopping.set()

    def interrupt(self) -> None:
        """Break the connection of a thread that waits for its server."""
        session = self._session
        if session is not None:
            session.interrupt()

    def join(self, seconds: float) -> bool:
        """Wait for the thread to end; False when it has not."""
        self._thread.join(max(0.0, seconds))
        return not self._thread.is_alive()

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._stopping.wait(self._watch_once())
        with suppress(SQLAlchemyError):
            self._give_lease_back()

    def _watch_once(self) -> float:
        """Watch until something goes wrong and give the seconds to wait before the next try."""
        try:
            if not self._take_lease():
                return self._pace.lease / 4
            self._connect_and_watch()
        except _EndedError:
            return 0.0
        except Exception as error:  # noqa: BLE001 - the IMAP loop: it goes on, whatever broke
            return self._note_trouble(error)
        return 0.0

    def _connect_and_watch(self) -> None:
        with closing(ImapSession(self.watched.account)) as session:
            self._session = session
            try:
                self._watch(session)
            finally:
                self._session = None

    def _watch(self, session: ImapSession) -> None:
        first, *others = self.watched.account.folders
        full_round_at = 0.0
        while True:
            self._keep_going()
            if time.monotonic() >= full_round_at:
                full_round_at = time.monotonic() + self._pace.poll
                for folder in others:
                    self._poll(session, folder)
            # The folder that is idled on comes last, because it has to stay open.
            is_open = self._poll(session, first)
            self._delay = self._pace.retry
            self._wait(session, first if is_open else None, full_round_at)

    def _poll(self, session: ImapSession, folder: str) -> bool:
        """Poll a folder; its own trouble is noted and does not stop the other folders."""
        try:
            polled = self._poller.poll(session, folder)
        except (IMAPClientError, TemporaryError) as error:
            if is_broken(error):
                raise
            self._note_folder_trouble(folder, explain_error(error, self.watched.account))
            return False
        if polled.trouble:
            self._note_folder_trouble(folder, polled.trouble)
        if polled.kept:
            self._log.info("imap.kept", folder=folder, mails=polled.kept)
        return True

    def _wait(self, session: ImapSession, folder: str | None, until: float) -> None:
        remaining = until - time.monotonic()
        if folder is not None and session.can_idle:
            idle_for = min(remaining, _IDLE_RENEWAL_SECONDS)
            if session.wait(folder, idle_for, self._keep_going) or session.can_idle:
                return
        while (remaining := until - time.monotonic()) > 0:
            self._stopping.wait(min(remaining, self._pace.lease / 4))
            self._keep_going()

    def _keep_going(self) -> None:
        """Renew the lease when a third of it has passed; raise when this watch is to end."""
        if self._stopping.is_set():
            raise _EndedError("The watch was asked to end.")
        if time.monotonic() < self._leased_until - self._pace.lease * 2 / 3:
            return
        if not self._take_lease():
            raise _EndedError("Another process watches this account now.")

    def _take_lease(self) -> bool:
        core, began = self.watched.core, time.monotonic()
        with core.system() as session:
            taken = take_lease(
                session,
                self._lease,
                self.watched.tenant,
                self._owner,
                now=core.clock.now(),
                length=timedelta(seconds=self._pace.lease),
            )
        self._leased_until = began + self._pace.lease if taken else 0.0
        return taken

    def _give_lease_back(self) -> None:
        with self.watched.core.system() as session:
            drop_lease(session, self._lease, self._owner)
        self._leased_until = 0.0

    def _note_trouble(self, error: Exception) -> float:
        """Note why the account could not be read and give the seconds to wait."""
        if self._stopping.is_set():
            return 0.0
        if self._poller.kept > self._kept_before:
            # A bad line that still brings mail is no reason to wait longer each time.
            self._kept_before, self._delay = self._poller.kept, self._pace.retry
        sentence = explain_error(error, self.watched.account)
        self._log.warning("imap.trouble", why=sentence, wait_seconds=self._delay)
        if not isinstance(error, _EXPECTED):
            # As text: a traceback that shows local variables would show the password.
            self._log.error("imap.unforeseen", trace="".join(format_exception(error)))
        self._note_failure(self.watched.account.folders, sentence)
        if not isinstance(error, StorageFullError):
            # Perhaps another process sees the server better.
            with suppress(SQLAlchemyError):
                self._give_lease_back()
        delay, self._delay = self._delay, min(self._delay * 2, _LONGEST_DELAY)
        return delay

    def _note_folder_trouble(self, folder: str, sentence: str) -> None:
        self._log.warning("imap.folder_trouble", folder=folder, why=sentence)
        self._note_failure((folder,), sentence)

    def _note_failure(self, folders: tuple[str, ...], sentence: str) -> None:
        try:
            with self.watched.core.write(self.watched.tenant) as uow:
                for folder in folders:
                    note_failure(uow, self.watched.account.name, folder, sentence)
        except SQLAlchemyError as error:
            self._log.warning("imap.not_noted", error=type(error).__name__)
