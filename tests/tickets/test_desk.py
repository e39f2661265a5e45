"""What agents do to tickets on the desk, and what becomes of the mails: on both databases."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import pytest

from mailgw.outbound.transport import Attempt, Sending
from tenants import TenantConfig
from tests.support.desk_story import ANNA, GIULIA, JOERG, KITA, THOMAS, TOMASZ, morning, viewer_of
from tests.support.mails import Mail
from tests.support.world import CUSTOMERS_SERVER, OFFICE, World
from tickets.errors import NotFoundError
from tickets.model.mail import Delivery, Outcome, Purpose
from tickets.model.ticket import Ticket, TicketState, Visibility
from tickets.model.viewer import Viewer
from tickets.services.answering import DeskWords, send_words
from tickets.services.conversation import lock_ticket
from tickets.services.drafts import find_drafts
from tickets.services.handling import plan_handing_over, set_done, set_owner, tell
from tickets.services.requests import SentBeforeError
from tickets.services.sending_again import send_again
from tickets.services.undo import TooLateError, withdraw
from tickets.services.writing import Overtaken, Sent
from tickets.store.desk_list import list_lines
from tickets.store.desk_survey import survey_open
from tickets.store.desk_views import Choice, Place, Survey, Turn, View
from tickets.store.portal import find_request
from tickets.store.tenants import load_config
from tickets.store.thread import find_thread
from tickets.store.thread_views import Thread
from tickets.store.unit_of_work import UnitOfWork

NOTHING = Survey()
"""For lists that are not about turns."""
FRESH = 1002
"""A ticket that nobody has answered or owns."""


@dataclass
class Desk:
    """The desk of one morning, as Anna has it."""

    world: World
    anna: Viewer
    config: TenantConfig

    def thread(self, number: int, viewer: Viewer | None = None) -> Thread:
        """Give a ticket as its page has it."""
        with self.world.core.read("hellmoor") as unit:
            found = find_thread(unit, viewer or self.anna, number)
        assert found is not None
        return found

    def row(self, number: int) -> Ticket:
        """Give the ticket itself."""
        return self.thread(number).ticket

    def send(
        self,
        number: int,
        text: str = "Das machen wir.",
        *,
        viewer: Viewer | None = None,
        once: str = "a",
        **more: object,
    ) -> Sent | Overtaken:
        """Send words from the desk."""
        words = replace(DeskWords(text, Purpose.MESSAGE, once), **more)  # type: ignore[arg-type] # fields of DeskWords
        who = viewer or self.anna
        return send_words(self.world.core, self.config, who, self.row(number).id, words)

    def answer(self, number: int, text: str = "Das machen wir.", **more: object) -> Sent:
        """Send words that nobody overtook."""
        sent = self.send(number, text, **more)  # type: ignore[arg-type] # as above
        assert isinstance(sent, Sent)
        return sent

    def change(self, number: int, act: Callable[..., object]) -> None:
        """Change a ticket in a unit of its own."""
        with self.world.core.write("hellmoor") as uow:
            act(uow, lock_ticket(uow, self.row(number).id))


@pytest.fixture
def desk(either_world: World) -> Desk:
    """A desk with the mails of a morning."""
    morning(either_world, others=3)
    with either_world.core.read("hellmoor") as unit:
        config = load_config(unit)
    return Desk(either_world, viewer_of(either_world, ANNA), config)


def test_an_answer_leaves_after_ten_seconds_in_the_tenants_look(desk: Desk) -> None:
    before = len(desk.world.postbox.sent)
    desk.answer(FRESH, "Buongiorno, il prezzo segue domani.")
    desk.world.clock.pass_by(seconds=9)
    desk.world.work()
    assert len(desk.world.postbox.sent) == before
    desk.world.clock.pass_by(seconds=2)
    desk.world.work()
    got = desk.world.postbox.last("g.ferraro@edil-ferraro.example")
    assert got.text.startswith("Buongiorno, il prezzo segue domani.")
    assert str(got.mail["From"]).startswith("Anna Kraft via Hellmoor")
    assert ANNA not in got.text
    thread = desk.thread(FRESH)
    assert (thread.ticket.owner_id, thread.ticket.state) == (desk.anna.person_id, TicketState.OPEN)
    assert [mail.state for mail in thread.mails_of(thread.entries[-1].id)] == [Delivery.SENT]


def test_undo_leaves_no_mail_and_puts_everything_back(desk: Desk) -> None:
    before, seen = desk.row(FRESH), len(desk.world.postbox.sent)
    sent = desk.answer(FRESH, "Zu früh gedrückt", is_done=True)
    assert desk.row(FRESH).state == TicketState.DONE
    with desk.world.core.write("hellmoor") as uow:
        withdraw(uow, sent.message_id, desk.anna.person_id)
    desk.world.clock.pass_by(minutes=5)
    desk.world.work()
    assert len(desk.world.postbox.sent) == seen
    after = desk.row(FRESH)
    kept = ("state", "owner_id", "last_public_side", "last_public_at", "done_at")
    assert [getattr(after, one) for one in kept] == [getattr(before, one) for one in kept]
    assert "Zu früh" not in str([one.text for one in desk.thread(FRESH).entries])
    with desk.world.core.read("hellmoor") as unit:
        draft = find_drafts(unit, after.id, desk.anna.person_id)[Purpose.MESSAGE]
    assert draft.text == "Zu früh gedrückt"
    desk.answer(FRESH, "Jetzt aber.", once="b")
    desk.world.clock.pass_by(seconds=11)
    desk.world.work()
    assert "Zu früh" not in desk.world.postbox.last("g.ferraro@edil-ferraro.example").text


def test_what_has_left_cannot_be_taken_back(desk: Desk) -> None:
    sent = desk.answer(FRESH)
    desk.world.clock.pass_by(seconds=11)
    with desk.world.core.write("hellmoor") as uow, pytest.raises(TooLateError):
        withdraw(uow, sent.message_id, desk.anna.person_id)
    desk.world.work()
    assert len(desk.world.postbox.for_("g.ferraro@edil-ferraro.example")) == 2
    with desk.world.core.write("hellmoor") as uow, pytest.raises(TooLateError):
        withdraw(uow, sent.message_id, desk.anna.person_id)


def test_nobody_takes_back_the_message_of_somebody_else(desk: Desk) -> None:
    sent = desk.answer(FRESH)
    tomasz = viewer_of(desk.world, TOMASZ)
    with desk.world.core.write("hellmoor") as uow, pytest.raises(NotFoundError):
        withdraw(uow, sent.message_id, tomasz.person_id)


def test_a_customer_sees_an_answer_when_its_mail_has_left_and_a_note_never(desk: Desk) -> None:
    joerg = viewer_of(desk.world, JOERG)

    def shown() -> str:
        with desk.world.core.read("hellmoor") as unit:
            request = find_request(unit, joerg, KITA)
        assert request is not None
        return " ".join(one.message.text for one in request.entries)

    desk.answer(KITA, "Die Schwelle ist dabei.")
    desk.answer(KITA, "Marge beachten!", purpose=Purpose.NOTE, once="b")
    assert "Schwelle ist dabei" not in shown()
    desk.world.clock.pass_by(seconds=11)
    desk.world.work()
    assert "Schwelle ist dabei" in shown()
    assert "Marge" not in shown()
    assert "Marge" not in desk.world.postbox.last(JOERG).text


def test_a_form_sent_twice_takes_effect_once(desk: Desk) -> None:
    desk.answer(FRESH)
    with pytest.raises(SentBeforeError):
        desk.send(FRESH)
    assert len(desk.thread(FRESH).entries) == 2


def test_whoever_is_overtaken_is_shown_what_the_others_wrote(desk: Desk) -> None:
    seen = desk.row(KITA).last_event_seq
    again = Mail(
        sender=f"Jörg Brandes <{JOERG}>",
        to=desk.world.postbox.last(JOERG).reply_to,
        text="Doch lieber RAL 9016.\n",
    )
    desk.world.receive(again, peer=OFFICE)
    held = desk.send(KITA, "RAL 7016 ist bestellt.", seen_seq=seen)
    assert isinstance(held, Overtaken)
    assert [one.text.strip() for one in held.messages] == ["Doch lieber RAL 9016."]
    assert "bestellt" not in str([one.text for one in desk.thread(KITA).entries])
    desk.answer(KITA, "Gut, RAL 9016.", seen_seq=desk.row(KITA).last_event_seq)
    # A note is for colleagues: nobody needs to be warned.
    desk.answer(KITA, "Farbe geändert.", purpose=Purpose.NOTE, once="b", seen_seq=seen)


def test_many_who_answer_at_once_all_get_through(desk: Desk) -> None:
    people = [viewer_of(desk.world, one) for one in (ANNA, TOMASZ, GIULIA, THOMAS)]
    with ThreadPoolExecutor(len(people)) as pool:
        sent = list(pool.map(lambda one: desk.answer(FRESH, f"Von {one.name}", viewer=one), people))
    assert len({one.message_id for one in sent}) == len(people)
    texts = [one.text for one in desk.thread(FRESH).entries[1:]]
    assert sorted(texts) == sorted(f"Von {one.name}" for one in people)


def test_the_list_tells_new_from_waiting_from_answered(desk: Desk) -> None:
    desk.answer(1003)
    with desk.world.core.read("hellmoor") as unit:
        counts = survey_open(unit, desk.anna)
        page = list_lines(unit, desk.anna, Choice(), counts)
    by_turn = {turn: [one.number for one in page.lines if one.turn is turn] for turn in Turn}
    assert by_turn[Turn.NEW] == [1004, KITA, 1002]
    assert by_turn[Turn.THEIRS] == [1003]
    assert counts.count(Choice(), Turn.NEW) == 3
    assert counts.count(Choice(View.MINE)) == 2
    assert counts.count(Choice(View.UNASSIGNED)) == 2
    first = page.lines[0]
    assert (first.requester, first.company) == ("Holger Timm", "timm-objektbau.example")
    assert first.preview.startswith("Bitte in den Positionen 12 bis 19")
    kita = next(one for one in page.lines if one.number == KITA)
    assert (kita.file_count, kita.owner) == (3, "Anna Kraft")


def test_search_is_folded_and_takes_signs_literally(desk: Desk) -> None:
    wanted = {
        "cascina": [1002],
        "HEBESCHIEBETUREN": [KITA],
        "brandes": [KITA],
        "g.ferraro@": [1002],
        "#1004": [1004],
        "ferraro fenster": [],
        "100%": [],
        "_": [KITA],  # in the name of a file
        "%": [],
    }
    with desk.world.core.read("hellmoor") as unit:
        found = {
            text: [
                one.number for one in list_lines(unit, desk.anna, Choice(text=text), NOTHING).lines
            ]
            for text in wanted
        }
    assert found == wanted


def test_pages_of_a_list_follow_each_other_without_gap_or_repeat(desk: Desk) -> None:
    desk.answer(1003)
    found: list[int] = []
    place: Place | None = None
    with desk.world.core.read("hellmoor") as unit:
        survey = survey_open(unit, desk.anna)
        for _ in range(10):
            page = list_lines(unit, desk.anna, Choice(), survey, place, rows=2)
            found += [one.number for one in page.lines]
            if page.next is None:
                break
            place = Place.read(str(page.next))
            assert place == page.next
    assert sorted(found) == [1001, 1002, 1003, 1004]


def test_a_new_owner_is_mailed_and_answers_the_customer_by_mail(desk: Desk) -> None:
    giulia = viewer_of(desk.world, GIULIA)
    core, ticket = desk.world.core, desk.row(FRESH)
    drafts = plan_handing_over(core, desk.config, ticket.id, desk.anna, giulia.person_id)

    def act(uow: UnitOfWork, row: Ticket) -> None:
        set_owner(uow, row, giulia.person_id, desk.anna.person_id)
        tell(uow, core, desk.config, row, drafts)

    desk.change(FRESH, act)
    desk.world.work()
    notice = desk.world.postbox.last(GIULIA)
    assert "persiana integrata" in notice.text
    assert "Anna Kraft" in notice.text
    outcome = desk.world.receive(
        Mail(sender=GIULIA, to=notice.reply_to, text="Certo, eccolo.\n"), peer=OFFICE
    ).outcome
    assert outcome == Outcome.DELIVERED
    assert "Certo, eccolo." in desk.world.postbox.last("g.ferraro@edil-ferraro.example").text
    assert desk.row(FRESH).owner_id == giulia.person_id


def test_taking_a_ticket_for_oneself_mails_nobody(desk: Desk) -> None:
    ticket = desk.row(FRESH)
    me = desk.anna.person_id
    assert plan_handing_over(desk.world.core, desk.config, ticket.id, desk.anna, me) == []


def test_an_agent_sees_no_ticket_of_other_departments_unless_it_is_theirs(desk: Desk) -> None:
    jonas = viewer_of(desk.world, "j.petersen@hellmoor.example")
    with desk.world.core.read("hellmoor") as unit:
        assert find_thread(unit, jonas, FRESH) is None
        assert survey_open(unit, jonas).sums == {}
    desk.change(FRESH, lambda uow, row: set_owner(uow, row, jonas.person_id, desk.anna.person_id))
    with desk.world.core.read("hellmoor") as unit:
        assert find_thread(unit, jonas, FRESH) is not None


def test_done_tickets_leave_the_inbox_and_a_new_mail_brings_them_back(desk: Desk) -> None:
    desk.change(KITA, lambda uow, row: set_done(uow, row, desk.anna.person_id, is_done=True))
    with desk.world.core.read("hellmoor") as unit:
        survey = survey_open(unit, desk.anna)
        done = list_lines(unit, desk.anna, Choice(View.DONE), NOTHING).lines
        still_open = list_lines(unit, desk.anna, Choice(), survey).lines
    assert [one.number for one in done] == [KITA]
    assert done[0].id not in [line.id for line in still_open]
    again = Mail(sender=JOERG, to=desk.world.postbox.last(JOERG).reply_to, text="Noch eins.\n")
    desk.world.receive(again, peer=CUSTOMERS_SERVER)
    assert desk.row(KITA).state == TicketState.OPEN


def test_a_lost_mail_is_sent_again_to_another_address(desk: Desk) -> None:
    desk.world.postbox.refusals[JOERG] = Attempt(Sending.FAILED, "552 5.2.2 mailbox full")
    desk.answer(KITA, "Die Schwelle ist dabei.")
    desk.world.clock.pass_by(seconds=11)
    desk.world.work()
    thread = desk.thread(KITA)
    (lost,) = thread.mails_of(thread.entries[-1].id)
    assert lost.state == Delivery.FAILED
    assert [task.done_at is None for task in thread.tasks] == [True]
    with desk.world.core.write("hellmoor") as uow:
        send_again(uow, desk.world.core, desk.config, lost.id, "Bauleitung@brandes-hochbau.example")
    desk.world.work()
    got = desk.world.postbox.last("bauleitung@brandes-hochbau.example")
    assert "Die Schwelle ist dabei." in got.text
    thread = desk.thread(KITA)
    (newest,) = thread.mails_of(thread.entries[-1].id)
    assert newest.state == Delivery.SENT
    assert [task.done_at is None for task in thread.tasks] == [False]
    answer = Mail(sender="bauleitung@brandes-hochbau.example", to=got.reply_to, text="Danke!\n")
    desk.world.receive(answer, peer=OFFICE)
    last = desk.thread(KITA).entries[-1]
    assert (last.visibility, last.author.name) == (Visibility.PUBLIC, "Jörg Brandes")
    with desk.world.core.write("hellmoor") as uow, pytest.raises(NotFoundError):
        send_again(uow, desk.world.core, desk.config, lost.id)
