"""One mail that came in: what became of it and why, what it says, and its bytes as received."""

from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import Response
from markupsafe import Markup

from templates.sentences import N_
from tickets.errors import NotFoundError, ReadingError, TemporaryError
from tickets.ports import Explained, MailRoom, ReadMail
from tickets.store.unit_of_work import ReadUnit
from tickets.text.sanitize import without_pictures
from web.admin.reasons import DECISIONS, FACTS, REASONS, WRITERS
from web.admin.shown import ArrivalLine, find_line, recipients_of
from web.dependencies import LeadVisit, RowId, Visit
from web.desk.framed import framed_page

router = APIRouter()

FRAME_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'; sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox"
)
"""What a mail's own HTML may do in its frame: be looked at, without any picture (P12)."""
_SHOWN_CHARACTERS = 200_000
_ASKED = ("release", "drop")
_GONE = N_("The bytes of this mail are not there any more.")
_BUSY = N_("Several mails are being looked at just now. Please load the page again in a moment.")
_UNREADABLE = N_("This mail could not be read: it passes a limit that protects everybody else.")


People = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Content:
    """What can be shown of a mail, or why nothing can."""

    mail: ReadMail | None = None
    to: People = ()
    cc: People = ()
    explained: Explained | None = None
    trouble: str = ""


@router.get("/admin/mails/{mail_id}")
def mail(here: LeadVisit, mail_id: RowId) -> Response:
    """Show a mail with its decision and what can be done about it."""
    line = _find(here, mail_id)
    content = _content(here, mail_id)
    asked = here.request.query_params.get("ask", "")
    return framed_page(
        here,
        "admin/mail.html",
        "/admin/held" if line.waits else "/admin/ledger",
        line=line,
        content=content,
        facts=_facts(here, content.explained),
        decision=_decision(here, content.explained),
        asked=asked if asked in _ASKED and line.waits else "",
        shown_characters=_SHOWN_CHARACTERS,
    )


@router.get("/admin/mails/{mail_id}/raw")
def raw(here: LeadVisit, mail_id: RowId) -> Response:
    """Give the bytes as received, to be kept and never run (P13)."""
    line = _find(here, mail_id)
    try:
        content = here.core.blobs.get(here.tenant, line.row.raw_sha256)
    except NotFoundError:
        here.missing()
    return Response(
        content,
        media_type="application/octet-stream",
        headers={
            "Content-Disposition": f'attachment; filename="mail-{mail_id}.eml"',
            "Content-Security-Policy": "sandbox; default-src 'none'",
        },
    )


@router.get("/admin/mails/{mail_id}/frame")
def frame(here: LeadVisit, mail_id: RowId) -> Response:
    """Give a mail's own HTML, sanitised, for the frame of its page."""
    _find(here, mail_id)
    content = _content(here, mail_id, explains=False)
    if content.mail is None or content.mail.html is None:
        here.missing()
    body = Markup(without_pictures(content.mail.html))  # noqa: S704 - sanitised when it was read
    response = here.page("portal/frame.html", body=body, held_back=0, message_id=0)
    response.headers["Content-Security-Policy"] = FRAME_POLICY
    return response


def mail_room(here: Visit) -> MailRoom:
    """Give what answers for the gateway."""
    room = here.site.mail_room
    assert room is not None
    return room


def _find(here: Visit, mail_id: int) -> ArrivalLine:
    """Find a mail; who leads a department sees what waits, administrators see all."""
    line = find_line(here, mail_id)
    if not line.waits and not here.me.is_admin:
        here.missing()
    return line


def _content(here: Visit, mail_id: int, *, explains: bool = True) -> Content:
    room = mail_room(here)
    try:
        read = room.read(here.tenant, mail_id)
        explained = room.explain(here.tenant, mail_id) if explains else None
    except NotFoundError:
        return Content(trouble=here.say(_GONE))
    except ReadingError:
        return Content(trouble=here.say(_UNREADABLE))
    except TemporaryError:
        return Content(trouble=here.say(_BUSY))
    with here.read() as unit:
        to, cc = (_shown_people(here, unit, one) for one in (read.to, read.cc))
    return Content(read, to, cc, explained)


def _shown_people(here: Visit, unit: ReadUnit, people: People) -> People:
    """Give names and addresses without the secret of a reply address."""
    names = recipients_of(here, unit, [address for _, address in people])
    return tuple((name, shown) for (name, _), shown in zip(people, names, strict=True))


def _decision(here: Visit, explained: Explained | None) -> tuple[str, str]:
    """Say what the rules would decide, and why."""
    if explained is None:
        return "", ""
    reason = REASONS.get(explained.rule)
    why = here.say(reason.what) if reason else explained.why
    return here.say(DECISIONS[explained.decision]), why


def _facts(here: Visit, explained: Explained | None) -> list[tuple[str, str]]:
    """Name the facts that the rules looked at; those with nothing to say are left out."""
    if explained is None:
        return []
    shown = []
    for code, value in explained.facts:
        said = value
        if code == "writer":
            said = here.say(WRITERS[value])
        elif code == "departments":
            said = ", ".join(_department(here, one) for one in value.split(", "))
        shown.append((here.say(FACTS[code]), said or here.say("nothing")))
    return shown


def _department(here: Visit, named: str) -> str:
    """Give an address as it is, and a department's short name as its name."""
    department = here.config.department(named)
    return department.name_in(here.language) if department else named
