"""What the commands of an agent's mail come to: acts, what is not done and why, and the rest; pure.

Text below commands goes where its reply address says; in doubt it stays inside (P20).
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from mailgw.mime.mail import ParsedMail
from mailgw.mime.quotes.words import WORDS as LETTER_WORDS
from mailgw.rules.command_values import (
    AddTask,
    AskOpinion,
    Assign,
    Command,
    Finish,
    MakeNote,
    NotOurs,
    Reopen,
    SetDue,
    SetKind,
    Snooze,
    Take,
)
from mailgw.rules.disposition import Order, Undone
from mailgw.rules.known import UsedAddress
from mailgw.rules.orders import Orders
from tenants import TenantConfig
from tickets.model.ticket import Visibility
from tickets.services import acts
from tickets.services.rights import Action
from tickets.text.fold import fold
from tickets.text.plain import without_signature

_ASKED_FOR = timedelta(days=3)
_FARTHEST = timedelta(days=180)
_LONGEST_DETAIL = 200
_FEW_WORDS = 3
"""Fewer words than this below a command are hardly an answer to a customer."""
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class Asked:
    """What an agent's mail asks for, beside standing on its ticket."""

    text: str
    """What is left to say; for a note with the lines that nobody understood."""
    orders: tuple[Order, ...] = ()
    undone: tuple[Undone, ...] = ()
    is_inner: bool = False
    """What is left stays inside, also where its reply address is a customer's."""
    has_commands: bool = False
    is_kept: bool = False
    """It would have gone to the customer, but something in it is in doubt."""


def weigh(
    mail: ParsedMail, used: UsedAddress, orders: Orders | None, config: TenantConfig
) -> Asked:
    """Say what an agent's mail asks for, as far as its writer may."""
    if orders is None or not orders.commands.lines:
        return Asked(mail.own_words)
    found = orders.commands
    rest = _rest(mail, orders)
    undone = [Undone(one.line, str(one.why)) for one in found.doubtful]
    done: list[Order] = []
    for command, line in zip(found.commands, found.sources, strict=True):
        act = _act_of(command, orders, done, (rest, config))
        if isinstance(act, Undone):
            undone.append(Undone(line, act.why, act.detail))
        elif act is not None:
            done.append(Order(act, line))
    is_note = any(_is_inner(one) for one in found.commands)
    is_public = used.visibility == Visibility.PUBLIC and not is_note
    is_kept = is_public and bool(rest) and (bool(found.doubtful) or _is_scant(rest))
    return Asked(
        text=rest if is_public and not is_kept else _with_lines(rest, orders),
        orders=tuple(done),
        undone=tuple(undone),
        is_inner=not is_public or is_kept,
        has_commands=True,
        is_kept=is_kept,
    )


def _act_of(
    command: Command, orders: Orders, done: list[Order], said: tuple[str, TenantConfig]
) -> acts.Act | Undone | None:
    """Give the act that a command stands for, why it cannot be done, or None for a mere note."""
    rest, config = said
    if isinstance(command, SetDue):
        act: acts.Act | Undone | None = _due(orders, done, acts.evening_of(command.on, config))
    else:
        act = _meant(command, orders, rest, config)
    if act is None or isinstance(act, Undone):
        return act
    task_id = acts.task_of(act)
    tasks = (one for one in (orders.task, orders.only_task) if one and one.id == task_id)
    action = acts.action_of(act, orders.who.person_id)
    if not orders.may(action, next(tasks, None)):
        return Undone("", "task_taken" if action is Action.TASK_TAKE else "not_allowed")
    return _impossible(act, orders) or act


def _meant(
    command: Command, orders: Orders, rest: str, config: TenantConfig
) -> acts.Act | Undone | None:
    task_id = orders.task.id if orders.task else None
    found: acts.Act | Undone | None = None
    match command:
        case Assign(key, is_department=True):
            found = acts.Give(department=key, task_id=task_id)
        case Assign(key):
            found = acts.Give(person_id=int(key), task_id=task_id)
        case Take():
            found = acts.Give(person_id=orders.who.person_id, task_id=task_id)
        case Finish() | Reopen():
            found = acts.Settle(is_done=isinstance(command, Finish), task_id=task_id)
        case SetKind(kind):
            found = acts.Sort(kind)
        case NotOurs(reason):
            found = _not_ours(orders, reason or rest)
        case _:
            found = _dated(command, orders, rest, config)
    return found


