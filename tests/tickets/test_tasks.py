"""Tasks: made, given, taken, done, sent back; checklists, and what they stop: on both databases."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select

from tenants import TenantConfig
from tenants.work import Checklist, Step
from tests.support.desk_story import ANNA, GIULIA, JOERG, KITA, THOMAS, TOMASZ, morning, viewer_of
from tests.support.mails import PDF, Mail
from tests.support.world import OFFICE, World
from tickets.errors import NotFoundError
from tickets.model.event import Event, EventKind
from tickets.model.mail import Purpose
from tickets.model.task import Blocks, Task, TaskState
from tickets.model.ticket import Ticket, TicketState, Visibility
from tickets.model.viewer import Viewer
from tickets.services.answering import DeskWords, send_words
from tickets.services.conversation import lock_ticket
from tickets.services.handling import set_done, set_kind
from tickets.services.offers import is_offer
from tickets.services.requests import NewRequest, send_request
from tickets.services.rights import NotAllowedError
from tickets.services.task_giving import add_task, give_task
from tickets.services.tasks import (
    BlockedError,
    By,
    TaskMovedError,
    TaskWords,
    WantedTask,
    blocking,
    change_task,
    finish_task,
    make_task,
    send_back_task,
    take_task,
)
from tickets.store.desk_work import count_work
from tickets.store.tasks import last_changer, tasks_of
from tickets.store.tenants import departments, load_config

LIST = Checklist(
    kind="complaint",
    steps=(
        Step(name="photos", titles={"de": "Fotos sind da"}, blocks="closing", due_days=2),
        Step(name="cause", titles={"de": "Ursache geklärt"}, department="vertrieb"),
    ),
)
QUOTES = Checklist(
    kind="quote",
    steps=(Step(name="stock", titles={"de": "Lager geprüft"}, blocks="offer"),),
)
COMPLAINT = Mail(to="reklamation@hellmoor.example", subject="Scheibe gesprungen")


@dataclass
class Shop:
    """A world with checklists, and short ways to its tasks."""

    world: World
    config: TenantConfig
    people: dict[str, Viewer]

    def who(self, address: str) -> Viewer:
        """Give somebody as the one who acts."""
        return self.people[address]

    def id_of(self, number: int) -> int:
        """Give a ticket's id."""
        return self.world.ticket(number).line.ticket.id

    def tasks(self, number: int) -> list[Task]:
        """Give the tasks of a ticket."""
        with self.world.core.read("hellmoor") as unit:
            return tasks_of(unit, self.id_of(number))

    def make(self, number: int, address: str = ANNA, **wanted: object) -> Task:
        """Let an agent add a task."""
        want = WantedTask(**{"title": "Kalkulation", **wanted})  # type: ignore[arg-type] # fields of WantedTask
        core = self.world.core
        return add_task(core, self.config, self.id_of(number), want, By(self.who(address)))

    def change(self, number: int, act: Callable[..., object]) -> object:
        """Change a ticket in a unit of its own."""
        with self.world.core.write("hellmoor") as uow:
            return act(uow, lock_ticket(uow, self.id_of(number)))

    def task(self, task_id: int) -> Task:
        """Give a task as it is now."""
        with self.world.core.read("hellmoor") as unit:
            return unit.session.get_one(Task, task_id)

    def events(self, number: int, kind: EventKind) -> list[Event]:
        """Give what happened to a ticket, of one kind."""
        query = select(Event).where(Event.ticket_id == self.id_of(number), Event.kind == kind)
        with self.world.core.read("hellmoor") as unit:
            return list(unit.session.scalars(query.order_by(Event.seq)))


@pytest.fixture
def shop(either_world: World) -> Shop:
    """A world with the mails of a morning and no checklists yet."""
    morning(either_world, others=2)
    people = {one: viewer_of(either_world, one) for one in (ANNA, GIULIA, JOERG, THOMAS, TOMASZ)}
    with either_world.core.read("hellmoor") as unit:
        return Shop(either_world, load_config(unit), people)


def with_lists(shop: Shop) -> Shop:
    """Give the tenant its checklists."""
    shop.config = shop.config.model_copy(update={"checklists": (LIST, QUOTES)})
    shop.world.apply(shop.config)
    return shop


