"""The web application behind a door: uvicorn in a thread of this process."""

import socket

import uvicorn
from fastapi import FastAPI

from stafette.bootstrap import House
from stafette.mail_room import GatewayRoom
from tickets.ports import MailRoom
from web.app import make_app
from web.site import Site

_PATIENCE_SECONDS = 5


class WebServer:
    """Serves an application through a door that is open already."""

    def __init__(self, app: FastAPI, *, proxies: str = "") -> None:
        self._server = uvicorn.Server(
            uvicorn.Config(
                app,
                lifespan="on",
                http="h11",
                ws="none",
                log_config=None,
                access_log=False,
                server_header=False,
                # X-Forwarded-For is believed from these addresses alone.
                proxy_headers=bool(proxies),
                forwarded_allow_ips=proxies,
                timeout_graceful_shutdown=_PATIENCE_SECONDS,
                h11_max_incomplete_event_size=65_536,
            )
        )

    def run(self, door: socket.socket) -> None:
        """Serve until asked to end."""
        self._server.run(sockets=[door])

    def end(self) -> None:
        """Let running requests end, and `run` return."""
        self._server.should_exit = True


def load_pages(house: House) -> WebServer:
    """Load all pages of a house and what serves them."""
    settings = house.settings
    room = GatewayRoom(house.core, settings, house.reader)
    return WebServer(make_app(make_site(house, room)), proxies=settings.web_proxies)


def make_site(house: House, mail_room: MailRoom) -> Site:
    """Make what the pages of a house are served from."""
    settings = house.settings
    return Site(
        house.core,
        settings.tenants_dir,
        max_body_bytes=settings.max_request_bytes,
        max_file_bytes=settings.max_file_bytes,
        threads=settings.web_threads,
        mail_room=mail_room,
    )
