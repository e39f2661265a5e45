"""Asks the tenant's rules where a mail that opens a ticket goes, before anything is rendered."""

from dataclasses import replace

from mailgw.entry import Case
from mailgw.rules.assigning import asked_of, settled_by
from mailgw.rules.disposition import Deliver, OpenTicket
from tickets.services.assigning import Assignment, assign
from tickets.store.audience import Recipient, recipient_of
from tickets.store.turns import firm_of
from tickets.store.unit_of_work import ReadUnit


def place_mail(
    unit: ReadUnit, case: Case, deliver: Deliver, effect: OpenTicket
) -> tuple[Deliver, OpenTicket, Assignment, Recipient | None]:
    """Give the decision as the rules complete it, what they said, and who the owner will be."""
    config = case.facts.config
    before = settled_by(effect, is_history=case.arrival.sends_nothing)
    company = firm_of(unit, effect.requester.address) if config.rules else ""
    asked = asked_of(case.mail, case.facts, effect, company)
    assignment = assign(unit, config, asked, before)
    owner_id = assignment.owner_id
    owner = recipient_of(unit, config, owner_id) if owner_id is not None else None
    placed = replace(
        effect, department=assignment.department, kind=assignment.kind, owner_id=owner_id
    )
    reason = assignment.outcome.reason
    why = f"{deliver.why} The rule “{reason}” says where it goes." if reason else deliver.why
    return replace(deliver, why=why, effect=placed), placed, assignment, owner
