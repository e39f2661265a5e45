"""Pages in a real browser: who is signed in, how wide, light or dark, and what axe finds."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.support.servers.chromium import Chromium
from tests.support.site import COOKIE, Website

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
PHONE, SCREEN = 390, 1280
_HEIGHTS = {PHONE: 844, SCREEN: 900}
_PATIENCE_MS = 30_000
"""Costs nothing where a page comes; others may keep this machine busy."""
Scheme = Literal["light", "dark"]
_PAIR: tuple[tuple[int, Scheme], ...] = ((PHONE, "dark"), (SCREEN, "light"))
"""Both widths and both schemes."""
_OTHERS: tuple[tuple[int, Scheme], ...] = ((PHONE, "light"), (SCREEN, "dark"))
every_look = pytest.mark.parametrize(
    ("width", "scheme"),
    [*_PAIR, *(pytest.param(*look, marks=pytest.mark.full) for look in _OTHERS)],
)
"""Both widths and both schemes each time; every pair of them where minutes do not count."""


def every_look_in(*locales: str) -> pytest.MarkDecorator:
    """Show each language in one look, both looks in turn; all in all where minutes do not count."""
    shown = {(locale, *_PAIR[place % 2]) for place, locale in enumerate(locales)}
    every = [(locale, *look) for locale in locales for look in (*_PAIR, *_OTHERS)]
    return pytest.mark.parametrize(
        ("locale", "width", "scheme"),
        [pytest.param(*one, marks=() if one in shown else pytest.mark.full) for one in every],
    )


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
    context.set_default_timeout(_PATIENCE_MS)
    expect.set_options(timeout=_PATIENCE_MS)
    someone = Visitor(website, context, tenant)

    def refuse(route: Any) -> None:
        someone.foreign.append(route.request.url)
        route.abort()

    # What stays on the tenant's own host is none of our business, and never comes by here.
    own = re.escape(website.host(tenant))
    context.route(re.compile(rf"^https?://(?!{own}(?:[/?#]|$))"), refuse)
    if address:
        assert isinstance(website, Website), "Only a site in this very process opens sessions."
        secret = website.session_of(address, tenant, only_ticket=only_ticket)
        context.add_cookies([{"name": COOKIE, "value": secret, "url": website.url("/", tenant)}])
    try:
        yield someone
    finally:
        context.close()


def clipped(page: Page) -> list[str]:
    """Name what is cut off, or sticks out of the screen; what may be moved or says so is fine."""
    found: list[str] = page.evaluate(_CLIPPED)
    return found


_CLIPPED = """() => {
    const pen = document.createElement("canvas").getContext("2d");
    const cuts = (one) => getComputedStyle(one).overflowX !== "visible";
    const moves = (one) => ["auto", "scroll"].includes(getComputedStyle(one).overflowX);
    const within = (one, is) => one && (is(one) || within(one.parentElement, is));
    const isCut = (one) => one.matches("button, a, h1, h2, h3, p, label, summary, b, .chip, .turn")
        && one.clientWidth > 0 && one.scrollWidth > one.clientWidth + 1
        && cuts(one) && !moves(one) && getComputedStyle(one).textOverflow !== "ellipsis";
    const sticksOut = (one) => one.getBoundingClientRect().right > innerWidth + 1
        && !within(one.parentElement, (over) => cuts(over) && over !== document.body
            && over !== document.documentElement);
    const isShort = (one) => {
        if (!one.placeholder || one.value) return false;
        const style = getComputedStyle(one);
        pen.font = style.font;
        return pen.measureText(one.placeholder).width > one.clientWidth + 1
            - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    };
    return [...document.querySelectorAll("body *")]
        .filter((one) => one.checkVisibility() && !one.closest(".sr, .skip, svg, .sprite"))
        .filter((one) => isCut(one) || sticksOut(one) || isShort(one))
        .map((one) => one.outerHTML.slice(0, 160));
}"""


def axe(page: Page) -> list[str]:
    """Say what axe-core finds against WCAG 2.2 AA, one line per rule; nothing is fine."""
    found = page.evaluate(
        # Through the debugger, so that the page's own policy stays as it is. What is well is
        # neither described nor sent: that takes longer than finding out.
        AXE.read_text(encoding="utf-8")
        + f";axe.run(document, {{runOnly: {{type: 'tag', values: {TAGS!r}}}, "
        "resultTypes: ['violations']}).then(said => said.violations)"
    )
    return [
        f"{one['id']}: {one['help']} ({node['html'][:160]} | {_first(node['any'])})"
        for one in found
        for node in one["nodes"][:3]
    ]


def _first(checks: Sequence[dict[str, Any]]) -> str:
    return str(checks[0]["message"])[:200] if checks else ""
