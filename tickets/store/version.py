"""Which version a database has and which one this code wants, without loading the migrations.

What runs them costs 8 MiB, so a running process only asks here, and a short-lived one migrates.
"""

import subprocess
import sys
from pathlib import Path

from sqlalchemy import Engine, inspect, text

from tickets.errors import ConfigurationError
from tickets.store.engine import open_engine

MIGRATIONS = Path(__file__).parent / "migrations"
_ROOT = Path(__file__).resolve().parent.parent.parent


def newest_version() -> str:
    """Tell which version this code wants: the number that the newest migration's name begins with.

    A house test holds this to what the migrations say of themselves.
    """
    return max(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def current_version(engine: Engine) -> str | None:
    """Tell which version a database has; None before its first migration."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        found = connection.scalar(text("SELECT version_num FROM alembic_version"))
        return None if found is None else str(found)


def migrate_elsewhere(url: str) -> None:
    """Bring the embedded database to this version, in a process that ends with it.

    Nothing is started where it has it already. Raises ConfigurationError where that fails.
    """
    engine = open_engine(url, pool_size=1)
    try:
        if current_version(engine) == newest_version():
            return
    finally:
        engine.dispose()
    done = subprocess.run(  # noqa: S603 - our own interpreter and module
        [sys.executable, "-m", "tickets.store.migrate", url],
        cwd=_ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        lines = done.stderr.strip().splitlines()
        raise ConfigurationError(lines[-1] if lines else "The database could not be migrated.")
