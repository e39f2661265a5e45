"""Redis is flushed, paused, killed and missing: all work is done in the promised time (P5)."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from mailgw.actors import declare_knocks
from stafette.bootstrap import KNOCK_SECONDS as KNOCK_PATIENCE
from tests.faults.conftest import MakeWorks
from tests.faults.ledger_client import Door, LedgerClient, small_mails
from tests.faults.works import Servers, Works
from tests.support.firm import wait_until
from tests.support.servers.redis_private import RedisServer
from tickets.adapters.queue import DramatiqQueue, redis_broker
from tickets.model.routing import DueKind

KNOCK_SECONDS = 0.2
AFTER_ITS_RETURN, WHILE_AWAY = 60, 120


class Deliveries:
    """Mails in portions, each while something happens to Redis."""

    def __init__(self, works: Works, ledger: Path, mails: int) -> None:
        self.works = works
        self.sent: list[str] = []
        self._ledger = ledger
        self._portion = mails // 4

    def hand_over(self, name: str, meanwhile: Callable[[], None] = lambda: None) -> list[float]:
        """Hand over one portion; gives how long each answer to the data took, in seconds."""
        client = LedgerClient(
            self._ledger.with_suffix(f".{name}"), [Door(self.works.smtp_port)], threads=2
        )
        mails = small_mails(self._portion, name)
        client.start(mails)
        wait_until(lambda: client.acknowledged >= self._portion // 3, f"some of {name}")
        meanwhile()
        assert client.finish(60) == {mail.message_id for mail in mails}
        self.sent += [mail.message_id for mail in mails]
        return sorted(client.answer_seconds)

    def settle(self, seconds: float) -> None:
        """Wait for the end of all work and check that each mail took effect once."""
        self.works.settle(seconds)
        assert self.works.effects() == dict.fromkeys(self.sent, 1)


def break_redis(works: Works, redis: RedisServer, ledger: Path, mails: int) -> None:
    """Go through everything that may happen to Redis."""
    deliveries = Deliveries(works, ledger, mails)
    redis.kill()
    works.stafette.start("gateway", "worker")
    deliveries.hand_over("absent")
    deliveries.settle(WHILE_AWAY)
    redis.start()
    deliveries.hand_over("flushed", redis.flush)
    deliveries.settle(AFTER_ITS_RETURN)
    usual = deliveries.hand_over("usual")
    deliveries.settle(AFTER_ITS_RETURN)
    redis.pause()
    during = deliveries.hand_over("silent")
    assert during[len(during) * 9 // 10] - usual[len(usual) // 2] < KNOCK_SECONDS
    redis.resume()
    deliveries.settle(AFTER_ITS_RETURN)
    works.check_books(kills=0)


def test_p05_redis_may_be_absent_flushed_paused_and_killed_during_200_mails(
    make_works: MakeWorks, servers: Servers, redis_to_break: RedisServer, tmp_path: Path
) -> None:
    works = make_works(servers)
    works.set_up()
    break_redis(works, redis_to_break, tmp_path / "client", 200)


def test_p05_a_knock_never_raises_and_never_takes_over_200_ms(redis_to_break: RedisServer) -> None:
    def took() -> float:
        queue = DramatiqQueue(redis_broker(redis_to_break.url, KNOCK_PATIENCE))
        declare_knocks(queue.broker)
        began = time.monotonic()
        queue.knock(DueKind.INBOUND, 1)
        return time.monotonic() - began

    assert took() < KNOCK_SECONDS
    redis_to_break.pause()
    assert max(took() for _ in range(5)) < KNOCK_SECONDS
    redis_to_break.resume()
    redis_to_break.kill()
    assert max(took() for _ in range(5)) < KNOCK_SECONDS


@pytest.mark.full
@pytest.mark.timeout(900)
def test_p05_the_promised_times_hold_at_the_ordinary_pace_of_sweeps(
    make_works: MakeWorks, servers: Servers, redis_to_break: RedisServer, tmp_path: Path
) -> None:
    works = make_works(servers, STAFETTE_SWEEP_SECONDS="30")
    works.set_up()
    break_redis(works, redis_to_break, tmp_path / "client", 200)
