"""Every right: each action for each kind of agent, in their own place, their department, elsewhere.

The table is written out on purpose: whoever changes a rule changes what stands here.
"""

from collections import Counter
from dataclasses import replace

import pytest

from tenants.people import Scope
from tests.support.desk_story import ANNA, GIULIA, KITA, THOMAS, morning, viewer_of
from tests.support.mails import Mail
from tests.support.world import OFFICE, World
from tickets.model.people import Side
from tickets.model.task import Task
from tickets.model.ticket import Ticket
from tickets.model.viewer import ADMIN, ALL, LEAD, OWN, Viewer
from tickets.services.conversation import lock_ticket
from tickets.services.rights import Action, Matter, NotAllowedError, TaskFacts, may, require
from tickets.services.tasks import WantedTask, make_task
from tickets.services.viewer import viewer_of_person
from tickets.store.desk_list import list_lines
from tickets.store.desk_parts import find_ticket_id
from tickets.store.desk_survey import seen_ones, survey_open
from tickets.store.desk_views import Choice, Turn, View
from tickets.store.tenants import load_config

ME, COLLEAGUE = 1, 2
HERE, THERE = 10, 20
AGENT = Viewer(
    person_id=ME,
    name="Me",
    address="me@firm.example",
    language="en",
    time_zone="Europe/Berlin",
    side=Side.AGENT,
    role="agent",
    company_id=None,
    department_ids=frozenset({HERE}),
    led_ids=frozenset(),
    only_ticket_id=None,
    session_id=0,
)
WHO = {
    "own scope": replace(AGENT, scope=OWN),
    "agent": AGENT,
    "scope all": replace(AGENT, scope=ALL),
    "lead": replace(AGENT, role=LEAD, led_ids=frozenset({HERE})),
    "admin": replace(AGENT, role=ADMIN, led_ids=frozenset({HERE, THERE})),
    "customer": replace(AGENT, side=Side.CONTACT, role="", department_ids=frozenset()),
}
WHERE = {
    "owned here": Matter(HERE, owner_id=ME),
    "owned elsewhere": Matter(THERE, owner_id=ME),
    "free here": Matter(HERE),
    "a colleague's here": Matter(HERE, owner_id=COLLEAGUE),
    "followed elsewhere": Matter(THERE, owner_id=COLLEAGUE, is_followed=True),
    "asked elsewhere": Matter(THERE, owner_id=COLLEAGUE, is_asked=True),
    "elsewhere": Matter(THERE, owner_id=COLLEAGUE),
}
SEEING = {Action.SEE, Action.NOTE, Action.GIVE_OPINION}
WORKING = SEEING | {
    Action.ANSWER,
    Action.TAKE,
    Action.FINISH,
    Action.SORT,
    Action.FOLLOW,
    Action.LET_IN,
    Action.SNOOZE,
    Action.MERGE,
    Action.SPLIT,
    Action.ASK_OPINIONS,
    Action.TASK_MAKE,
}
GIVING = WORKING | {Action.ASSIGN}
NOTHING: set[Action] = set()
MAY = {
    "own scope": (GIVING, GIVING, NOTHING, NOTHING, WORKING, SEEING, NOTHING),
    "agent": (GIVING, GIVING, GIVING, WORKING, WORKING, SEEING, NOTHING),
    "scope all": (GIVING, GIVING, GIVING, WORKING, WORKING, WORKING, WORKING),
    "lead": (GIVING, GIVING, GIVING, GIVING, WORKING, SEEING, NOTHING),
    "admin": (GIVING,) * 7,
    "customer": (NOTHING,) * 7,
}
"""What each may, in the order of `WHERE`; approving and tasks have tables of their own."""
ON_TICKETS = [one for one in Action if one is not Action.APPROVE and "task_" not in one] + [
    Action.TASK_MAKE
]


@pytest.mark.parametrize("where", WHERE)
@pytest.mark.parametrize("who", WHO)
def test_everybody_may_do_to_a_ticket_what_the_table_says(who: str, where: str) -> None:
    wanted = MAY[who][list(WHERE).index(where)]
    allowed = {one for one in ON_TICKETS if may(WHO[who], one, WHERE[where])}
    assert allowed == wanted


