"""The web application on a port: uvicorn in a thread of this process."""

import socket
import threading

import uvicorn
from fastapi import FastAPI

from stafette.bootstrap import House
from tickets.errors import ConfigurationError
from tickets.ports import MailRoom
from web.site import Site

_PATIENCE_SECONDS = 5


class WebServer:
    """Serves pages from `start` to `stop`."""

    def __init__(self, app: FastAPI, host: str, port: int, *, proxies: str = "") -> None:
        self._host = host
        self._port = port
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
        self._thread = threading.Thread(target=self._run, name="web", daemon=True)
        self._socket: socket.socket | None = None

    @property
    def port(self) -> int:
        """The port that is listened on."""
        assert self._socket is not None
        return int(self._socket.getsockname()[1])

    def start(self) -> None:
        """Listen at once and serve from a thread; raises ConfigurationError for a taken port."""
        family = socket.AF_INET6 if ":" in self._host else socket.AF_INET
        # With its protocol named, the loop sends each answer at once (TCP_NODELAY).
        self._socket = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            self._socket.bind((self._host, self._port))
            self._socket.listen(2048)
        except OSError as error:
            self._socket.close()
            raise ConfigurationError(
                f"Pages cannot be served on {self._host}:{self._port}: {error.strerror or error}."
            ) from None
        self._thread.start()

    def stop(self) -> None:
        """Let running requests end and stop."""
        self._server.should_exit = True
        self._thread.join(_PATIENCE_SECONDS * 2)
        if self._socket is not None:
            self._socket.close()

    def _run(self) -> None:
        self._server.run(sockets=[self._socket] if self._socket else None)


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
