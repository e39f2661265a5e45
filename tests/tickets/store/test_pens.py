"""How changes reach the disk on SQLite: one writer, and one wait for all who committed."""

import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mailgw.ingress.accept import Arrival, accept_mail
from tests.support.mails import Mail
from tests.support.world import World
from tickets.errors import ConfigurationError, TemporaryError
from tickets.model.mail import Way
from tickets.model.people import Company
from tickets.store import pens
from tickets.store.engine import open_engine

TENANT = "hellmoor"


class Disk:
    """Stands between the product and the disk: counts, holds up or fails what is to be synced."""

    def __init__(self) -> None:
        self.synced: list[Path] = []
        self.open = threading.Event()
        self.open.set()
        self.reached = threading.Event()
        self.trouble: OSError | None = None
        self._fsync = os.fsync

    def sync(self, descriptor: int) -> None:
        """Do what os.fsync does, when it may."""
        self.reached.set()
        assert self.open.wait(20)
        if self.trouble is not None:
            raise self.trouble
        self.synced.append(Path(f"/proc/self/fd/{descriptor}").readlink())
        self._fsync(descriptor)


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    made = Disk()
    monkeypatch.setattr(os, "fsync", made.sync)
    yield made
    made.open.set()


def keep(world: World, name: str) -> None:
    with world.core.write(TENANT) as uow:
        uow.add(Company(name=name, domain=f"{name.lower()}.example", created_at=uow.now))


def break_off(world: World, name: str) -> None:
    with world.core.write(TENANT) as uow:
        uow.add(Company(name=name, domain=f"{name.lower()}.example", created_at=uow.now))
        raise ZeroDivisionError


def test_a_change_is_on_the_disk_when_its_unit_returns(world: World, disk: Disk) -> None:
    keep(world, "Eins")
    assert [path.name for path in disk.synced] == ["stafette.db-wal"]


def test_a_claim_waits_for_no_disk(world: World, disk: Disk) -> None:
    with world.core.system():
        pass
    assert disk.synced == []


def test_the_next_writes_while_the_disk_is_busy_and_shares_its_answer(
    world: World, disk: Disk
) -> None:
    disk.open.clear()
    with ThreadPoolExecutor(9) as threads:
        first = threads.submit(keep, world, "Erster")
        assert disk.reached.wait(20)
        others = [threads.submit(keep, world, f"Firma{place}") for place in range(8)]
        _until_written(world, 9)
        assert not first.done()
        disk.open.set()
        for one in (first, *others):
            one.result(20)
    assert len(disk.synced) == 2


def test_who_commits_while_a_sync_is_under_way_waits_for_the_next(world: World, disk: Disk) -> None:
    disk.open.clear()
    with ThreadPoolExecutor(2) as threads:
        first = threads.submit(keep, world, "Erster")
        assert disk.reached.wait(20)
        second = threads.submit(keep, world, "Zweiter")
        _until_written(world, 2)
        disk.open.set()
        first.result(20)
        second.result(20)
    assert len(disk.synced) == 2


def test_after_a_failed_sync_nobody_is_told_again_that_all_is_well(
    world: World, disk: Disk
) -> None:
    disk.trouble = OSError(5, "Input/output error")
    with pytest.raises(TemporaryError, match="does not keep what is written"):
        keep(world, "Verloren")
    disk.trouble = None
    with pytest.raises(TemporaryError, match="does not keep what is written"):
        keep(world, "Auch verloren")


def test_an_effect_waits_for_no_disk_but_what_leaves_because_of_it_does(
    world: World, disk: Disk
) -> None:
    recipients = ("vertrieb@hellmoor.example",)
    accept_mail(world.core, Arrival(TENANT, Way.SMTP, Mail().raw, envelope_to=recipients))
    disk.trouble = OSError(5, "Input/output error")
    with pytest.raises(TemporaryError, match="does not keep what is written"):
        world.work()
    assert world.numbers() == [1001]
    assert world.owed()
    assert world.postbox.sent == []


def test_who_waits_after_a_sync_that_held_their_change_syncs_nothing(
    world: World, disk: Disk
) -> None:
    with world.core.write(TENANT, waits=False) as uow:
        uow.add(Company(name="Eins", domain="eins.example", created_at=uow.now))
    keep(world, "Zwei")
    with world.core.system():
        pass
    world.core.database.wait_for_disk()
    assert len(disk.synced) == 1


def test_the_log_stays_short(world: World) -> None:
    log = Path(f"{world.core.database.engine.url.database}-wal")
    for number in range(pens.COMMITS_KEPT * 3):
        keep(world, f"Firma{number}")
        if number == pens.COMMITS_KEPT:
            after_one_round = log.stat().st_size
    assert log.stat().st_size <= after_one_round * 1.2


def test_a_change_that_breaks_leaves_the_pen_to_the_next(world: World) -> None:
    with pytest.raises(ZeroDivisionError):
        break_off(world, "Weg")
    keep(world, "Da")
    with world.core.read(TENANT) as unit:
        assert unit.session.query(Company.name).filter(Company.name.in_(("Weg", "Da"))).all() == [
            ("Da",)
        ]


def test_it_goes_on_after_its_connections_were_closed(world: World) -> None:
    keep(world, "Vorher")
    world.core.database.engine.dispose()
    keep(world, "Nachher")


def test_a_database_that_keeps_no_log_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    url = "sqlite:///file:plain.db?vfs=unix-none&uri=true"  # without memory that others share
    engine = open_engine(url)
    try:
        with pytest.raises(ConfigurationError, match="local disk"), engine.connect():
            pass
    finally:
        engine.dispose()


def _until_written(world: World, count: int) -> None:
    for _ in range(2000):
        with world.core.read(TENANT) as unit:
            if unit.session.query(Company).count() >= count:
                return
        threading.Event().wait(0.01)
    raise AssertionError("The others did not get to write.")
