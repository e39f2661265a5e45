"""What agents decide about a ticket: whose it is, where it belongs, and whether it is done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tenants import TenantConfig
from tickets.core import Core
from tickets.model.event import Event, EventKind
from tickets.model.people import ParticipantRole
from tickets.model.task import Blocks
from tickets.model.ticket import Ticket, TicketState
from tickets.model.viewer import Viewer
from tickets.services.checklists import add_checklist
from tickets.services.conversation import present_participants
from tickets.services.learning import learn_kind
from tickets.services.notify import Draft, Planner
from tickets.services.outbox import Cause, Sender, owe_mails
from tickets.services.people import join
from tickets.services.tasks import refuse_blocked
from tickets.store.audience import audience_of_department, audience_of_ticket
from tickets.store.tenants import load_config
from tickets.store.unit_of_work import UnitOfWork


def plan_handing_over(
    core: Core, config: TenantConfig, ticket_id: int, viewer: Viewer, owner_id: int
) -> list[Draft]:
    """Render the word to a new owner; none to whoever takes a ticket for themselves."""
    if owner_id == viewer.person_id:
        return []
    with core.read(config.slug) as unit:
        audience = audience_of_ticket(unit, config, ticket_id)
        everybody = [
            one
            for department in config.departments
            for one in audience_of_department(unit, config, department.slug).members
        ]
    found = audience.find(owner_id)
    owner = found or next((one for one in everybody if one.person_id == owner_id), None)
    if owner is None:
        return []
    planner = Planner(config, core.notices, audience)
    return [planner.handed_over(owner, ParticipantRole.OWNER, viewer.shown_name)]


@dataclass(frozen=True, slots=True)
class Move:
    """A ticket about to go to another department, the words to its members rendered."""

    drafts: tuple[Draft, ...]
    keeps_owner: bool
    """Its owner works in the new department as well."""


def plan_moving(
    core: Core, config: TenantConfig, ticket_id: int, viewer: Viewer, department: str
) -> Move:
    """Render the word to the members of a department that a ticket comes to without an owner."""
    with core.read(config.slug) as unit:
        audience = audience_of_ticket(unit, config, ticket_id)
        members = audience_of_department(unit, config, department).members
    if audience.owner_id is not None and any(one.person_id == audience.owner_id for one in members):
        return Move((), keeps_owner=True)
    planner = Planner(config, core.notices, audience)
    drafts = [
        planner.handed_over(one, None, viewer.shown_name)
        for one in members
        if one.person_id != viewer.person_id
    ]
    return Move(tuple(drafts), keeps_owner=False)


def tell(
    uow: UnitOfWork, core: Core, config: TenantConfig, ticket: Ticket, drafts: Sequence[Draft]
) -> None:
    """Owe the planned words about a ticket."""
    owe_mails(uow, config, Sender(core.signer, core.instance), drafts, Cause(ticket))


def set_owner(
    uow: UnitOfWork, ticket: Ticket, owner_id: int | None, by: int, *, way: str = "web"
) -> bool:
    """Give a ticket to an agent or to nobody; False where it is so already.

    Whoever had it follows it from now on.
    """
    if ticket.owner_id == owner_id:
        return False
    present = present_participants(uow, ticket)
    before = present.get(ticket.owner_id or 0)
    if before is not None and before.role == ParticipantRole.OWNER:
        before.role = ParticipantRole.FOLLOWER
    if owner_id is not None:
        join(uow, ticket, owner_id, ParticipantRole.OWNER, present)
    content = {"owner": owner_id, "before": ticket.owner_id, "by": "handing over", "way": way}
    ticket.owner_id = owner_id
    note(uow, ticket, EventKind.OWNER_SET, by, content)
    return True


def set_department(
    uow: UnitOfWork,
    ticket: Ticket,
    department: tuple[int, str],
    by: int,
    *,
    keeps_owner: bool,
    way: str = "web",
) -> bool:
    """Move a ticket to another department, given by id and slug; False where it is there."""
    department_id, slug = department
    if ticket.department_id == department_id:
        return False
    content = {"department": slug, "before": ticket.department_id, "way": way}
    ticket.department_id = department_id
    note(uow, ticket, EventKind.DEPARTMENT_SET, by, content)
    if not keeps_owner:
        set_owner(uow, ticket, None, by, way=way)
    return True


def set_kind(uow: UnitOfWork, ticket: Ticket, kind: str, by: int, *, way: str = "web") -> bool:
    """Say what sort of matter it is, and learn from it; False where that was said already."""
    if ticket.kind == kind:
        return False
    learn_kind(uow, ticket, kind, ticket.kind)
    content = {"kind": kind, "before": ticket.kind, "way": way}
    ticket.kind = kind
    note(uow, ticket, EventKind.KIND_SET, by, content)
    add_checklist(uow, load_config(uow), ticket)
    return True


def set_done(
    uow: UnitOfWork,
    ticket: Ticket,
    by: int,
    *,
    is_done: bool,
    message_id: int | None = None,
    way: str = "web",
) -> bool:
    """Finish or reopen a ticket; False where it is so already.

    `message_id` names the message that it is done with, so that both can be taken back together.
    Raises BlockedError while steps of its checklist come first.
    """
    if (ticket.state == TicketState.DONE) == is_done:
        return False
    if is_done:
        refuse_blocked(uow, ticket.id, Blocks.CLOSING)
    before = ticket.state
    ticket.state = TicketState.DONE if is_done else TicketState.OPEN
    ticket.done_at = uow.now if is_done else None
    ticket.snoozed_until = None
    content: dict[str, object] = {"state": str(ticket.state), "before": str(before), "way": way}
    if message_id is not None:
        content["with_message"] = message_id
    note(uow, ticket, EventKind.STATE_SET, by, content)
    return True


def set_following(uow: UnitOfWork, ticket: Ticket, person_id: int, *, follows: bool) -> bool:
    """Let an agent follow a ticket, or no longer; False where it is so already."""
    present = present_participants(uow, ticket)
    if follows:
        return join(uow, ticket, person_id, ParticipantRole.FOLLOWER, present)
    known = present.get(person_id)
    if known is None or known.role != ParticipantRole.FOLLOWER:
        return False
    row = uow.session.get_one(type(known), known.id)
    uow.session.delete(row)
    return True


def note(
    uow: UnitOfWork, ticket: Ticket, kind: EventKind, by: int | None, content: Mapping[str, object]
) -> None:
    """Chain an event to a ticket that was changed by somebody just now."""
    ticket.updated_at = uow.now
    uow.add(Event.chained(ticket, kind, uow.now, actor_id=by, content=dict(content)))
