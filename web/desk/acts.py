"""Action links of mails to agents: GET shows a page and changes nothing, POST acts.

No session is needed and none is opened: the link is good for one agent and one thing. Only who
decides about a quote has to be signed in, since everybody who is forwarded the mail has the link.
"""

from datetime import date, timedelta

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy.exc import IntegrityError

from templates.judging_sentences import REFUSALS
from templates.sentences import N_
from tickets.errors import RefusedError, StaleError, TemporaryError
from tickets.services.acts import Act, Ask, Give, Rest, SendBack, Settle, do_act, evening_of
from tickets.services.approval_decisions import Choice, Decision, UndecidedError
from tickets.services.approval_effects import decide
from tickets.services.conversation import lock_ticket
from tickets.services.opinions import write_opinion
from tickets.services.rights import Action, NotAllowedError
from tickets.services.snoozing import bring_back
from tickets.services.tasks import BlockedError, By, TaskMovedError
from web.dependencies import AnyVisit, Visit
from web.desk.act_view import Shown, as_agent, look
from web.desk.addresses import ToAgent, ToDepartment, read_id, read_target
from web.desk.days import chosen_moment, presets, read_day
from web.desk.refusals import refusal
from web.forms import Form, PostedForm

router = APIRouter()
_LONGEST = 20_000
_FORBIDDEN, _CONFLICT, _UNFIT = 403, 409, 422
_JUDGING = ("approve", "return")
_USUAL = timedelta(days=3)
"""How long colleagues are given to answer where nobody says."""
_SAID = {
    "take": N_("It is yours now."),
    "assign": N_("Handed over."),
    "done": N_("Done."),
    "reopen": N_("Open again."),
    "give_back": N_("It is nobody's now, and the whole department sees it."),
    "send_back": N_("Sent back; who gave it to you sees your reason on the board."),
    "snooze": N_("It rests until then, or until somebody writes."),
    "wake": N_("Back in the lists."),
    "ask": N_("Asked. You hear of it when everybody has answered."),
    "approve": N_("Approved; the quote is on its way."),
    "return": N_("Returned; it is a task of its author now."),
    "opinion": N_("Thank you. Your opinion stands on the ticket, for colleagues alone."),
}
"""What was done, by the verb of the form."""
_WHO_DECIDES = N_("Nothing was decided: please sign in as %(name)s first.")
_NOTHING = N_("Nothing was changed: please fill in what belongs to it.")


@router.get("/act/")
def no_secret(here: AnyVisit) -> Response:
    """Lead on whoever has an address without its secret, as quoted mails hold it."""
    return here.redirect("/")


@router.get("/act/{token}")
def show(here: AnyVisit, token: str) -> Response:
    """Show the thing with a form for each act; nothing is used up and nothing changes."""
    shown = look(here, token)
    if shown is None:
        return _unknown(here, token)
    said = _SAID.get(here.request.query_params.get("told", ""), "")
    return _page(as_agent(here, shown), token, shown, said=said)


@router.post("/act/{token}")
def act(here: AnyVisit, token: str, form: PostedForm) -> Response:
    """Act with the rights that the link's agent has now, or say why not."""
    shown = look(here, token)
    if shown is None:
        return _unknown(here, token)
    mine = as_agent(here, shown)
    if form.get("stand") != shown.stand:
        return _overtaken(mine, token, shown)
    return _try(mine, token, shown, form)


def _try(mine: Visit, token: str, shown: Shown, form: Form) -> Response:
    """Do what a form asks for, or show the page again with the sentence that says why not."""
    do = form.get("do")
    if do in _JUDGING and shown.may_judge and not shown.is_signed_in:
        name = shown.handle.who.shown_name
        return _refused(mine, token, mine.say(_WHO_DECIDES, name=name), status=_FORBIDDEN)
    try:
        is_done = _do(mine, shown, do, form)
    except UndecidedError as error:
        return _refused(mine, token, mine.say(REFUSALS[error.code]))
    except (NotAllowedError, BlockedError, TaskMovedError) as error:
        return _refused(mine, token, refusal(mine, error))
    except (StaleError, IntegrityError):  # somebody was faster by a moment
        return _overtaken(mine, token, look(mine, token) or shown)
    except (RefusedError, TemporaryError):
        is_done = False
    if not is_done:
        return _refused(mine, token, mine.say(_NOTHING), status=_UNFIT)
    return mine.redirect(f"/act/{token}?told={do}")


