"""The keyboard: which key does what, and whether single keys do anything."""

from fastapi import APIRouter
from fastapi.responses import Response

from web.dependencies import AgentVisit, Visit
from web.desk.addresses import desk_path
from web.desk.sidebar import sidebar_of
from web.forms import PostedForm

router = APIRouter()

COOKIE = "keys"
_OFF = "off"
_A_YEAR_SECONDS = 31_536_000


@router.get("/desk/keys")
def keys(here: AgentVisit) -> Response:
    """List the keys, with the switch for them."""
    with here.read() as unit:
        sidebar = sidebar_of(here, unit)
    return here.page("desk/keys.html", sidebar=sidebar, keys_work=keys_work(here))


@router.post("/desk/keys")
def switch(here: AgentVisit, form: PostedForm) -> Response:
    """Let single keys work, or not (WCAG 2.1.4)."""
    response = here.redirect(desk_path(form.get("back") or "/desk/keys"))
    value = _OFF if form.get("keys") == _OFF else "on"
    response.set_cookie(
        COOKIE, value, max_age=_A_YEAR_SECONDS, secure=here.is_secure, samesite="lax"
    )
    return response


def keys_work(here: Visit) -> bool:
    """Tell whether this browser's reader wants single keys to work."""
    return here.request.cookies.get(COOKIE) != _OFF
