"""The tenant's legal texts: to be read by anybody, and agreed to again when they change."""

from fastapi import APIRouter
from fastapi.responses import Response

from tickets.model.access import ConsentDocument
from tickets.services.consents import record_consents, shown_text, texts_still_to_agree
from tickets.services.links import own_path
from web.dependencies import AnyVisit, FullySignedIn, Visit
from web.forms import NO_ERRORS, FormErrors, PostedForm
from web.sign_in.entrance import UNFIT
from web.sign_in.invitation import UNTICKED
from web.sign_in.legal_text import blocks_of

router = APIRouter()


@router.get("/terms")
def terms(here: AnyVisit) -> Response:
    """Show the terms of the portal."""
    return _text(here, ConsentDocument.TERMS)


@router.get("/privacy")
def privacy(here: AnyVisit) -> Response:
    """Show how personal data is handled."""
    return _text(here, ConsentDocument.PRIVACY)


@router.get("/consent")
def consent(here: FullySignedIn, next: str = "") -> Response:  # noqa: A002 - as in the address
    """Ask for what has changed since they agreed; go on where nothing has."""
    return _ask(here, own_path(next), NO_ERRORS)


@router.post("/consent")
def agree(here: FullySignedIn, form: PostedForm) -> Response:
    """Note what they agree to and go on."""
    with here.read() as unit:
        shown = texts_still_to_agree(unit, here.config, here.me.person_id, here.language)
    unticked = [one for one in shown if one.document.value not in form]
    if unticked:
        sentences = {one.document.value: here.say(UNTICKED) for one in unticked}
        return _ask(here, own_path(form.get("next")), FormErrors(sentences), status=UNFIT)
    with here.write() as uow:
        record_consents(uow, here.me.person_id, shown)
    return here.redirect(own_path(form.get("next")) or "/")


def _ask(here: Visit, path: str, errors: FormErrors, *, status: int = 200) -> Response:
    with here.read() as unit:
        shown = texts_still_to_agree(unit, here.config, here.me.person_id, here.language)
    if not shown:
        return here.redirect(path or "/")
    return here.page("sign_in/consent.html", status=status, texts=shown, next=path, errors=errors)


def _text(here: Visit, document: ConsentDocument) -> Response:
    shown = shown_text(here.config, document, here.language)
    if shown is None:
        here.missing()
    return here.page("sign_in/legal.html", shown=shown, blocks=blocks_of(shown.text))
