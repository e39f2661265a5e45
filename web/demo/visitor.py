"""Who looks at the demo's own pages: a visitor without a tenant, in the browser's language."""

from dataclasses import dataclass
from typing import Annotated, Any, cast
from zoneinfo import ZoneInfo

from fastapi import Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.routing import APIRoute
from starlette.routing import Match
from starlette.types import Scope

from tenants import LANGUAGES
from web.demo.stage import Stage
from web.dependencies import own_path
from web.hosts import plain_host
from web.languages import LANGUAGE_COOKIE, by_preference
from web.pages import Reader
from web.site import Site

_ZONE = ZoneInfo("Europe/Berlin")


class LoopbackRoute(APIRoute):
    """A page of the demo itself; on the hosts of tenants it does not exist."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Match only where the host is one of the demo's own."""
        site: Site = scope["app"].state.site
        host = dict(scope["headers"]).get(b"host", b"").decode("latin-1")
        if plain_host(host) not in site.open_hosts:
            return Match.NONE, {}
        return super().matches(scope)


@dataclass(frozen=True, slots=True)
class Languages:
    """The languages that the demo's pages are written in, as menus ask for them."""

    languages: tuple[str, ...] = LANGUAGES


@dataclass(frozen=True, slots=True)
class Visitor:
    """One request to the demo's own pages."""

    request: Request
    site: Site
    stage: Stage
    reader: Reader
    config: Languages = Languages()

    @property
    def language(self) -> str:
        """The language of the page."""
        return self.reader.language

    @property
    def next_path(self) -> str:
        """The page that a changed language leads back to."""
        url = self.request.url
        return own_path(url.path + (f"?{url.query}" if url.query else ""))

    def page(self, name: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """Render a page."""
        around = {"here": self, "viewer": None, "language": self.language}
        return HTMLResponse(self.site.pages.render(self.reader, name, around | values), status)

    def redirect(self, path: str) -> RedirectResponse:
        """Lead to another page after a form was taken."""
        return RedirectResponse(own_path(path), status_code=303)


def visitor(request: Request) -> Visitor:
    """Find out in which language a visitor reads."""
    site: Site = request.app.state.site
    wanted = (
        request.cookies.get(LANGUAGE_COOKIE, ""),
        *by_preference(request.headers.get("accept-language", "")),
    )
    language = next((one for one in wanted if one in LANGUAGES), "en")
    stage = cast("Stage", request.app.state.stage)
    return Visitor(request, site, stage, Reader(language, _ZONE, site.core.clock.now()))


AnyVisitor = Annotated[Visitor, Depends(visitor)]
