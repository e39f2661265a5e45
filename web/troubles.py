"""Which error becomes which answer."""

from urllib.parse import urlencode

import structlog
from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException
from starlette.types import HTTPExceptionHandler

from tickets.errors import NotFoundError, StaleError, StorageFullError
from web.error_page import error_page
from web.errors import PageError, SignInNeededError
from web.security import put_headers

_log = structlog.get_logger()


def on_page_error(request: Request, error: Exception) -> Response:
    """Answer what a view stopped with."""
    assert isinstance(error, PageError)
    return error_page(request, error)


def on_http_error(request: Request, error: Exception) -> Response:
    """Answer what the framework stopped with: no such path, no such method, an unreadable body."""
    assert isinstance(error, HTTPException)
    response = error_page(request, PageError(error.status_code))
    if error.headers:
        response.headers.update(error.headers)
    return response


def on_invalid_request(request: Request, error: Exception) -> Response:
    """Answer a path that is none of ours, or a value that no form of ours sends."""
    assert isinstance(error, RequestValidationError)
    is_path = any(one["loc"][:1] == ("path",) for one in error.errors())
    return error_page(request, PageError(404 if is_path else 422))


def on_stranger(_request: Request, error: Exception) -> Response:
    """Lead who is not signed in to the sign-in, and from there back."""
    assert isinstance(error, SignInNeededError)
    wanted = "" if error.next_path == "/" else "?" + urlencode({"next": error.next_path})
    return RedirectResponse(f"/sign-in{wanted}", status_code=303)


def on_product_error(request: Request, error: Exception) -> Response:
    """Answer what the product stopped with."""
    match error:
        case NotFoundError():
            return error_page(request, PageError(404))
        case StaleError():
            return error_page(request, PageError(409))
        case _:
            return error_page(request, PageError(503, retry_seconds=300))


def on_anything(request: Request, error: Exception) -> Response:
    """Answer what nobody expected; the server logs the whole of it, the page tells nothing."""
    _log.error("page_failed", path=request.url.path, error=type(error).__name__)
    response = error_page(request, PageError(500))
    put_headers(response.headers)
    return response


HANDLERS: dict[type[Exception], HTTPExceptionHandler] = {
    PageError: on_page_error,
    HTTPException: on_http_error,
    RequestValidationError: on_invalid_request,
    SignInNeededError: on_stranger,
    NotFoundError: on_product_error,
    StaleError: on_product_error,
    StorageFullError: on_product_error,
    Exception: on_anything,
}
