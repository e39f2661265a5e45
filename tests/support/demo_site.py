"""The demo as a visitor starts it: one process, its pages and its doors."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx

_PATIENCE_SECONDS = 240
_DOOR = re.compile(r"^  (\w+) .* (http://\S+)$", re.MULTILINE)
_BROWSER = "Mozilla/5.0 (X11; Linux x86_64) Tests/1.0"


@dataclass(frozen=True)
class DemoSite:
    """A running demo."""

    port: int
    doors: dict[str, str]
    """One-click addresses by first name."""
    folder: Path
    """Where it keeps temporary files."""

    def host(self, tenant: str = "") -> str:
        """Give the host of the demo's own pages, or the portal's of a tenant."""
        return f"{tenant}.localhost:{self.port}" if tenant else f"127.0.0.1:{self.port}"

    def url(self, path: str = "/", tenant: str = "") -> str:
        """Give the address of a page."""
        return f"http://{self.host(tenant)}{path}"

    def client(self, host: str = "", **headers: str) -> httpx.Client:
        """Give a client for one host; it follows no redirect."""
        sent = {"Host": host or self.host(), "User-Agent": _BROWSER, "Accept-Language": "en"}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return httpx.Client(
            base_url=f"http://127.0.0.1:{self.port}", headers=sent | named, timeout=60
        )

    @contextmanager
    def through_door(self, name: str) -> Iterator[httpx.Client]:
        """Go through somebody's door; gives the client that is signed in now."""
        door = urlsplit(self.doors[name])
        with self.client(door.netloc) as client:
            answer = client.get(door.path)
            assert answer.status_code == 303, answer.text
            yield client


@contextmanager
def open_demo_site(folder: Path) -> Iterator[DemoSite]:
    """Run `stafette demo` until the end of the test."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("STAFETTE_")}
    log = folder / "demo.log"
    temporary = folder / "temporary"
    temporary.mkdir()
    with log.open("wb") as sink:
        process = subprocess.Popen(
            [sys.executable, "-m", "stafette", "demo", "--port", str(port)],
            env={**environment, "TMPDIR": str(temporary)},
            cwd=folder,
            stderr=sink,
        )
    try:
        yield DemoSite(port, _doors(process, log), temporary)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(60)
    assert list(temporary.glob("stafette-demo-*")) == [], "The demo left its folder behind."


def _doors(process: "subprocess.Popen[bytes]", log: Path) -> dict[str, str]:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline:
        said = log.read_text(encoding="utf-8")
        if "Ctrl+C ends it all." in said:
            return dict(_DOOR.findall(said))
        assert process.poll() is None, said
        time.sleep(0.2)
    raise AssertionError(log.read_text(encoding="utf-8"))
