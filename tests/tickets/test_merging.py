"""Two tickets made one, one made two: who sees what, and where later mail goes."""

from dataclasses import dataclass

import pytest
from sqlalchemy import select

from tests.support.desk_story import ANNA, THOMAS, viewer_of
from tests.support.mails import PDF, Mail
from tests.support.world import OFFICE, World
from tickets.errors import MergedError
from tickets.model.event import EventKind
from tickets.model.people import ParticipantRole
from tickets.model.ticket import Message, Ticket, TicketState, Visibility
from tickets.model.viewer import Viewer
from tickets.services.audit import audit
from tickets.services.conversation import lock_ticket
from tickets.services.merging import Hindrance, MergeRefusedError, merge
from tickets.services.rights import NotAllowedError
from tickets.services.splitting import NothingChosenError, Part, split
from tickets.services.writing import Sent, author_of, new_message, send_reply
from tickets.store.portal import find_request
from tickets.store.tenants import load_config
from tickets.store.tickets import TicketView

JAN = "jan@nowak-okna.example"
EWA = "ewa@nowak-okna.example"
SALES = "vertrieb@hellmoor.example"


@dataclass
class Desk:
    """A world, and Anna who merges and splits in it."""

    world: World
    anna: Viewer

    def merge(self, source: int, target: int, *, confirmed: bool = False, by: str = ANNA) -> None:
        """Merge two tickets by their numbers."""
        viewer = viewer_of(self.world, by)
        ids = (self.world.ticket(source).line.ticket.id, self.world.ticket(target).line.ticket.id)
        with self.world.core.write("hellmoor") as uow:
            merge(uow, load_config(uow), viewer, ids, is_confirmed=confirmed)

    def split(self, number: int, *texts: str, department: str = "vertrieb") -> int:
        """Split the messages that begin with some texts off; gives the new number."""
        view = self.world.ticket(number)
        chosen = tuple(one.id for one in view.messages if one.text.startswith(texts))
        part = Part(chosen, "Ein Teil", "complaint", department)
        with self.world.core.write("hellmoor") as uow:
            made = split(uow, load_config(uow), self.anna, view.line.ticket.id, part)
            return made.number

    def seen_by(self, address: str, number: int) -> list[str]:
        """Give the texts that a customer sees in the portal."""
        viewer = viewer_of(self.world, address)
        with self.world.core.read("hellmoor") as unit:
            found = find_request(unit, viewer, number)
        return [one.message.text.strip() for one in found.entries] if found else []


def ask(
    world: World,
    sender: str,
    text: str,
    *,
    to: str = SALES,
    subject: str = "Anfrage",
    in_reply_to: str = "",
) -> Mail:
    """Let a customer's mail come in."""
    mail = Mail(sender=sender, to=to, text=f"{text}\n", subject=subject, in_reply_to=in_reply_to)
    world.receive(mail)
    world.clock.pass_by(minutes=10)
    return mail


def answer(world: World, agent: str, text: str) -> None:
    """Let an agent answer the newest notice from a mail program."""
    to = world.postbox.last(agent).reply_to
    world.receive(Mail(sender=agent, to=to, text=f"{text}\n"), peer=OFFICE)
    world.clock.pass_by(minutes=10)


def texts(view: TicketView) -> list[str]:
    """Give what stands on a ticket, in its order."""
    ordered = sorted(view.messages, key=lambda one: (one.seq, one.id))
    return [one.text.strip() for one in ordered]


@pytest.fixture
def desk(either_world: World) -> Desk:
    """Give a desk on each database."""
    return Desk(either_world, viewer_of(either_world, ANNA))


def test_two_tickets_of_one_customer_become_one_in_the_order_of_time(desk: Desk) -> None:
    world = desk.world
    ask(world, JAN, "Erstens")
    ask(world, JAN, "Zweitens")
    answer(world, ANNA, "Antwort auf zweitens")
    to = world.postbox.for_(JAN)[0].reply_to
    ask(world, JAN, "Nochmals erstens", to=to)
    desk.merge(1002, 1001)
    whole, gone = world.ticket(1001), world.ticket(1002)
    assert texts(whole) == ["Erstens", "Zweitens", "Antwort auf zweitens", "Nochmals erstens"]
    assert texts(gone) == []
    assert gone.line.ticket.state == TicketState.DONE
    assert gone.line.ticket.merged_into_id == whole.line.ticket.id
    assert whole.line.owner is not None
    assert whole.line.owner.name == "Anna Kraft"
    assert whole.events[-1].kind == gone.events[-1].kind == EventKind.MERGED
    assert (whole.events[-1].content or {})["number"] == 1002
    assert (gone.events[-1].content or {})["number"] == 1001
    with world.core.read("hellmoor") as unit:
        assert [one for one in audit(unit) if one.broken] == []
    assert desk.seen_by(JAN, 1001) == texts(whole)


