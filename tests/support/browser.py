"""Pages in a real browser: who is signed in, how wide, light or dark, and what axe finds."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.support.servers.chromium import Chromium
from tests.support.site import COOKIE, Website

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PHONE, SCREEN = 390, 1280
_HEIGHTS = {PHONE: 844, SCREEN: 900}
Scheme = Literal["light", "dark"]
every_look = pytest.mark.parametrize(
    ("width", "scheme"),
    [
        (PHONE, "dark"),
        (SCREEN, "light"),
        pytest.param(PHONE, "light", marks=pytest.mark.full),
        pytest.param(SCREEN, "dark", marks=pytest.mark.full),
    ],
)
"""Both widths and both schemes each time; every pair of them where minutes do not count."""


class Hosted(Protocol):
    """Something that serves a tenant's pages on a host of its own."""

    def host(self, tenant: str = ...) -> str:
        """Give the host that a tenant's portal answers to."""

    def url(self, path: str = ..., tenant: str = ...) -> str:
        """Give the address of a page as a browser opens it."""


@dataclass
class Visitor:
    """Somebody at a screen; notes what the pages asked of the network and complained of."""

    website: Hosted
    context: BrowserContext
    tenant: str
    foreign: list[str] = field(default_factory=list)
    """Requests that left the tenant's own host; they were refused."""
    complaints: list[str] = field(default_factory=list)
    """Errors of scripts, and what the page's policy refused."""

    def open(self, path: str = "/") -> Page:
        """Open a page in a new tab."""
        page = self.context.new_page()
        page.on("console", lambda said: self._note(said.type, said.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.goto(self.website.url(path, self.tenant))
        return page

    def _note(self, kind: str, text: str) -> None:
        # The icon of a page and pages that answer 404 on purpose are no complaint.
        if kind == "error" and "Failed to load resource" not in text:
            self.complaints.append(text)


@contextmanager
def visitor(
    chromium: Chromium,
    website: Hosted,
    address: str = "",
    *,
    tenant: str = "hellmoor",
    only_ticket: int | None = None,
    width: int = SCREEN,
    scheme: Scheme = "light",
    locale: str = "de-DE",
    scripts: bool = True,
) -> Iterator[Visitor]:
    """Open a browser for somebody, by the address of who is signed in or for a stranger."""
    size: Any = {"width": width, "height": _HEIGHTS.get(width, 900)}
    context = chromium.browser.new_context(
        viewport=size,
        color_scheme=scheme,
        locale=locale,
        java_script_enabled=scripts,
        has_touch=width <= PHONE,
        reduced_motion="reduce",
    )
    context.set_default_timeout(15_000)
    someone = Visitor(website, context, tenant)
    own = website.host(tenant)

    def route(route: Any) -> None:
        target = urlsplit(route.request.url)
        if target.scheme in ("http", "https") and target.netloc != own:
            someone.foreign.append(route.request.url)
            route.abort()
            return
        route.continue_()

    context.route("**/*", route)
    if address:
        assert isinstance(website, Website), "Only a site in this very process opens sessions."
        secret = website.session_of(address, tenant, only_ticket=only_ticket)
        context.add_cookies([{"name": COOKIE, "value": secret, "url": website.url("/", tenant)}])
    try:
        yield someone
    finally:
        context.close()


def axe(page: Page) -> list[str]:
    """Say what axe-core finds against WCAG 2.2 AA, one line per rule; nothing is fine."""
    found = page.evaluate(
        # Through the debugger, so that the page's own policy stays as it is.
        AXE.read_text(encoding="utf-8")
        + f";axe.run(document, {{runOnly: {{type: 'tag', values: {TAGS!r}}}}})"
    )
    return [
        f"{one['id']}: {one['help']} ({node['html'][:160]} | {_first(node['any'])})"
        for one in found["violations"]
        for node in one["nodes"][:3]
    ]


def _first(checks: Sequence[dict[str, Any]]) -> str:
    return str(checks[0]["message"])[:200] if checks else ""
