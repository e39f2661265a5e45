"""A mail's own HTML in a frame of its own, where it can be looked at and do nothing (P12)."""

import re
from collections.abc import Mapping
from html import unescape
from urllib.parse import unquote

from fastapi import APIRouter
from fastapi.responses import Response
from markupsafe import Markup

from tickets.services.outward import outward
from tickets.store.files import Original, find_original
from tickets.text.sanitize import SANITIZER_VERSION, sanitize
from web.dependencies import RowId, SignedIn, Visit
from web.errors import missing

router = APIRouter()

_POLICY = (
    "default-src 'none'; img-src 'self' data:{further}; style-src 'unsafe-inline'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'self'; "
    "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox"
)
_IMAGE = re.compile(r'<img((?: [a-z-]+="[^"]*")*)>')
_INLINE = re.compile(r' src="cid:([^"]*)"', re.IGNORECASE)
_HELD_BACK = ' data-src="'


@router.get("/messages/{message_id}/frame")
def frame(here: SignedIn, message_id: RowId, images: bool = False) -> Response:  # noqa: FBT001, FBT002 - of the query
    """Show a message as its writer's program set it; remote images only on a click."""
    with here.read() as unit:
        original = find_original(unit, here.me, message_id)
    if original is None:
        missing()
    html = _cleaned(here, original)
    held_back = 0 if images else sum(_HELD_BACK in one for one in _IMAGE.findall(html))
    response = here.page(
        "portal/frame.html",
        body=Markup(_with_pictures(html, original.inline_ids, loads_remote=images)),  # noqa: S704 - sanitised
        held_back=held_back,
        message_id=message_id,
    )
    policy = _POLICY.format(further=" https:" if images else "")
    response.headers["Content-Security-Policy"] = policy
    return response


def _cleaned(here: Visit, original: Original) -> str:
    """Give the stored HTML; cleaned again where the rules have changed since."""
    is_stale = original.sanitizer_version < SANITIZER_VERSION
    html = sanitize(_IMAGE.sub(_as_sent, original.html)) if is_stale else original.html
    if here.me.is_agent:
        return html
    department = here.config.department(original.department) or here.config.default_department
    return outward(here.config, html, department.address_in(here.language))


def _as_sent(match: re.Match[str]) -> str:
    """Give a held back picture its address again, for the guard to judge it anew."""
    return "<img" + match[1].replace(_HELD_BACK, ' src="') + ">"


def _with_pictures(html: str, inline_ids: Mapping[str, int], *, loads_remote: bool) -> str:
    """Lead inline pictures to their files, painted anew, and remote ones home if asked for."""

    def inline(match: re.Match[str]) -> str:
        file_id = inline_ids.get(unquote(unescape(match[1])).strip("<>").lower())
        return f' src="/files/{file_id}/picture/large"' if file_id else ""

    def image(match: re.Match[str]) -> str:
        attributes = _INLINE.sub(inline, match[1])
        if loads_remote:
            attributes = attributes.replace(_HELD_BACK, ' src="')
        return f"<img{attributes}>"

    return _IMAGE.sub(image, html)
