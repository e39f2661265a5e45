"""Tries a tenant's rules on a mail: which fit and why, and whose the ticket would be.

Nothing is stored, nobody is told, and no turn is used up.
"""

from mailgw.entry import Case
from mailgw.mime.mail import ParsedMail
from mailgw.placing import place_mail
from mailgw.rules.decide import decide
from mailgw.rules.disposition import Bounce, Deliver, Disposition, Drop, Hold, OpenTicket
from mailgw.rules.facts import Facts, gather
from mailgw.rules.opening import open_ticket
from mailgw.rules.thread import NoTicket, match
from stafette.decisions import judgement_now
from tickets.core import Core
from tickets.model.mail import InboundMail, Way
from tickets.ports import RuleTrial
from tickets.store.tenants import load_config
from tickets.store.unit_of_work import ReadUnit

_NAMES = {Deliver: "deliver", Bounce: "bounce", Drop: "drop", Hold: "hold"}


def try_mail(
    core: Core, tenant: str, mail: ParsedMail, raw: bytes, arrival: InboundMail | None = None
) -> RuleTrial:
    """Say what the tenant's rules make of a mail; one without an arrival came in just now."""
    arrival = arrival or InboundMail(
        id=0, way=Way.INGEST, envelope_to=[], peer="", verdict="", sends_nothing=False
    )
    with core.read(tenant) as unit:
        config = load_config(unit)
        judgement = judgement_now(config, arrival, mail, raw)
        facts = gather(unit, config, arrival, mail, judgement=judgement, instance=core.instance)
        disposition = decide(mail, facts, match(facts))
        opening = _opening(mail, facts, disposition)
        trial = RuleTrial(
            decision=_NAMES[type(disposition)],
            why=disposition.why,
            opens_ticket=isinstance(disposition, Deliver)
            and isinstance(disposition.effect, OpenTicket),
            subject=mail.subject,
        )
        return _placed(unit, Case(arrival, mail, facts), trial, opening) if opening else trial


def _opening(mail: ParsedMail, facts: Facts, disposition: Disposition) -> Deliver | None:
    """Give the decision, or where it opens no ticket the one that would."""
    if isinstance(disposition, Deliver) and isinstance(disposition.effect, OpenTicket):
        return disposition
    return open_ticket(mail, facts, NoTicket()) if facts.writer is not None else None


def _placed(unit: ReadUnit, case: Case, trial: RuleTrial, opening: Deliver) -> RuleTrial:
    assert isinstance(opening.effect, OpenTicket)
    _, effect, assignment, owner = place_mail(unit, case, opening, opening.effect)
    outcome = assignment.outcome
    language = case.facts.config.language
    return RuleTrial(
        decision=trial.decision,
        why=trial.why,
        opens_ticket=trial.opens_ticket,
        rules=outcome.names,
        hits=tuple((one.rule, one.what, one.entry) for one in outcome.hits),
        subject=trial.subject,
        department=effect.department,
        kind=effect.kind,
        owner=owner.shown_name if owner else "",
        is_turn=assignment.is_turn,
        instead_of=assignment.instead_of,
        tasks=tuple(one.title_in(language) for one in outcome.tasks),
    )
