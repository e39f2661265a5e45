"""Opens the database; the only file that knows which one it is."""

import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.orm import Session

from tickets.errors import ConfigurationError
from tickets.store.guard import install_guard
from tickets.text.fold import fold

BUSY_TIMEOUT_MS = 5000
_WRITES = "stafette_writes"
_LOG_PAGES = 10_000
_READERS_CACHE_KIB = 200
_WRITERS_CACHE_KIB = 1000
_RESTED = "stafette_rested_since"
_FRESH_SECONDS = 1.0


class GuardedSession(Session):
    """A session that refuses to cross tenants."""


install_guard(GuardedSession)


def open_engine(url: str, pool_size: int = 10) -> Engine:
    """Open a connection pool on SQLite or PostgreSQL."""
    if make_url(url).get_backend_name() == "sqlite":
        return _open_sqlite(url, pool_size)
    return _open_postgresql(url, pool_size)


def _connect_args(url: str) -> dict[str, str]:
    """Let the server not compile statements: with 50,000 tickets that took 220 of 270 ms."""
    given = make_url(url).query.get("options", "")
    said = given if isinstance(given, str) else " ".join(given)
    return {"options": f"{said} -c jit=off".strip()}


def _open_postgresql(url: str, pool_size: int) -> Engine:
    # The connection used last goes first: what a server has prepared is prepared in a connection.
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_use_lifo=True,
        connect_args=_connect_args(url),
    )

    def on_checkin(_connection: Any, record: Any) -> None:
        record.info[_RESTED] = time.monotonic()

    def on_checkout(connection: Any, record: Any, _proxy: Any) -> None:
        """Ask whether the server is still there, but not where it answered a moment ago."""
        if time.monotonic() - record.info.get(_RESTED, 0.0) < _FRESH_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise DisconnectionError from error

    event.listen(engine, "checkin", on_checkin)
    event.listen(engine, "checkout", on_checkout)
    return engine


def _open_sqlite(url: str, pool_size: int) -> Engine:
    database = make_url(url).database
    if not database or database == ":memory:":
        raise ConfigurationError("SQLite needs a file, because several threads share it.")
    Path(database).parent.mkdir(parents=True, exist_ok=True)
    # The connection used last goes first: each has a page cache, and few of them need to be warm.
    # What is returned holds no transaction: each ends with the connection that began it.
    engine = create_engine(
        url,
        pool_size=pool_size,
        max_overflow=pool_size,
        pool_use_lifo=True,
        pool_reset_on_return=None,
    )

    def on_connect(connection: Any, _record: Any) -> None:
        # The driver's own transactions begin late and lose read-then-write races.
        connection.isolation_level = None
        connection.create_function("folded", 1, _fold_value, deterministic=True)
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        mode = cursor.execute("PRAGMA journal_mode=WAL").fetchone()[0]
        if mode != "wal":
            raise ConfigurationError(f"SQLite keeps no log beside {database}; use a local disk.")
        # `tickets.store.pens` waits for the disk and copies the log home; the limit is for what
        # writes without it.
        cursor.execute("PRAGMA synchronous=NORMAL")
        cursor.execute(f"PRAGMA wal_autocheckpoint={_LOG_PAGES}")
        # What a reader has cached is out of date after the next commit.
        cursor.execute(f"PRAGMA cache_size=-{_READERS_CACHE_KIB}")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()

    def on_begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITES, False)
        _say(connection, "BEGIN IMMEDIATE" if writes else "BEGIN")

    event.listen(engine, "connect", on_connect)
    event.listen(engine, "begin", on_begin)
    return engine


def _fold_value(value: str | None) -> str | None:
    """Lend SQLite our folding, for `tickets.store.folded`."""
    return None if value is None else fold(value)


def writing(engine: Engine) -> Engine:
    """Give the same pool for units of work that write."""
    return engine.execution_options(**{_WRITES: True})


def forget_references(engine: Engine) -> None:
    """Let SQLite's one connection of a pool remake tables that others refer to.

    Dropping the old table would count as losing all that they refer to, also where the new one
    takes its name; and no transaction may be open when this is said.
    """
    with engine.connect() as connection:
        _say(connection, "PRAGMA foreign_keys=OFF")


def widen_cache(connection: Connection) -> None:
    """Let the one connection that writes to SQLite keep more pages; outside any transaction."""
    _say(connection, f"PRAGMA cache_size=-{_WRITERS_CACHE_KIB}")


def copy_log_home(engine: Engine) -> None:
    """Copy into SQLite's database file what its log holds, as far as nobody reads older pages.

    Nobody has to wait for this; raises OperationalError of the library where it is not possible.
    """
    with engine.connect() as connection:
        _say(connection, "PRAGMA wal_checkpoint(PASSIVE)")


def _say(connection: Connection, words: str) -> None:
    """Tell SQLite something that it answers at once; the library's way costs several times that.

    Raises OperationalError of the library where the database is busy for too long.
    """
    try:
        connection.connection.driver_connection.execute(words)  # type: ignore[union-attr] # sqlite3
    except sqlite3.Error as error:
        raise DBAPIError.instance(words, None, error, sqlite3.Error) from error


def enter_tenant(connection: Connection, tenant: str) -> None:
    """Tell PostgreSQL's row-level security whose transaction this is."""
    if connection.dialect.name == "postgresql":
        # As the driver takes it: every page and every mail says this several times.
        connection.exec_driver_sql(
            "SELECT set_config('stafette.tenant', %(tenant)s, true)", {"tenant": tenant}
        )


def lock_key(connection: Connection, key: str) -> None:
    """Hold a named lock until the transaction ends; SQLite's writer already is alone."""
    if connection.dialect.name == "postgresql":
        connection.execute(
            text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": key}
        )


def refuse_mighty_role(engine: Engine) -> None:
    """Raise ConfigurationError where the role could look past row-level security."""
    if engine.dialect.name != "postgresql":
        return
    with engine.connect() as connection:
        is_mighty = connection.execute(
            text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        ).scalar()
        owns = connection.execute(
            text("SELECT 1 FROM pg_tables WHERE tablename='ticket' AND tableowner=current_user")
        ).scalar()
    if is_mighty or owns:
        raise ConfigurationError(
            "STAFETTE_DATABASE_URL names a role that is a superuser or owns the tables; give an "
            "ordinary role there and the owner in STAFETTE_DATABASE_OWNER_URL."
        )
