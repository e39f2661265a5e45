"""Who may write: on PostgreSQL everybody at once, on SQLite one after the other with one pen.

SQLite has one writer at a time and lets the others sleep in ever longer naps; standing in line here
costs nothing. All write on the same connection: what it has cached stays true, because nobody else
in this process has changed the file meanwhile.

A commit only writes to SQLite's log (`synchronous=NORMAL`), so that the next in line is let in
before the disk has answered. Whoever needs the change to outlive a power cut waits for the disk
afterwards, together with all who committed meanwhile. The log is one file written in order: nothing
that a later change builds on is ever lost before it. See
docs/decisions/0012-one-sync-for-many-commits.md.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

import structlog
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import OperationalError

from tickets.errors import TemporaryError
from tickets.store.engine import copy_log_home, widen_cache, writing

COMMITS_KEPT = 100
"""How many changes the log takes up before they are copied home; some megabytes of mails."""

log = structlog.get_logger()


class Pens(Protocol):
    """What lends the connections that units of work write on."""

    def take(self, *, lasts: bool = True) -> AbstractContextManager[Connection]:
        """Lend a connection; whoever takes it begins and ends the transaction on it.

        What does not last, as claims do not, is nothing that `sync` would wait for.
        """

    def sync(self) -> None:
        """Return when all changes that last and were committed before would survive a power cut.

        Raises TemporaryError where the disk fails.
        """


class ManyPens:
    """A server's database: any number of writers, and a commit is synced by the server."""

    def __init__(self, engine: Engine) -> None:
        self._engine = writing(engine)

    def take(self, *, lasts: bool = True) -> AbstractContextManager[Connection]:  # noqa: ARG002 - the server keeps all alike
        """Lend a connection of the pool."""
        return self._engine.connect()

    def sync(self) -> None:
        """Do nothing: the server answered after its disk."""


class OnePen:
    """The one connection of this process that writes to a SQLite file, and the file's log."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._turn = threading.Lock()
        self._connection: Connection | None = None
        self._syncs = _Syncs(f"{engine.url.database}-wal")
        self._commits = 0
        self._is_copying = threading.Lock()
        event.listen(engine, "engine_disposed", self._put_away)

    @contextmanager
    def take(self, *, lasts: bool = True) -> Iterator[Connection]:
        """Lend the connection to whoever's turn it is."""
        with self._turn:
            if self._connection is None:
                self._connection = writing(self._engine).connect()
                widen_cache(self._connection)
            yield self._connection
            self._commits += 1
            if lasts:
                self._syncs.written += 1

    def sync(self) -> None:
        """Wait for the disk, and now and then copy home what the log holds."""
        self._syncs.wait()
        if self._commits >= COMMITS_KEPT and self._is_copying.acquire(blocking=False):
            try:
                self._copy_home()
            finally:
                self._is_copying.release()

    def _copy_home(self) -> None:
        """Keep the log short: all pages of it while others write, then the last while none does.

        The next writer then finds a log with nothing left to copy and begins it anew.
        """
        self._commits = 0
        try:
            copy_log_home(self._engine)
            with self._turn:
                copy_log_home(self._engine)
        except OperationalError as error:  # another time
            log.warning("log.not_copied", why=str(error.orig))

    def _put_away(self, _engine: Engine) -> None:
        with self._turn:
            if self._connection is not None:
                self._connection.detach()
                self._connection.close()
                self._connection = None


class _Syncs:
    """Syncs one file for many threads: who comes while one is under way shares the next."""

    def __init__(self, path: str) -> None:
        self.written = 0
        """Number of the last change in the file; counted by whoever has the pen."""
        self._synced = 0
        """Number of a change that would survive a power cut, and with it all before."""
        self._path = path
        self._news = threading.Condition()
        self._is_busy = False
        self._failure: OSError | None = None

    def wait(self) -> None:
        """Return when what is written by now was synced.

        Raises TemporaryError where a sync failed, and from then on always: what that left behind
        cannot be known, and the next one would answer that all is well.
        """
        wanted = self.written
        with self._news:
            while self._synced < wanted and self._failure is None:
                if self._is_busy:
                    self._news.wait()
                else:
                    self._sync()
            if self._failure is not None:
                raise TemporaryError(f"The disk does not keep what is written: {self._failure}.")

    def _sync(self) -> None:
        """Sync with the lock let go, so that others can line up for the next one."""
        reached = self.written
        self._is_busy = True
        self._news.release()
        failure: OSError | None = None
        try:
            _sync_file(self._path)
        except OSError as error:
            failure = error
        finally:
            self._news.acquire()
            self._is_busy = False
            self._synced = reached
            self._failure = self._failure or failure
            self._news.notify_all()


def _sync_file(path: str) -> None:
    """Sync a log; where there is none, the last connection has put it all into the database."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except FileNotFoundError:
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