TASKS = {
    "mine": TaskFacts(HERE, ME, COLLEAGUE),
    "made by me": TaskFacts(HERE, COLLEAGUE, ME),
    "free here": TaskFacts(HERE, None, COLLEAGUE),
    "a colleague's": TaskFacts(HERE, COLLEAGUE, COLLEAGUE),
    "free elsewhere": TaskFacts(THERE, None, COLLEAGUE),
}
TAKE, GIVE, CHANGE = Action.TASK_TAKE, Action.TASK_ASSIGN, Action.TASK_CHANGE
DONE, BACK = Action.TASK_DONE, Action.TASK_SEND_BACK
OVER = {TAKE, GIVE, CHANGE, DONE}
MAY_WITH = {
    "own scope": ({GIVE, DONE, BACK}, NOTHING, NOTHING, NOTHING, NOTHING),
    "agent": ({GIVE, DONE, BACK}, OVER, {TAKE, DONE, BACK}, NOTHING, {TAKE, DONE, BACK}),
    "lead": (OVER | {BACK}, OVER, OVER | {BACK}, OVER, OVER | {BACK}),
    "admin": (OVER | {BACK}, OVER, OVER | {BACK}, OVER, OVER | {BACK}),
    "customer": (NOTHING,) * 5,
}
"""What each may with a task on a colleague's ticket here, in the order of `TASKS`."""


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("who", MAY_WITH)
def test_everybody_may_do_with_a_task_what_the_table_says(who: str, task: str) -> None:
    matter = replace(WHERE["a colleague's here"], task=TASKS[task])
    wanted = MAY_WITH[who][list(TASKS).index(task)]
    asked = (TAKE, GIVE, CHANGE, DONE, BACK)
    assert {one for one in asked if may(WHO[who], one, matter)} == wanted


def test_whoever_has_a_task_elsewhere_may_do_it_and_nothing_else_there() -> None:
    matter = replace(WHERE["elsewhere"], task=TaskFacts(THERE, ME, COLLEAGUE))
    allowed = {one for one in Action if may(AGENT, one, matter)}
    assert allowed == SEEING | {GIVE, DONE, BACK}


def test_only_who_was_asked_and_an_admin_may_approve() -> None:
    matter = replace(WHERE["a colleague's here"], approver_id=ME)
    other = replace(matter, approver_id=COLLEAGUE)
    assert may(AGENT, Action.APPROVE, matter)
    assert not may(AGENT, Action.APPROVE, other)
    assert not may(WHO["lead"], Action.APPROVE, other)
    assert may(WHO["admin"], Action.APPROVE, other)


def _scoped(world: World, address: str, scope: str) -> Viewer:
    return replace(viewer_of(world, address), scope=scope)


def test_the_scope_decides_which_tickets_are_listed_and_found(either_world: World) -> None:
    world = either_world
    morning(world, others=3)
    world.receive(Mail(to="reklamation@hellmoor.example", subject="Riss"), peer=OFFICE)
    complaint = world.numbers()[-1]
    ticket_ids = [world.ticket(number).line.ticket.id for number in world.numbers()]
    seen = {}
    for scope in (OWN, "department", ALL):
        anna = _scoped(world, ANNA, scope)
        with world.core.read("hellmoor") as unit:
            seen[scope] = set(seen_ones(unit, anna, ticket_ids))
            counted = survey_open(unit, anna).count(Choice())
        assert counted == len(seen[scope])
    assert seen[OWN] == {world.ticket(KITA).line.ticket.id}
    assert len(seen["department"]) == len(ticket_ids) - 1
    assert seen[ALL] == set(ticket_ids)
    with world.core.read("hellmoor") as unit:
        assert find_ticket_id(unit, _scoped(world, ANNA, "department"), complaint) is None
        assert find_ticket_id(unit, _scoped(world, ANNA, ALL), complaint) is not None


