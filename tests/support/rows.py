"""The rows of a world, kept and brought back: a file of SQLite, or a database of a server."""

import atexit
import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Protocol

from sqlalchemy import Engine

from tests.support.servers.postgresql import Database, PostgresServer


class Rows(Protocol):
    """What keeps the rows of a world as they are now, and brings such rows back."""

    def keep(self, engine: Engine) -> str:
        """Keep the rows until the tests end; gives a name for them."""

    def bring_back(self, engine: Engine, kept: str) -> None:
        """Make the rows what they were when they were kept, here or in another world."""


class FileRows:
    """Rows in a file; whoever has it open notices that it was brought back."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def keep(self, engine: Engine) -> str:
        """Copy the file."""
        assert engine.dialect.name == "sqlite"
        folder = Path(tempfile.mkdtemp(prefix="stafette-rows-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        _copy(self._file, folder / "stafette.db")
        return str(folder / "stafette.db")

    def bring_back(self, engine: Engine, kept: str) -> None:
        """Copy such a file back."""
        assert engine.dialect.name == "sqlite"
        _copy(Path(kept), self._file)


class ServerRows:
    """Rows in a database of PostgreSQL, which must be let go of to be copied."""

    def __init__(self, server: PostgresServer, database: Database) -> None:
        self._server = server
        self._database = database

    def keep(self, engine: Engine) -> str:
        """Copy the database."""
        engine.dispose()
        return self._server.keep(self._database)

    def bring_back(self, engine: Engine, kept: str) -> None:
        """Put a copy in its place."""
        engine.dispose()
        self._server.bring_back(self._database, kept)


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as ours, closing(sqlite3.connect(target)) as theirs:
        theirs.execute("PRAGMA synchronous=OFF")
        ours.backup(theirs)
