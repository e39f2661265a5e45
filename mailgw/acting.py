"""What an agent's command words do, in the same unit of work as the words below them."""

from dataclasses import dataclass

from mailgw.entry import Case
from mailgw.rules.disposition import ActOnTicket, AddMessage, Order, Undone
from tickets.core import Core
from tickets.errors import NotFoundError, RefusedError, StaleError
from tickets.model.event import EventKind
from tickets.model.mail import Purpose
from tickets.model.ticket import Message, Ticket
from tickets.services.acts import Give, Step, plan_act
from tickets.services.conversation import lock_ticket
from tickets.services.handling import note
from tickets.services.reply_addresses import note_use
from tickets.services.tasks import By, find_task
from tickets.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Acting:
    """What command words do, all that it tells others rendered, and what could not be planned."""

    steps: tuple[Step, ...] = ()
    undone: tuple[Undone, ...] = ()


NO_ACTING = Acting()


def plan_acting(core: Core, case: Case, ticket_id: int, orders: tuple[Order, ...]) -> Acting:
    """Plan what an agent ordered; giving the ticket away comes last, as rights may go with it."""
    known = case.facts.orders
    if known is None or not orders:
        return NO_ACTING
    by = By(known.who, "mail")
    steps: list[Step] = []
    undone: list[Undone] = []
    for order in sorted(orders, key=lambda one: isinstance(one.act, Give)):
        try:
            steps.append(plan_act(core, case.facts.config, ticket_id, order.act, by))
        except (RefusedError, NotFoundError):
            undone.append(Undone(order.line, "not_possible"))
    return Acting(tuple(steps), tuple(undone))


def apply_acting(uow: UnitOfWork, ticket: Ticket, acting: Acting) -> None:
    """Write what was ordered; the caller holds the ticket's lock.

    What was allowed when it was planned and is refused now has changed since: StaleError.
    """
    for step in acting.steps:
        try:
            step(uow, ticket)
        except (RefusedError, NotFoundError) as refused:
            raise StaleError(str(refused)) from refused


def act_alone(uow: UnitOfWork, effect: ActOnTicket, acting: Acting, seen_seq: int | None) -> Ticket:
    """Let a mail take effect that holds nothing but commands."""
    ticket = lock_ticket(uow, effect.ticket_id, seen_seq)
    note_use(uow, effect.reply_address_id)
    apply_acting(uow, ticket, acting)
    return ticket


def note_on_task(uow: UnitOfWork, ticket: Ticket, effect: AddMessage, message: Message) -> None:
    """Chain that a note is about a task, where it answers the mail that told of it."""
    if effect.purpose is not Purpose.TASK:
        return
    try:
        task = find_task(uow, ticket.id, effect.about_id)
    except NotFoundError:
        return  # it went to another ticket, and the note is kept all the same
    content: dict[str, object] = {"task": task.id, "title": task.title, "message": message.id}
    note(uow, ticket, EventKind.TASK_CHANGED, message.author_id, {**content, "way": "mail"})
