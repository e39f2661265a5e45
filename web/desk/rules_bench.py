"""The tenant's rules in words, and a bench to try them on a mail."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import Response

from templates.languages import speaker_of
from templates.sentences import N_
from tenants.work import Rule
from tickets.errors import NotFoundError, ReadingError, TemporaryError
from tickets.ports import MailRoom, RuleTrial
from tickets.store.faces import find_faces
from tickets.store.ledger import LedgerFilter, page_of_ledger
from web.dependencies import AdminVisit, Visit
from web.desk.addresses import read_id
from web.desk.framed import framed_page
from web.desk.words import department_name, kind_name
from web.forms import Form, PostedForm
from web.pages import speaks

router = APIRouter()
HERE = "/admin/rules"
_RECENT = 20
_CONDITIONS = {
    "addresses": N_("sent to %(entries)s"),
    "kinds": N_("of the kind %(entries)s"),
    "companies": N_("from the company %(entries)s"),
    "domains": N_("from the domain %(entries)s"),
    "words": N_("with the word %(entries)s"),
    "languages": N_("written in %(entries)s"),
}
_LISTS = {
    "address": "addresses",
    "kind": "kinds",
    "company": "companies",
    "domain": "domains",
    "word": "words",
    "language": "languages",
}
"""The list of a condition that each sort of hit comes from."""
_BUSY = N_("Several mails are being looked at just now. Please load the page again in a moment.")
_UNREADABLE = N_("This mail could not be read: it passes a limit that protects everybody else.")


@dataclass(frozen=True, slots=True)
class RuleLine:
    """A rule in words."""

    name: str
    when: Sequence[str]
    what: Sequence[str]
    goes_on: bool


@dataclass(frozen=True, slots=True)
class TrialWords:
    """What the rules make of a mail, in words."""

    trial: RuleTrial
    hits: Sequence[tuple[str, str]]
    """(rule, why it fits)"""
    department: str
    kind: str
    whose: str


@router.get(HERE)
def rules(here: AdminVisit) -> Response:
    """List the rules, and offer to try them."""
    return _page(here)


@router.post(HERE)
def try_rules(here: AdminVisit, form: PostedForm) -> Response:
    """Try the rules on a mail that came in lately, or on a file; nothing is stored."""
    room = here.site.mail_room
    if room is None:
        here.missing()
    try:
        trial = _trial(here, room, form)
    except NotFoundError:
        here.missing()
    except ReadingError:
        return _page(here, trouble=here.say(_UNREADABLE), status=422)
    except TemporaryError:
        return _page(here, trouble=here.say(_BUSY), status=503)
    if trial is None:
        trouble = here.say("Please choose a mail or a file first.")
        return _page(here, trouble=trouble, status=422)
    return _page(here, trial=trial, chosen=read_id(form.get("mail")))


def _trial(here: Visit, room: MailRoom, form: Form) -> RuleTrial | None:
    files = form.files("file")
    if files:
        raw = files[0].read()
        return room.try_rules_on(here.tenant, raw) if raw else None
    mail_id = read_id(form.get("mail"))
    return room.try_rules(here.tenant, mail_id) if mail_id else None


def _page(
    here: Visit,
    *,
    trial: RuleTrial | None = None,
    chosen: int = 0,
    trouble: str = "",
    status: int = 200,
) -> Response:
    with here.read() as unit:
        recent, _ = page_of_ledger(unit, LedgerFilter())
        wanted = [trial.instead_of] if trial and trial.instead_of else []
        names = {face.id: face.shown_name for face in find_faces(unit, wanted).values()}
    return framed_page(
        here,
        "admin/rules.html",
        HERE,
        status=status,
        rules=[_line(here, one) for one in here.config.rules],
        recent=recent[:_RECENT],
        chosen=chosen,
        trouble=trouble,
        found=_words(here, trial, names) if trial else None,
    )


def _line(here: Visit, rule: Rule) -> RuleLine:
    when = [
        here.say(source, entries=_either(here, name, getattr(rule.when, name)))
        for name, source in _CONDITIONS.items()
        if getattr(rule.when, name)
    ]
    what: list[str] = []
    if rule.department:
        what.append(here.say("goes to %(place)s", place=department_name(here, rule.department)))
    if rule.kind:
        what.append(here.say("becomes: %(kind)s", kind=kind_name(here, rule.kind)))
    if rule.person:
        agent = here.config.agent_by_address(rule.person)
        name = agent.name if agent else rule.person
        what.append(here.say("is given to %(name)s", name=name))
    if rule.by_turns:
        what.append(here.say("is given to whoever is next in the department"))
    what += [
        here.say("gets the task “%(title)s”", title=one.title_in(here.language))
        for one in rule.tasks
    ]
    return RuleLine(rule.name, when, what, rule.goes_on)


def _either(here: Visit, name: str, entries: Sequence[str]) -> str:
    return speaker_of(here.language).one_of([_entry(here, name, one) for one in entries])


def _entry(here: Visit, name: str, entry: str) -> str:
    """Set one entry of a list: what has a name of its own by this, all else as it is written."""
    if name == "kinds":
        return kind_name(here, entry)
    if name == "languages":
        return speaks(entry)
    return here.say("“%(words)s”", words=entry)


def _words(here: Visit, trial: RuleTrial, names: dict[int, str]) -> TrialWords:
    return TrialWords(
        trial=trial,
        hits=[(rule, _why(here, what, entry)) for rule, what, entry in trial.hits],
        department=department_name(here, trial.department),
        kind=kind_name(here, trial.kind) if trial.kind else "",
        whose=_whose(here, trial, names),
    )


def _why(here: Visit, what: str, entry: str) -> str:
    name = _LISTS[what]
    return here.say(_CONDITIONS[name], entries=_entry(here, name, entry))


def _whose(here: Visit, trial: RuleTrial, names: dict[int, str]) -> str:
    if not trial.owner:
        return here.say("nobody yet, the whole department is told")
    if trial.instead_of is not None:
        person = names.get(trial.instead_of, "?")
        return here.say("%(name)s, as %(person)s is away", name=trial.owner, person=person)
    if trial.is_turn:
        return here.say("%(name)s, whose turn it is", name=trial.owner)
    return trial.owner
