"""What time does to a quote that waits: one reminder, and then somebody else is asked as well."""

from datetime import timedelta
from typing import Any

from tenants import TenantConfig
from tickets.core import Core
from tickets.model.event import EventKind
from tickets.model.judging import Approval, ApprovalState
from tickets.model.reminder import Reminder, ReminderKind
from tickets.model.ticket import Ticket
from tickets.services.approvals import TIMER, because_of, held_message, note_asked
from tickets.services.handling import note
from tickets.services.judging_mails import JudgingPlanner
from tickets.services.notify import Draft
from tickets.services.outbox import Cause, Sender, owe_mails
from tickets.services.reminders import Act, plan_reminder
from tickets.services.values import NewMessage
from tickets.store.absences import away_now
from tickets.store.approvals import (
    agent_recipient,
    find_approval,
    last_deputy_of,
    lock_approval,
)
from tickets.store.audience import Audience, Recipient, audience_of_ticket
from tickets.store.people import look_up
from tickets.store.unit_of_work import ReadUnit, UnitOfWork


def on_approval_due(core: Core, config: TenantConfig, reminder: Reminder) -> Act | None:
    """Remind who was asked; at the second time ask whoever stands in as well."""
    with core.read(config.slug) as unit:
        approval = find_approval(unit, reminder.about_id or 0)
        if approval is None or approval.state != ApprovalState.WAITING:
            return None
        _, new, file_ids = held_message(unit, approval)
        audience = audience_of_ticket(unit, config, approval.ticket_id)
        is_second = approval.reminded_at is not None
        one = (
            _stands_in(unit, config, audience, approval)
            if is_second
            else agent_recipient(unit, config, approval.approver_id)
        )
        before = agent_recipient(unit, config, approval.approver_id)
    if one is None or one.person_id is None:
        return None
    because = dict(approval.proposed_because)
    if is_second:
        because |= {
            "stands_in": "late",
            "absent": before.shown_name if before else "",
            "asked": [*because.get("asked", ()), one.person_id],
        }
    planner = JudgingPlanner(config, core.notices, audience)
    draft = _draft(planner, approval, one, because, new)
    sender = Sender(core.signer, core.instance)
    approver_id = one.person_id

    def act(uow: UnitOfWork, ticket: Ticket) -> None:
        row = lock_approval(uow, approval.id)
        if row is None or row.state != ApprovalState.WAITING:
            return
        row = uow.watch(row)
        pause = max(row.due_at - row.asked_at, timedelta(hours=1))
        if is_second:
            row.approver_id, row.proposed_because = approver_id, because
            row.asked_at, row.due_at = uow.now, uow.now + pause
            note_asked(uow, ticket, row, TIMER, reminds=False)
        else:
            row.reminded_at = uow.now
            content: dict[str, object] = {"approval": row.id, "person": approver_id}
            note(uow, ticket, EventKind.REMINDED, None, content)
            at = uow.now + pause
            plan_reminder(uow, ticket, ReminderKind.APPROVAL, at, about_id=row.id)
        owe_mails(uow, config, sender, [draft], Cause(ticket, file_ids=file_ids))

    return act


def _draft(
    planner: JudgingPlanner,
    approval: Approval,
    one: Recipient,
    because: dict[str, Any],
    new: NewMessage,
) -> Draft:
    said = because_of(because, approval.amount, approval.currency, one.shown_name)
    return planner.approval_request(
        approval.id, one, said, new, is_reminder=approval.reminded_at is None
    )


def _stands_in(
    unit: ReadUnit, config: TenantConfig, audience: Audience, approval: Approval
) -> Recipient | None:
    """Choose who decides in the place of somebody silent: a deputy, who may approve more, a lead.

    Never the author, nobody who is away, and nobody who was asked already.
    """
    away = away_now(unit)
    department = config.department(audience.department)
    leads = department.leads if department else ()
    admins = [one.address for one in config.people if one.role == "admin"]
    addresses = [*approval.proposed_because.get("higher", ()), *leads, *admins]
    ids = [last_deputy_of(unit, approval.approver_id)]
    ids += [known.person_id for one in addresses if (known := look_up(unit, one))]
    asked = {approval.approver_id, approval.author_id}
    asked |= set(approval.proposed_because.get("asked", ()))
    chosen = next((one for one in ids if one and one not in asked and one not in away), None)
    return agent_recipient(unit, config, chosen) if chosen else None
