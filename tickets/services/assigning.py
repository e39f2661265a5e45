"""Sends new tickets where the tenant's rules say, and gives them to whoever's turn it is.

What the rules say is looked up while the notices are planned, and written with the ticket. A turn
is looked at again then: where somebody else took it meanwhile, all is planned anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from tenants import TenantConfig
from tickets.errors import StaleError
from tickets.model.event import Event, EventKind
from tickets.model.ticket import Ticket
from tickets.services.rule_matching import NO_RULE, Asked, Outcome, find_rules
from tickets.services.rule_tasks import add_rule_tasks
from tickets.store.absences import away_now, stand_in
from tickets.store.people import find_by_address
from tickets.store.tenants import departments
from tickets.store.turns import give_turn, hold_turns, next_in_turn
from tickets.store.unit_of_work import ReadUnit, UnitOfWork

BY_RULE = "rule"


@dataclass(frozen=True, slots=True)
class Settled:
    """What is settled before the rules are asked."""

    department: str
    kind: str
    owner_id: int | None = None
    """An agent whose it is already; no rule takes it away."""
    is_by_hand: bool = False
    """Department and kind were chosen by an agent, and stay."""
    is_history: bool = False
    """An old mail: it is sorted, but nobody gets work of it."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """Where a new ticket goes, to whom, and why."""

    before: Settled
    department: str
    kind: str
    owner_id: int | None
    outcome: Outcome = NO_RULE
    is_turn: bool = False
    """The owner is who was next in the department."""
    instead_of: int | None = None
    """Whose it would have been; they are away."""


def assign(unit: ReadUnit, config: TenantConfig, asked: Asked, before: Settled) -> Assignment:
    """Ask the rules about a ticket that is about to be opened; takes no turn."""
    outcome = find_rules(config.rules, asked) if config.rules else NO_RULE
    stays = before.is_by_hand
    department = before.department if stays else outcome.department or before.department
    kind = before.kind if stays else outcome.kind or before.kind
    unowned = Assignment(before, department, kind, before.owner_id, outcome)
    if before.owner_id is not None or before.is_history:
        return unowned
    if outcome.person is not None:
        return _to_person(unit, unowned, outcome.person)
    return _by_turns(unit, unowned) if outcome.by_turns else unowned


def take_turn(uow: UnitOfWork, assignment: Assignment) -> None:
    """Use up the turn that an assignment counts on; raises StaleError where it was given away."""
    if not assignment.is_turn or assignment.owner_id is None:
        return
    department_id = departments(uow)[assignment.department]
    hold_turns(uow, department_id)
    if next_in_turn(uow, department_id) != assignment.owner_id:
        raise StaleError("Somebody else is next by now.")
    give_turn(uow, department_id, assignment.owner_id)


def note_assignment(
    uow: UnitOfWork, config: TenantConfig, ticket: Ticket, assignment: Assignment, way: str
) -> None:
    """Write on a new ticket what the rules did with it and why, and add its tasks."""
    outcome, before = assignment.outcome, assignment.before
    if not outcome.names:
        return
    reason = {"by": BY_RULE, "rule": outcome.reason, "way": way}
    is_owned = assignment.owner_id is not None and before.owner_id is None
    if assignment.kind != before.kind:
        _note(uow, ticket, EventKind.KIND_SET, {**reason, "kind": assignment.kind})
    is_moved = assignment.department != before.department
    if is_moved or not (is_owned or assignment.kind != before.kind):
        # Where nothing else tells of the rule, this does.
        place = {**reason, "department": assignment.department}
        _note(uow, ticket, EventKind.DEPARTMENT_SET, place)
    if is_owned:
        content: dict[str, object] = {**reason, "owner": assignment.owner_id, "before": None}
        content |= {"is_turn": True} if assignment.is_turn else {}
        content |= {"person": assignment.instead_of} if assignment.instead_of else {}
        _note(uow, ticket, EventKind.OWNER_SET, content)
    if not before.is_history:
        add_rule_tasks(uow, config, ticket, outcome.tasks)


def _to_person(unit: ReadUnit, unowned: Assignment, address: str) -> Assignment:
    """Give it to the person, to their deputy, or to whoever is next; else to the department."""
    known = find_by_address(unit, address)
    if known is None or not known.person.is_active:
        return unowned
    wanted = known.person.id
    owner_id = stand_in(away_now(unit), wanted)
    if owner_id is None:
        return _by_turns(unit, unowned, instead_of=wanted)
    return _owned(unowned, owner_id, instead_of=None if owner_id == wanted else wanted)


def _by_turns(unit: ReadUnit, unowned: Assignment, *, instead_of: int | None = None) -> Assignment:
    department_id = departments(unit).get(unowned.department)
    owner_id = next_in_turn(unit, department_id) if department_id is not None else None
    if owner_id is None:
        return unowned
    return _owned(unowned, owner_id, instead_of=instead_of, is_turn=True)


def _owned(
    unowned: Assignment, owner_id: int, *, instead_of: int | None, is_turn: bool = False
) -> Assignment:
    return replace(unowned, owner_id=owner_id, is_turn=is_turn, instead_of=instead_of)


def _note(uow: UnitOfWork, ticket: Ticket, kind: EventKind, content: Mapping[str, object]) -> None:
    uow.add(Event.chained(ticket, kind, uow.now, content=dict(content)))
