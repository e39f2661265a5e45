"""What an agent can have done without a screen, by a mail's command or by a link in a mail.

An act is a plain value. `plan_act` renders what it will tell others, while no transaction is open,
and gives the step that writes it; every step asks for the right to it once more under the lock.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from tenants import TenantConfig
from tickets.core import Core
from tickets.errors import NotFoundError
from tickets.model.task import Blocks, Task
from tickets.model.ticket import Ticket
from tickets.services.conversation import lock_ticket
from tickets.services.handling import (
    plan_handing_over,
    plan_moving,
    set_department,
    set_done,
    set_kind,
    set_owner,
    tell,
)
from tickets.services.opinions import Question, begin_round, plan_round
from tickets.services.outbox import Sender
from tickets.services.rights import Action, require
from tickets.services.snoozing import snooze
from tickets.services.task_giving import plan_giving
from tickets.services.task_notices import Asker, ToldTask, plan_task_notice
from tickets.services.tasks import (
    By,
    TaskWords,
    WantedTask,
    ask_for_task,
    assign_task,
    change_task,
    find_task,
    finish_task,
    send_back_task,
)
from tickets.store.tenants import departments
from tickets.store.unit_of_work import UnitOfWork

_MORNING, _END_OF_WORK = time(7), time(17)


@dataclass(frozen=True, slots=True)
class Give:
    """Give a ticket, or a task on it, to a person, to a department (by its slug), or to nobody."""

    person_id: int | None = None
    department: str = ""
    task_id: int | None = None


@dataclass(frozen=True, slots=True)
class Settle:
    """Say that a ticket or a task on it is done, or that it is not."""

    is_done: bool = True
    task_id: int | None = None


@dataclass(frozen=True, slots=True)
class SendBack:
    """Give a task back with a reason."""

    task_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class MakeTask:
    """Have somebody do something; without a person it is for the ticket's department."""

    title: str
    due_at: datetime | None = None
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class SetDue:
    """Say until when a task shall be done."""

    task_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Sort:
    """Say of which kind a ticket is."""

    kind: str


