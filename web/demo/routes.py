"""The demo's pages: doors, postbox, and starting over."""

import re
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path
from fastapi.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response
from pydantic import BaseModel, Field

from templates.sentences import N_
from tenants import LANGUAGES
from tickets.model.people import Side
from web.demo.stage import Box, PostFile, PostMail, Written
from web.demo.visitor import AnyVisitor, LoopbackRoute, Visitor
from web.dependencies import AnyVisit, own_path
from web.errors import missing
from web.forms import NO_ERRORS, Form, FormErrors, PostedForm, parse
from web.languages import LANGUAGE_COOKIE

router = APIRouter(route_class=LoopbackRoute)
"""What the demo's own hosts answer to."""
doors = APIRouter()
"""What the hosts of the made-up people's chairs answer to besides."""

_FRAME_CSP = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'self'; "
    "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox"
)
_IN_NEW_WINDOWS = '<base target="_blank">'
_LOGO = re.compile(r"cid:logo\b")
_A_YEAR_SECONDS = 31_536_000
_LONGEST_TEXT = 20_000

BoxKey = Annotated[str, Path(pattern=r"^[a-z]{1,20}$")]
MailId = Annotated[int, Path(ge=1, le=999_999)]


class _Answer(BaseModel):
    text: str = Field(max_length=_LONGEST_TEXT)
    with_offer: bool = False


class _NewMail(BaseModel):
    to: str
    subject: str = Field(max_length=200)
    text: str = Field(max_length=_LONGEST_TEXT)


@router.get("/")
def show_doors(here: AnyVisitor, box: str = "", sent: str = "", fresh: str = "") -> Response:
    """Show the four doors and, below, a postbox with its newest mail, which stays unread."""
    chosen = _chosen(here, box)
    newest = next((one.id for one in here.stage.lines(chosen.key)), None)
    mail = here.stage.open(chosen.key, newest, marks_read=False) if newest else None
    return _show(here, chosen, mail=mail, sent=sent, fresh=bool(fresh))


@router.get("/postbox/{key}/new")
def show_new_mail(here: AnyVisitor, key: BoxKey) -> Response:
    """Show the form for a new mail to the firm."""
    box = _writing_box(here, key)
    text = here.stage.suggestion(key)
    return _show(here, box, typed=Form({"text": [text]}), is_new=True)


@router.post("/postbox/{key}/new")
def write_mail(here: AnyVisitor, key: BoxKey, form: PostedForm) -> Response:
    """Send a new mail as a customer does, over SMTP."""
    box = _writing_box(here, key)
    given = parse(form, _NewMail, here.reader)
    if isinstance(given, FormErrors):
        return _show(here, box, typed=form, errors=given, is_new=True)
    if given.to not in box.departments:
        wrong = FormErrors({"to": here.reader.say(N_("Please choose one of these addresses."))})
        return _show(here, box, typed=form, errors=wrong, is_new=True)
    written = Written(given.text, given.subject, given.to, _files(form))
    said = here.stage.write(key, written)
    if said:
        return _show(here, box, typed=form, errors=_refused(here, said), is_new=True)
    return here.redirect(f"/?box={key}&sent=new#postbox")


@router.get("/postbox/{key}/{mail_id}")
def show_mail(here: AnyVisitor, key: BoxKey, mail_id: MailId) -> Response:
    """Show one mail in its postbox."""
    box = _box(here, key)
    return _show(here, box, mail=_mail(here, box, mail_id))


@router.get("/postbox/{key}/{mail_id}/answer")
def show_answer(here: AnyVisitor, key: BoxKey, mail_id: MailId) -> Response:
    """Show a mail with the form that answers it."""
    box = _box(here, key)
    text = here.stage.suggestion(key, mail_id)
    return _show(here, box, mail=_mail(here, box, mail_id), typed=Form({"text": [text]}))


@router.post("/postbox/{key}/{mail_id}/answer")
def answer(here: AnyVisitor, key: BoxKey, mail_id: MailId, form: PostedForm) -> Response:
    """Send an answer as the person's mail program does, over SMTP."""
    box = _box(here, key)
    mail = _mail(here, box, mail_id)
    given = parse(form, _Answer, here.reader)
    if isinstance(given, FormErrors):
        return _show(here, box, mail=mail, typed=form, errors=given)
    written = Written(given.text, files=_files(form), with_offer=given.with_offer)
    said = here.stage.answer(key, mail_id, written)
    if said:
        return _show(here, box, mail=mail, typed=form, errors=_refused(here, said))
    return here.redirect(f"/?box={key}&sent=answer#postbox")


