"""What an agent's command words do, by whom they may be said, and what of a mail goes where."""

from dataclasses import dataclass

import pytest

from tenants.work import Checklist, Step
from tests.support.approving import ANNA, GIULIA, JAN, JONAS, NUMBER, THOMAS, TOMASZ
from tests.support.mails import PDF, Mail
from tests.support.world import OFFICE, Sent, World
from tickets.model.event import EventKind
from tickets.model.mail import InboundMail, Outcome
from tickets.model.people import Side
from tickets.model.task import Blocks, Task, TaskState
from tickets.model.ticket import Message, Ticket, TicketState, Visibility
from tickets.store.people import look_up
from tickets.store.tenants import load_config
from tickets.store.tickets import TicketView

CUSTOMERS_SERVER = "198.51.100.7"


@dataclass
class Desk:
    """A world in which Jan has asked for a quote, and colleagues write mails about it."""

    world: World

    @property
    def view(self) -> TicketView:
        """Give the ticket, whole."""
        return self.world.ticket(NUMBER)

    @property
    def ticket(self) -> Ticket:
        """Give the ticket's row."""
        return self.view.line.ticket

    @property
    def tasks(self) -> list[Task]:
        """Give its tasks."""
        return list(self.view.tasks)

    @property
    def last(self) -> Message:
        """Give its newest message."""
        return self.view.messages[-1]

    def person(self, address: str) -> int:
        """Give somebody's id."""
        with self.world.core.read("hellmoor") as unit:
            glimpse = look_up(unit, address)
        assert glimpse is not None
        return glimpse.person_id

    def mail(self, agent: str, notice: str) -> Sent:
        """Give the newest mail of a kind to somebody."""
        ids = {one.message_id for one in self.world.owed() if one.notice == notice}
        return [one for one in self.world.postbox.for_(agent) if one.message_id in ids][-1]

    def says(
        self,
        agent: str,
        text: str,
        notice: str = "agent_notice",
        *,
        peer: str = OFFICE,
        **more: str,
    ) -> InboundMail:
        """Let somebody reply to the newest mail of a kind."""
        mail = Mail(sender=agent, to=self.mail(agent, notice).reply_to, text=text, **more)  # type: ignore[arg-type] # fields of Mail
        return self.world.receive(mail, peer=peer)

    def customers(self) -> list[Sent]:
        """Give all that the customer got, the receipt aside."""
        return self.world.postbox.for_(JAN)[1:]

    def told(self, agent: str) -> str:
        """Give the newest word about something not done, in one line."""
        return " ".join(self.mail(agent, "not_done").text.split())

    def ways(self, kind: EventKind) -> list[str]:
        """Give by which way each event of a kind came about."""
        return [str((one.content or {}).get("way")) for one in self.view.events if one.kind == kind]


@pytest.fixture
def desk(either_world: World) -> Desk:
    """Give the desk on each database in turn."""
    either_world.receive(Mail(subject="Anfrage: 48 Fenster"), peer=OFFICE)
    return Desk(either_world)


def test_an_answer_below_commands_goes_out_without_them(desk: Desk) -> None:
    html = "<p>zuweisen: Tomasz</p><p>Guten Tag, anbei das Angebot für die Fenster.</p>"
    arrival = desk.says(
        ANNA, "zuweisen: Tomasz\n\nGuten Tag, anbei das Angebot für die Fenster.", html=html
    )
    assert (arrival.outcome, arrival.rule) == (Outcome.DELIVERED, "agents_answer")
    (got,) = desk.customers()
    assert "anbei das Angebot" in got.text
    for whole in (got.text, got.html, str(got.mail.items())):
        assert "zuweisen" not in whole
    assert desk.last.visibility == Visibility.PUBLIC
    assert desk.last.html is None
    assert desk.ticket.owner_id == desk.person(TOMASZ)
    assert "Anfrage: 48 Fenster" in str(desk.mail(TOMASZ, "handed_over").mail["Subject"])
    assert desk.ways(EventKind.OWNER_SET)[-1] == "mail"


@pytest.mark.parametrize(
    "ending", ["", "\n\nGruß, Anna", "\n\nViele Grüße\nAnna Kraft\n\n-- \nHellmoor"]
)
def test_commands_alone_tell_the_customer_nothing(desk: Desk, ending: str) -> None:
    before = len(desk.view.messages)
    arrival = desk.says(ANNA, f"#übernehmen{ending}")
    assert (arrival.outcome, arrival.rule) == (Outcome.DELIVERED, "agents_commands")
    assert arrival.ticket_id == desk.ticket.id
    assert desk.ticket.owner_id == desk.person(ANNA)
    assert (len(desk.view.messages), desk.customers()) == (before, [])


