"""What all ways in share: the browser at the door, where to go on, links that are spent."""

from dataclasses import replace
from urllib.parse import urlencode

from fastapi.responses import HTMLResponse, Response

from tickets.model.access import AccessLink, LinkKind
from tickets.model.people import Person, Side
from tickets.services.entering import Browser, Entered
from tickets.services.links import LinkState, find_link, state_of
from tickets.services.way_in import Asking
from tickets.text.browser import browser_name
from web.dependencies import Visit
from web.languages import LANGUAGE_COOKIE

GONE = 410
"""A link that did its work, or whose time is over (RFC 9110 15.5.11)."""
TOO_MANY = 429
UNFIT = 422
_NO_LINK = 404


def browser_of(here: Visit) -> Browser:
    """Say which browser this is, and the session it has until now."""
    session_id = here.viewer.session_id if here.viewer is not None else None
    return Browser(browser_name(here.browser), session_id)


def asking_of(here: Visit, address: str, next_path: str = "") -> Asking:
    """Say who asks for a mail."""
    return Asking(
        address=address,
        peer=here.peer,
        device=browser_name(here.browser),
        language=here.language,
        next_path=next_path,
    )


def welcome(here: Visit, entered: Entered, path: str = "") -> Response:
    """Give the browser its session and lead on: first to what is still to be agreed to."""
    home = "/desk" if entered.side is Side.AGENT else "/"
    target = path or entered.next_path or home
    if entered.must_agree:
        target = "/consent?" + urlencode({"next": target})
    response = here.redirect(target)
    here.keep_session(response, entered.token, entered.side)
    return response


def in_words_of(here: Visit, person: Person | None) -> Visit:
    """Speak the language of the person whom a link is for, unless another one was chosen."""
    if person is None or not person.language or here.viewer is not None:
        return here
    if here.request.cookies.get(LANGUAGE_COOKIE):
        return here
    language = here.config.language_for(person.language)
    return replace(here, reader=replace(here.reader, language=language))


def look_at_link(
    here: Visit, kind: LinkKind, token: str
) -> tuple[AccessLink | None, Person | None, LinkState | None]:
    """Look at a link without using it: the link, whose it is, and what it can still do."""
    with here.read() as unit:
        link = find_link(unit, kind, token)
        if link is None:
            return None, None, None
        person = unit.session.get(Person, link.person_id)
        state = state_of(link, unit.now)
    if person is None or not person.is_active:
        return link, person, LinkState.REVOKED
    return link, person, state


def spent_page(here: Visit, kind: LinkKind, token: str, state: LinkState | None) -> HTMLResponse:
    """Say why a link does nothing, and offer a fresh one where that may be had."""
    return here.page(
        "sign_in/spent.html",
        status=_NO_LINK if state is None else GONE,
        kind=kind.value,
        token=token,
        state=state.value if state is not None else "unknown",
    )