def test_later_mail_to_the_old_ticket_goes_on_in_the_other(desk: Desk) -> None:
    world = desk.world
    ask(world, JAN, "Erstens")
    first = ask(world, JAN, "Zweitens")
    receipt = world.postbox.last(JAN)
    notice = world.postbox.last(ANNA)
    desk.merge(1002, 1001)
    ask(world, JAN, "An die alte Adresse", to=receipt.reply_to)
    ask(world, JAN, "Mit altem Bezug", in_reply_to=first.message_id, subject="Re: Anfrage")
    ask(world, JAN, "Mit alter Nummer", subject="Re: Anfrage [#1002]")
    world.receive(Mail(sender=ANNA, to=notice.reply_to, text="Von Anna\n"), peer=OFFICE)
    assert world.numbers() == [1001, 1002]
    assert texts(world.ticket(1002)) == []
    assert texts(world.ticket(1001))[2:] == [
        "An die alte Adresse",
        "Mit altem Bezug",
        "Mit alter Nummer",
        "Von Anna",
    ]
    assert world.ticket(1002).line.ticket.state == TicketState.DONE
    assert "Von Anna" in world.postbox.last(JAN).text


def test_mail_follows_over_several_merges(desk: Desk) -> None:
    world = desk.world
    ask(world, JAN, "Eins")
    to = world.postbox.last(JAN).reply_to
    ask(world, JAN, "Zwei")
    ask(world, JAN, "Drei")
    desk.merge(1001, 1002)
    desk.merge(1002, 1003)
    ask(world, JAN, "Noch etwas", to=to)
    assert texts(world.ticket(1003)) == ["Eins", "Zwei", "Drei", "Noch etwas"]
    assert world.ticket(1001).line.ticket.merged_into_id == world.ticket(1003).line.ticket.id


def test_customers_of_different_firms_are_never_put_together(desk: Desk) -> None:
    world = desk.world
    ask(world, JAN, "Von Nowak")
    ask(world, "paul@andere-firma.example", "Von anderen")
    for source, target in ((1002, 1001), (1001, 1002)):
        with pytest.raises(MergeRefusedError) as refused:
            desk.merge(source, target, confirmed=True)
        assert refused.value.hindrance is Hindrance.OTHER_FIRM
    assert texts(world.ticket(1001)) == ["Von Nowak"]


def test_two_people_of_one_mail_provider_are_no_firm(desk: Desk) -> None:
    ask(desk.world, "a@gmail.com", "Von A")
    ask(desk.world, "b@gmail.com", "Von B")
    with pytest.raises(MergeRefusedError) as refused:
        desk.merge(1002, 1001, confirmed=True)
    assert refused.value.hindrance is Hindrance.OTHER_FIRM


def test_colleagues_see_each_others_words_only_where_somebody_says_so(desk: Desk) -> None:
    world = desk.world
    ask(world, JAN, "Von Jan")
    ask(world, EWA, "Von Ewa")
    with pytest.raises(MergeRefusedError) as refused:
        desk.merge(1002, 1001)
    assert refused.value.hindrance is Hindrance.UNCONFIRMED
    assert desk.seen_by(JAN, 1001) == ["Von Jan"]
    desk.merge(1002, 1001, confirmed=True)
    assert desk.seen_by(JAN, 1001) == ["Von Jan", "Von Ewa"]
    assert desk.seen_by(EWA, 1001) == ["Von Jan", "Von Ewa"]
    roles = {person.name: part.role for part, person in world.ticket(1001).participants}
    assert sorted(roles.values())[:1] == [ParticipantRole.COPIED]
    answer(world, ANNA, "An beide")
    assert "An beide" in world.postbox.last(JAN).text
    assert "An beide" in world.postbox.last(EWA).text


