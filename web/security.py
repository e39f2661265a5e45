"""The guard before every page: known hosts, own forms, bounded bodies, headers on all answers."""

from collections.abc import MutableMapping
from typing import Any
from urllib.parse import urlsplit

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, Response
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.error_page import error_page
from web.errors import PageError
from web.hosts import plain_host
from web.site import Site

CSP = (
    "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-src 'self'; font-src 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cache-Control": "no-store",
}
_HARMLESS = ("GET", "HEAD", "OPTIONS")
_DRAINED_TIMES = 4
"""So many times the limit is still read and thrown away, so that a browser sees our answer."""
_NO_HOST = (
    "<!doctype html><html lang=en><meta charset=utf-8><title>Nothing here</title>"
    "<h1>There is nothing at this address.</h1>"
    "<p>Please check the address, or use the link in one of our mails.</p>"
)


class Guard:
    """The middleware; everything that it refuses has not reached a view."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self._app = app
        self._site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                put_headers(MutableHeaders(scope=message))
            await send(message)

        refusal = await self._refusal(request)
        if refusal is not None:
            await refusal(scope, receive, send_guarded)
            return
        bounded = _Bounded(receive, request, self._site.max_body_bytes)
        if request.method == "HEAD":
            # Link checkers ask so; the server below keeps the body of our answer back.
            scope = {**scope, "method": "GET"}
        await self._app(scope, bounded.receive, send_guarded)

    async def _refusal(self, request: Request) -> Response | None:
        if request.url.path == "/health" or request.url.path.startswith("/static/"):
            return None
        host = plain_host(request.headers.get("host", ""))
        if host in self._site.open_hosts:
            return None if is_own(request) else HTMLResponse(_NO_HOST, 403)
        is_known, tenant = self._site.hosts.known(host)
        if not is_known:
            tenant = await run_in_threadpool(self._site.hosts.find, host)
        if tenant is None:
            return HTMLResponse(_NO_HOST, 404)
        if b"\0" in request.scope["path"].encode() or b"%00" in request.scope["query_string"]:
            return await run_in_threadpool(error_page, request, PageError(400))
        if not is_own(request):
            return await run_in_threadpool(error_page, request, PageError(403))
        return None


def is_own(request: Request) -> bool:
    """Tell whether a request that may change something was caused by a page of this very host.

    Browsers say so in Sec-Fetch-Site, older ones in Origin; what sends neither is no browser and
    carries nobody's cookies.
    """
    if request.method in _HARMLESS:
        return True
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    if origin is None:
        return True
    return plain_host(urlsplit(origin).netloc) == plain_host(request.headers.get("host", ""))


def put_headers(headers: MutableHeaders) -> None:
    """Add the headers that a page did not set by itself."""
    # A page with a policy of its own says in it who may frame it.
    if "content-security-policy" not in headers:
        headers["X-Frame-Options"] = "DENY"
    for name, value in _HEADERS.items():
        headers.setdefault(name, value)


class _Bounded:
    """A request's body that ends in an error page where it is larger than the limit."""

    def __init__(self, receive: Receive, request: Request, limit: int) -> None:
        self._receive = receive
        self._limit = limit
        self._seen = 0
        announced = request.headers.get("content-length", "")
        self._is_refused = announced.isdecimal() and int(announced) > limit

    async def receive(self) -> MutableMapping[str, Any]:
        """Give the next piece, or raise PageError once there is too much."""
        while True:
            message = await self._receive()
            if message["type"] != "http.request":
                return message
            self._seen += len(message.get("body", b""))
            self._is_refused = self._is_refused or self._seen > self._limit
            if not self._is_refused:
                return message
            is_end = not message.get("more_body", False)
            if is_end or self._seen > self._limit * _DRAINED_TIMES:
                raise PageError(413)
