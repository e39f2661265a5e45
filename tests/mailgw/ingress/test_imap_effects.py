"""Fetched mail takes effect once, on both databases, also when its folder was made anew."""

import time

from mailgw.ingress.imap import ImapWatcher
from tenants import load_tenants
from tests.mailgw.ingress.imap_office import TENANT, account_of, letter, wait_for
from tests.support.servers.dovecot import DovecotServer
from tests.support.world import TENANTS, World


def fetch_until(world: World, arrivals: int) -> None:
    """Watch until the ledger has so many lines, then do everything that is due."""
    watcher = ImapWatcher(world.core, "test", poll_seconds=0.5)
    watcher.start()
    try:
        wait_for(lambda: world.counts()["arrivals"] == arrivals)
    finally:
        watcher.stop()
    world.work()


def test_after_a_new_uidvalidity_each_mail_still_took_effect_once(
    either_world: World, dovecot_server: DovecotServer
) -> None:
    world = either_world
    user = dovecot_server.add_user(f"wirkung-{id(world)}@hellmoor.example")
    config = load_tenants(TENANTS)[TENANT]
    account = account_of(dovecot_server, user, folders=("Anfragen",), department="vertrieb")
    world.apply(config.model_copy(update={"imap": (account,)}))
    with dovecot_server.session(user) as client:
        client.create_folder("Anfragen")
        for number in range(8):
            client.append("Anfragen", letter(number), [b"\\Seen"] if number % 2 else [])
    fetch_until(world, 8)
    assert world.counts()["delivered"] == 8
    with dovecot_server.session(user) as client:
        client.delete_folder("Anfragen")
        time.sleep(1.1)  # Dovecot takes the second as UIDVALIDITY
        client.create_folder("Anfragen")
        for number in range(9):
            client.append("Anfragen", letter(number))
    fetch_until(world, 17)
    counts = world.counts()
    assert (counts["delivered"], counts["duplicate"]) == (9, 8)
    assert len(world.numbers()) == 9
