"""The pages on which quotes are approved, changed, returned or taken back."""

from fastapi import APIRouter
from fastapi.responses import Response

from templates.judging_sentences import REFUSALS
from tickets.errors import TemporaryError
from tickets.services.amounts import Amount, read_given
from tickets.services.approval_decisions import (
    Choice,
    Decision,
    Outcome,
    UndecidedError,
    may_judge,
)
from tickets.services.approval_effects import decide
from tickets.services.tasks import By
from tickets.store.approvals import approvals_around, find_approval
from tickets.store.desk_parts import sees_ticket, ticket_by_id
from tickets.store.opinions import opinions_wanted_of
from web.dependencies import AgentVisit, RowId, Visit
from web.desk.judging import card_of, money
from web.desk.sidebar import sidebar_of
from web.desk.told import told
from web.forms import NO_ERRORS, Form, FormErrors, PostedForm

router = APIRouter()

LIST = "/desk/approvals"
_LONGEST = 50_000
_FIELDS = {
    "no_reason": "said",
    "no_amount": "amount",
    "no_change": "amount",
    "other_currency": "amount",
    "above_band": "amount",
}
_EMPTY = Form()


@router.get("/desk/approvals")
def waiting(here: AgentVisit) -> Response:
    """List what waits for the viewer: quotes to decide, opinions to give, quotes of their own."""
    with here.read() as unit:
        lines = approvals_around(unit, here.me.person_id, is_admin=here.me.is_admin)
        wanted = opinions_wanted_of(unit, here.me.person_id)
        sidebar = sidebar_of(here, unit, LIST)
    mine = [one for one in lines if one.approval.author_id == here.me.person_id]
    return here.page(
        "desk/approvals.html",
        sidebar=sidebar,
        told=told(here),
        to_decide=[one for one in lines if one not in mine],
        mine=mine,
        wanted=wanted,
        amounts={
            one.approval.id: money(here, one.approval.amount, one.approval.currency)
            for one in lines
            if one.approval.amount
        },
    )


@router.get("/desk/approvals/{approval_id}")
def approval(here: AgentVisit, approval_id: RowId) -> Response:
    """Show a quote that waits, and the forms that decide about it."""
    return _page(here, approval_id, _EMPTY, NO_ERRORS)


@router.post("/desk/approvals/{approval_id}")
def judge(here: AgentVisit, approval_id: RowId, form: PostedForm) -> Response:
    """Decide about a quote."""
    with here.read() as unit:
        found = find_approval(unit, approval_id)
    if found is None or not _concerns(here, found.author_id, may=may_judge(found, here.me)):
        here.missing()
    amount = read_given(form.get("amount")) if form.get("amount").strip() else None
    decision = _decision(form, amount)
    if decision is None or (amount is None and form.get("amount").strip()):
        code = "no_amount" if form.get("amount").strip() else "no_change"
        return _refused(here, approval_id, form, code)
    try:
        judged = decide(here.core, here.config, approval_id, decision, By(here.me, "web"))
    except UndecidedError as refused:
        return _refused(here, approval_id, form, refused.code)
    except TemporaryError:
        return here.redirect(f"{LIST}/{approval_id}?told=busy")
    return here.redirect(_where(here, judged.ticket_id, judged.outcome))


def _decision(form: Form, amount: Amount | None) -> Decision | None:
    said = form.get("said").strip()[:_LONGEST]
    match form.get("do"):
        case "approve":
            return Decision(Choice.APPROVE, said=said)
        case "change":
            text = form.get("text").strip("\n")[:_LONGEST]
            return Decision(Choice.APPROVE, amount, text or None, said)
        case "return":
            return Decision(Choice.RETURN, said=said)
        case "amount":
            return Decision(Choice.AMOUNT, amount)
        case "withdraw":
            return Decision(Choice.WITHDRAW)
        case _:
            return None


def _concerns(here: Visit, author_id: int, *, may: bool) -> bool:
    return may or author_id == here.me.person_id


def _refused(here: Visit, approval_id: int, form: Form, code: str) -> Response:
    sentence = here.say(REFUSALS[code])
    return _page(here, approval_id, form, FormErrors({_FIELDS.get(code, "form"): sentence}))


def _page(here: Visit, approval_id: int, form: Form, errors: FormErrors) -> Response:
    with here.read() as unit:
        found = find_approval(unit, approval_id)
        if found is None:
            here.missing()
        seen = sees_ticket(unit, here.me, found.ticket_id)
        if not seen and not _concerns(here, found.author_id, may=may_judge(found, here.me)):
            here.missing()
        card = card_of(here, unit, found)
        number = ticket_by_id(unit, found.ticket_id).number
        sidebar = sidebar_of(here, unit, LIST)
    status = 200 if not errors else (409 if errors.of("form") else 422)
    return here.page(
        "desk/approval.html",
        status=status,
        sidebar=sidebar,
        told=told(here),
        card=card,
        number=number,
        sees_ticket=seen,
        form=form,
        errors=errors,
    )


def _where(here: Visit, ticket_id: int, outcome: Outcome) -> str:
    """Lead to the ticket where the viewer sees it, else to what still waits."""
    code = f"quote_{outcome}"
    with here.read() as unit:
        seen = sees_ticket(unit, here.me, ticket_id)
        number = ticket_by_id(unit, ticket_id).number
    return f"/desk/tickets/{number}?told={code}" if seen else f"{LIST}?told={code}"
