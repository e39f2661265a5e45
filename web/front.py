"""What belongs to no area: style sheets, the tenant's brand, the language, the health."""

import hashlib

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from tickets.model.people import Person
from web.brand import brand_css, find_logo
from web.dependencies import AnyVisit, Visit, own_path, site_of
from web.errors import missing
from web.forms import PostedForm
from web.languages import LANGUAGE_COOKIE

router = APIRouter()

_FOR_EVER = "public, max-age=31536000, immutable"
_FOR_AN_HOUR = "public, max-age=3600"
_A_YEAR_SECONDS = 31_536_000


@router.get("/static/{version}/{name:path}")
def static(request: Request, version: str, name: str) -> Response:
    """Send a file of ours; one asked for under an old version is sent as it is now."""
    site = site_of(request)
    file = site.static.find(name)
    if file is None:
        missing()
    headers = {
        "Cache-Control": _FOR_EVER if version == site.static.version else "no-cache",
        "Vary": "Accept-Encoding",
    }
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(file.zipped, media_type=file.media_type, headers=headers)
    return Response(file.content, media_type=file.media_type, headers=headers)


@router.get("/brand.css")
def brand_style(here: AnyVisit) -> Response:
    """Send the tenant's colours."""
    return _public(here, brand_css(here.config.brand).encode(), "text/css; charset=utf-8")


@router.get("/brand/logo.png")
def logo(here: AnyVisit) -> Response:
    """Send the tenant's logo."""
    content = find_logo(here.site.tenants_dir, here.config)
    if content is None:
        missing()
    return _public(here, content, "image/png")


@router.post("/language")
def set_language(here: AnyVisit, form: PostedForm) -> Response:
    """Change the language of all pages, and of the mails to who is signed in."""
    chosen = here.config.language_for(form.get("language"))
    if here.viewer is not None:
        with here.write() as uow:
            uow.session.get_one(Person, here.viewer.person_id).language = chosen
    response = here.redirect(own_path(form.get("next", "/")))
    response.set_cookie(
        LANGUAGE_COOKIE,
        chosen,
        max_age=_A_YEAR_SECONDS,
        secure=here.is_secure,
        httponly=True,
        samesite="lax",
    )
    return response


@router.get("/health")
def health(request: Request) -> Response:
    """Tell a watcher that pages can be served; nothing else is told to strangers."""
    site_of(request).hosts.find("health")
    return JSONResponse({"status": "ok"})


def _public(here: Visit, content: bytes, media_type: str) -> Response:
    tag = f'"{hashlib.sha256(content).hexdigest()[:16]}"'
    headers = {"Cache-Control": _FOR_AN_HOUR, "ETag": tag}
    if tag in here.request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=media_type, headers=headers)
