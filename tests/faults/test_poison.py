"""Mails that break whoever reads them: they fail, kept, and the others are delivered (P4)."""

import base64
import hashlib
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from mailgw.actors import jobs_of
from mailgw.inbound import MAX_ATTEMPTS
from mailgw.ingress.accept import Arrival, accept_mail
from mailgw.reading import Reader, ReadingLimits
from tests.support.mails import Mail
from tests.support.world import World, open_world
from tickets.model.mail import InboundMail, Outcome, Way
from tickets.services.arrivals import retry_arrival
from tickets.services.checkup import find_faults

GOOD, POISON = 100, 10
TIGHT = ReadingLimits(cpu_seconds=2, wall_seconds=5, memory_bytes=40 * 1024 * 1024)
"""Enough for a letter; a mail that unfolds beyond it breaks its child as a bomb does."""


@contextmanager
def reader_with(limits: ReadingLimits, children: int = 2) -> Iterator[Reader]:
    """Give a reader with limits of its own."""
    reader = Reader(children, limits)
    try:
        yield reader
    finally:
        reader.close()


@pytest.fixture
def tight_world(tmp_path: Path) -> Iterator[World]:
    """Give one test a world whose reading children have little memory."""
    with reader_with(TIGHT) as reader, open_world(tmp_path, reader) as made:
        yield made


def poison(number: int) -> bytes:
    """Write a mail whose attachment takes far more memory than a child may have."""
    unfolded = os.urandom(1024) * (12 * 1024)
    body = base64.encodebytes(unfolded).replace(b"\n", b"\r\n")
    head = (
        f"From: Kunde <gift{number}@kunde.example>\r\nTo: vertrieb@hellmoor.example\r\n"
        f"Subject: Gift {number}\r\nMessage-ID: <gift-{number}@kunde.example>\r\n"
        "MIME-Version: 1.0\r\nContent-Type: application/octet-stream; name=gift.bin\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n"
    )
    return head.encode() + body


def accept(world: World, raw: bytes) -> int:
    """Let a mail in without working on it; nobody is told of it, which would only take time."""
    door = ("vertrieb@hellmoor.example",)
    arrival = Arrival("hellmoor", Way.SMTP, raw, envelope_to=door, sends_nothing=True)
    return accept_mail(world.core, arrival)


def test_p04_poison_fails_with_its_bytes_kept_and_the_good_mails_are_delivered(
    tight_world: World,
) -> None:
    world, bad, good = tight_world, {}, []
    for number in range(GOOD):
        writer = f"Kunde <kunde{number}@kunde.example>"
        good.append(accept(world, Mail(sender=writer, subject=f"Anfrage {number}").raw))
        if number % (GOOD // POISON) == 0:
            raw = poison(number)
            bad[accept(world, raw)] = hashlib.sha256(raw).hexdigest()
    world.work()
    assert {world.arrival(one).outcome for one in good} == {Outcome.DELIVERED}
    assert {world.arrival(one).outcome for one in bad} == {Outcome.PENDING}
    for _ in range(MAX_ATTEMPTS):
        world.clock.pass_by(minutes=6)
        world.work()
    for arrival_id, sha256 in bad.items():
        row = world.arrival(arrival_id)
        assert (row.outcome, row.attempts) == (Outcome.FAILED, MAX_ATTEMPTS)
        assert row.why == "Reading this mail passed a limit of its child."
        kept = world.core.blobs.get("hellmoor", row.raw_sha256)
        assert hashlib.sha256(kept).hexdigest() == row.raw_sha256 == sha256
    with world.core.read("hellmoor") as unit:
        assert list(find_faults(unit, world.core.blobs)) == []


def test_p04_a_failed_mail_is_delivered_when_it_is_run_again_and_can_be_read(
    tight_world: World, reader: Reader
) -> None:
    arrival = _failed(tight_world, poison(1))
    patient = jobs_of(replace(tight_world.gateway, reader=reader), None)
    tight_world.jobs = {**tight_world.jobs, **patient}
    with tight_world.core.write("hellmoor") as uow:
        retry_arrival(uow, arrival.id)
    tight_world.work()
    assert tight_world.arrival(arrival.id).outcome == Outcome.DELIVERED
    assert len(tight_world.numbers()) == 1


@pytest.mark.parametrize("moment", ["idle", "reading"])
def test_p04_a_child_killed_from_outside_is_replaced(tmp_path: Path, moment: str) -> None:
    with reader_with(ReadingLimits(), children=1) as reader, open_world(tmp_path, reader) as world:
        arrival_id = accept(world, Mail().raw)
        (child,) = reader.pids
        if moment == "idle":
            os.kill(child, signal.SIGKILL)
            time.sleep(0.5)
            world.work()
        else:
            os.kill(child, signal.SIGSTOP)
            work = threading.Thread(target=world.work)
            work.start()
            time.sleep(0.5)
            os.kill(child, signal.SIGKILL)
            work.join(20)
            assert world.arrival(arrival_id).outcome == Outcome.PENDING
            world.clock.pass_by(seconds=6)
            world.work()
        row = world.arrival(arrival_id)
        assert row.outcome == Outcome.DELIVERED, row.why
        assert row.attempts == (1 if moment == "idle" else 2)


def _failed(world: World, raw: bytes) -> InboundMail:
    arrival_id = accept(world, raw)
    for _ in range(MAX_ATTEMPTS):
        world.work()
        world.clock.pass_by(minutes=6)
    row = world.arrival(arrival_id)
    assert row.outcome == Outcome.FAILED
    return row