def test_a_task_is_made_with_its_event_and_tells_who_is_to_do_it(shop: Shop) -> None:
    giulia = shop.who(GIULIA)
    due = shop.world.clock.now() + timedelta(days=2)
    task = shop.make(
        KITA,
        title="Schwelle   rechnen",
        text="Bitte bodengleich.",
        assignee_id=giulia.person_id,
        due_at=due,
    )
    assert (task.title, task.state, task.version) == ("Schwelle rechnen", TaskState.OPEN, 1)
    (event,) = shop.events(KITA, EventKind.TASK_ADDED)
    assert event.actor_id == shop.who(ANNA).person_id
    assert event.content is not None
    assert (event.content["task"], event.content["way"]) == (task.id, "web")
    assert event.computed_hash() == event.hash
    shop.world.work()
    got = shop.world.postbox.last(GIULIA)
    assert str(got.mail["Subject"]) == "Attività: Schwelle rechnen"
    due_day = "18\N{NO-BREAK SPACE}novembre"
    for words in ("Anna Kraft", "Bitte bodengleich.", due_day, "RAL 7016", "interno"):
        assert words in got.text, words
    assert "Anna Kraft via Hellmoor" in str(got.mail["From"])
    with shop.world.core.read("hellmoor") as unit:
        assert count_work(unit, giulia.person_id).tasks == 1


def test_a_reply_to_a_task_stays_internal(shop: Shop) -> None:
    task = shop.make(KITA, assignee_id=shop.who(GIULIA).person_id)
    shop.world.work()
    sent = len(shop.world.postbox.for_(JOERG))
    got = shop.world.postbox.last(GIULIA)
    shop.world.receive(
        Mail(sender=GIULIA, to=got.reply_to, text="La soglia costa 200 EUR.\n"), peer=OFFICE
    )
    last = shop.world.ticket(KITA).messages[-1]
    assert (last.text.strip(), last.visibility) == ("La soglia costa 200 EUR.", "internal")
    assert len(shop.world.postbox.for_(JOERG)) == sent
    assert task.title == "Kalkulation"


def test_a_task_for_a_department_tells_all_its_members_but_who_made_it(shop: Shop) -> None:
    with shop.world.core.read("hellmoor") as unit:
        places = departments(unit)
    before = len(shop.world.postbox.sent)
    shop.make(KITA, THOMAS, department_id=places["vertrieb"])
    shop.world.work()
    told = {one.to for one in shop.world.postbox.sent[before:]}
    assert told == {ANNA, TOMASZ, GIULIA}
    assert "Vertrieb" in shop.world.postbox.last(ANNA).text


def test_a_task_for_nobody_in_particular_tells_nobody(shop: Shop) -> None:
    before = len(shop.world.postbox.sent)
    task = shop.make(KITA)
    shop.world.work()
    assert len(shop.world.postbox.sent) == before
    assert task.department_id == shop.world.ticket(KITA).line.ticket.department_id


def test_who_is_slower_is_told_that_the_task_has_moved(shop: Shop) -> None:
    task = shop.make(KITA, THOMAS)
    shop.change(KITA, lambda uow, row: take_task(uow, row, task.id, By(shop.who(TOMASZ)), 1))
    with pytest.raises(TaskMovedError) as moved:
        shop.change(KITA, lambda uow, row: take_task(uow, row, task.id, By(shop.who(GIULIA)), 1))
    assert moved.value.task.assignee_id == shop.who(TOMASZ).person_id
    with shop.world.core.read("hellmoor") as unit:
        changer = last_changer(unit, shop.id_of(KITA), task.id)
    assert changer == shop.who(TOMASZ).person_id
    with pytest.raises(NotAllowedError):
        # By mail there is no old page; somebody has it all the same.
        shop.change(KITA, lambda uow, row: take_task(uow, row, task.id, By(shop.who(GIULIA))))


def test_a_lead_gives_a_task_to_somebody_else_who_is_told(shop: Shop) -> None:
    task = shop.make(KITA, assignee_id=shop.who(ANNA).person_id)
    shop.world.work()
    before = len(shop.world.postbox.sent)
    giulia = shop.who(GIULIA).person_id
    given = give_task(
        shop.world.core,
        shop.config,
        shop.id_of(KITA),
        task.id,
        By(shop.who(THOMAS)),
        holder=(giulia, None),
        version=1,
    )
    assert (given.assignee_id, given.version) == (giulia, 2)
    shop.world.work()
    assert [one.to for one in shop.world.postbox.sent[before:]] == [GIULIA]
    with pytest.raises(NotAllowedError):
        give_task(
            shop.world.core,
            shop.config,
            shop.id_of(KITA),
            task.id,
            By(shop.who(TOMASZ)),
            holder=(shop.who(TOMASZ).person_id, None),
        )
    (event,) = shop.events(KITA, EventKind.TASK_CHANGED)
    assert event.content is not None
    assert (event.content["person"], event.content["way"]) == (giulia, "web")