def test_a_doubtful_command_keeps_the_whole_answer_inside_and_its_writer_is_told(
    desk: Desk,
) -> None:
    arrival = desk.says(ANNA, "zuweisen: Kasimir\n\nDer Preis von 9.800 ist unsere Schmerzgrenze.")
    assert arrival.outcome == Outcome.DELIVERED
    assert desk.customers() == []
    assert desk.last.visibility == Visibility.INTERNAL
    assert "Schmerzgrenze" in desk.last.text
    assert "zuweisen: Kasimir" in desk.last.text
    told = desk.told(ANNA)
    assert "> zuweisen: Kasimir So heißt hier niemand." in told
    assert "nicht gesendet" in told
    assert [name for name, _ in desk.mail(ANNA, "not_done").files] == ["mail.eml"]


def test_hardly_a_word_below_a_command_stays_inside(desk: Desk) -> None:
    desk.says(ANNA, "zuweisen: Tomasz\n\nEilt!")
    assert desk.customers() == []
    assert desk.last.visibility == Visibility.INTERNAL
    assert desk.ticket.owner_id == desk.person(TOMASZ)
    assert "interne Notiz" in desk.told(ANNA)


def test_the_word_for_a_note_makes_a_customers_address_internal(desk: Desk) -> None:
    desk.says(ANNA, "Nur intern: die Marge ist 18 Prozent.\nMehr gibt es dazu nicht zu sagen.")
    assert desk.customers() == []
    assert desk.last.visibility == Visibility.INTERNAL
    assert desk.last.text == "die Marge ist 18 Prozent.\n\nMehr gibt es dazu nicht zu sagen."


def test_a_task_by_mail_reaches_its_person_and_is_done_by_a_word(desk: Desk) -> None:
    desk.says(ANNA, "Aufgabe: Glas prüfen bis 20.11. @tomasz")
    (task,) = desk.tasks
    assert (task.title, task.assignee_id) == ("Glas prüfen", desk.person(TOMASZ))
    assert task.due_at is not None
    assert task.due_at.isoformat() == "2026-11-20T16:00:00+00:00"
    assert desk.customers() == []
    desk.says(TOMASZ, "zrobione\n\nSzkło jest w magazynie.", "task_notice")
    (task,) = desk.tasks
    assert task.state == TaskState.DONE
    assert desk.last.visibility == Visibility.INTERNAL
    assert desk.last.text == "Szkło jest w magazynie."
    assert set(desk.ways(EventKind.TASK_ADDED) + desk.ways(EventKind.TASK_CHANGED)) == {"mail"}
    noted = [one.content for one in desk.view.events if one.kind == EventKind.TASK_CHANGED]
    assert {"task": task.id, "message": desk.last.id}.items() <= (noted[0] or {}).items()


def test_a_task_goes_on_and_comes_back_by_mail(desk: Desk) -> None:
    desk.says(ANNA, "Aufgabe: Glas prüfen @tomasz")
    desk.says(TOMASZ, "przypisz: Giulia do piątku", "task_notice")
    (task,) = desk.tasks
    assert task.assignee_id == desk.person(GIULIA)
    assert task.due_at is None
    assert "> przypisz: Giulia do piątku" in desk.told(TOMASZ)
    desk.says(GIULIA, "non di nostra competenza\n\nVetro speciale, lo sa Jonas.", "task_notice")
    (task,) = desk.tasks
    assert (task.state, task.reason) == (TaskState.SENT_BACK, "Vetro speciale, lo sa Jonas.")
    assert desk.last.text == "Vetro speciale, lo sa Jonas."


def test_kind_day_of_rest_and_finishing_by_mail(desk: Desk) -> None:
    desk.says(THOMAS, "Vorgangsart: Reklamation\nWiedervorlage: 25.11.")
    ticket = desk.ticket
    assert ticket.kind == "complaint"
    assert ticket.snoozed_until is not None
    assert ticket.snoozed_until.isoformat() == "2026-11-25T06:00:00+00:00"
    desk.says(THOMAS, "#erledigt")
    assert desk.ticket.state == TicketState.DONE
    desk.says(THOMAS, "#schlummern: 27.11.")
    assert desk.ticket.state == TicketState.DONE
    desk.says(THOMAS, "#wieder öffnen")
    assert desk.ticket.state == TicketState.OPEN
    assert desk.customers() == []


def test_opinions_are_asked_by_mail(desk: Desk) -> None:
    desk.says(ANNA, "Frage an: Tomasz, Jonas bis 20.11.: Können wir das halten?")
    assert "Können wir das halten?" in desk.mail(TOMASZ, "opinion_request").text
    assert "Können wir das halten?" in desk.mail(JONAS, "opinion_request").text
    desk.says(TOMASZ, "Tak, bez problemu.", "opinion_request")
    assert desk.last.visibility == Visibility.INTERNAL
    assert desk.customers() == []


