"""Rules for new tickets: what fits, who gets it, and what stands on the ticket as the reason."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from mailgw.inbound import process_inbound
from mailgw.ingress.accept import Arrival, accept_mail
from tenants.work import Condition, NewTask, Rule
from tests.support.desk_story import ANNA, GIULIA, THOMAS, TOMASZ, viewer_of
from tests.support.mails import Mail
from tests.support.world import CUSTOMERS_SERVER, World
from tickets.model.event import Event, EventKind
from tickets.model.mail import Way
from tickets.model.routing import DueKind
from tickets.services.absences import Absent, note_absence
from tickets.services.directory import ContactDetails
from tickets.services.new_tickets import NewContact, NewTicket, begin_ticket
from tickets.services.requests import NewRequest, send_request
from tickets.services.rule_matching import Asked, find_rules
from tickets.store.due import find_due
from tickets.store.people import find_by_address
from tickets.store.tenants import load_config

JONAS = "j.petersen@hellmoor.example"
SPARE = Rule(
    name="Ersatzteile",
    when=Condition(words=("ersatzteil", "części zamienne")),
    department="reklamation",
    kind="spare-part",
    person=JONAS,
    tasks=(NewTask(titles={"de": "Lager prüfen"}, department="vertrieb", due_days=2),),
)
IN_TURN = Rule(name="Reihum", when=Condition(kinds=("quote",)), by_turns=True)


def give_rules(world: World, *rules: Rule) -> None:
    """Apply rules to the first tenant."""
    with world.core.read("hellmoor") as unit:
        config = load_config(unit)
    world.apply(config.model_copy(update={"rules": rules}))


def be_away(world: World, address: str, *, days: int = 3, deputy: str = "") -> None:
    """Let an agent be away from now on."""
    viewer = viewer_of(world, address)
    now = world.clock.now()
    with world.core.write("hellmoor") as uow:
        known = find_by_address(uow, deputy) if deputy else None
        stand_in = known.person.id if known else None
        until = now + timedelta(days=days)
        note_absence(uow, viewer, Absent(viewer.person_id, now, until, stand_in))


def owner_of(world: World, number: int) -> str:
    """Give the address of a ticket's owner; empty without one."""
    view = world.ticket(number)
    if view.line.owner is None:
        return ""
    return view.addresses[view.line.owner.id][0]


def reasons(world: World, number: int) -> list[Event]:
    """Give the events of a ticket that a rule caused."""
    return [one for one in world.ticket(number).events if (one.content or {}).get("by") == "rule"]


@pytest.mark.parametrize(
    ("when", "fits"),
    [
        (Condition(), True),
        (Condition(words=("antriebswelle",)), True),
        (Condition(words=("welle",)), True),
        (Condition(words=("ZŁĄCZE",)), True),
        (Condition(words=("two words",)), True),
        (Condition(words=("getriebe",)), False),
        (Condition(words=("getriebe", "welle")), True),
        (Condition(words=("welle",), languages=("pl",)), False),
        (Condition(addresses=("vertrieb@hellmoor.example",)), True),
        (Condition(addresses=("info@hellmoor.example",)), False),
        (Condition(domains=("nowak.example",)), True),
        (Condition(domains=("owak.example",)), False),
        (Condition(companies=("nowak",), kinds=("quote",)), True),
        (Condition(companies=("nowak",), kinds=("complaint",)), False),
    ],
)
def test_a_rule_fits_where_every_list_has_an_entry_that_fits(
    when: Condition, *, fits: bool
) -> None:
    asked = Asked(
        addresses=("Vertrieb@hellmoor.example",),
        kind="quote",
        company="Nowak Sp. z o.o.",
        domain="okna.nowak.example",
        subject="Antriebswellen",
        text="potrzebne złącze i two\nwords",
        language="de",
    )
    outcome = find_rules([Rule(name="A", when=when, department="info")], asked)
    assert outcome.names == (("A",) if fits else ())


