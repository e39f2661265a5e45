"""Who is to do a task of a rule or a step of a checklist is told of it; on both databases."""

import pytest

from mailgw.ingress.accept import Arrival, accept_mail
from tenants.work import Checklist, Condition, NewTask, Rule, Step
from tests.support.desk_story import ANNA, GIULIA, THOMAS, TOMASZ, viewer_of
from tests.support.mails import Mail
from tests.support.world import OFFICE, World
from tickets.model.mail import Way
from tickets.services.conversation import lock_ticket
from tickets.services.handling import set_kind
from tickets.services.tasks import By, finish_task
from tickets.store.tasks import tasks_of
from tickets.store.tenants import load_config

JONAS = "j.petersen@hellmoor.example"
JAN = "jan@nowak-okna.example"
COMPLAINT = Mail(to="reklamation@hellmoor.example", subject="Scheibe gesprungen")
LIST = Checklist(
    kind="complaint",
    steps=(
        Step(name="photos", titles={"de": "Fotos sind da"}, blocks="closing"),
        Step(name="cause", titles={"de": "Ursache geklärt"}, department="vertrieb"),
    ),
)
SPARE = Rule(
    name="Ersatzteile",
    when=Condition(words=("griff",)),
    tasks=(
        NewTask(titles={"de": "Lager prüfen"}, person=GIULIA),
        NewTask(titles={"de": "Versand anmelden"}),
    ),
)


@pytest.fixture
def world(either_world: World) -> World:
    """A world with a checklist for complaints and a rule for spare parts."""
    with either_world.core.read("hellmoor") as unit:
        config = load_config(unit)
    either_world.apply(config.model_copy(update={"checklists": (LIST,), "rules": (SPARE,)}))
    return either_world


def told(world: World, address: str, title: str) -> int:
    """Count the mails by which somebody was told of a task."""
    world.work()
    return sum(title in str(one.mail["Subject"]) for one in world.postbox.for_(address))


def test_a_step_is_told_to_the_department_that_does_not_have_the_ticket(world: World) -> None:
    world.receive(COMPLAINT, peer=OFFICE)
    for address in (ANNA, GIULIA, THOMAS, TOMASZ):
        assert told(world, address, "Ursache geklärt") == 1, address
    # Who has the ticket was told of the ticket.
    assert told(world, JONAS, "Ursache geklärt") == 0
    assert told(world, JONAS, "Scheibe gesprungen") == 1
    for address in (ANNA, JONAS, TOMASZ):
        assert told(world, address, "Fotos sind da") == 0, address
    assert told(world, JAN, "Ursache geklärt") == 0
    mail = next(one for one in world.postbox.for_(ANNA) if "Ursache" in str(one.mail["Subject"]))
    assert "Vertrieb" in mail.text


def test_whoever_answers_by_mail_alone_does_the_step(world: World) -> None:
    world.receive(COMPLAINT, peer=OFFICE)
    world.work()
    mail = next(one for one in world.postbox.for_(ANNA) if "Ursache" in str(one.mail["Subject"]))
    world.receive(Mail(sender=ANNA, to=mail.reply_to, text="erledigt\n"), peer=OFFICE)
    (number,) = world.numbers()
    states = {one.step: one.state for one in world.ticket(number).tasks}
    assert states == {"photos": "open", "cause": "done"}


def test_a_step_that_comes_with_another_kind_is_told_and_a_done_one_is_not(world: World) -> None:
    world.receive(Mail(to="vertrieb@hellmoor.example", subject="Fenster"), peer=OFFICE)
    (number,) = world.numbers()
    ticket_id = world.ticket(number).line.ticket.id
    anna = viewer_of(world, ANNA)
    with world.core.write("hellmoor") as uow:
        set_kind(uow, lock_ticket(uow, ticket_id), "complaint", anna.person_id)
    with world.core.write("hellmoor") as uow:
        step = next(one for one in tasks_of(uow, ticket_id) if one.step == "cause")
        finish_task(uow, lock_ticket(uow, ticket_id), step.id, By(anna))
    assert told(world, GIULIA, "Ursache geklärt") == 0


def test_a_task_of_a_rule_is_told_to_its_person_and_old_mail_tells_nobody(world: World) -> None:
    asked = Mail(to="vertrieb@hellmoor.example", subject="Griffe", text="Ein Griff fehlt.")
    world.receive(asked, peer=OFFICE)
    assert told(world, GIULIA, "Lager prüfen") == 1
    assert told(world, ANNA, "Versand anmelden") == 0
    before = len(world.postbox.for_(ANNA))
    old = Arrival("hellmoor", Way.INGEST, COMPLAINT.raw, None, (COMPLAINT.to,), sends_nothing=True)
    accept_mail(world.core, old)
    world.work()
    assert len(world.numbers()) == 2
    world.work()
    assert len(world.postbox.for_(ANNA)) == before
