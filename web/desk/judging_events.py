"""Says in one sentence what approvals and opinions did to a ticket."""

from templates.sentences import N_
from tickets.model.event import Event, EventKind
from web.dependencies import Visit
from web.desk.judging import money
from web.desk.sharing_events import Telling

_ASKED = N_("The quote of %(amount)s waits for %(person)s to approve it")
_AMOUNT_ASKED = N_("A quote waits for %(person)s to say what it costs")
_REMINDED = N_("%(person)s was reminded")
_OUTCOMES = {
    "released": N_("%(actor)s approved the quote of %(amount)s, and it was sent"),
    "corrected": N_("%(actor)s changed and approved the quote, and it was sent"),
    "adjust": N_("%(actor)s approved the quote at %(amount)s"),
    "returned": N_("%(actor)s returned the quote"),
    "withdrawn": N_("%(actor)s took the quote back"),
}
_OPINIONS_ASKED = N_("%(actor)s asked for opinions")
_OPINIONS_CLOSED = N_("%(actor)s waits for no more opinions")
_OPINION_GIVEN = N_("%(person)s gave an opinion")


def judged(here: Visit, event: Event) -> Telling | None:
    """Give the words for an event of this kind; None for any other."""
    content = event.content or {}
    cents = content.get("amount") or 0
    amount = money(here, cents, str(content.get("currency") or "EUR"))
    match EventKind(event.kind):
        case EventKind.APPROVAL_ASKED:
            is_unknown = content.get("code") == "amount_unknown"
            return Telling(_AMOUNT_ASKED if is_unknown else _ASKED, {"amount": amount})
        case EventKind.APPROVAL_DECIDED:
            source = _OUTCOMES.get(str(content.get("outcome")), "")
            return Telling(source, {"amount": amount})
        case EventKind.OPINIONS_ASKED:
            return Telling(_OPINIONS_CLOSED if content.get("closed") else _OPINIONS_ASKED, {})
        case EventKind.OPINION_GIVEN:
            return Telling(_OPINION_GIVEN, {})
        case EventKind.REMINDED if "approval" in content or "round" in content:
            return Telling(_REMINDED, {})
        case _:
            return None
