"""People of a firm and its customers with mailboxes and screens, and a Stafette between them."""

import re
import smtplib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.support.browser import Visitor, visitor
from tests.support.firm import Firm, Stafette
from tests.support.mails import Mail
from tests.support.servers.chromium import Chromium
from tests.support.world import Sent

TENANT = "hellmoor"
EMBEDDED, SERVERS = "embedded", "servers"
BACKENDS = (EMBEDDED, SERVERS)
_SMTP_PORT = re.compile(r"SMTP on port (\d+)")


@dataclass
class Town:
    """A running Stafette as people meet it: in their mailboxes, and on the tenant's host."""

    firm: Firm
    stafette: Stafette
    chromium: Chromium
    web_port: int
    smtp_port: int
    has_scripts: bool
    """Whether people's browsers run scripts; everything works without."""
    people: list[Visitor] = field(default_factory=list)
    _stack: ExitStack = field(default_factory=ExitStack)

    def host(self, tenant: str = TENANT) -> str:
        """Give the host that the tenant's portal answers to."""
        return portal_host(self.web_port, tenant)

    def url(self, path: str = "/", tenant: str = TENANT) -> str:
        """Give the address of a page as a browser opens it."""
        return f"http://{self.host(tenant)}{path}"

    def browser(self, locale: str) -> Visitor:
        """Give somebody a browser that nobody has used yet."""
        one = visitor(self.chromium, self, locale=locale, scripts=self.has_scripts)
        someone = self._stack.enter_context(one)
        self.people.append(someone)
        return someone

    def close(self) -> None:
        """Take all browsers away again."""
        self._stack.close()

    def signs_in(self, address: str, locale: str) -> Page:
        """Let somebody sign in by a link in a mail, in a browser of their own."""
        before = len(self.firm.got(address))
        page = self.browser(locale).open("/sign-in")
        page.fill("#address", address)
        page.click("main form[action='/sign-in'] button")
        page.wait_for_url("**/sign-in/sent")
        page.goto(self.link_in(self.firm.waits_for(address, before + 1), "/sign-in/"))
        page.click("main form[action^='/sign-in/'] button")
        return page

    def link_in(self, mail: Sent, path: str) -> str:
        """Give the link of a mail that leads to a path; its text and its HTML hold the same one."""
        pattern = re.compile(re.escape(self.url(path)) + r"[a-z0-9]+")
        found: set[str] = set(pattern.findall(mail.text))
        assert len(found) == 1, f"{path} stands in the text {len(found)} times:\n{mail.text}"
        assert found == {one for one in pattern.findall(mail.html) if f'href="{one}"' in mail.html}
        return found.pop()

    def submits(self, mail: Mail, envelope_from: str) -> None:
        """Let a mail client hand a mail over by SMTP, from the tenant's own network."""
        with smtplib.SMTP("127.0.0.1", self.smtp_port, timeout=20) as connection:
            assert connection.sendmail(envelope_from, [mail.to], mail.raw) == {}


def portal_host(port: int, tenant: str = TENANT) -> str:
    """Give the host of a tenant's portal on a port of this machine."""
    return f"{tenant}.localhost:{port}"


@contextmanager
def stafette_on(
    backend: str, folder: Path, request: pytest.FixtureRequest, *roles: str, **settings: str
) -> Iterator[tuple[Stafette, str]]:
    """Run Stafette as one process, or as `roles` apart under the ordinary role.

    Gives it with what its processes said when they were ready.
    """
    if backend == EMBEDDED:
        made, roles = Stafette(folder, settings), ("serve",)
    else:
        database: Any = request.getfixturevalue("postgres_database")
        redis: Any = request.getfixturevalue("redis_server")
        servers = {
            "STAFETTE_DATABASE_URL": database.app_url,
            "STAFETTE_DATABASE_OWNER_URL": database.owner_url,
            "STAFETTE_REDIS_URL": redis.url,
        }
        made = Stafette(folder, servers | settings)
        made.run("migrate")
        made.run("tenant", "apply")
    try:
        said = made.start(*roles)
        yield made, "\n".join(said)
    finally:
        made.stop()


def smtp_port_of(said: str) -> int:
    """Find the port of SMTP in what a gateway said when it was ready."""
    found = _SMTP_PORT.search(said)
    assert found is not None, said
    return int(found[1])