def test_nobody_merges_what_they_may_not_see(desk: Desk) -> None:
    world = desk.world
    ask(world, JAN, "Eins")
    ask(world, JAN, "Zwei", to="reklamation@hellmoor.example")
    with pytest.raises(NotAllowedError):
        desk.merge(1002, 1001)
    desk.merge(1002, 1001, by=THOMAS)


def test_a_ticket_is_merged_once_and_changed_no_more(desk: Desk) -> None:
    world = desk.world
    ask(world, JAN, "Eins")
    ask(world, JAN, "Zwei")
    desk.merge(1002, 1001)
    for source, target in ((1002, 1001), (1001, 1002), (1001, 1001)):
        with pytest.raises(MergeRefusedError):
            desk.merge(source, target)
    gone = world.ticket(1002).line.ticket
    with pytest.raises(MergedError) as error, world.core.write("hellmoor") as uow:
        lock_ticket(uow, gone.id)
    assert error.value.into == world.ticket(1001).line.ticket.id


def test_merging_tells_no_customer(desk: Desk) -> None:
    world = desk.world
    ask(world, JAN, "Eins")
    ask(world, JAN, "Zwei")
    before = len(world.postbox.sent)
    desk.merge(1002, 1001)
    desk.split(1001, "Zwei")
    world.work()
    assert len(world.postbox.sent) == before


def test_a_part_becomes_a_ticket_of_its_own_with_its_files(desk: Desk) -> None:
    world = desk.world
    ask(world, JAN, "Frage eins")
    to = world.postbox.last(JAN).reply_to
    world.receive(
        Mail(sender=JAN, to=to, text="Und kaputt\n", files=(("a.pdf", "application/pdf", PDF),))
    )
    number = desk.split(1001, "Und kaputt", department="reklamation")
    part, whole = world.ticket(number), world.ticket(1001)
    assert texts(part) == ["Und kaputt"]
    assert texts(whole) == ["Frage eins", "Und kaputt"]
    assert part.line.department == "reklamation"
    assert part.line.ticket.follows_id == whole.line.ticket.id
    assert part.line.requester.id == whole.line.requester.id
    (files,) = part.attachments.values()
    assert [one.name for one in files] == ["a.pdf"]
    (copied,) = part.messages
    assert copied.inbound_mail_id == whole.messages[-1].inbound_mail_id
    assert [one.kind for one in part.events if one.kind == EventKind.SPLIT]
    assert (whole.events[-1].content or {})["number"] == number
    assert desk.seen_by(JAN, number) == ["Und kaputt"]


def test_an_answer_to_a_mail_that_was_split_off_goes_to_the_new_ticket(desk: Desk) -> None:
    world = desk.world
    ask(world, JAN, "Frage eins")
    to = world.postbox.last(JAN).reply_to
    broken = ask(world, JAN, "Und kaputt", to=to)
    number = desk.split(1001, "Und kaputt")
    ask(world, JAN, "Foto folgt", in_reply_to=broken.message_id, subject="Re: kaputt")
    assert texts(world.ticket(number)) == ["Und kaputt", "Foto folgt"]
    ask(world, JAN, "Zur ersten Frage", to=to)
    assert texts(world.ticket(1001))[-1] == "Zur ersten Frage"


def test_notes_alone_make_no_ticket(desk: Desk) -> None:
    world = desk.world
    ask(world, JAN, "Frage eins")
    with world.core.write("hellmoor") as uow:
        ticket = uow.session.scalars(select(Ticket)).one()
        message = uow.session.scalars(select(Message)).one()
        message.visibility = Visibility.INTERNAL
        assert ticket.number == 1001
    with pytest.raises(NothingChosenError):
        desk.split(1001, "Frage")


def test_words_written_while_tickets_are_merged_go_where_the_conversation_goes_on(
    desk: Desk,
) -> None:
    world = desk.world
    ask(world, JAN, "Eins")
    ask(world, JAN, "Zwei")
    gone = world.ticket(1002).line.ticket.id
    desk.merge(1002, 1001)
    with world.core.read("hellmoor") as unit:
        config = load_config(unit)
    new = new_message(
        world.core, "hellmoor", author_of(desk.anna), "Auf der alten Seite geschrieben"
    )
    sent = send_reply(world.core, config, gone, new, seen_seq=99)
    assert isinstance(sent, Sent)
    assert sent.number == 1001
    assert texts(world.ticket(1001))[-1] == "Auf der alten Seite geschrieben"