def _dated(command: Command, orders: Orders, rest: str, config: TenantConfig) -> acts.Act | None:
    """Read the commands that name a day."""
    match command:
        case AddTask(title, due, person):
            due_at = acts.evening_of(due, config) if due else None
            return acts.MakeTask(title, due_at, int(person) if person else None)
        case Snooze(until):
            return acts.Rest(acts.morning_of(until, config))
        case AskOpinion(people, by, question):
            day = by or orders.today + _ASKED_FOR
            keys = tuple(int(one) for one in people)
            return acts.Ask(keys, question or rest, acts.evening_of(day, config))
        case _:
            return None


def _due(orders: Orders, done: list[Order], at: datetime) -> acts.Act:
    """Set the day of the task that is meant; a ticket as such has none, so it becomes a task."""
    newest = done[-1].act if done else None
    if isinstance(newest, acts.MakeTask) and newest.due_at is None:
        done.pop()
        return replace(newest, due_at=at)
    given = newest.person_id if isinstance(newest, acts.Give) else None
    task = orders.task or (None if newest else orders.only_task)
    if task is not None:
        return acts.SetDue(task.id, at)
    return acts.MakeTask(orders.subject, at, given or orders.owner_id or orders.who.person_id)


def _not_ours(orders: Orders, reason: str) -> acts.Act | Undone:
    """Give a task back; a ticket goes to nobody, for its department to look at again."""
    if orders.task is not None:
        return acts.SendBack(orders.task.id, reason)
    return acts.Give() if orders.owner_id is not None else Undone("", "nobody_has_it")


def _impossible(act: acts.Act, orders: Orders) -> Undone | None:
    """Say why an act that somebody may do cannot be done now."""
    match act:
        case acts.Settle(is_done=True, task_id=None) if orders.comes_first:
            return Undone("", "blocked", ", ".join(orders.comes_first)[:_LONGEST_DETAIL])
        case acts.SendBack(reason="") | acts.Ask(question=""):
            return Undone("", "no_words")
        case acts.Rest() if orders.is_done:
            return Undone("", "is_done")
        case acts.Rest(until=day) | acts.Ask(due_at=day) if day.date() - orders.today > _FARTHEST:
            return Undone("", "too_far")
        case acts.Ask(people=people) if not set(people) - {orders.who.person_id}:
            return Undone("", "nobody_else")
        case _:
            return None


def _is_inner(command: Command) -> bool:
    """Tell whether a command says of all below it that it is for colleagues."""
    is_question = isinstance(command, AskOpinion) and not command.question
    is_reason = isinstance(command, NotOurs) and not command.reason
    return isinstance(command, MakeNote) or is_question or is_reason


def _rest(mail: ParsedMail, orders: Orders) -> str:
    """Give what stands below the commands; a mere greeting and a name are nothing."""
    rest = orders.commands.rest.strip()
    body = without_signature(rest, mail.signature)
    names = set(_words(orders.who.name))
    return rest if set(_words(body)) - _CLOSING_WORDS - names else ""


def _with_lines(rest: str, orders: Orders) -> str:
    """Keep what was said on command lines, and lines that nobody understood, in a note."""
    found = orders.commands
    said = [_said(one) for one in found.commands]
    doubtful = [one.line for one in found.doubtful]
    above = "\n".join(one for one in (*doubtful, *said) if one)
    return "\n\n".join(one for one in (above, rest) if one)


def _said(command: Command) -> str:
    match command:
        case MakeNote(text):
            return text
        case Finish(remark):
            return remark
        case NotOurs(reason):
            return reason
        case _:
            return ""


def _is_scant(rest: str) -> bool:
    return len(_words(rest)) < _FEW_WORDS


def _words(text: str) -> list[str]:
    return [fold(one) for one in _WORD.findall(text)]


_CLOSING_WORDS = frozenset(word for one in LETTER_WORDS.closings for word in _words(one))
