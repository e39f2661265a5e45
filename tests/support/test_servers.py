"""The private servers start, answer, break on demand, and leave nothing behind."""

import os
import signal
import smtplib
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
import redis
from imapclient import IMAPClient

from tests.support.servers.accounts import Account
from tests.support.servers.dovecot import PASSWORD, DovecotServer
from tests.support.servers.dovecot_config import Layout, render
from tests.support.servers.postgresql import Database, PostgresServer
from tests.support.servers.process import KeptProcess, ServerError, Start, new_folder
from tests.support.servers.programs import POSTGRESQL, MissingServersError, describe_missing, find
from tests.support.servers.redis_private import RedisServer

MAIL = b"From: Eva <eva@kunde.example>\r\nSubject: Anfrage\r\n\r\nGuten Tag\r\n"


def plain(url: str) -> str:
    """Return a SQLAlchemy address as libpq reads it."""
    return url.replace("+psycopg", "")


def is_alive(pid: int) -> bool:
    """Say whether a process is there and not merely waiting to be counted out."""
    state = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False
    ).stdout.strip()
    return bool(state) and not state.startswith("Z")


def wait_until_dead(pid: int) -> bool:
    """Wait at most ten seconds for a process to go."""
    deadline = time.monotonic() + 10
    while is_alive(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not is_alive(pid)


def test_a_database_belongs_to_the_owner_role(postgres_database: Database) -> None:
    with psycopg.connect(plain(postgres_database.owner_url)) as connection:
        connection.execute("CREATE TABLE part (number integer)")
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    with psycopg.connect(plain(postgres_database.app_url)) as connection:
        connection.execute("INSERT INTO part VALUES (7)")
        assert connection.execute("SELECT number FROM part").fetchone() == (7,)


def test_the_application_role_may_not_change_tables(postgres_database: Database) -> None:
    with (
        psycopg.connect(plain(postgres_database.app_url)) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("CREATE TABLE part (number integer)")


@pytest.mark.parametrize("role", ["owner", "app"])
def test_neither_role_may_pass_row_level_security(postgres_database: Database, role: str) -> None:
    url = postgres_database.owner_url if role == "owner" else postgres_database.app_url
    question = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
    with psycopg.connect(plain(url)) as connection:
        assert connection.execute(question).fetchone() == (False,)


def test_forced_row_level_security_hides_rows_from_both_roles(postgres_database: Database) -> None:
    with psycopg.connect(plain(postgres_database.owner_url)) as connection:
        connection.execute("CREATE TABLE part (tenant text)")
        connection.execute("INSERT INTO part VALUES ('north')")
        connection.execute("ALTER TABLE part ENABLE ROW LEVEL SECURITY")
        connection.execute("ALTER TABLE part FORCE ROW LEVEL SECURITY")
        connection.execute("CREATE POLICY sealed ON part USING (tenant = 'south')")
    for url in (postgres_database.owner_url, postgres_database.app_url):
        with psycopg.connect(plain(url)) as connection:
            assert connection.execute("SELECT count(*) FROM part").fetchone() == (0,)


def test_a_dropped_database_is_gone(postgres_server: PostgresServer) -> None:
    database = postgres_server.create_database()
    postgres_server.drop(database)
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(plain(database.app_url))


def test_redis_forgets_when_it_is_flushed(redis_server: RedisServer) -> None:
    with redis.Redis.from_url(redis_server.url) as client:
        client.set("knock", "7")
        redis_server.flush()
        assert client.get("knock") is None


def test_a_paused_redis_takes_no_command(redis_to_break: RedisServer) -> None:
    with redis.Redis.from_url(redis_to_break.url, socket_timeout=0.3, retry=None) as client:
        client.ping()
        redis_to_break.pause()
        with pytest.raises(redis.TimeoutError):
            client.ping()
        redis_to_break.resume()
    with redis.Redis.from_url(redis_to_break.url, socket_timeout=5) as client:
        assert client.ping()


def test_a_killed_redis_comes_back_on_its_port(redis_to_break: RedisServer) -> None:
    port = redis_to_break.port
    redis_to_break.kill()
    with (
        redis.Redis.from_url(redis_to_break.url, retry=None) as client,
        pytest.raises(redis.ConnectionError),
    ):
        client.ping()
    redis_to_break.start()
    assert redis_to_break.port == port
    redis_to_break.flush()


def test_a_stopped_server_leaves_no_process(redis_to_break: RedisServer) -> None:
    pid = redis_to_break.pid
    redis_to_break.stop()
    assert not is_alive(pid)


def test_dovecot_keeps_and_shows_a_mail(dovecot_server: DovecotServer) -> None:
    user = dovecot_server.add_user("verkauf@nord.example")
    uid = dovecot_server.append(user, "INBOX", MAIL)
    assert uid == 1
    assert dovecot_server.read(user) == [MAIL]


def test_dovecot_makes_a_missing_folder(dovecot_server: DovecotServer) -> None:
    user = dovecot_server.add_user("ordner@nord.example")
    assert dovecot_server.read(user, "Anfragen") == []
    dovecot_server.append(user, "Anfragen", MAIL)
    assert dovecot_server.read(user, "Anfragen") == [MAIL]


def test_dovecot_takes_a_mail_by_lmtp(dovecot_server: DovecotServer) -> None:
    user = dovecot_server.add_user("lmtp@nord.example")
    with smtplib.LMTP(dovecot_server.host, dovecot_server.lmtp_port) as client:
        client.sendmail("eva@kunde.example", [user], MAIL)
    [raw] = dovecot_server.read(user)
    assert raw.endswith(MAIL)


def test_dovecot_knows_only_its_users(dovecot_server: DovecotServer) -> None:
    with (
        smtplib.LMTP(dovecot_server.host, dovecot_server.lmtp_port) as client,
        pytest.raises(smtplib.SMTPRecipientsRefused),
    ):
        client.sendmail("eva@kunde.example", ["niemand@nord.example"], MAIL)


def test_dovecot_speaks_tls_that_can_be_verified(dovecot_server: DovecotServer) -> None:
    user = dovecot_server.add_user("tls@nord.example")
    context = dovecot_server.trust()
    with IMAPClient(
        dovecot_server.host, port=dovecot_server.imaps_port, ssl_context=context
    ) as client:
        client.login(user, PASSWORD)
        assert client.has_capability("IDLE")


def test_dovecot_wakes_a_waiting_client(dovecot_server: DovecotServer) -> None:
    user = dovecot_server.add_user("idle@nord.example")
    with dovecot_server.session(user) as client:
        client.select_folder("INBOX")
        client.idle()
        dovecot_server.append(user, "INBOX", MAIL)
        said = client.idle_check(timeout=10)
        client.idle_done()
    assert (1, b"EXISTS") in said


def test_a_killed_dovecot_comes_back_with_its_mails(dovecot_to_break: DovecotServer) -> None:
    user = dovecot_to_break.add_user("zurueck@nord.example")
    dovecot_to_break.append(user, "INBOX", MAIL)
    dovecot_to_break.kill()
    dovecot_to_break.start()
    assert dovecot_to_break.read(user) == [MAIL]


@pytest.mark.parametrize("version", ["2.3.19.1", "2.4.1"])
def test_the_configuration_follows_dovecot_s_version(tmp_path: Path, version: str) -> None:
    layout = Layout(tmp_path, Account("eva", 1000, 1000), "eva", 1143, 1993, 1024)
    text = render(layout, version)
    is_new = text.startswith("dovecot_config_version")
    assert is_new == (version == "2.4.1")
    assert ("passwd_file_path" in text) == is_new
    assert "{" + "folder}" not in text


OWNER_PROGRAM = """
import sys, time
from tests.support.servers.redis_private import RedisServer
from tests.support.servers.dovecot import DovecotServer
servers = [RedisServer(), DovecotServer()]
print(*[server.pid for server in servers], flush=True)
time.sleep(60)
"""


@pytest.mark.servers
def test_no_server_outlives_a_killed_test_process() -> None:
    with subprocess.Popen(
        [sys.executable, "-c", OWNER_PROGRAM],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    ) as owner:
        assert owner.stdout is not None
        pids = [int(number) for number in owner.stdout.readline().split()]
        assert len(pids) == 2
        assert all(is_alive(pid) for pid in pids)
        os.kill(owner.pid, signal.SIGKILL)
    assert all(wait_until_dead(pid) for pid in pids)


def test_a_server_that_does_not_start_says_why() -> None:
    folder = new_folder(test_a_server_that_does_not_start_says_why, "wrong", None)
    process = KeptProcess(Start(("/bin/sh", "-c", "echo no such port; exit 1"), folder))
    with pytest.raises(ServerError, match="no such port"):
        process.wait_until(lambda: False)


def test_a_missing_server_is_named_with_its_fix() -> None:
    missing = describe_missing(POSTGRESQL, "not found")
    text = str(MissingServersError([missing]))
    assert "1 of 4 servers missing" in text
    assert "sudo apt-get install -y postgresql" in text
    assert "./run test --only unit" in text


def test_a_wrongly_named_server_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_POSTGRES", "/nowhere/postgres")
    with pytest.raises(RuntimeError, match="TEST_POSTGRES names /nowhere/postgres"):
        find(POSTGRESQL)
