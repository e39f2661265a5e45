"""A smarthost that takes connections and says nothing holds up no mail that comes in (P4, P6)."""

import time
from functools import partial
from pathlib import Path

from tests.faults.conftest import MakeWorks
from tests.faults.ledger_client import Door, LedgerClient, small_mails
from tests.faults.works import Works
from tests.support.firm import wait_until
from tests.support.smarthost import SILENCE, Smarthost, Step


def test_p06_mail_comes_in_as_ever_while_the_smarthost_is_silent(
    make_works: MakeWorks, tmp_path: Path
) -> None:
    smarthost = Smarthost()
    smarthost.fail(Step.CONNECT, SILENCE, times=1_000_000)
    works = make_works()
    works.set_up(way_out=f"port = {smarthost.port}\ntimeout_seconds = 8")
    works.stafette.start("serve")
    for name in ("vorher", "nachher"):
        client = LedgerClient(tmp_path / f"{name}.ledger", [Door(works.smtp_port)])
        before = works.effects().total()
        client.start(small_mails(50, name))
        client.finish(60)
        wait_until(partial(_has_grown, works, before + 50), name, 15)
    began = time.monotonic()
    works.stafette.stop()
    assert time.monotonic() - began < 25
    smarthost.stop()


def _has_grown(works: Works, messages: int) -> bool:
    return works.effects().total() == messages