def test_a_question_that_stands_below_its_command_is_no_answer_to_the_customer(desk: Desk) -> None:
    desk.says(ANNA, "Frage an: Tomasz\n\nKönnen wir den Preis von 9.800 halten, was meinst du?")
    assert "was meinst du" in desk.mail(TOMASZ, "opinion_request").text
    assert desk.customers() == []
    assert desk.last.visibility == Visibility.INTERNAL


def test_a_ticket_is_not_closed_before_what_comes_first(desk: Desk) -> None:
    with desk.world.core.read("hellmoor") as unit:
        config = load_config(unit)
    steps = (Step(name="glas", titles={"de": "Glas bestellt"}, blocks=Blocks.CLOSING),)
    lists = (Checklist(kind="quote", steps=steps),)
    desk.world.apply(config.model_copy(update={"checklists": lists}))
    desk.world.receive(
        Mail(subject="Anfrage: Haustür", message_id="second@nowak.example"), peer=OFFICE
    )
    notice = desk.mail(ANNA, "agent_notice")
    desk.world.receive(Mail(sender=ANNA, to=notice.reply_to, text="#fertig"), peer=OFFICE)
    assert desk.world.ticket(NUMBER + 1).line.ticket.state != TicketState.DONE
    assert "> #fertig Zuerst muss das erledigt sein: Glas bestellt." in desk.told(ANNA)


def test_who_may_not_give_a_ticket_away_is_told_and_the_answer_goes_out(desk: Desk) -> None:
    desk.says(THOMAS, "zuweisen: Tomasz")
    desk.says(ANNA, "zuweisen: Giulia\n\nGuten Tag, wir melden uns bis Freitag bei Ihnen.")
    assert desk.ticket.owner_id == desk.person(TOMASZ)
    assert "> zuweisen: Giulia Dazu haben Sie hier nicht das Recht." in desk.told(ANNA)
    (got,) = desk.customers()
    assert "bis Freitag" in got.text


def test_commands_of_who_is_not_proven_do_nothing(desk: Desk) -> None:
    before = len(desk.view.events)
    arrival = desk.says(ANNA, "zuweisen: Tomasz", peer=CUSTOMERS_SERVER)
    assert (arrival.outcome, arrival.rule) == (Outcome.HELD, "agent_not_authenticated")
    assert len(desk.view.events) == before


def test_commands_of_a_customer_are_ordinary_words(desk: Desk) -> None:
    desk.says(ANNA, "Guten Tag, wir schicken Ihnen das Angebot.")
    (got,) = desk.customers()
    text = "zuweisen: Tomasz\n#erledigt\n\nBitte noch heute."
    desk.world.receive(Mail(to=got.reply_to, text=text), peer=OFFICE)
    assert desk.ticket.owner_id == desk.person(ANNA)
    assert desk.last.text.startswith("zuweisen: Tomasz")
    assert desk.view.line.ticket.last_public_side == Side.CONTACT


def test_commands_in_a_colleagues_reply_address_do_nothing(desk: Desk) -> None:
    annas = desk.mail(ANNA, "agent_notice").reply_to
    desk.world.receive(Mail(sender=TOMASZ, to=annas, text="#erledigt\n\nSo."), peer=OFFICE)
    assert desk.ticket.state != TicketState.DONE
    assert desk.last.visibility == Visibility.INTERNAL


def test_a_file_below_a_command_is_an_answer(desk: Desk) -> None:
    desk.world.receive(
        Mail(
            sender=ANNA,
            to=desk.mail(ANNA, "agent_notice").reply_to,
            text="zuweisen: Tomasz\n\nGruß Anna",
            files=(("Angebot.pdf", "application/pdf", PDF),),
        ),
        peer=OFFICE,
    )
    (got,) = desk.customers()
    assert got.files == [("Angebot.pdf", PDF)]
    assert "zuweisen" not in got.text


def test_the_same_mail_twice_acts_once(desk: Desk) -> None:
    mail = Mail(
        sender=ANNA, to=desk.mail(ANNA, "agent_notice").reply_to, text="Aufgabe: Glas prüfen"
    )
    for _ in range(2):
        desk.world.receive(mail, peer=OFFICE)
    assert len(desk.tasks) == 1


def test_who_works_elsewhere_by_now_acts_no_more(desk: Desk) -> None:
    with desk.world.core.read("hellmoor") as unit:
        config = load_config(unit)
    others = [
        one.model_copy(
            update={"members": tuple(each for each in one.members if each.address != GIULIA)}
        )
        for one in config.departments
    ]
    desk.world.apply(config.model_copy(update={"departments": tuple(others)}))
    arrival = desk.says(GIULIA, "Buongiorno, ecco la nostra offerta.")
    assert (arrival.outcome, arrival.rule) == (Outcome.HELD, "agent_without_right")
    assert desk.customers() == []
    assert "Non ha il diritto" in desk.told(GIULIA) or "diritto" in desk.told(GIULIA)
