"""Gathers what an agent's own mail orders at its top, and the rights they have where it came to."""

from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from mailgw.mime.mail import ParsedMail
from mailgw.rules.command_values import Commands, Named, Names
from mailgw.rules.commands import read_commands
from mailgw.rules.known import UsedAddress
from templates.sentences import KINDS
from tenants import TenantConfig
from tickets.model.mail import Purpose
from tickets.model.task import Blocks, TaskState
from tickets.model.ticket import Ticket, TicketState
from tickets.model.viewer import Viewer
from tickets.services.rights import Action, Matter, TaskFacts, matter_of, may
from tickets.services.viewer import viewer_of_person
from tickets.store.faces import list_agents
from tickets.store.people import addresses_of
from tickets.store.tasks import open_blockers, tasks_of
from tickets.store.unit_of_work import ReadUnit

_JUDGING = (Purpose.APPROVAL, Purpose.OPINION)


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A task that a command may be about."""

    id: int
    facts: TaskFacts


@dataclass(frozen=True, slots=True)
class Orders:
    """What stood at the top of an agent's mail, and what they may do on its ticket."""

    who: Viewer
    matter: Matter
    commands: Commands
    today: date
    subject: str = ""
    """Of the ticket."""
    is_done: bool = False
    owner_id: int | None = None
    task: OpenTask | None = None
    """The task that the reply address stands for."""
    only_task: OpenTask | None = None
    """The one task that is not done on the ticket, where there is just one."""
    comes_first: tuple[str, ...] = ()
    """Titles of what has to be done before the ticket may be closed; read where it is ordered."""

    def may(self, action: Action, task: OpenTask | None = None) -> bool:
        """Tell whether the writer may do something to the ticket, or to a task on it."""
        facts = task.facts if task is not None else None
        return may(self.who, action, replace(self.matter, task=facts))


def look_up_orders(
    unit: ReadUnit, config: TenantConfig, mail: ParsedMail, reply: UsedAddress | None
) -> Orders | None:
    """Read what an agent orders in an answer to their own reply address; None for other mail."""
    if reply is None or not reply.is_agents or mail.sender not in reply.owner_addresses:
        return None
    if mail.automatic is not None or reply.is_revoked or reply.purpose in _JUDGING:
        return None
    who = viewer_of_person(unit, reply.person_id)
    ticket = unit.session.get(Ticket, reply.ticket_id)
    if who is None or ticket is None:
        return None
    tasks = tasks_of(unit, ticket.id)
    wanted = reply.about_id if reply.purpose is Purpose.TASK else 0
    about = next((one for one in tasks if one.id == wanted), None)
    waiting = [one for one in tasks if one.state != TaskState.DONE]
    today = unit.now.astimezone(ZoneInfo(config.time_zone)).date()
    commands = _read(unit, config, mail, reply, (who, today))
    open_tasks = [
        OpenTask(one.id, TaskFacts(one.department_id, one.assignee_id, one.created_by_id))
        for one in ([about] if about else []) + waiting
    ]
    return Orders(
        who=who,
        matter=matter_of(unit, who, ticket, about),
        commands=commands,
        today=today,
        subject=ticket.subject,
        is_done=ticket.state == TicketState.DONE,
        owner_id=ticket.owner_id,
        task=open_tasks[0] if about else None,
        only_task=open_tasks[-1] if len(waiting) == 1 else None,
        comes_first=_comes_first(unit, ticket.id) if commands.commands else (),
    )


def _comes_first(unit: ReadUnit, ticket_id: int) -> tuple[str, ...]:
    return tuple(one.title for one in open_blockers(unit, ticket_id, Blocks.CLOSING))


def _read(
    unit: ReadUnit,
    config: TenantConfig,
    mail: ParsedMail,
    reply: UsedAddress,
    writing: tuple[Viewer, date],
) -> Commands:
    """Read the commands; names are looked up only where a line may be one."""
    who, today = writing
    languages = tuple(one for one in (mail.language, who.language) if one)

    def read(names: Names) -> Commands:
        return read_commands(
            mail.own_words, names, today=today, languages=languages, expects=reply.purpose
        )

    found = read(Names())
    may_name = any(line.lstrip().startswith("@") for line in mail.own_words.split("\n")[:5])
    return read(_names(unit, config)) if found.lines or may_name else found


def _names(unit: ReadUnit, config: TenantConfig) -> Names:
    """List whom and what commands can name; people by their id, departments by their slug."""
    agents = list_agents(unit)
    addresses = addresses_of(unit, [one.id for one in agents]) if agents else {}
    named = [one.kind for one in config.departments if one.kind]
    named += [each.kind for one in config.departments for each in one.addresses if each.kind]
    kinds = dict.fromkeys([*KINDS, *named, *(one.kind for one in config.checklists)])
    return Names(
        people=tuple(
            Named(str(one.id), (one.name, *addresses.get(one.id, ()))) for one in agents if one.name
        ),
        departments=tuple(
            Named(one.slug, tuple({one.slug, *one.names.values()})) for one in config.departments
        ),
        kinds=tuple(Named(one, ()) for one in kinds),
    )
