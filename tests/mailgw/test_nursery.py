"""Reading children come from one process; losing it or one of them loses no mail."""

import os
import signal
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from mailgw.reading import Reader, ReadingLimits
from tests.support.mails import Mail


@pytest.fixture
def own_reader() -> Iterator[Reader]:
    """Give a reader that a test may break."""
    reader = Reader(2)
    yield reader
    reader.close()


def parent_of(pid: int) -> int:
    """Look up who forked a process."""
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def is_alive(pid: int) -> bool:
    """Tell whether a process runs; one that ended and waits to be collected does not."""
    with suppress(FileNotFoundError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


def test_children_are_forked_from_one_process_that_is_none_of_them(own_reader: Reader) -> None:
    assert own_reader.read(Mail().raw).subject == Mail().subject
    parents = {parent_of(pid) for pid in own_reader.pids}
    assert len(parents) == 1
    assert parents.isdisjoint({os.getpid(), *own_reader.pids})


def test_a_killed_nursery_is_replaced_with_all_that_came_from_it(own_reader: Reader) -> None:
    before = own_reader.pids
    os.kill(parent_of(before[0]), signal.SIGKILL)
    time.sleep(0.3)
    os.kill(before[0], signal.SIGKILL)
    os.kill(before[1], signal.SIGKILL)
    time.sleep(0.3)
    for _ in range(3):
        assert own_reader.read(Mail().raw).subject == Mail().subject
    assert set(before).isdisjoint(own_reader.pids)


def test_nothing_of_a_reader_is_left_when_it_is_closed() -> None:
    reader = Reader(2)
    pids = reader.pids
    family = [*pids, parent_of(pids[0])]
    reader.close()
    deadline = time.monotonic() + 5
    while any(map(is_alive, family)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert [pid for pid in family if is_alive(pid)] == []


def test_a_child_that_has_read_enough_makes_room_for_a_fresh_one() -> None:
    reader = Reader(1, ReadingLimits(mails_per_child=1))
    try:
        (first,) = reader.pids
        reader.read(Mail().raw)
        assert reader.pids != [first]
    finally:
        reader.close()
