"""Starts the demo: makes the world, serves it, and prints where its doors are."""

import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from mailgw.ingress.smtp_postbox import Received, SmtpPostbox
from mailgw.reading import Reader
from stafette.bootstrap import open_house
from stafette.demo.cast import load_cast
from stafette.demo.clock import SettableClock
from stafette.demo.postbox import PostboxStore
from stafette.demo.seed import Progress, Seeding
from stafette.demo.snapshot import Snapshot
from stafette.demo.stage import CHAIRS, DemoStage, chair_host
from stafette.demo.tenants import apply_demo_tenants, demo_configs
from stafette.mail_room import GatewayRoom
from stafette.serve import serve
from stafette.settings import Settings, load_settings
from stafette.web_door import WebDoor
from stafette.web_server import WebServer, make_site
from tenants import TenantConfig
from tickets.errors import ConfigurationError
from web.app import make_app
from web.demo.routes import doors, router
from web.hosts import plain_host

_LOOPBACK = "127.0.0.1"
_USUAL_PORT = 8080


@dataclass(frozen=True, slots=True)
class Opened:
    """The demo, open for visitors."""

    url: str
    stage: DemoStage
    smtp_port: int


@contextmanager
def open_demo(
    *, web_port: int = 0, smtp_port: int = 0, progress: Progress = lambda _done, _of: None
) -> Iterator[Opened]:
    """Make the world in a temporary folder, serve it on loopback, and end without a trace.

    Port 0 takes 8080 for the pages where that is free, else any free one.
    """
    with ExitStack() as stack:
        if smtp_port:
            _own_port(smtp_port)
        folder = Path(tempfile.mkdtemp(prefix="stafette-demo-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        settings = demo_settings(folder, smtp_port)
        store = PostboxStore(folder / "postbox")
        port = _own_port(web_port)
        postbox = SmtpPostbox(_into(store))
        stack.callback(postbox.stop)
        configs = demo_configs(settings.tenants_dir, port, postbox.port)
        make_world(settings, store, configs, progress)
        running = stack.enter_context(serve(settings))
        apply_demo_tenants(running.house.core, configs, _chairs(port))
        assert running.smtp_port is not None
        stage = DemoStage(
            running.house.core,
            configs,
            store,
            smtp_port=running.smtp_port,
            web_port=port,
            snapshot=Snapshot(settings.data_dir / "stafette.db", store, folder / "snapshot"),
        )
        # Pages show where mail comes in, and only now that is known.
        bound = settings.model_copy(update={"smtp_port": running.smtp_port})
        room = GatewayRoom(running.house.core, bound, running.house.reader)
        hosts = frozenset(plain_host(f"{name}:{port}") for name in (_LOOPBACK, "localhost"))
        app = make_app(replace(make_site(running.house, room), open_hosts=hosts), (router, doors))
        app.state.stage = stage
        door = WebDoor(_LOOPBACK, port, lambda: WebServer(app))
        door.start()
        stack.callback(door.stop)
        yield Opened(f"http://{_LOOPBACK}:{port}/", stage, running.smtp_port)


def demo_settings(folder: Path, smtp_port: int) -> Settings:
    """Give settings that no `.env` and no environment can lead elsewhere."""
    return load_settings(
        data_dir=folder,
        database_url="",
        redis_url="",
        smtp_host=_LOOPBACK,
        smtp_port=smtp_port,
        lmtp_port=-1,
        web_port=-1,
        sending_paused=False,
        disk_reserve_bytes=0,
        check_dkim=False,
        sweep_seconds=5.0,
    )


def make_world(
    settings: Settings,
    store: PostboxStore,
    configs: dict[str, TenantConfig],
    progress: Progress = lambda _done, _of: None,
) -> None:
    """Live through the last weeks in an empty data folder; nothing listens meanwhile."""
    clock = SettableClock()
    reader = Reader(settings.reading_children)
    try:
        with open_house(settings, clock=clock, reader=reader) as house:
            apply_demo_tenants(house.core, configs, {})
            Seeding(house, clock, store, configs).live_through(progress)
    finally:
        reader.close()


def _into(store: PostboxStore) -> Callable[[Received], str]:
    """Keep what arrives by SMTP in its recipient's postbox."""

    def keep(received: Received) -> str:
        store.keep(received.to, received.envelope_from, received.raw, datetime.now(UTC))
        return "250 2.0.0 Kept"

    return keep


def _chairs(port: int) -> dict[str, list[str]]:
    hosts: dict[str, list[str]] = {}
    for key in CHAIRS:
        tenant = load_cast().players[key].tenant
        hosts.setdefault(tenant, []).append(f"http://{chair_host(key, port)}")
    return hosts


def _own_port(wanted: int) -> int:
    """Give the wanted port; without one the usual where nobody listens on it, else any free one.

    Raises ConfigurationError for a wanted port that is taken, before any work is done.
    """
    taken = ""
    for port in (wanted,) if wanted else (_USUAL_PORT, 0):
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind((_LOOPBACK, port))
            except OSError as error:
                taken = error.strerror or str(error)
                continue
            return int(trial.getsockname()[1])
    raise ConfigurationError(f"Port {wanted} of {_LOOPBACK} cannot be used: {taken}.")