def test_a_task_is_done_opened_again_and_sent_back_with_a_reason(shop: Shop) -> None:
    task = shop.make(KITA, assignee_id=shop.who(GIULIA).person_id)
    giulia = By(shop.who(GIULIA), "mail")
    assert shop.change(KITA, lambda uow, row: finish_task(uow, row, task.id, giulia))
    assert shop.task(task.id).done_at == shop.world.clock.now()
    assert not shop.change(KITA, lambda uow, row: finish_task(uow, row, task.id, giulia))
    shop.change(KITA, lambda uow, row: finish_task(uow, row, task.id, giulia, is_done=False))
    shop.change(KITA, lambda uow, row: send_back_task(uow, row, task.id, giulia, " Kein Maß. "))
    held = shop.task(task.id)
    assert (held.state, held.reason, held.done_at) == (TaskState.SENT_BACK, "Kein Maß.", None)
    ways = [(one.content or {})["way"] for one in shop.events(KITA, EventKind.TASK_CHANGED)]
    assert ways == ["mail"] * 3
    shop.change(KITA, lambda uow, row: take_task(uow, row, task.id, By(shop.who(ANNA))))
    assert (shop.task(task.id).state, shop.task(task.id).reason) == (TaskState.OPEN, "")


def test_only_who_asked_for_it_changes_what_a_task_says(shop: Shop) -> None:
    task = shop.make(KITA, assignee_id=shop.who(GIULIA).person_id)
    words = TaskWords("Neu", "Mehr", None, Blocks.CLOSING)
    by = By(shop.who(GIULIA))
    with pytest.raises(NotAllowedError):
        shop.change(KITA, lambda uow, row: change_task(uow, row, task.id, by, words))
    anna = By(shop.who(ANNA))
    assert shop.change(KITA, lambda uow, row: change_task(uow, row, task.id, anna, words))
    assert not shop.change(KITA, lambda uow, row: change_task(uow, row, task.id, anna, words))
    held = shop.task(task.id)
    assert (held.title, held.text, held.blocks) == ("Neu", "Mehr", Blocks.CLOSING)


def test_a_task_of_another_ticket_is_missing(shop: Shop) -> None:
    task = shop.make(KITA)
    with pytest.raises(NotFoundError):
        shop.change(1002, lambda uow, row: finish_task(uow, row, task.id, By(shop.who(ANNA))))


def test_the_steps_of_a_kind_become_tasks_of_each_ticket_by_mail_and_by_form(shop: Shop) -> None:
    with_lists(shop)
    shop.world.receive(COMPLAINT, peer=OFFICE)
    number = shop.world.numbers()[-1]
    photos, cause = shop.tasks(number)
    assert (photos.title, photos.step, photos.blocks) == ("Fotos sind da", "photos", "closing")
    assert photos.due_at is not None
    assert photos.due_at.date().isoformat() == "2026-11-18"
    with shop.world.core.read("hellmoor") as unit:
        assert cause.department_id == departments(unit)["vertrieb"]
    joerg = shop.who(JOERG)
    asked = NewRequest("quote", "Fenster", "Bitte ein Angebot.", "once")
    number = send_request(shop.world.core, shop.config, joerg, asked)
    assert [one.step for one in shop.tasks(number)] == ["stock"]


def test_another_kind_closes_the_steps_of_the_old_one_and_brings_them_back(shop: Shop) -> None:
    with_lists(shop)
    shop.world.receive(COMPLAINT, peer=OFFICE)
    number = shop.world.numbers()[-1]
    me = shop.who(TOMASZ).person_id

    def states() -> dict[str, str]:
        return {one.step: one.state for one in shop.tasks(number)}

    shop.change(number, lambda uow, row: set_kind(uow, row, "quote", me))
    assert states() == {"photos": "done", "cause": "done", "stock": "open"}
    shop.change(number, lambda uow, row: set_kind(uow, row, "complaint", me))
    assert states() == {"photos": "open", "cause": "open", "stock": "done"}
    assert len(shop.tasks(number)) == 3


def test_a_blocking_step_stops_closing_until_it_is_done(shop: Shop) -> None:
    with_lists(shop)
    shop.world.receive(COMPLAINT, peer=OFFICE)
    number = shop.world.numbers()[-1]
    tomasz = shop.who(TOMASZ)

    def finish() -> object:
        return shop.change(
            number, lambda uow, row: set_done(uow, row, tomasz.person_id, is_done=True)
        )

    with pytest.raises(BlockedError) as stopped:
        finish()
    assert stopped.value.titles == ("Fotos sind da",)
    assert shop.world.ticket(number).line.ticket.state != TicketState.DONE
    words = DeskWords("Erledigt.", Purpose.MESSAGE, "once", is_done=True)
    with pytest.raises(BlockedError):
        send_words(shop.world.core, shop.config, tomasz, shop.id_of(number), words)
    assert len(shop.world.ticket(number).messages) == 1
    photos = shop.tasks(number)[0]
    shop.change(number, lambda uow, row: finish_task(uow, row, photos.id, By(tomasz)))
    with shop.world.core.read("hellmoor") as unit:
        assert blocking(unit, shop.id_of(number), Blocks.CLOSING) == []
    assert finish()


