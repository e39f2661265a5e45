"""A private PostgreSQL: a new database for each test, and two roles without any privilege."""

import itertools
import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from tests.support.servers.accounts import Account, unprivileged_account
from tests.support.servers.process import KeptProcess, Start, free_port, new_folder
from tests.support.servers.programs import POSTGRESQL, ROOT, Program, require

SUPERUSER = "superuser"
OWNER = "stafette_owner"
APPLICATION = "stafette_app"
ROLES = ROOT / "docker" / "roles.sql"
GRANTS = ROOT / "docker" / "grants.sql"
"""The same two files set up a real installation, so tests prove them too."""

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    # A test's data may die with the machine, never with a process; this spares the disk.
    "fsync": "off",
    "full_page_writes": "off",
}


@dataclass(frozen=True, slots=True)
class Database:
    """One empty database: as its owner (migrations) and as the application (no privileges)."""

    name: str
    owner_url: str
    app_url: str


class PostgresServer:
    """A running private PostgreSQL."""

    def __init__(self) -> None:
        program = require(POSTGRESQL)
        account = unprivileged_account("postgres")
        folder = new_folder(self, "postgres", account)
        make_cluster(program, folder, account)
        self.port = free_port()
        options = [f"-c{name}={value}" for name, value in SETTINGS.items()]
        command = (str(program.path), "-D", str(folder / "data"), f"-p{self.port}", *options)
        self._process = KeptProcess(Start(command, folder, account, "SIGQUIT"))
        self._process.wait_until(self._answers)
        self._numbers = itertools.count(1)
        self._prepared: dict[Callable[[str, str], None], str] = {}
        self._run(ROLES.read_text(encoding="utf-8"))

    @property
    def pid(self) -> int:
        """The process number of the postmaster."""
        return self._process.pid

    @property
    def version(self) -> str:
        """The server's version as it says it."""
        with self._connect("postgres") as connection:
            row = connection.execute("SHOW server_version").fetchone()
        return str(row[0]) if row else ""

    def create_database(self) -> Database:
        """Create an empty database that the owner role owns and the application role may use."""
        name = f"test_{os.getpid()}_{next(self._numbers)}"
        create = sql.SQL("CREATE DATABASE {} OWNER {}")
        with self._connect("postgres") as connection:
            connection.execute(create.format(sql.Identifier(name), sql.Identifier(OWNER)))
        self._run(GRANTS.read_text(encoding="utf-8"), database=name)
        return self._database(name)

    def copy_of(self, prepare: Callable[[str, str], None]) -> Database:
        """Create a copy of the database that `prepare` fills, once, by its owner's address."""
        if prepare not in self._prepared:
            database = self.create_database()
            prepare(database.owner_url, database.app_url)
            self._prepared[prepare] = database.name
        name = f"test_{os.getpid()}_{next(self._numbers)}"
        self._copy(self._prepared[prepare], name)
        return self._database(name)

    def keep(self, database: Database) -> str:
        """Copy a database to which nobody is connected; gives the copy's name."""
        name = f"kept_{os.getpid()}_{next(self._numbers)}"
        self._copy(database.name, name)
        return name

    def bring_back(self, database: Database, kept: str) -> None:
        """Put a copy of a kept database in the place of this one."""
        self.drop(database)
        self._copy(kept, database.name)

    def drop(self, database: Database) -> None:
        """Drop a database, whoever is still connected to it."""
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        with self._connect("postgres") as connection:
            connection.execute(drop.format(sql.Identifier(database.name)))

    def superuser_url(self, database: Database) -> str:
        """Return the set-up role's address of a database; the product never gets it."""
        return self._url(SUPERUSER, database.name)

    def stop(self) -> None:
        """End the server and remove all its databases."""
        self._process.stop()

    def _copy(self, source: str, target: str) -> None:
        copy = sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
            *(sql.Identifier(one) for one in (target, OWNER, source))
        )
        with self._connect("postgres") as connection:
            connection.execute(copy)
        self._run(GRANTS.read_text(encoding="utf-8"), database=target)

    def _database(self, name: str) -> Database:
        return Database(name, self._url(OWNER, name), self._url(APPLICATION, name))

    def _url(self, role: str, database: str) -> str:
        return f"postgresql+psycopg://{role}@127.0.0.1:{self.port}/{database}"

    def _connect(self, database: str) -> "psycopg.Connection[tuple[object, ...]]":
        return psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            user=SUPERUSER,
            dbname=database,
            autocommit=True,
            connect_timeout=5,
        )

    def _run(self, text: str, database: str = "postgres") -> None:
        with self._connect(database) as connection:
            connection.execute(text.encode())

    def _answers(self) -> bool:
        try:
            self._connect("postgres").close()
        except psycopg.OperationalError:
            return False
        return True


def make_cluster(program: Program, folder: Path, account: Account | None) -> None:
    """Run initdb; whoever reaches the loopback port is trusted, for the life of the tests."""
    subprocess.run(
        [
            str(program.path.with_name("initdb")),
            *("--pgdata", str(folder / "data"), "--username", SUPERUSER),
            *("--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync"),
        ],
        check=True,
        capture_output=True,
        cwd=folder,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
        timeout=60,
    )
