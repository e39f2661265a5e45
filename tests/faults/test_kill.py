"""Kill -9 at random moments: whatever was answered with 250 has taken effect exactly once (P1)."""

import random
import threading
import time
from functools import partial
from pathlib import Path

import pytest

from tests.faults.ledger_client import Door, LedgerClient, small_mails
from tests.faults.mailbox import Mailbox
from tests.faults.works import Works
from tests.support.firm import wait_until
from tests.support.mails import Mail
from tests.support.servers.dovecot import DovecotServer

KILLS = 10


def kill_at_random(works: Works, client: LedgerClient, mails: int, rng: random.Random) -> None:
    """Kill one process after another while mails come in, and start it again each time."""
    moments = sorted(rng.sample(range(mails // 25, mails * 24 // 25), KILLS))
    places = list(works.roles)
    for turn, moment in enumerate(moments):
        wait_until(partial(client.has_taken, moment), f"mail {moment}", 60)
        time.sleep(rng.uniform(0, 0.3))
        role = works.roles[turn % len(works.roles)]
        place = places.index(role)
        works.stafette.crash(place)
        places.append(places.pop(place))
        works.stafette.start(role)


def run(works: Works, doors: list[Door], sent: list[Mail], ledger: Path) -> set[str]:
    """Let a client hand over mails through all that; gives what its ledger says was taken."""
    seed = time.time_ns() % 1_000_000
    print(f"The kills of this run come from seed {seed}.")  # noqa: T201 - shown when it fails
    works.stafette.start(*works.roles)
    client = LedgerClient(ledger, doors)
    client.start(sent)
    kill_at_random(works, client, len(sent), random.Random(seed))
    return client.finish(300)


@pytest.mark.timeout(300)
def test_p01_kill_9_during_500_mails_loses_and_doubles_nothing(
    works: Works, tmp_path: Path
) -> None:
    sent = small_mails(500)
    acknowledged = run(works, [Door(works.smtp_port)], sent, tmp_path / "client.ledger")
    works.settle(120)
    assert acknowledged == {mail.message_id for mail in sent}
    assert works.effects() == dict.fromkeys(acknowledged, 1)
    assert 400 <= works.tickets() <= 500
    works.check_books(KILLS)


@pytest.mark.full
@pytest.mark.timeout(1200)
def test_p01_kill_9_during_2000_mails_by_smtp_lmtp_and_imap(
    empty_works: Works, dovecot_server: DovecotServer, tmp_path: Path
) -> None:
    works = empty_works
    mailbox = Mailbox(dovecot_server, f"kill-{works.smtp_port}")
    works.set_up(extra=mailbox.account)
    fetched = small_mails(500, "postfach")
    put = threading.Thread(target=mailbox.put, args=(fetched,))
    put.start()
    doors = [Door(works.smtp_port), Door(works.lmtp_port, is_lmtp=True)]
    acknowledged = run(works, doors, small_mails(1500), tmp_path / "client.ledger")
    put.join()
    acknowledged |= {mail.message_id for mail in fetched}
    wait_until(lambda: len(works.effects()) == 2000, "the effect of all mails", 600)
    works.settle(300)
    assert works.effects() == dict.fromkeys(acknowledged, 1)
    works.check_books(KILLS)
