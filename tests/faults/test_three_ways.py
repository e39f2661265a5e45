"""The same mails by SMTP, LMTP and IMAP at once: one effect each (P2)."""

import threading
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select

from tests.faults.ledger_client import Door, LedgerClient, small_mails
from tests.faults.mailbox import Mailbox
from tests.faults.works import Works
from tests.support.firm import wait_until
from tests.support.servers.dovecot import DovecotServer
from tickets.model.mail import InboundMail, Outcome, Way


def deliver_by_three_ways(works: Works, dovecot: DovecotServer, folder: Path, count: int) -> None:
    """Deliver all mails by all ways at once and check that each took effect once."""
    mailbox = Mailbox(dovecot, f"drei-wege-{works.smtp_port}")
    works.set_up(extra=mailbox.account)
    works.stafette.start(*works.roles)
    mails = small_mails(count)
    doors = (Door(works.smtp_port), Door(works.lmtp_port, is_lmtp=True))
    clients = [LedgerClient(folder / f"{n}.ledger", [door]) for n, door in enumerate(doors)]
    imap = threading.Thread(target=mailbox.put, args=(mails,))
    imap.start()
    for client in clients:
        client.start(mails)
    for client in clients:
        assert len(client.finish(120)) == count
    imap.join()
    wait_until(lambda: len(arrivals(works)) == 3 * count, "all arrivals", 120)
    works.settle(120)
    assert works.effects() == {mail.message_id: 1 for mail in mails}
    assert Counter(way for way, _ in arrivals(works)) == dict.fromkeys(
        (Way.SMTP, Way.LMTP, Way.IMAP), count
    )
    outcomes = Counter(outcome for _, outcome in arrivals(works))
    assert outcomes == {Outcome.DELIVERED: count, Outcome.DUPLICATE: 2 * count}
    works.check_books(kills=0)


def arrivals(works: Works) -> list[tuple[str, str]]:
    """List way and outcome of each arrival."""
    with works.look() as unit:
        rows = unit.session.execute(select(InboundMail.way, InboundMail.outcome))
        return [(way, outcome) for way, outcome in rows]


def test_p02_40_mails_by_three_ways_at_once_take_effect_once_each(
    empty_works: Works, dovecot_server: DovecotServer, tmp_path: Path
) -> None:
    deliver_by_three_ways(empty_works, dovecot_server, tmp_path, 40)


@pytest.mark.full
@pytest.mark.timeout(600)
def test_p02_200_mails_by_three_ways_at_once_take_effect_once_each(
    empty_works: Works, dovecot_server: DovecotServer, tmp_path: Path
) -> None:
    deliver_by_three_ways(empty_works, dovecot_server, tmp_path, 200)