def test_the_first_rule_decides_and_one_that_goes_on_lets_others_add() -> None:
    task = NewTask(titles={"en": "Look"})
    rules = [
        Rule(name="No", when=Condition(kinds=("x",)), department="no"),
        Rule(name="First", kind="complaint", goes_on=True, tasks=(task,)),
        Rule(name="Quotes", when=Condition(kinds=("quote",)), department="no"),
        Rule(
            name="Second",
            when=Condition(kinds=("complaint",)),
            department="b",
            kind="other",
            by_turns=True,
            tasks=(task,),
        ),
        Rule(name="Never", person="a@b.example"),
    ]
    outcome = find_rules(rules, Asked(kind="quote"))
    assert outcome.names == ("First", "Second")
    assert outcome.reason == "First, Second"
    assert (outcome.department, outcome.kind) == ("b", "complaint")
    assert outcome.by_turns
    assert outcome.person is None
    assert len(outcome.tasks) == 2


def test_a_mail_goes_where_its_rule_says_with_the_reason_on_the_ticket(
    either_world: World,
) -> None:
    world = either_world
    give_rules(world, SPARE)
    world.receive(Mail(subject="Anfrage", text="Wir suchen Ersatzteile für Tor 4.\n"))
    view = world.ticket(1001)
    assert view.line.department == "reklamation"
    assert view.line.ticket.kind == "spare-part"
    assert owner_of(world, 1001) == JONAS
    assert [one.kind for one in reasons(world, 1001)] == [
        EventKind.KIND_SET,
        EventKind.DEPARTMENT_SET,
        EventKind.OWNER_SET,
    ]
    assert {(one.content or {})["rule"] for one in reasons(world, 1001)} == {"Ersatzteile"}
    assert {(one.content or {})["way"] for one in reasons(world, 1001)} == {"mail"}
    (task,) = view.tasks
    assert task.title == "Lager prüfen"
    assert task.due_at is not None
    assert task.due_at.isoformat() == "2026-11-18T16:00:00+00:00"
    tasks = {one.message_id for one in world.owed() if one.notice == "task_notice"}
    told = {one.to for one in world.postbox.sent if one.message_id not in tasks}
    assert told == {"jan@nowak-okna.example", JONAS}
    # The department that has a task on it, but not the ticket, is told of the task.
    assert {one.to for one in world.postbox.sent} - told == {ANNA, GIULIA, THOMAS, TOMASZ}
    assert (
        "zuständig" in world.postbox.last(JONAS).text or "Ihnen" in world.postbox.last(JONAS).text
    )


def test_a_mail_that_fits_no_rule_goes_on_as_before(world: World) -> None:
    give_rules(world, SPARE)
    world.receive(Mail())
    view = world.ticket(1001)
    assert (view.line.department, view.line.ticket.kind) == ("vertrieb", "quote")
    assert reasons(world, 1001) == []


def test_turns_are_fair_and_leave_out_who_is_away(either_world: World) -> None:
    world = either_world
    give_rules(world, IN_TURN)
    be_away(world, GIULIA)
    for _ in range(6):
        world.receive(Mail())
    owners = [owner_of(world, number) for number in range(1001, 1007)]
    here = {ANNA, TOMASZ, THOMAS}
    assert set(owners[:3]) == here
    assert owners[3:] == owners[:3]
    assert (reasons(world, 1001)[0].content or {})["is_turn"] is True


def test_nobody_is_next_twice_within_one_moment(world: World) -> None:
    give_rules(world, IN_TURN)
    viewer = viewer_of(world, ANNA)
    with world.core.read("hellmoor") as unit:
        config = load_config(unit)
    wanted = NewTicket(
        contact=NewContact("new@firm-a.example", ContactDetails(name="New")),
        department="vertrieb",
        kind="quote",
        subject="Call",
        text="Please call back.",
        once="",
        is_spoken=True,
        takes_over=False,
    )
    for at in range(4):
        begin_ticket(world.core, config, viewer, replace(wanted, once=f"form-{at}-0123456789"))
    owners = [owner_of(world, number) for number in range(1001, 1005)]
    assert len(set(owners)) == 4


