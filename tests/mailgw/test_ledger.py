"""One mail, one effect; every arrival in exactly one outcome (P2, P3)."""

from dataclasses import replace

from mailgw.ingress.accept import normalise_lines
from tests.support.mails import PDF, Mail
from tests.support.world import OFFICE, World
from tickets.model.mail import Outcome, Way
from tickets.services.arrivals import drop_arrival, release_arrival, retry_arrival
from tickets.services.checkup import find_faults

JAN = "jan@nowak-okna.example"


def faults(world: World) -> list[str]:
    """List what fsck finds."""
    with world.core.read("hellmoor") as unit:
        return list(find_faults(unit, world.core.blobs))


def test_p02_the_same_mail_by_three_ways_takes_effect_once(either_world: World) -> None:
    mail = Mail(files=(("a.pdf", "application/pdf", PDF),))
    traced = b"Received: from relay by mx; Mon, 16 Nov 2026 09:11:00 +0100\r\n" + mail.raw
    unix = mail.raw.replace(b"\r\n", b"\n")
    ways = ((Way.SMTP, mail.raw), (Way.LMTP, traced), (Way.IMAP, unix))
    outcomes = [either_world.receive(raw, mail.to, way=way).outcome for way, raw in ways]
    assert outcomes == [Outcome.DELIVERED, Outcome.DUPLICATE, Outcome.DUPLICATE]
    assert either_world.numbers() == [1001]
    assert len(either_world.postbox.for_(JAN)) == 1
    assert faults(either_world) == []


def test_p02_a_different_mail_under_the_same_id_is_kept_and_flagged(either_world: World) -> None:
    mail = Mail()
    either_world.receive(mail)
    other = replace(mail, text="Etwas ganz anderes.")
    assert either_world.receive(other).outcome == Outcome.DELIVERED
    view = either_world.ticket(either_world.numbers()[-1])
    assert "reused_message_id" in view.messages[-1].flags


def test_p02_equal_words_under_two_ids_are_two_mails(world: World) -> None:
    first = Mail(message_id="one@nowak-okna.example")
    world.receive(first)
    second = replace(first, message_id="two@nowak-okna.example")
    assert world.receive(second).outcome == Outcome.DELIVERED


def test_p02_the_same_mail_to_two_tenants_takes_effect_in_each(world: World) -> None:
    mail = Mail(to="vertrieb@hellmoor.example, verhuur@kaaibox.example")
    world.receive(mail, "vertrieb@hellmoor.example")
    arrival = world.receive(mail, "verhuur@kaaibox.example", tenant="kaaibox")
    assert arrival.outcome == Outcome.DELIVERED


def test_p03_outcomes_add_up_to_arrivals(world: World) -> None:
    world.receive(Mail())
    world.receive(Mail(sender="a@x.example, b@x.example"))
    newsletter = Mail(
        headers=(("List-Unsubscribe", "<mailto:u@x.example>"), ("Precedence", "bulk"))
    )
    world.receive(newsletter)
    world.receive(b"no mail at all", "vertrieb@hellmoor.example")
    counts = world.counts()
    assert counts["arrivals"] == 4
    assert sum(counts.values()) == 8
    assert counts["failed"] == counts["pending"] == 0
    assert faults(world) == []


def test_p03_a_held_mail_says_why_and_can_be_let_through(world: World) -> None:
    world.receive(Mail(), peer=OFFICE)
    notice = world.postbox.last("a.kraft@hellmoor.example")
    reply = Mail(
        sender="Anna Kraft <a.kraft@hellmoor.example>", to=notice.reply_to, text="Hier das Angebot."
    )
    arrival = world.receive(reply, peer="198.51.100.7")
    assert (arrival.outcome, arrival.rule) == (Outcome.HELD, "agent_not_authenticated")
    with world.core.write("hellmoor") as uow:
        release_arrival(uow, arrival.id)
    world.work()
    assert world.arrival(arrival.id).outcome == Outcome.DELIVERED
    assert "Hier das Angebot." in world.postbox.last(JAN).text


def test_p03_running_a_delivered_mail_again_is_refused_and_a_held_one_is_not(world: World) -> None:
    arrival = world.receive(Mail(sender="a@x.example, b@x.example"))
    assert arrival.outcome == Outcome.HELD
    with world.core.write("hellmoor") as uow:
        retry_arrival(uow, arrival.id)
    world.work()
    assert world.arrival(arrival.id).outcome == Outcome.HELD
    with world.core.write("hellmoor") as uow:
        drop_arrival(uow, arrival.id)
    assert world.arrival(arrival.id).outcome == Outcome.DROPPED


def test_line_ends_are_normalised_without_touching_anything_else() -> None:
    assert normalise_lines(b"a\nb\r\nc\rd\0e") == b"a\r\nb\r\nc\r\nde"


def test_a_reply_that_overtakes_its_parent_waits_for_it(world: World) -> None:
    from mailgw.ingress.accept import Arrival, accept_mail  # noqa: PLC0415 - only here

    parent = Mail(message_id="parent@nowak-okna.example")
    child = Mail(text="Noch etwas.", in_reply_to="parent@nowak-okna.example")
    ids = [
        accept_mail(
            world.core,
            Arrival("hellmoor", Way.SMTP, one.raw, envelope_to=("vertrieb@hellmoor.example",)),
        )
        for one in (parent, child)
    ]
    # The child is taken first, as happens with several workers.
    from sqlalchemy import select  # noqa: PLC0415 - only here

    from tickets.model.routing import Due, DueKind  # noqa: PLC0415 - only here

    with world.core.database.glance() as session:
        due = session.scalar(select(Due.id).where(Due.key == str(ids[1])))
    assert due is not None
    world.jobs[DueKind.INBOUND](due)
    assert world.arrival(ids[1]).outcome == Outcome.PENDING
    world.clock.pass_by(seconds=1)
    world.work()
    assert world.numbers() == [1001]
    assert len(world.ticket(1001).messages) == 2
