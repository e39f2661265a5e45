"""P4: what a first look cannot read goes on in a lane of its own, and nobody waits for it."""

import os
import signal
import threading
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from mailgw.actors import jobs_of
from mailgw.documents.document import Document
from mailgw.first_look import PRESSED, USUAL, Brevity, FirstLook
from mailgw.inbound import LEASE, MAX_ATTEMPTS, process_inbound
from mailgw.ingress.accept import Arrival, accept_mail
from mailgw.lanes import HeavyLane, ordinary_lane
from mailgw.reading import Reader
from tests.faults.bombs import costly
from tests.faults.test_poison import TIGHT, poison, reader_with
from tests.support.firm import wait_until
from tests.support.mails import Mail
from tests.support.papers import PDF_TYPE, docx, pdf_bomb
from tests.support.world import World, open_world
from tickets.errors import HeavyError
from tickets.model.mail import Outcome, Way
from tickets.model.noted import find_unread
from tickets.model.routing import Due, DueKind
from tickets.services.checkup import find_faults
from tickets.store.health import look_at_backlog

SHORT = Brevity(mail=60, files=60)
"""Many times what a letter takes, and a fraction of what a costly mail does."""
TOLD = "It was heavy and was read in a lane of its own."
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture
def two_lanes(world: World) -> World:
    """Give a world in which a first look is short."""
    return with_lanes(world)


def with_lanes(world: World) -> World:
    """Let a world work in two lanes."""
    ordinary = ordinary_lane(world.gateway, world.reader, SHORT)
    world.jobs = {
        **world.jobs,
        DueKind.INBOUND: partial(process_inbound, ordinary),
        DueKind.HEAVY: HeavyLane(world.gateway, world.reader),
    }
    return world


def accept(world: World, raw: bytes) -> int:
    """Let a mail in without working on it."""
    door = ("vertrieb@hellmoor.example",)
    return accept_mail(world.core, Arrival("hellmoor", Way.SMTP, raw, envelope_to=door))


def look_first(world: World) -> list[Due]:
    """Do what the ordinary lane does with all that waits, and give what waits then."""
    for due in waiting(world):
        world.jobs[DueKind(due.kind)](due.id)
    return waiting(world)


def waiting(world: World) -> list[Due]:
    """List the arrivals that are due."""
    with world.core.database.glance() as session:
        return list(
            session.scalars(
                select(Due).where(Due.kind.in_((DueKind.INBOUND, DueKind.HEAVY))).order_by(Due.id)
            )
        )


def test_p04_a_heavy_mail_is_put_aside_and_delivered_by_its_own_lane(two_lanes: World) -> None:
    world = two_lanes
    heavy = accept(world, costly(1))
    letter = accept(world, Mail().raw)
    (left,) = look_first(world)
    assert (left.kind, left.key, left.attempts, left.claimed_by) == ("heavy", str(heavy), 0, None)
    assert world.arrival(letter).outcome == Outcome.DELIVERED
    assert TOLD not in world.arrival(letter).why
    with world.core.read("hellmoor") as unit:
        assert list(find_faults(unit, world.core.blobs)) == []
        assert look_at_backlog(unit).incoming == 1
    world.work()
    row = world.arrival(heavy)
    assert (row.outcome, row.attempts) == (Outcome.DELIVERED, 1)
    assert row.why.endswith(TOLD)
    assert waiting(world) == []
    with world.core.read("hellmoor") as unit:
        assert list(find_faults(unit, world.core.blobs)) == []


def test_p01_a_heavy_mail_in_hand_while_its_process_is_killed_takes_effect_once(
    two_lanes: World,
) -> None:
    world = two_lanes
    heavy = accept(world, costly(4))
    (left,) = look_first(world)
    with world.core.database.claim(left.id, "killed", LEASE) as claimed:
        assert claimed is not None
    world.work()
    assert world.arrival(heavy).outcome == Outcome.PENDING
    world.clock.pass_by(minutes=3)
    world.work()
    row = world.arrival(heavy)
    assert (row.outcome, row.attempts) == (Outcome.DELIVERED, 2)
    assert len(world.numbers()) == 1