@router.get("/postbox/{key}/{mail_id}/frame")
def show_frame(here: AnyVisitor, key: BoxKey, mail_id: MailId) -> Response:
    """Give a mail's own HTML for its sandbox; nothing in it runs or loads anything."""
    mail = _mail(here, _box(here, key), mail_id)
    html = _LOGO.sub(_logo_of(mail), mail.html)
    page = (
        _IN_NEW_WINDOWS + html
        if "<head>" not in html
        else html.replace("<head>", f"<head>{_IN_NEW_WINDOWS}", 1)
    )
    return HTMLResponse(page, headers={"Content-Security-Policy": _FRAME_CSP})


@router.get("/postbox/{key}/{mail_id}/raw")
def show_raw(here: AnyVisitor, key: BoxKey, mail_id: MailId) -> Response:
    """Give a mail as it came, byte for byte."""
    mail = _mail(here, _box(here, key), mail_id)
    return PlainTextResponse(mail.raw.decode("utf-8", "replace"))


@router.get("/postbox/{key}/{mail_id}/files/{place}")
def show_file(here: AnyVisitor, key: BoxKey, mail_id: MailId, place: int) -> Response:
    """Give a file of a mail, to be kept and not to be opened here."""
    files = _mail(here, _box(here, key), mail_id).files
    if not 0 <= place < len(files):
        missing()
    named = f"attachment; filename*=UTF-8''{quote(files[place].name, safe='')}"
    headers = {"Content-Disposition": named, "Content-Security-Policy": "sandbox"}
    return Response(files[place].content, headers=headers, media_type="application/octet-stream")


@router.get("/changes")
def show_changes(here: AnyVisitor) -> Response:
    """Tell a waiting page whether anything new has come."""
    return JSONResponse({"stamp": here.stage.stamp()})


@router.post("/start-over")
def start_over(here: AnyVisitor) -> Response:
    """Bring the whole world back to its beginning."""
    here.stage.start_over()
    return here.redirect("/?fresh=yes")


@router.post("/language")
def set_language(here: AnyVisitor, form: PostedForm) -> Response:
    """Change the language of the demo's own pages."""
    response = here.redirect(own_path(form.get("next", "/")))
    chosen = form.get("language")
    if chosen in LANGUAGES:
        response.set_cookie(
            LANGUAGE_COOKIE, chosen, max_age=_A_YEAR_SECONDS, httponly=True, samesite="lax"
        )
    return response


@doors.get("/demo/enter/{secret}")
def enter(here: AnyVisit, secret: str) -> Response:
    """Sign in as the person whose door this is; the secret changes with each start of the demo."""
    seat = here.request.app.state.stage.sit_down(secret)
    if seat is None or seat.tenant != here.tenant:
        missing()
    response = here.redirect(seat.path)
    here.keep_session(response, seat.token, Side(seat.side))
    return response


def _show(
    here: Visitor,
    box: Box,
    *,
    mail: PostMail | None = None,
    typed: Form | None = None,
    errors: FormErrors = NO_ERRORS,
    is_new: bool = False,
    sent: str = "",
    fresh: bool = False,
) -> Response:
    """Render the one page; `typed` is what stands in its form, where it shows one."""
    return here.page(
        "demo/chooser.html",
        status=422 if errors else 200,
        chairs=here.stage.chairs(),
        boxes=here.stage.boxes(),
        box=box,
        lines=here.stage.lines(box.key),
        mail=mail,
        typed=typed,
        errors=errors,
        is_new=is_new,
        sent=sent,
        fresh=fresh,
        stamp=here.stage.stamp(),
    )


def _chosen(here: Visitor, key: str) -> Box:
    boxes = here.stage.boxes()
    return next((one for one in boxes if one.key == key), boxes[0])


def _box(here: Visitor, key: str) -> Box:
    found = next((one for one in here.stage.boxes() if one.key == key), None)
    return found if found is not None else missing()


def _writing_box(here: Visitor, key: str) -> Box:
    box = _box(here, key)
    return box if box.departments else missing()


def _mail(here: Visitor, box: Box, mail_id: int) -> PostMail:
    found = here.stage.open(box.key, mail_id)
    return found if found is not None else missing()


def _files(form: Form) -> tuple[PostFile, ...]:
    return tuple(PostFile(one.name, one.content_type, one.read()) for one in form.files("files"))


def _refused(here: Visitor, said: str) -> FormErrors:
    sentence = here.reader.say(N_("The gateway did not take this mail: %(said)s"), said=said)
    return FormErrors({"text": sentence})


def _logo_of(mail: PostMail) -> str:
    """Put the picture of the tenant into the page, as mail programs show it."""
    return f"data:image/png;base64,{mail.logo}" if mail.logo else "data:,"