def _do(here: Visit, shown: Shown, do: str, form: Form) -> bool:
    """Do what a form asks for; False where it does not say what."""
    by = By(here.me, "mail")
    handle = shown.handle
    said = form.get("said").strip()[:_LONGEST]
    match do:
        case "approve" | "return" if shown.approval is not None:
            choice = Choice.APPROVE if do == "approve" else Choice.RETURN
            signed = By(here.me, "web")
            decide(here.core, here.config, handle.about_id, Decision(choice, said=said), signed)
            return True
        case "opinion" if shown.opinion is not None and said:
            write_opinion(here.core, here.config, handle.about_id, said, by)
            return True
        case "wake" if Action.SNOOZE in shown.can:
            with here.write() as uow:
                ticket = lock_ticket(uow, handle.ticket_id)
                return bring_back(uow, ticket, here.me.person_id, "mail")
    wanted = _wanted(here, shown, do, form)
    if wanted is not None:
        seen_seq = shown.ticket.last_event_seq
        do_act(here.core, here.config, handle.ticket_id, wanted, by, seen_seq=seen_seq)
    return wanted is not None


def _wanted(here: Visit, shown: Shown, do: str, form: Form) -> Act | None:
    """Read a form as an act; None for what is none."""
    task_id = shown.task.id if shown.task is not None else None
    match do:
        case "take":
            return Give(here.me.person_id, task_id=task_id)
        case "give_back":
            return Give() if task_id is None else None
        case "assign":
            return _given(form, task_id)
        case "done" | "reopen":
            return Settle(is_done=do == "done", task_id=task_id)
        case _:
            return _worded(here, shown, do, form)


def _given(form: Form, task_id: int | None) -> Act | None:
    match read_target(form.get("to")):
        case ToAgent(person_id):
            return Give(person_id, task_id=task_id)
        case ToDepartment(slug):
            return Give(department=slug, task_id=task_id)
        case _:
            return None


def _worded(here: Visit, shown: Shown, do: str, form: Form) -> Act | None:
    """Read the forms that take words or a day."""
    said = form.get("said").strip()[:_LONGEST]
    match do:
        case "send_back" if shown.task is not None and said:
            return SendBack(shown.task.id, said)
        case "snooze":
            at = chosen_moment(here, form.get("until"), form.get("day"))
            return Rest(at) if at is not None else None
        case "ask" if said:
            people = tuple(one for one in map(read_id, form.all("person")) if one)
            day = read_day(form.get("day")) or _in_three_days(here)
            return Ask(people, said, evening_of(day, here.config))
        case _:
            return None


def _in_three_days(here: Visit) -> date:
    return here.reader.now.astimezone(here.reader.zone).date() + _USUAL


def _unknown(here: Visit, token: str) -> Response:
    """Answer alike for a link that never was, one that is over and one whose agent has left."""
    return here.page("sign_in/spent.html", status=404, kind="action", token=token, state="unknown")


def _overtaken(here: Visit, token: str, shown: Shown) -> Response:
    """Say that somebody was faster, and show how it stands now."""
    name = shown.holder.shown_name if shown.holder is not None and not shown.is_mine else ""
    sentence = (
        here.say("Somebody was faster: %(name)s has it now.", name=name)
        if name
        else here.say("It has changed since you opened this page; this is how it stands now.")
    )
    return _page(here, token, shown, trouble=sentence, status=_CONFLICT)


def _refused(here: Visit, token: str, sentence: str, *, status: int = _CONFLICT) -> Response:
    shown = look(here, token)
    if shown is None:
        return _unknown(here, token)
    return _page(as_agent(here, shown), token, shown, trouble=sentence, status=status)


def _page(
    here: Visit, token: str, shown: Shown, *, said: str = "", trouble: str = "", status: int = 200
) -> Response:
    return here.page(
        "desk/act.html",
        status=status,
        # Nobody is signed in here, whatever the agent may do.
        viewer=None,
        token=token,
        shown=shown,
        can={str(one).removeprefix("task_") for one in shown.can},
        do=here.request.query_params.get("do", ""),
        said=here.say(said) if said else "",
        trouble=trouble,
        days=presets(here),
        departments=here.config.departments,
    )
