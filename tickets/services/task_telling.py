"""Tells who is to do a task that nobody asks for in person: of a rule, or of a checklist."""

from tenants import TenantConfig
from tickets.core import Core
from tickets.errors import NotFoundError
from tickets.model.reminder import Reminder
from tickets.model.task import TaskState
from tickets.model.ticket import Ticket
from tickets.services.conversation import lock_ticket
from tickets.services.handling import tell
from tickets.services.reminders import Act
from tickets.services.task_notices import Asker, ToldTask, plan_task_notice
from tickets.services.tasks import find_task
from tickets.store.merged import living_ticket
from tickets.store.unit_of_work import UnitOfWork


def tell_of_task(core: Core, config: TenantConfig, reminder: Reminder) -> Act | None:
    """Tell who is to do a task, unless it is done or gone by now."""
    with core.read(config.slug) as unit:
        try:
            task = find_task(unit, living_ticket(unit, reminder.ticket_id), reminder.about_id or 0)
        except NotFoundError:
            return None
    if task.state != TaskState.OPEN:
        return None
    drafts = plan_task_notice(core, config, task.ticket_id, ToldTask.of(task), Asker())

    def act(uow: UnitOfWork, ticket: Ticket) -> None:
        home = ticket if ticket.id == task.ticket_id else lock_ticket(uow, task.ticket_id)
        if find_task(uow, home.id, task.id).version == task.version:
            tell(uow, core, config, home, drafts)

    return act
