"""Brings a database to this version; forward only.

`python -m tickets.store.migrate <url>` does it for `tickets.store.version`.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError

from tickets.errors import ConfigurationError
from tickets.store.engine import forget_references, open_engine, writing
from tickets.store.version import MIGRATIONS, newest_version

_LOCK = 7_283_465_001
_PATIENCE_MS = 60_000


def migrate(url: str, app_url: str = "") -> bool:
    """Run what is missing; False where there was nothing to do.

    On PostgreSQL `url` is the owner's and `app_url` the ordinary role's, which is made where it
    does not exist and gets its rights. Raises ConfigurationError where the server is not there.
    """
    engine = open_engine(url, pool_size=1)
    try:
        with _alone(engine) as connection:
            changed = _upgrade(connection)
            _refuse_loose_ends(connection)
            _grant(connection, app_url)
            connection.commit()
    except OperationalError as error:
        where = make_url(url).render_as_string(hide_password=True)
        first = str(error.orig).strip().splitlines()[0]
        raise ConfigurationError(f"The database {where} cannot be used: {first}") from None
    finally:
        engine.dispose()
    return changed


@contextmanager
def _alone(engine: Engine) -> Iterator[Connection]:
    """Give a connection that no other process migrates beside; a second one waits its turn."""
    if engine.dialect.name != "postgresql":
        # SQLite locks by its transaction, and the one that creates tables may take a while.
        with engine.connect() as connection:
            connection.exec_driver_sql(f"PRAGMA busy_timeout={_PATIENCE_MS}")
            connection.commit()
        forget_references(engine)
        with writing(engine).connect() as connection:
            yield connection
        return
    with engine.connect() as connection:
        connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _LOCK})
        connection.commit()
        yield connection


def _refuse_loose_ends(connection: Connection) -> None:
    """Raise where a row refers to one that is not there, since nothing has watched for it."""
    if connection.dialect.name != "sqlite":
        return
    loose = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if loose is not None:
        raise ConfigurationError(
            f"The table {loose[0]} refers to rows of {loose[2]} that are gone."
        )


def _upgrade(connection: Connection) -> bool:
    before = MigrationContext.configure(connection).get_current_revision()
    if before == newest_version():
        return False
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    return True


def _grant(connection: Connection, app_url: str) -> None:
    """Give the application's role its rights, and no more; row-level security does the rest."""
    if connection.dialect.name != "postgresql" or not app_url:
        return
    role = make_url(app_url).username or ""
    quoted = connection.dialect.identifier_preparer.quote(role)
    known = connection.execute(
        text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role}
    ).scalar()
    if not known:
        password = make_url(app_url).password
        connection.execute(text(f"CREATE ROLE {quoted} LOGIN"))
        if password:
            connection.exec_driver_sql(f"ALTER ROLE {quoted} PASSWORD {_literal(str(password))}")
    for grant in (
        f"GRANT USAGE ON SCHEMA public TO {quoted}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {quoted}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {quoted}",
        f"REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM {quoted}",
    ):
        connection.execute(text(grant))


def _literal(value: str) -> str:
    """Quote a string for the one statement that takes no parameters."""
    return "'" + value.replace("'", "''").replace("%", "%%") + "'"


if __name__ == "__main__":
    try:
        migrate(sys.argv[1])
    except ConfigurationError as error:
        sys.exit(str(error))
