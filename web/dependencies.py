"""Who asks for a page, of which tenant, in which language: what every view is handed."""

from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Annotated, Any, NoReturn, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from fastapi import Depends, Path, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import BaseModel

from tenants import TenantConfig
from tickets.core import Core
from tickets.model.people import Side
from tickets.services.sign_in import find_viewer, renew_session
from tickets.services.viewer import Viewer
from tickets.store.tenants import load_config
from tickets.store.unit_of_work import ReadUnit, UnitOfWork
from web.errors import PageError, SignInNeededError, missing
from web.forms import Form, FormErrors, parse
from web.hosts import plain_host
from web.languages import LANGUAGE_COOKIE, choose_language
from web.pages import Reader
from web.site import Site

_LARGEST_ID = 2**63 - 1
_A_YEAR_SECONDS = 31_536_000
_Fields = TypeVar("_Fields", bound=BaseModel)

RowId = Annotated[int, Path(ge=1, le=_LARGEST_ID)]
"""A number in the path of a page; what is none is a missing page."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One request to one tenant's site."""

    request: Request
    site: Site
    tenant: str
    config: TenantConfig
    viewer: Viewer | None
    reader: Reader

    @property
    def core(self) -> Core:
        """The product."""
        return self.site.core

    @property
    def me(self) -> Viewer:
        """Who is signed in; only for views that ask for somebody who is."""
        if self.viewer is None:
            raise SignInNeededError(self.next_path)
        return self.viewer

    @property
    def language(self) -> str:
        """The language of this page."""
        return self.reader.language

    @property
    def is_secure(self) -> bool:
        """Tell whether browsers reach this tenant's portal by https."""
        return (self.config.portal_url or "").startswith("https://")

    @property
    def cookie_name(self) -> str:
        """The name of the session's cookie; browsers guard the prefix where they may."""
        return "__Host-stafette" if self.is_secure else "stafette"

    @property
    def peer(self) -> str:
        """The network address that asks, for limits."""
        return self.request.client.host if self.request.client else ""

    @property
    def browser(self) -> str:
        """What the browser calls itself."""
        return self.request.headers.get("user-agent", "")

    @property
    def next_path(self) -> str:
        """Where to go on after signing in: this page, or that which held the form."""
        url = self.request.url
        if self.request.method in ("GET", "HEAD"):
            return own_path(url.path + (f"?{url.query}" if url.query else ""))
        referer = urlsplit(self.request.headers.get("referer", ""))
        is_ours = plain_host(referer.netloc) == plain_host(self.request.headers.get("host", ""))
        return own_path(referer.path) if is_ours else "/"

    def read(self) -> AbstractContextManager[ReadUnit]:
        """Open a unit that only looks at this tenant."""
        return self.core.read(self.tenant)

    def write(self) -> AbstractContextManager[UnitOfWork]:
        """Open a unit of work on this tenant."""
        return self.core.write(self.tenant)

    def say(self, source: str, /, **values: object) -> str:
        """Say a sentence in the reader's language, as plain text."""
        return self.reader.say(source, **values)

    def say_n(self, one: str, many: str, count: int, /, **values: object) -> str:
        """Say a counted sentence in the reader's language, as plain text."""
        return self.reader.say_n(one, many, count, **values)

    def parse(self, form: Form, model: type[_Fields]) -> _Fields | FormErrors:
        """Make a value of what was sent, or say beside each field what is wrong."""
        return parse(form, model, self.reader)

    def page(self, name: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """Render a page of templates/web; `here`, `viewer`, `config` and `language` are given."""
        around = {
            "here": self,
            "viewer": self.viewer,
            "config": self.config,
            "language": self.language,
        }
        return HTMLResponse(self.site.pages.render(self.reader, name, around | values), status)

    def redirect(self, path: str) -> RedirectResponse:
        """Lead to another page of ours after a form was taken."""
        return RedirectResponse(own_path(path), status_code=303)

    def missing(self) -> NoReturn:
        """Stop with the page for what does not exist, which is also that for what is not yours."""
        missing()

    def url(self, path: str) -> str:
        """Give the whole address of a page, from the tenant's settings only (P15)."""
        return (self.config.portal_url or "").rstrip("/") + own_path(path)

    def keep_session(self, response: Response, token: str, side: Side) -> None:
        """Give the browser the secret of a session; how long it lives is decided here, not there.

        A customer's cookie outlives the browser window, an agent's does not.
        """
        response.set_cookie(
            self.cookie_name,
            token,
            max_age=_A_YEAR_SECONDS if side is Side.CONTACT else None,
            secure=self.is_secure,
            httponly=True,
            samesite="lax",
        )

    def drop_session(self, response: Response) -> None:
        """Take the secret away from the browser."""
        response.delete_cookie(
            self.cookie_name, secure=self.is_secure, httponly=True, samesite="lax"
        )


def own_path(path: str) -> str:
    """Give a path of ours as it is and the front page for anything else."""
    is_ours = path.startswith("/") and not path.startswith(("//", "/\\"))
    is_plain = is_ours and path.isprintable() and "\\" not in path and "\t" not in path
    return path if is_plain else "/"


def site_of(request: Request) -> Site:
    """Give what this process serves from."""
    site: Site = request.app.state.site
    return site


def visit(request: Request) -> Visit:
    """Find out whose site is asked, by whom, in which language; the same answer all along."""
    found: Visit | None = getattr(request.state, "visit", None)
    if found is None:
        found = request.state.visit = _find_visit(request)
    return found


def signed_in(here: Annotated[Visit, Depends(visit)]) -> Visit:
    """Let in whoever is signed in, also by the link of a notice; lead others to the sign-in."""
    if here.viewer is None:
        if here.request.headers.get("sec-fetch-mode", "navigate") != "navigate":
            raise PageError(401)
        raise SignInNeededError(here.next_path)
    return here


def fully_signed_in(here: Annotated[Visit, Depends(signed_in)]) -> Visit:
    """Let in who is signed in for everything, not only for the one request of a notice's link."""
    if here.me.only_ticket_id is not None:
        raise SignInNeededError(here.next_path)
    return here


def contact(here: Annotated[Visit, Depends(signed_in)]) -> Visit:
    """Let in customers, also by the link of a notice; for others the page does not exist."""
    if here.me.is_agent:
        missing()
    return here


def agent(here: Annotated[Visit, Depends(signed_in)]) -> Visit:
    """Let in who works for the tenant; for others the page does not exist."""
    if not here.me.is_agent:
        missing()
    return here


def lead(here: Annotated[Visit, Depends(agent)]) -> Visit:
    """Let in who leads a department, and administrators; for others the page does not exist."""
    if not here.me.is_lead:
        missing()
    return here


def admin(here: Annotated[Visit, Depends(agent)]) -> Visit:
    """Let in the tenant's administrators; for others the page does not exist."""
    if not here.me.is_admin:
        missing()
    return here


AnyVisit = Annotated[Visit, Depends(visit)]
SignedIn = Annotated[Visit, Depends(signed_in)]
FullySignedIn = Annotated[Visit, Depends(fully_signed_in)]
ContactVisit = Annotated[Visit, Depends(contact)]
AgentVisit = Annotated[Visit, Depends(agent)]
LeadVisit = Annotated[Visit, Depends(lead)]
AdminVisit = Annotated[Visit, Depends(admin)]


def _find_visit(request: Request) -> Visit:
    site = site_of(request)
    tenant = site.hosts.find(plain_host(request.headers.get("host", "")))
    if tenant is None:
        missing()
    with site.core.read(tenant) as unit:
        config = load_config(unit)
        here = Visit(request, site, tenant, config, None, _reader(request, config, None, site))
        viewer = find_viewer(unit, request.cookies.get(here.cookie_name, ""), config)
    if viewer is None:
        return here
    if viewer.is_due:
        with site.core.write(tenant) as uow:
            renew_session(uow, viewer)
    return Visit(request, site, tenant, config, viewer, _reader(request, config, viewer, site))


def _reader(request: Request, config: TenantConfig, viewer: Viewer | None, site: Site) -> Reader:
    language = choose_language(
        config,
        viewer.language if viewer else "",
        request.cookies.get(LANGUAGE_COOKIE, ""),
        request.headers.get("accept-language", ""),
    )
    zone = viewer.time_zone if viewer else config.time_zone
    return Reader(language, ZoneInfo(zone), site.core.clock.now())
