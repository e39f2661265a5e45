"""What a ticket keeps of its last messages is what they say, whatever is done to it."""

from collections.abc import Iterator

import pytest
from sqlalchemy import select

from tenants import TenantConfig
from tests.support.approving import TOMASZ, Firm, open_firm
from tests.support.desk_story import ANNA, GIULIA, THOMAS, morning, viewer_of
from tests.support.mails import Mail
from tests.support.world import World
from tickets.model.mail import Purpose
from tickets.model.ticket import Ticket
from tickets.model.viewer import Viewer
from tickets.services.answering import DeskWords, send_words
from tickets.services.approval_decisions import Choice as Verdict
from tickets.services.approval_decisions import Decision
from tickets.services.approval_effects import decide
from tickets.services.checkup import find_faults
from tickets.services.merging import merge
from tickets.services.reading import note_read
from tickets.services.splitting import Part, split
from tickets.services.undo import withdraw
from tickets.services.writing import Sent
from tickets.store.desk_list import list_lines
from tickets.store.desk_survey import survey_open
from tickets.store.desk_views import Choice, Turn
from tickets.store.tenants import load_config
from tickets.store.unread import has_unread

JAN = "jan@nowak-okna.example"
TWELVE = "Guten Tag Herr Nowak,\n\nwir bieten Ihnen 12.000,00 € an.\n\nAnna Kraft"


def hold(world: World, after: str) -> None:
    """Compare lists, counts and `fsck` with what messages and read marks say."""
    with world.core.read("hellmoor") as unit:
        news = [one for one in find_faults(unit, world.core.blobs) if "last messages" in one]
    assert news == [], after
    for address in (ANNA, THOMAS, GIULIA):
        viewer = viewer_of(world, address)
        with world.core.read("hellmoor") as unit:
            survey = survey_open(unit, viewer)
            lines = list_lines(unit, viewer, Choice(), survey).lines
            right = set(unit.session.scalars(select(Ticket.id).where(has_unread(viewer))))
        assert {one.id for one in lines if one.is_unread} == {
            one.id for one in lines if one.id in right
        }, (after, address)
        new = [one for one in lines if one.id in right and one.waits_for_us]
        assert survey.count(Choice(), Turn.NEW) == len(new), (after, address)
        assert {one.id for one in lines if one.turn is Turn.NEW} == {one.id for one in new}


class Office:
    """Acts of agents on the tickets of a morning."""

    def __init__(self, world: World) -> None:
        self.world = world

    def row(self, number: int) -> Ticket:
        """Give a ticket."""
        return self.world.ticket(number).line.ticket

    def say(self, address: str, number: int, purpose: Purpose = Purpose.MESSAGE) -> int:
        """Write on a ticket; gives the message."""
        viewer, config = viewer_of(self.world, address), self.config()
        count = len(self.world.ticket(number).messages)
        words = DeskWords(f"Wort {count}", purpose, f"{address}.{number}.{count}")
        sent = send_words(self.world.core, config, viewer, self.row(number).id, words)
        assert isinstance(sent, Sent)
        return sent.message_id

    def take_back(self, address: str, message_id: int) -> None:
        """Undo a message."""
        person_id = viewer_of(self.world, address).person_id
        with self.world.core.write("hellmoor") as uow:
            withdraw(uow, message_id, person_id)

    def read(self, address: str, number: int) -> None:
        """Read all of a ticket."""
        row, person_id = self.row(number), viewer_of(self.world, address).person_id
        with self.world.core.write("hellmoor") as uow:
            note_read(uow, row.id, person_id, row.last_event_seq)

    def merge(self, source: int, target: int) -> None:
        """Make one ticket of two of one customer."""
        ids = (self.row(source).id, self.row(target).id)
        viewer = viewer_of(self.world, ANNA)
        with self.world.core.write("hellmoor") as uow:
            merge(uow, load_config(uow), viewer, ids, is_confirmed=True)

    def split(self, number: int) -> None:
        """Make a ticket of all that stands on another, notes included."""
        chosen = tuple(one.id for one in self.world.ticket(number).messages if not one.withdrawn_at)
        part = Part(chosen, "Ein Teil", "complaint", "vertrieb")
        viewer = viewer_of(self.world, ANNA)
        with self.world.core.write("hellmoor") as uow:
            split(uow, load_config(uow), viewer, self.row(number).id, part)

    def config(self) -> TenantConfig:
        """Give the tenant's settings."""
        with self.world.core.read("hellmoor") as unit:
            return load_config(unit)