def test_a_task_shows_its_ticket_to_who_has_it_and_to_their_department(
    either_world: World,
) -> None:
    world = either_world
    world.receive(Mail(to="reklamation@hellmoor.example", subject="Riss"), peer=OFFICE)
    (number,) = world.numbers()
    giulia, anna = viewer_of(world, GIULIA), viewer_of(world, ANNA)
    with world.core.write("hellmoor") as uow:
        ticket = lock_ticket(uow, world.ticket(number).line.ticket.id)
        make_task(uow, ticket, WantedTask("Foto ansehen", assignee_id=giulia.person_id))
    with world.core.read("hellmoor") as unit:
        assert find_ticket_id(unit, replace(giulia, scope=OWN), number) is not None
        assert find_ticket_id(unit, anna, number) is None
    sales = next(iter(giulia.department_ids))
    with world.core.write("hellmoor") as uow:
        ticket = lock_ticket(uow, world.ticket(number).line.ticket.id)
        make_task(uow, ticket, WantedTask("Preis prüfen", department_id=sales))
    with world.core.read("hellmoor") as unit:
        assert find_ticket_id(unit, anna, number) is not None
        assert survey_open(unit, anna).count(Choice()) == 1


def test_who_acts_by_mail_has_the_rights_of_who_acts_at_a_screen(either_world: World) -> None:
    world = either_world
    morning(world, others=1)
    for address in (ANNA, THOMAS):
        at_screen = viewer_of(world, address)
        with world.core.read("hellmoor") as unit:
            by_mail = viewer_of_person(unit, at_screen.person_id)
        assert by_mail == replace(at_screen, session_id=0)
    with world.core.read("hellmoor") as unit:
        assert viewer_of_person(unit, 42) is None


def test_the_scope_of_the_tenants_file_reaches_the_agent(either_world: World) -> None:
    world = either_world
    with world.core.read("hellmoor") as unit:
        config = load_config(unit)
    people = tuple(
        one.model_copy(update={"scope": Scope.ALL}) if one.address == ANNA else one
        for one in config.people
    )
    world.apply(config.model_copy(update={"people": people}))
    assert viewer_of(world, ANNA).sees_everything
    assert not viewer_of(world, GIULIA).sees_everything


def test_what_is_refused_says_why_in_one_sentence(either_world: World) -> None:
    world = either_world
    morning(world, others=1)
    giulia = viewer_of(world, GIULIA)
    with world.core.read("hellmoor") as unit:
        ticket = unit.session.get_one(Ticket, world.ticket(KITA).line.ticket.id)
        task = Task(ticket_id=ticket.id, department_id=ticket.department_id, assignee_id=1)
        with pytest.raises(NotAllowedError, match="Only its owner and who leads"):
            require(unit, giulia, Action.ASSIGN, ticket)
        with pytest.raises(NotAllowedError, match="Only who has the task"):
            require(unit, giulia, Action.TASK_DONE, ticket, task)
        require(unit, giulia, Action.ANSWER, ticket)


@pytest.mark.parametrize("view", [View.INBOX, View.MINE, View.UNASSIGNED])
def test_counting_tickets_gives_what_listing_them_gives(either_world: World, view: View) -> None:
    world = either_world
    morning(world, others=4)
    for address in (ANNA, THOMAS):
        viewer = viewer_of(world, address)
        with world.core.read("hellmoor") as unit:
            survey = survey_open(unit, viewer)
            choice = Choice(view)
            listed = Counter(line.turn for line in list_lines(unit, viewer, choice, survey).lines)
        assert listed == {turn: count for turn in Turn if (count := survey.count(choice, turn))}


def test_who_stands_in_for_the_owner_has_the_rights_of_the_owner() -> None:
    deputy = replace(WHO["own scope"], stands_in_for=frozenset({COLLEAGUE}))
    matter = replace(WHERE["a colleague's here"], task=TASKS["a colleague's"])
    assert may(deputy, Action.ASSIGN, matter)
    assert may(deputy, Action.TASK_DONE, matter)
