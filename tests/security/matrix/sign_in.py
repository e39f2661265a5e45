"""Rows of getting in, of the profile and of what people agree to."""

from tests.security.matrix.rows import (
    AGENTS,
    COLLEAGUE,
    CUSTOMER,
    EVERYBODY,
    LINK,
    OTHER,
    OUTSIDE,
    Row,
    public,
)

WHOLE = (CUSTOMER, COLLEAGUE, OTHER)
"""Customers who are signed in for everything."""
SIGNED_IN = (*WHOLE, *AGENTS)
NOBODYS = "a" * 52
"""A secret that was never given to anybody."""
UNREADABLE = {"address": "at home"}
TO_SIGN_IN = {LINK: 303}


def sent(path: str, url: str = "", status: int = 303, **form: str) -> Row:
    """Make the row of a form that answers everybody alike."""
    return Row("POST", path, url or path, EVERYBODY, status, form=form)


def by_secret(path: str) -> tuple[Row, Row]:
    """Make the rows of a page that only the secret of a link opens."""
    url = path.replace("{token}", NOBODYS)
    return public(path, url, 404), sent(path, url, 404)


ROWS = (
    Row("GET", "/sign-in", "/sign-in", (*OUTSIDE, LINK), refused=303),
    sent("/sign-in", status=422, **UNREADABLE),
    public("/sign-in/sent"),
    public("/sign-in/password"),
    sent("/sign-in/password", status=422, **UNREADABLE),
    *by_secret("/sign-in/{token}"),
    sent("/again/{kind}/{token}", f"/again/login/{NOBODYS}"),
    sent("/again/{kind}/{token}", f"/again/door/{NOBODYS}", 404),
    sent("/sign-out"),
    public("/password/forgotten"),
    sent("/password/forgotten", status=422, **UNREADABLE),
    *by_secret("/password/{token}"),
    *by_secret("/invitation/{token}"),
    public("/n/", status=303),
    public("/n/{token}", f"/n/{NOBODYS}", 404),
    Row("POST", "/n/{token}", f"/n/{NOBODYS}", AGENTS, 303, outside=404),
    public("/terms"),
    public("/privacy"),
    public("/consent", status=303),
    sent("/consent"),
    Row("GET", "/profile", "/profile", SIGNED_IN, answers=TO_SIGN_IN),
    Row(
        "POST",
        "/profile",
        "/profile",
        SIGNED_IN,
        422,
        answers=TO_SIGN_IN,
        form={"name": "Jan", "time_zone": "Europe/Atlantis"},
    ),
    Row(
        "POST",
        "/profile/password",
        "/profile/password",
        SIGNED_IN,
        422,
        answers=TO_SIGN_IN,
        form={"new": "short"},
    ),
    sent("/profile/password/remove"),
    Row(
        "POST",
        "/profile/sessions/{session_id}/end",
        "/profile/sessions/{missing}/end",
        answers=TO_SIGN_IN,
    ),
    sent("/profile/sessions/end-others"),
    Row("POST", "/profile/drop-address", "/profile/drop-address", AGENTS, 303, answers=TO_SIGN_IN),
    Row(
        "POST",
        "/profile/drop-address/remove",
        "/profile/drop-address/remove",
        AGENTS,
        303,
        answers=TO_SIGN_IN,
    ),
    Row("GET", "/tour", "/tour", WHOLE, answers=TO_SIGN_IN),
    Row("POST", "/tour", "/tour", WHOLE, 303, answers=TO_SIGN_IN),
)