def test_news_are_right_after_each_thing_that_is_done(either_world: World) -> None:
    world, office = either_world, Office(either_world)
    for done in _story(world, office):
        hold(world, done)


def _story(world: World, office: Office) -> Iterator[str]:
    morning(world, others=3)
    yield "mails and an answer by mail"
    first, later = Mail(text="Erstens\n"), Mail(text="Zweitens\n", subject="Noch etwas")
    for mail in (first, later):
        world.receive(mail)
        world.clock.pass_by(minutes=10)
    old, new = world.numbers()[-2:]
    yield "two requests of one customer"
    office.read(ANNA, old)
    yield "one person read it"
    note = office.say(THOMAS, old, Purpose.NOTE)
    yield "a colleague's note"
    office.take_back(THOMAS, note)
    yield "the note is taken back"
    office.say(ANNA, old, Purpose.NOTE)
    office.say(ANNA, old, Purpose.NOTE)
    yield "two notes of one writer"
    answer = office.say(THOMAS, old)
    yield "an answer"
    office.take_back(THOMAS, answer)
    yield "the answer is taken back"
    office.say(THOMAS, new, Purpose.NOTE)
    absent = Mail(
        text="Ich bin im Urlaub.\n",
        to=world.postbox.last(JAN).reply_to,
        headers=(("Auto-Submitted", "auto-replied"),),
    )
    world.receive(absent)
    yield "a machine's word"
    office.split(new)
    yield "all of it split off"
    office.merge(new, old)
    yield "two made one"
    office.say(ANNA, old)
    world.receive(Mail(text="Danke\n", to=world.postbox.for_(JAN)[0].reply_to))
    yield "the customer's word after that"


@pytest.mark.parametrize("verdict", [Verdict.APPROVE, Verdict.WITHDRAW])
def test_news_are_right_when_a_quote_waits_and_is_let_go_or_taken_back(
    either_world: World, verdict: Verdict
) -> None:
    firm: Firm = open_firm(either_world)
    firm.answers(TWELVE)
    hold(either_world, "a quote waits")
    number = either_world.numbers()[0]
    Office(either_world).say(THOMAS, number, Purpose.NOTE)
    hold(either_world, "a note behind it")
    by = firm.by(TOMASZ if verdict is Verdict.APPROVE else ANNA)
    decide(firm.world.core, firm.config, firm.approval().id, Decision(verdict), by)
    hold(either_world, str(verdict))


def test_what_is_unread_goes_from_one_to_none_for_its_reader_alone(either_world: World) -> None:
    either_world.receive(Mail())
    anna, thomas = viewer_of(either_world, ANNA), viewer_of(either_world, THOMAS)

    def unread(viewer: Viewer) -> int:
        with either_world.core.read("hellmoor") as unit:
            return survey_open(unit, viewer).count(Choice(), Turn.NEW)

    assert (unread(anna), unread(thomas)) == (1, 1)
    Office(either_world).read(ANNA, 1001)
    assert (unread(anna), unread(thomas)) == (0, 1)


def test_fsck_says_where_a_ticket_keeps_other_news_than_its_messages_tell(world: World) -> None:
    world.receive(Mail())
    with world.core.write("hellmoor") as uow:
        uow.session.scalars(select(Ticket)).one().news_seq = 0
    with world.core.read("hellmoor") as unit:
        assert list(find_faults(unit, world.core.blobs)) == [
            "What ticket 1001 keeps of its last messages is not what they say."
        ]
