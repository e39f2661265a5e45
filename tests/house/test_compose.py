"""What the compose file's PostgreSQL runs at its first start makes two unprivileged roles."""

import os
import subprocess
from collections.abc import Iterator

import psycopg
import pytest

from tests.house.source import ROOT
from tests.support.servers.fixtures import demand
from tests.support.servers.postgresql import SUPERUSER, PostgresServer
from tests.support.servers.programs import POSTGRESQL, require

PASSWORDS = {"OWNER_PASSWORD": 'it\'s "own" $x', "APP_PASSWORD": "gast"}
pytestmark = pytest.mark.servers


@pytest.fixture
def bare_server() -> Iterator[PostgresServer]:
    """Give one test a PostgreSQL without our roles."""
    demand(POSTGRESQL)
    server = PostgresServer()
    with connect(server, "postgres") as connection:
        connection.execute("DROP ROLE stafette_owner")
        connection.execute("DROP ROLE stafette_app")
    yield server
    server.stop()


def connect(server: PostgresServer, database: str) -> psycopg.Connection[tuple[object, ...]]:
    """Connect as the administrator."""
    return psycopg.connect(
        host="127.0.0.1", port=server.port, user=SUPERUSER, dbname=database, autocommit=True
    )


def run_script(
    server: PostgresServer, settings: dict[str, str]
) -> subprocess.CompletedProcess[str]:
    """Run the script as the image of PostgreSQL does."""
    folder = ROOT / "docker"
    # psql lies beside the server, and on PATH only sometimes.
    path = f"{require(POSTGRESQL).path.parent}{os.pathsep}{os.environ['PATH']}"
    environment = {"PATH": path, "PGHOST": "127.0.0.1", "PGPORT": str(server.port)}
    environment |= {"POSTGRES_USER": SUPERUSER, "SQL_FOLDER": str(folder), **settings}
    return subprocess.run(
        ["sh", str(folder / "postgres-init.sh")],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_the_set_up_makes_the_database_and_both_roles(bare_server: PostgresServer) -> None:
    done = run_script(bare_server, PASSWORDS)
    assert done.returncode == 0, done.stderr
    question = (
        "SELECT rolname, rolsuper OR rolbypassrls OR rolcreaterole, rolpassword IS NOT NULL "
        "FROM pg_authid WHERE rolname LIKE 'stafette_%' ORDER BY rolname"
    )
    with connect(bare_server, "stafette") as connection:
        roles = connection.execute(question).fetchall()
    assert roles == [("stafette_app", False, True), ("stafette_owner", False, True)]


def test_the_set_up_asks_for_a_missing_password(bare_server: PostgresServer) -> None:
    done = run_script(bare_server, {"OWNER_PASSWORD": "eigner"})
    assert done.returncode != 0
    assert "Set APP_PASSWORD in .env" in done.stderr
