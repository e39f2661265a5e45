"""The web site of a world on a real port, and clients that are signed in to it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import httpx
from fastapi import APIRouter
from sqlalchemy import select

from stafette.mail_room import GatewayRoom
from stafette.settings import load_settings
from stafette.web_door import WebDoor
from stafette.web_server import WebServer
from tests.support.world import TENANTS, World
from tickets.errors import ConfigurationError
from tickets.model.people import PersonAddress
from tickets.model.ticket import Ticket
from tickets.services.sign_in import open_session
from tickets.store.tenants import load_config
from web.app import make_app
from web.site import Site

COOKIE = "stafette"
BROWSER = "Mozilla/5.0 (X11; Linux x86_64) Tests/1.0"


@dataclass
class Website:
    """The site of both tenants; each has its own host, and so does a stranger's client."""

    world: World
    site: Site
    port: int
    _stack: ExitStack = field(default_factory=ExitStack)

    def host(self, tenant: str = "hellmoor") -> str:
        """Give the host that a tenant's portal answers to."""
        return f"{tenant}.localhost:{self.port}"

    def url(self, path: str = "/", tenant: str = "hellmoor") -> str:
        """Give the address of a page as a browser opens it."""
        return f"http://{self.host(tenant)}{path}"

    def client(self, tenant: str = "hellmoor", *, host: str = "", **headers: str) -> httpx.Client:
        """Give the client of a stranger; it follows no redirect."""
        sent = {
            "Host": host or self.host(tenant),
            "User-Agent": BROWSER,
            "Accept-Language": "de",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        }
        base = f"http://127.0.0.1:{self.port}"
        # Nothing here is encrypted, and reading certificates takes longer than most pages.
        client = httpx.Client(base_url=base, headers=sent, timeout=30, verify=False)
        return self._stack.enter_context(client)

    def sign_in_as(
        self, address: str, tenant: str = "hellmoor", *, only_ticket: int | None = None
    ) -> httpx.Client:
        """Give the client of somebody signed in, for everything or for one ticket's number."""
        client = self.client(tenant)
        client.cookies.set(COOKIE, self.session_of(address, tenant, only_ticket=only_ticket))
        return client

    def session_of(
        self, address: str, tenant: str = "hellmoor", *, only_ticket: int | None = None
    ) -> str:
        """Open a session for somebody and give the cookie's secret."""
        with self.world.core.write(tenant) as uow:
            person_id = uow.session.scalars(
                select(PersonAddress.person_id).where(PersonAddress.address == address)
            ).one()
            ticket_id = None
            if only_ticket is not None:
                query = select(Ticket.id).where(Ticket.number == only_ticket)
                ticket_id = uow.session.scalars(query).one()
            return open_session(uow, person_id, browser=BROWSER, only_ticket_id=ticket_id)

    def change_tenant(self, tenant: str = "hellmoor", **changes: Any) -> None:
        """Change settings of a tenant, as `stafette tenant apply` would."""
        with self.world.core.read(tenant) as unit:
            config = load_config(unit)
        self.world.apply(config.model_copy(update=changes))
        self.site.hosts.forget()


@contextmanager
def open_website(world: World, *more: APIRouter, **of_site: Any) -> Iterator[Website]:
    """Serve a world's pages; `of_site` are further values of `Site`."""
    of_site.setdefault("mail_room", GatewayRoom(world.core, load_settings(), world.reader))
    site = Site(world.core, TENANTS, threads=8, **of_site)
    door = _open_door(lambda: WebServer(make_app(site, more)))
    website = Website(world, site, door.port)
    try:
        for tenant in ("hellmoor", "kaaibox"):
            website.change_tenant(tenant, portal_url=f"http://{website.host(tenant)}")
        yield website
    finally:
        website._stack.close()  # noqa: SLF001 - ends what it handed out
        door.stop()


def _open_door(load: Callable[[], WebServer]) -> WebDoor:
    """Serve on a port that an earlier site had, so that links in its mails are the same again."""
    for port in _PORTS:
        door = WebDoor("127.0.0.1", port, load)
        with suppress(ConfigurationError):
            door.start()
            return door
    door = WebDoor("127.0.0.1", 0, load)
    door.start()
    _PORTS.append(door.port)
    return door


_PORTS: list[int] = []
"""What sites of this process were served on."""