def test_an_offer_waits_for_its_step_on_the_desk(shop: Shop) -> None:
    with_lists(shop)
    shop.change(1002, lambda uow, row: make_task(uow, row, WantedTask("x", blocks=Blocks.OFFER)))
    anna = shop.who(ANNA)

    def send(text: str, once: str) -> object:
        words = DeskWords(text, Purpose.MESSAGE, once)
        return send_words(shop.world.core, shop.config, anna, shop.id_of(1002), words)

    send("Wir melden uns morgen.", "a")
    with pytest.raises(BlockedError) as stopped:
        send("Das kostet 1.200,00 €.", "b")
    assert stopped.value.blocks is Blocks.OFFER
    task = next(one for one in shop.tasks(1002) if one.blocks == Blocks.OFFER)
    shop.change(1002, lambda uow, row: finish_task(uow, row, task.id, By(anna)))
    send("Das kostet 1.200,00 €.", "c")


def test_an_offer_by_mail_is_kept_inside_and_its_writer_told(shop: Shop) -> None:
    task = shop.make(KITA, title="Lager geprüft", blocks=Blocks.OFFER)
    shop.world.work()
    notice = next(one for one in reversed(shop.world.postbox.for_(ANNA)) if "RAL 7016" in one.text)
    before = len(shop.world.postbox.for_(JOERG))
    offer = Mail(
        sender=ANNA,
        to=notice.reply_to,
        text="Anbei das Angebot.\n",
        files=(("Angebot.pdf", "application/pdf", PDF),),
    )
    arrival = shop.world.receive(offer, peer=OFFICE)
    assert arrival.rule == "agents_offer_too_early"
    last = shop.world.ticket(KITA).messages[-1]
    assert (last.visibility, last.text.strip()) == (Visibility.INTERNAL, "Anbei das Angebot.")
    told = shop.world.postbox.last(ANNA)
    assert "Lager geprüft" in told.text
    assert "interne Notiz" in told.text
    assert len(shop.world.postbox.for_(JOERG)) == before
    plain = Mail(sender=ANNA, to=notice.reply_to, text="Wir melden uns morgen.\n")
    assert shop.world.receive(plain, peer=OFFICE).rule == "agents_answer"
    shop.change(KITA, lambda uow, row: finish_task(uow, row, task.id, By(shop.who(ANNA))))
    again = Mail(
        sender=ANNA,
        to=notice.reply_to,
        text="Hier nun das Angebot.\n",
        files=(("Angebot.pdf", "application/pdf", PDF),),
    )
    assert shop.world.receive(again, peer=OFFICE).rule == "agents_answer"
    assert shop.world.postbox.last(JOERG).files[0][0] == "Angebot.pdf"


def test_who_only_has_a_task_may_note_but_not_answer_the_customer(shop: Shop) -> None:
    shop.world.receive(COMPLAINT, peer=OFFICE)
    number = shop.world.numbers()[-1]
    giulia = shop.who(GIULIA)
    shop.make(number, TOMASZ, assignee_id=giulia.person_id)
    core, ticket_id = shop.world.core, shop.id_of(number)
    with pytest.raises(NotAllowedError):
        send_words(core, shop.config, giulia, ticket_id, DeskWords("Ja", Purpose.MESSAGE, "a"))
    send_words(core, shop.config, giulia, ticket_id, DeskWords("Ja", Purpose.NOTE, "b"))
    with shop.world.core.read("hellmoor") as unit:
        assert unit.session.get_one(Ticket, ticket_id).owner_id is None


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("Das macht 1.200,00 €", True),
        ("razem 1 200,00 zł netto", True),
        ("Totaal EUR 950", True),
        ("12 Stück bis Montag, Tel. 0555 0170-24", False),
        ("> 1.200,00 €\n\ndanke", False),
        ("", False),
    ],
)
def test_an_amount_makes_an_answer_an_offer(text: str, *, is_one: bool) -> None:
    assert is_offer(text, has_files=False) is is_one
    assert is_offer(text, has_files=True)
