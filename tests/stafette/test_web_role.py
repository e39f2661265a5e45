"""Pages are served beside everything else in one process, or by a process of their own."""

import re
import socket
from pathlib import Path

import httpx
import pytest

from stafette.bootstrap import open_house
from stafette.mail_room import GatewayRoom
from stafette.settings import load_settings
from stafette.web_door import WebDoor
from stafette.web_server import WebServer, make_site
from tests.support.firm import Stafette
from tests.support.servers.postgresql import Database
from tests.support.servers.redis_private import RedisServer
from tests.support.world import TENANTS
from tickets.errors import ConfigurationError
from web.app import make_app

PORTAL = "portal.hellmoor.example"


def port_of(said: str) -> int:
    """Read the port of the pages in what a role says when it runs."""
    found = re.search(r"pages on port (\d+)", said)
    assert found, said
    return int(found.group(1))


def tenants_in(folder: Path) -> None:
    """Give a folder the tenants of the product."""
    (folder / "tenants").symlink_to(TENANTS)


def test_everything_in_one_process_shows_pages_and_ends_when_asked(tmp_path: Path) -> None:
    tenants_in(tmp_path)
    stafette = Stafette(tmp_path, {})
    try:
        (said,) = stafette.start("serve")
        base = f"http://127.0.0.1:{port_of(said)}"
        assert httpx.get(f"{base}/health").json() == {"status": "ok"}
        page = httpx.get(f"{base}/nothing", headers={"Host": PORTAL, "Accept-Language": "pl"})
        assert (page.status_code, "Hellmoor Fensterbau" in page.text) == (404, True)
    finally:
        stafette.stop()
    assert "Traceback" not in stafette.log()


def test_pages_run_in_a_process_of_their_own(
    tmp_path: Path, postgres_database: Database, redis_server: RedisServer
) -> None:
    tenants_in(tmp_path)
    environment = {
        "STAFETTE_DATABASE_URL": postgres_database.app_url,
        "STAFETTE_DATABASE_OWNER_URL": postgres_database.owner_url,
        "STAFETTE_REDIS_URL": redis_server.url,
    }
    stafette = Stafette(tmp_path, environment)
    stafette.run("migrate")
    stafette.run("tenant", "apply")
    try:
        (said,) = stafette.start("web")
        address = f"http://127.0.0.1:{port_of(said)}/nothing"
        page = httpx.get(address, headers={"Host": PORTAL})
        assert (page.status_code, "Hellmoor Fensterbau" in page.text) == (404, True)
    finally:
        stafette.stop()
    assert "Traceback" not in stafette.log()


def test_a_taken_port_is_told_in_one_sentence(tmp_path: Path) -> None:
    settings = load_settings(data_dir=tmp_path / "data", tenants_dir=TENANTS)
    with socket.create_server(("127.0.0.1", 0)) as taken, open_house(settings) as house:
        site = make_site(house, GatewayRoom(house.core, settings, house.reader))
        door = WebDoor("127.0.0.1", taken.getsockname()[1], lambda: WebServer(make_app(site)))
        with pytest.raises(ConfigurationError, match=r"Pages cannot be served on 127\.0\.0\.1:\d+"):
            door.start()


def test_the_limits_of_pages_come_from_the_settings(tmp_path: Path) -> None:
    settings = load_settings(
        data_dir=tmp_path / "data", tenants_dir=TENANTS, max_request_bytes=7, max_file_bytes=5
    )
    with open_house(settings) as house:
        site = make_site(house, GatewayRoom(house.core, settings, house.reader))
    assert (site.max_body_bytes, site.max_file_bytes, site.threads) == (7, 5, 16)
