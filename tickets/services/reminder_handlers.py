"""What happens when the time of a reminder has come: one line per kind."""

from tickets.model.reminder import ReminderKind
from tickets.services.approval_reminders import on_approval_due
from tickets.services.opinions import on_opinion_due
from tickets.services.reminders import Handlers
from tickets.services.snoozing import remind_when_due, wake_when_due
from tickets.services.task_telling import tell_of_task

HANDLERS: Handlers = {
    ReminderKind.APPROVAL: on_approval_due,
    ReminderKind.OPINION: on_opinion_due,
    ReminderKind.WAKE: wake_when_due,
    ReminderKind.FOLLOW_UP: remind_when_due,
    ReminderKind.TASK: tell_of_task,
}