def test_what_is_chosen_by_hand_wins_over_a_rule(world: World) -> None:
    give_rules(world, SPARE)
    viewer = viewer_of(world, ANNA)
    with world.core.read("hellmoor") as unit:
        config = load_config(unit)
    wanted = NewTicket(
        contact=NewContact("new@firm-a.example", ContactDetails(name="New")),
        department="info",
        kind="question",
        subject="Ersatzteil",
        text="Am Telefon.",
        once="form-0-0123456789",
        is_spoken=True,
        takes_over=True,
    )
    begin_ticket(world.core, config, viewer, wanted)
    view = world.ticket(1001)
    assert (view.line.department, view.line.ticket.kind) == ("info", "question")
    assert owner_of(world, 1001) == ANNA
    assert [task.title for task in view.tasks] == ["Lager prüfen"]


def test_a_form_of_the_portal_asks_the_rules_too(world: World) -> None:
    give_rules(world, SPARE)
    world.receive(Mail(text="Nur eine Frage.\n", to="info@hellmoor.example"))
    viewer = viewer_of(world, "jan@nowak-okna.example")
    with world.core.read("hellmoor") as unit:
        config = load_config(unit)
    request = NewRequest("quote", "Teile", "Wir brauchen ein Ersatzteil.", "form-1-0123456789")
    number = send_request(world.core, config, viewer, request)
    assert world.ticket(number).line.department == "reklamation"
    assert owner_of(world, number) == JONAS
    assert {(one.content or {})["way"] for one in reasons(world, number)} == {"web"}


def test_whoever_is_away_is_stood_in_for_by_their_deputy(world: World) -> None:
    give_rules(world, SPARE)
    be_away(world, JONAS, deputy=TOMASZ)
    world.receive(Mail(text="Ersatzteile bitte.\n"))
    assert owner_of(world, 1001) == TOMASZ
    owned = next(one for one in reasons(world, 1001) if one.kind == EventKind.OWNER_SET)
    assert (owned.content or {})["person"] == viewer_of(world, JONAS).person_id


def test_where_the_deputy_is_away_too_whoever_is_next_gets_it(world: World) -> None:
    give_rules(world, SPARE.model_copy(update={"department": "vertrieb"}))
    be_away(world, JONAS, deputy=TOMASZ)
    be_away(world, TOMASZ)
    world.receive(Mail(text="Ersatzteile bitte.\n"))
    assert owner_of(world, 1001) in {ANNA, GIULIA, THOMAS}


def test_where_everybody_is_away_the_department_is_told(world: World) -> None:
    give_rules(world, SPARE)
    be_away(world, JONAS)
    be_away(world, TOMASZ)
    world.receive(Mail(text="Ersatzteile bitte.\n"))
    assert owner_of(world, 1001) == ""
    assert world.postbox.for_(JONAS)
    assert world.postbox.for_(TOMASZ)


def test_old_mail_is_sorted_but_is_work_for_nobody(world: World) -> None:
    give_rules(world, SPARE)
    raw = Mail(text="Ersatzteile bitte.\n").raw
    to = ("vertrieb@hellmoor.example",)
    accept_mail(
        world.core,
        Arrival(tenant="hellmoor", way=Way.INGEST, raw=raw, envelope_to=to, sends_nothing=True),
    )
    world.work()
    view = world.ticket(1001)
    assert view.line.department == "reklamation"
    assert owner_of(world, 1001) == ""
    assert view.tasks == []


def test_turns_stay_fair_where_many_mails_come_at_once(either_world: World) -> None:
    world = either_world
    give_rules(world, IN_TURN)
    for number in range(12):
        arrival = Arrival(
            tenant="hellmoor",
            way=Way.SMTP,
            raw=Mail(sender=f"writer-{number}@firm-{number}.example").raw,
            envelope_to=("vertrieb@hellmoor.example",),
            peer=CUSTOMERS_SERVER,
        )
        accept_mail(world.core, arrival)
    with world.core.database.glance() as session:
        due = [row.id for row in find_due(session, [DueKind.INBOUND], world.clock.now())]
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda one: process_inbound(world.gateway, one), due))
    world.clock.pass_by(minutes=1)
    world.work()
    owners = Counter(owner_of(world, number) for number in world.numbers())
    assert owners == dict.fromkeys((ANNA, TOMASZ, GIULIA, THOMAS), 3)
