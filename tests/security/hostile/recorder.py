"""Watches a browser: what ran, what was asked of whom, and what happened by itself."""

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Page, Route

from tests.security.hostile.mail import CANARY
from tests.support.browser import Visitor, visitor
from tests.support.servers.chromium import Chromium
from tests.support.site import Website

Answer = tuple[str | bytes, dict[str, str]]
"""Body and headers."""
_EXPECTED = re.compile(
    r"/|/brand\.css|/brand/logo\.png|/static/.+|/favicon\.ico"
    r"|/requests/\d+(/newest)?|/messages/\d+/frame|/files/\d+/picture/(small|large)"
    r"|/desk|/desk/live|/desk/icon\.png|/desk/tickets/\d+(/[a-z]+)?|/desk/people(/\d+)?"
    r"|/admin/(held|ledger)|/admin/mails/\d+(/frame)?"
)
"""What our own pages ask for by themselves."""
_OPEN_ALL = """
() => {
  for (const one of document.querySelectorAll('details')) one.open = true;
  for (const one of document.querySelectorAll('iframe')) one.loading = 'eager';
}
"""
_NO_SANDBOX = """
() => {
  for (const one of document.querySelectorAll('iframe')) one.removeAttribute('sandbox');
}
"""
_ADD_FRAMES = """
(paths) => {
  const there = document.querySelector('iframe');
  for (const path of paths) {
    const one = there.cloneNode();
    one.src = path;
    there.after(one);
  }
}
"""
_ALL_LOADED = """
() => [...document.querySelectorAll('iframe')].every((one) =>
  one.contentDocument && one.contentDocument.URL !== 'about:blank'
  && one.contentDocument.readyState === 'complete')
"""
_ALL_SETTLED = """
() => [...document.querySelectorAll('iframe')].every((one) =>
  !one.contentDocument
  || (one.contentDocument.URL !== 'about:blank' && one.contentDocument.readyState === 'complete'))
"""
"""A frame whose mail tried to lead it elsewhere shows a page that nobody can look into."""
_LOOK_INTO_FRAMES = """
() => [...document.querySelectorAll('iframe')].map(({ contentDocument: page }) => {
  const elements = [...page.querySelectorAll('body *')];
  const strange = 'script,style,link,meta,base,iframe,frame,object,embed,applet,form,input,button,'
    + 'select,textarea,svg,math,template,noscript,audio,video,source,track,dialog,slot,portal';
  const links = [...page.querySelectorAll('a')].map((a) => a.protocol);
  const names = elements.flatMap((one) => one.getAttributeNames());
  // The line that offers to load pictures is ours, inside the frame.
  const ours = page.querySelector('.held-back a');
  const box = ours?.getBoundingClientRect();
  const there = box && page.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return {
    covered: Boolean(ours) && there !== ours,
    text: page.body.textContent,
    strange: [...page.querySelectorAll('body :is(' + strange + ')')].map((one) => one.outerHTML),
    names: names.filter((one) => /^(on|id$|name$|hx-|data-(?!src$)|form|srcset)/.test(one)),
    links: links.filter((one) => !['http:', 'https:', 'mailto:', 'tel:', ':'].includes(one)),
  };
})
"""
_IS_ON_TOP = """
(one) => {
  one.scrollIntoView({ block: 'center' });
  const box = one.getBoundingClientRect();
  const found = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return one === found || one.contains(found);
}
"""


@dataclass
class Recorder:
    """Somebody at a screen whom hostile mails are shown to."""

    someone: Visitor
    findings: list[str] = field(default_factory=list)
    """Everything that should not have happened."""
    without_sandbox: bool = False
    """Take the second fence away, to see whether the first one holds."""
    page: Page = field(init=False)

    def __post_init__(self) -> None:
        context = self.someone.context
        context.on("request", lambda request: self._asked(request.url))
        context.on("dialog", self._spoke)
        self.page = context.new_page()
        # What a page's policy had to refuse is said on its console.
        self.page.on("console", self._said)
        self.page.on("pageerror", lambda error: self._note("error of a script", str(error)))
        self.page.on("download", lambda loaded: self._note("download", loaded.url))
        context.on("page", lambda opened: self._note("window", opened.url))

    def show(self, path: str) -> Page:
        """Open a page with all that is folded, and wait until each frame is there."""
        address = self.someone.website.url(path, self.someone.tenant)
        self.page.goto(address)
        self.page.evaluate(_OPEN_ALL)
        self.page.wait_for_function(_ALL_LOADED)
        assert self.page.url == address
        return self.page

    def add_frames(self, paths: Iterable[str]) -> None:
        """Put further frames into the open page, fenced like the one that is there."""
        self.page.evaluate(_ADD_FRAMES, list(paths))
        self.page.wait_for_function(_ALL_LOADED)

    def show_frames(self, path: str, answers: Callable[[str], Answer]) -> None:
        """Open a page whose frames are answered by something else than the site."""
        asked: list[str] = []

        def answer(route: Route) -> None:
            asked.append(route.request.url)
            body, headers = answers(urlsplit(route.request.url).path)
            route.fulfill(body=body, headers=headers)

        self.page.route("**/messages/*/frame", answer)
        self.page.goto(self.someone.website.url(path, self.someone.tenant))
        if self.without_sandbox:
            self.page.evaluate(_NO_SANDBOX)
        self.page.evaluate(_OPEN_ALL)
        self.page.wait_for_function(_ALL_SETTLED)
        assert len(asked) == self.page.locator("iframe").count()

    def frames(self) -> list[dict[str, Any]]:
        """Say what is in each frame, as the browser understood it."""
        found: list[dict[str, Any]] = self.page.evaluate(_LOOK_INTO_FRAMES)
        return found

    def is_on_top(self, selector: str) -> bool:
        """Tell whether something of ours can be seen and touched, with nothing over it."""
        return bool(self.page.locator(selector).first.evaluate(_IS_ON_TOP))

    def overflow(self) -> int:
        """Give by how many pixels the page is wider than the window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - innerWidth"))

    def _asked(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in ("data", "blob", "about"):
            return
        if parts.netloc != self.someone.website.host(self.someone.tenant):
            self._note("request abroad", url)
        elif parts.path == CANARY:
            self._note("script ran", url)
        elif not _EXPECTED.fullmatch(parts.path):
            self._note("request for a page of ours", url)

    def _spoke(self, dialog: Any) -> None:
        self._note("dialog", dialog.message)
        dialog.dismiss()

    def _said(self, said: Any) -> None:
        if said.type == "error" and "Failed to load resource" not in said.text:
            self._note("refused by the policy", said.text)

    def _note(self, what: str, detail: str) -> None:
        self.findings.append(f"{what}: {detail[:300]}")


@contextmanager
def recorder(chromium: Chromium, website: Website, address: str) -> Iterator[Recorder]:
    """Let somebody look at hostile mails."""
    with visitor(chromium, website, address) as someone:
        yield Recorder(someone)
