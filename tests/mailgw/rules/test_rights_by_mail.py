"""Every right by mail: each command for each kind of agent, in their place, department, elsewhere.

The tables are those of `tests/tickets/test_rights.py`: a mail may what its writer may at a screen.
"""

from datetime import date

import pytest

from mailgw.rules import agents
from mailgw.rules.acting import Asked, weigh
from mailgw.rules.command_values import Named, Names
from mailgw.rules.commands import read_commands
from mailgw.rules.disposition import AddMessage, Deliver, Hold
from mailgw.rules.known import UsedAddress
from mailgw.rules.orders import OpenTask, Orders
from mailgw.rules.thread import ByReplyAddress
from tests.mailgw.rules.by_hand import AGENT, ANNA, PROVEN, hellmoor, known, parsed, used
from tests.support.mails import Mail
from tests.tickets.test_rights import COLLEAGUE, MAY, MAY_WITH, ME, TASKS, WHERE, WHO
from tickets.model.mail import Purpose
from tickets.model.ticket import Visibility
from tickets.model.viewer import Viewer
from tickets.services.rights import Action, Matter

TODAY = date(2026, 11, 16)
NAMES = Names(
    people=(Named(str(COLLEAGUE), ("Tomasz Zieliński",)), Named(str(ME), ("Anna Kraft",))),
    departments=(Named("reklamation", ("Reklamation",)),),
)
TASK_ID = 77
COMMANDS = {
    "#take": Action.TAKE,
    "assign: tomasz": Action.ASSIGN,
    "assign: Reklamation": Action.ASSIGN,
    "assign: me": Action.TAKE,
    "#done": Action.FINISH,
    "#reopen": Action.FINISH,
    "#not ours": Action.ASSIGN,
    "kind: complaint": Action.SORT,
    "snooze: 27.11.2026": Action.SNOOZE,
    "ask: tomasz: Is it our fault?": Action.ASK_OPINIONS,
    "task: Check the glass": Action.TASK_MAKE,
    "due: 27.11.2026": Action.TASK_MAKE,
}
ON_TASK = {
    "take": Action.TASK_TAKE,
    "assign: tomasz": Action.TASK_ASSIGN,
    "assign: Reklamation": Action.TASK_ASSIGN,
    "done": Action.TASK_DONE,
    "reopen": Action.TASK_DONE,
    "not ours: it is metal": Action.TASK_SEND_BACK,
    "due: 27.11.2026": Action.TASK_CHANGE,
}
STAFF = [one for one in WHO if one != "customer"]


def asks(who: Viewer, matter: Matter, text: str, came_to: UsedAddress) -> Asked:
    """Weigh a mail of one agent about one thing."""
    commands = read_commands(text, NAMES, today=TODAY, expects=came_to.purpose)
    assert commands.commands, text
    assert not commands.doubtful, text
    task = OpenTask(TASK_ID, matter.task) if matter.task else None
    orders = Orders(
        who, matter, commands, TODAY, subject="Windows", owner_id=matter.owner_id or ME, task=task
    )
    return weigh(parsed(Mail(sender=ANNA, text=text)), came_to, orders, hellmoor())


@pytest.mark.parametrize("where", WHERE)
@pytest.mark.parametrize("who", STAFF)
def test_a_command_about_a_ticket_may_what_its_writer_may(who: str, where: str) -> None:
    allowed = MAY[who][list(WHERE).index(where)]
    for text, action in COMMANDS.items():
        asked = asks(WHO[who], WHERE[where], text, used())
        assert bool(asked.orders) == (action in allowed), text
        refused = [(one.line, one.why) for one in asked.undone]
        assert refused == ([] if action in allowed else [(text, "not_allowed")])


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("who", [one for one in MAY_WITH if one != "customer"])
def test_a_command_about_a_task_may_what_its_writer_may(who: str, task: str) -> None:
    here = WHERE["a colleague's here"]
    matter = Matter(here.department_id, owner_id=here.owner_id, task=TASKS[task])
    came_to = used(visibility="internal", purpose=Purpose.TASK, about_id=TASK_ID)
    allowed = MAY_WITH[who][list(TASKS).index(task)]
    for text, action in ON_TASK.items():
        asked = asks(WHO[who], matter, text, came_to)
        assert bool(asked.orders) == (action in allowed), text
        assert bool(asked.undone) == (action not in allowed), text


@pytest.mark.parametrize("where", WHERE)
@pytest.mark.parametrize("who", STAFF)
def test_answers_and_notes_by_mail_may_what_their_writer_may(who: str, where: str) -> None:
    allowed = MAY[who][list(WHERE).index(where)]
    text = "Guten Tag, wir melden uns."
    for visibility, action in (
        (Visibility.PUBLIC, Action.ANSWER),
        (Visibility.INTERNAL, Action.NOTE),
    ):
        orders = Orders(WHO[who], WHERE[where], read_commands(text, NAMES, today=TODAY), TODAY)
        came_to = used(visibility=visibility.value)
        facts = known(writer=AGENT, judgement=PROVEN, reply=came_to, orders=orders)
        mail = parsed(Mail(sender=ANNA, text=text))
        decided = agents.agents_reply(mail, facts, ByReplyAddress(7))
        if action in allowed:
            assert isinstance(decided, Deliver)
            assert isinstance(decided.effect, AddMessage)
            assert decided.effect.visibility is visibility
        else:
            assert isinstance(decided, Hold)
            assert (decided.rule, decided.tell) == ("agent_without_right", "no_permission")


def test_what_was_held_for_want_of_a_right_is_let_through_as_a_note_only() -> None:
    orders = Orders(WHO["agent"], WHERE["elsewhere"], read_commands("x", NAMES, today=TODAY), TODAY)
    facts = known(writer=AGENT, judgement=PROVEN, reply=used(), orders=orders, is_confirmed=True)
    mail = parsed(Mail(sender=ANNA, text="Guten Tag, wir melden uns."))
    decided = agents.agents_reply(mail, facts, ByReplyAddress(7))
    assert isinstance(decided, Deliver)
    assert isinstance(decided.effect, AddMessage)
    assert decided.effect.visibility is Visibility.INTERNAL