def test_p04_a_mail_whose_files_are_heavy_loses_none_of_their_words(two_lanes: World) -> None:
    world = two_lanes
    paper = docx(*["a"] * 140_000, "Ahorn")
    heavy = accept(world, Mail(files=(("holz.docx", WORD_TYPE, paper),)).raw)
    (left,) = look_first(world)
    assert left.kind == DueKind.HEAVY
    world.work()
    assert world.arrival(heavy).why.endswith(TOLD)
    (number,) = world.numbers()
    (message,) = world.ticket(number).messages
    assert find_unread(message.flags) == {}


def test_a_reply_to_a_heavy_mail_waits_for_it_and_joins_its_ticket(two_lanes: World) -> None:
    world = two_lanes
    heavy = accept(world, costly(2))
    look_first(world)
    reply = Mail(sender="teuer2@gift.example", in_reply_to="costly-2@gift.example")
    answer = accept(world, reply.raw)
    assert [one.after for one in waiting(world)] == [None, waiting(world)[0].id]
    world.work()
    assert world.arrival(answer).ticket_id == world.arrival(heavy).ticket_id
    assert len(world.numbers()) == 1


def test_p04_what_breaks_its_child_fails_within_seconds_and_is_kept(tmp_path: Path) -> None:
    with reader_with(TIGHT) as reader, open_world(tmp_path, reader) as world:
        with_lanes(world)
        arrival = accept(world, poison(1))
        for _ in range(MAX_ATTEMPTS + 1):
            world.work()
            world.clock.pass_by(seconds=5)
        row = world.arrival(arrival)
        assert (row.outcome, row.attempts) == (Outcome.FAILED, MAX_ATTEMPTS)
        assert world.core.blobs.get("hellmoor", row.raw_sha256)


def test_p04_nobody_waits_for_the_child_that_reads_what_is_heavy(reader: Reader) -> None:
    usual = set(reader.pids)
    read = threading.Thread(target=reader.read_alone, args=(costly(3),))
    read.start()
    (alone,) = wait_until(lambda: set(reader.pids) - usual, "a child of its own")
    os.kill(alone, signal.SIGSTOP)
    try:
        assert reader.read(Mail().raw).subject == Mail().subject
        assert set(reader.pids) == {*usual, alone}
    finally:
        os.kill(alone, signal.SIGCONT)
        read.join(30)
    assert set(reader.pids) == usual


def test_p04_looks_are_shorter_while_heavy_mails_come_in_crowds(reader: Reader) -> None:
    look = FirstLook(reader, SHORT)
    assert look.read(Mail().raw).subject == Mail().subject
    for number in (1, 2):
        assert look.brevity == SHORT
        with pytest.raises(HeavyError):
            look.read(costly(number))
    assert look.brevity == PRESSED
    assert PRESSED.mail < USUAL.mail
    with pytest.raises(HeavyError, match="files"):
        look.read_document(Document("a.docx", WORD_TYPE, docx("Eiche"), 3.0), 8.0)
    with pytest.raises(HeavyError, match="large"):
        look.read(Mail(files=(("a.bin", "application/x-a", bytes(1_000_000)),)).raw)


def test_p04_a_role_that_reads_has_two_lanes(world: World) -> None:
    jobs = jobs_of(world.gateway, None, world.reader)
    assert isinstance(jobs[DueKind.HEAVY], HeavyLane)
    bomb = pdf_bomb(b"BT /F1 9 Tf (ab) Tj ET\n" * 2_000_000)
    arrival = accept(world, Mail(files=(("bombe.pdf", PDF_TYPE, bomb),)).raw)
    (due,) = waiting(world)
    jobs[DueKind.INBOUND](due.id)
    (due,) = waiting(world)
    assert due.kind == DueKind.HEAVY
    jobs[DueKind.HEAVY](due.id)
    assert world.arrival(arrival).outcome == Outcome.DELIVERED
