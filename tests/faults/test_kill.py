"""Kill -9 at random moments: whatever was answered with 250 has taken effect exactly once (P1)."""

import random
import time
from pathlib import Path

import pytest

from tests.faults.ledger_client import Door, LedgerClient, small_mails
from tests.faults.works import Works
from tests.support.firm import wait_until

KILLS = 10


def kill_at_random(works: Works, client: LedgerClient, mails: int, rng: random.Random) -> None:
    """Kill one process after another while mails come in, and start it again each time."""
    moments = sorted(rng.sample(range(mails // 25, mails * 24 // 25), KILLS))
    places = list(works.roles)
    for turn, moment in enumerate(moments):
        wait_until(lambda moment=moment: client.acknowledged >= moment, f"mail {moment}", 60)
        time.sleep(rng.uniform(0, 0.3))
        role = works.roles[turn % len(works.roles)]
        place = places.index(role)
        works.stafette.crash(place)
        places.append(places.pop(place))
        works.stafette.start(role)


def run(works: Works, doors: list[Door], mails: int, ledger: Path) -> None:
    """Let a client hand over mails through all that, and check every book afterwards."""
    seed = time.time_ns() % 1_000_000
    print(f"The kills of this run come from seed {seed}.")  # noqa: T201 - shown when it fails
    works.stafette.start(*works.roles)
    client = LedgerClient(ledger, doors)
    sent = small_mails(mails)
    client.start(sent)
    kill_at_random(works, client, mails, random.Random(seed))
    acknowledged = client.finish(120)
    works.settle(120)
    assert acknowledged == {mail.message_id for mail in sent}
    assert works.effects() == dict.fromkeys(acknowledged, 1)
    assert mails * 4 // 5 <= works.tickets() <= mails
    works.check_books(KILLS)


def test_p01_kill_9_during_500_mails_loses_and_doubles_nothing(
    works: Works, tmp_path: Path
) -> None:
    run(works, [Door(works.smtp_port)], 500, tmp_path / "client.ledger")


@pytest.mark.full
@pytest.mark.timeout(900)
def test_p01_kill_9_during_2000_mails_by_smtp_and_lmtp(works: Works, tmp_path: Path) -> None:
    doors = [Door(works.smtp_port), Door(works.lmtp_port, is_lmtp=True)]
    run(works, doors, 2000, tmp_path / "client.ledger")
