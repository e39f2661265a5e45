"""Answers with the page for a trouble, in the tenant's look and the reader's language."""

from fastapi import Request
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response

from web.dependencies import Visit, visit
from web.errors import PageError, trouble_of

_WORD_ENOUGH = ("cors", "no-cors", "same-origin", "websocket")
"""Requests of scripts and pictures (Sec-Fetch-Mode), which show no page."""


def error_page(request: Request, error: PageError) -> Response:
    """Make the page; one that fails by itself ends as plain words."""
    if request.headers.get("sec-fetch-mode") in _WORD_ENOUGH:
        return _with_pause(JSONResponse({"status": error.status}, error.status), error)
    try:
        here: Visit = visit(request)
    except PageError:
        return _with_pause(PlainTextResponse("There is nothing at this address.", 404), error)
    response: HTMLResponse = here.page(
        "error.html", status=error.status, trouble=trouble_of(error.status), code=error.status
    )
    return _with_pause(response, error)


def _with_pause(response: Response, error: PageError) -> Response:
    if error.retry_seconds is not None:
        response.headers["Retry-After"] = str(error.retry_seconds)
    return response