@dataclass(frozen=True, slots=True)
class Rest:
    """Keep a ticket out of the lists until a time."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Ask:
    """Ask colleagues for their opinions."""

    people: tuple[int, ...]
    question: str
    due_at: datetime


Act = Give | Settle | SendBack | MakeTask | SetDue | Sort | Rest | Ask
Step = Callable[[UnitOfWork, Ticket], object]
"""Writes an act on its ticket, which the caller has locked."""


def action_of(act: Act, who_id: int) -> Action:
    """Say which right an act takes."""
    match act:
        case Give(person_id=person_id, task_id=None):
            return Action.TAKE if person_id == who_id else Action.ASSIGN
        case Give(person_id=person_id):
            return Action.TASK_TAKE if person_id == who_id else Action.TASK_ASSIGN
        case Settle(task_id=task_id):
            return Action.FINISH if task_id is None else Action.TASK_DONE
        case _:
            return _ACTIONS[type(act)]


_ACTIONS: dict[type[Act], Action] = {
    SendBack: Action.TASK_SEND_BACK,
    MakeTask: Action.TASK_MAKE,
    SetDue: Action.TASK_CHANGE,
    Sort: Action.SORT,
    Rest: Action.SNOOZE,
    Ask: Action.ASK_OPINIONS,
}


def task_of(act: Act) -> int | None:
    """Give the task that an act changes; None where it is about the ticket as such."""
    return act.task_id if isinstance(act, Give | Settle | SendBack | SetDue) else None


def morning_of(day: date, config: TenantConfig) -> datetime:
    """Give the moment at which a day begins for people at work."""
    return datetime.combine(day, _MORNING, ZoneInfo(config.time_zone))


def evening_of(day: date, config: TenantConfig) -> datetime:
    """Give the moment until which something is in time that is due on a day."""
    return datetime.combine(day, _END_OF_WORK, ZoneInfo(config.time_zone))


def plan_act(core: Core, config: TenantConfig, ticket_id: int, act: Act, by: By) -> Step:
    """Render what an act will tell others and give the step that writes it.

    Raises RefusedError where it cannot be done whoever asks, NotFoundError without such a task.
    The step raises NotAllowedError, BlockedError, RefusedError or TaskMovedError.
    """
    match act:
        case Give(task_id=None):
            return _checked(act, by, _plan_giving_ticket(core, config, ticket_id, act, by))
        case Give(task_id=int(task_id)):
            return _plan_giving_task(core, config, (ticket_id, task_id), act, by)
        case MakeTask():
            return _plan_task(core, config, ticket_id, act, by)
        case Ask():
            question = Question(act.question, act.due_at, act.people)
            planned = plan_round(core, config, ticket_id, question, by)
            sender = Sender(core.signer, core.instance)
            return _checked(
                act, by, lambda uow, row: begin_round(uow, config, sender, row, planned)
            )
        case _:
            return _checked(act, by, _plain_step(act, by))


def do_act(
    core: Core, config: TenantConfig, ticket_id: int, act: Act, by: By, *, seen_seq: int
) -> None:
    """Do it in a unit of work of its own.

    Raises what `plan_act` and its step raise, and StaleError where the ticket moved on since the
    event that is named: who pressed a button meant what they saw.
    """
    step = plan_act(core, config, ticket_id, act, by)
    with core.write(config.slug) as uow:
        step(uow, lock_ticket(uow, ticket_id, seen_seq))


def _checked(act: Act, by: By, step: Step) -> Step:
    def act_under_rights(uow: UnitOfWork, ticket: Ticket) -> None:
        task_id = task_of(act)
        task = find_task(uow, ticket.id, task_id) if task_id is not None else None
        require(uow, by.who, action_of(act, by.who.person_id), ticket, task)
        step(uow, ticket)

    return act_under_rights


def _plain_step(act: Act, by: By) -> Step:
    """Give the step of an act that nobody is told of."""
    me, way = by.who.person_id, by.way

    def step(uow: UnitOfWork, ticket: Ticket) -> None:
        match act:
            case Settle(is_done=is_done, task_id=None):
                set_done(uow, ticket, me, is_done=is_done, way=way)
            case Settle(is_done=is_done, task_id=int(task_id)):
                finish_task(uow, ticket, task_id, by, is_done=is_done)
            case SendBack(task_id, reason):
                send_back_task(uow, ticket, task_id, by, reason)
            case SetDue(task_id, at):
                task = find_task(uow, ticket.id, task_id)
                change_task(uow, ticket, task_id, by, _due_on(task, at))
            case Sort(kind):
                set_kind(uow, ticket, kind, me, way=way)
            case Rest(until):
                snooze(uow, ticket, until, me, way)
            case _:
                raise AssertionError(act)

    return step


def _due_on(task: Task, at: datetime) -> TaskWords:
    return TaskWords(task.title, task.text, at, Blocks(task.blocks))


def _plan_giving_ticket(
    core: Core, config: TenantConfig, ticket_id: int, act: Give, by: By
) -> Step:
    me, way = by.who.person_id, by.way
    if act.department:
        slug = act.department
        with core.read(config.slug) as unit:
            department_id = departments(unit).get(slug)
        if department_id is None:
            raise NotFoundError(f"There is no department {slug}.")
        move = plan_moving(core, config, ticket_id, by.who, slug)

        def step(uow: UnitOfWork, ticket: Ticket) -> None:
            place = (department_id, slug)
            if set_department(uow, ticket, place, me, keeps_owner=move.keeps_owner, way=way):
                tell(uow, core, config, ticket, move.drafts)

        return step
    if act.person_id is None:
        return lambda uow, ticket: set_owner(uow, ticket, None, me, way=way)
    drafts = plan_handing_over(core, config, ticket_id, by.who, act.person_id)

    def give(uow: UnitOfWork, ticket: Ticket) -> None:
        if set_owner(uow, ticket, act.person_id, me, way=way):
            tell(uow, core, config, ticket, drafts)

    return give


def _plan_giving_task(
    core: Core, config: TenantConfig, place: tuple[int, int], act: Give, by: By
) -> Step:
    ticket_id, task_id = place
    with core.read(config.slug) as unit:
        holder = (act.person_id, departments(unit).get(act.department))
    drafts = plan_giving(core, config, ticket_id, task_id, by, holder=holder)

    def step(uow: UnitOfWork, ticket: Ticket) -> None:
        assign_task(uow, ticket, task_id, by, holder)
        tell(uow, core, config, ticket, drafts)

    return step


def _plan_task(core: Core, config: TenantConfig, ticket_id: int, act: MakeTask, by: By) -> Step:
    with core.read(config.slug) as unit:
        department_id = unit.session.get_one(Ticket, ticket_id).department_id
    wanted = WantedTask(
        act.title, department_id=department_id, assignee_id=act.person_id, due_at=act.due_at
    )
    asker = Asker(by.who.person_id, by.who.shown_name)
    drafts = plan_task_notice(core, config, ticket_id, ToldTask.of(wanted), asker)

    def step(uow: UnitOfWork, ticket: Ticket) -> None:
        ask_for_task(uow, ticket, wanted, by)
        tell(uow, core, config, ticket, drafts)

    return step
