"""Mail is fetched from a real Dovecot once each, without a trace on the server."""

import time
from collections.abc import Callable

import pytest

from mailgw.ingress.imap import ImapWatcher
from mailgw.ingress.imap_check import reconcile
from tests.mailgw.ingress.imap_line import Line
from tests.mailgw.ingress.imap_office import TENANT, Office, account_of, letter, wait_for
from tests.support.servers.dovecot import DovecotServer


def fill(server: DovecotServer, user: str, numbers: range, *, seen: bool = False) -> None:
    """Put letters into a user's INBOX; every second one as seen, where asked."""
    with server.session(user) as client:
        for number in numbers:
            flags = [b"\\Seen"] if seen and number % 2 else []
            client.append("INBOX", letter(number), flags)


def flags_of(server: DovecotServer, user: str) -> dict[int, tuple[bytes, ...]]:
    """Give the flags of all mails, without the one that every session changes by itself."""
    with server.session(user) as client:
        client.select_folder("INBOX", readonly=True)
        return {
            uid: tuple(sorted(set(flags) - {b"\\Recent"}))
            for uid, flags in client.get_flags(client.search("ALL")).items()
        }


def recreate(server: DovecotServer, user: str, folder: str) -> None:
    """Delete a folder and make it anew with the same mails: another UIDVALIDITY."""
    raws = server.read(user, folder)
    with server.session(user) as client:
        client.delete_folder(folder)
        time.sleep(1.1)  # Dovecot takes the second as UIDVALIDITY
        client.create_folder(folder)
        for raw in raws:
            client.append(folder, raw)


def test_m1_500_mails_come_once_each_over_a_bad_line_and_no_flag_changes(
    office: Office, dovecot_to_break: DovecotServer, make_line: Callable[..., Line]
) -> None:
    user = dovecot_to_break.add_user("fuenfhundert@hellmoor.example")
    fill(dovecot_to_break, user, range(500), seen=True)
    before = flags_of(dovecot_to_break, user)
    line = make_line(dovecot_to_break.imap_port)
    line.be_unreliable(seed=5)
    office.watch_over(account_of(dovecot_to_break, user, port=line.port))
    with office.watching():
        wait_for(lambda: office.count() > 100)
        dovecot_to_break.kill()
        dovecot_to_break.start()
        wait_for(lambda: office.count() >= 500, 60)
    assert line.calls > 5
    assert line.refusals == []
    assert sorted(office.raws()) == sorted(letter(number) for number in range(500))
    assert [one.uid for one in office.arrivals()] == list(range(1, 501))
    assert flags_of(dovecot_to_break, user) == before
    found = reconcile(office.core, TENANT, "post")
    assert (found.on_server, found.in_ledger, found.missing) == (500, 500, ())


def test_a_new_mail_is_there_within_3_seconds_by_idle(
    office: Office, dovecot_server: DovecotServer
) -> None:
    user = dovecot_server.add_user("idle@hellmoor.example")
    office.watch_over(account_of(dovecot_server, user))
    with office.watching(poll_seconds=60):
        wait_for(lambda: (row := office.folder()) and row.polled_at)
        seconds = []
        for number in range(1, 4):
            dovecot_server.append(user, "INBOX", letter(number))
            seconds.append(wait_for(lambda: office.count() == number))  # noqa: B023 - at once
    # No poll was due; where others keep the machine busy, one of them is in time all the same.
    assert min(seconds) < 3


def test_without_idle_a_new_mail_is_there_at_the_next_poll(
    office: Office, dovecot_server: DovecotServer, make_line: Callable[..., Line]
) -> None:
    user = dovecot_server.add_user("ohne-idle@hellmoor.example")
    line = make_line(dovecot_server.imap_port, hidden=("IDLE",))
    office.watch_over(account_of(dovecot_server, user, port=line.port))
    with office.watching(poll_seconds=1):
        wait_for(lambda: (row := office.folder()) and row.polled_at)
        dovecot_server.append(user, "INBOX", letter(1))
        wait_for(office.count)
    assert not any(b"IDLE" in command for command in line.commands)
    assert line.refusals == []


def test_mails_of_other_folders_come_with_the_poll(
    office: Office, dovecot_server: DovecotServer
) -> None:
    user = dovecot_server.add_user("ordner@hellmoor.example")
    dovecot_server.append(user, "Anfragen/Süd", letter(1))
    office.watch_over(account_of(dovecot_server, user, folders=("INBOX", "Anfragen/Süd")))
    with office.watching():
        wait_for(lambda: office.count() == 1)
        dovecot_server.append(user, "INBOX", letter(2))
        dovecot_server.append(user, "Anfragen/Süd", letter(3))
        wait_for(lambda: office.count() == 3)
    places = {(one.folder, one.uid) for one in office.arrivals()}
    assert places == {("INBOX", 1), ("Anfragen/Süd", 1), ("Anfragen/Süd", 2)}


def test_a_folder_with_a_new_uidvalidity_is_fetched_again_from_its_start(
    office: Office, dovecot_server: DovecotServer, make_line: Callable[..., Line]
) -> None:
    user = dovecot_server.add_user("neu@hellmoor.example")
    for number in range(1, 4):
        dovecot_server.append(user, "Anfragen", letter(number))
    line = make_line(dovecot_server.imap_port)
    office.watch_over(account_of(dovecot_server, user, port=line.port, folders=("Anfragen",)))
    with office.watching():
        wait_for(lambda: office.count() == 3)
        recreate(dovecot_server, user, "Anfragen")
        dovecot_server.append(user, "Anfragen", letter(4))
        wait_for(lambda: office.count() == 7)
    arrivals = office.arrivals()
    assert len({one.uidvalidity for one in arrivals}) == 2
    assert [one.uid for one in arrivals] == [1, 2, 3, 1, 2, 3, 4]
    assert line.refusals == []


def test_what_was_fetched_is_not_fetched_again_after_a_restart(
    office: Office, dovecot_server: DovecotServer
) -> None:
    user = dovecot_server.add_user("neustart@hellmoor.example")
    fill(dovecot_server, user, range(5))
    office.watch_over(account_of(dovecot_server, user))
    with office.watching():
        wait_for(lambda: office.count() == 5)
    fill(dovecot_server, user, range(5, 7))
    with office.watching():
        wait_for(lambda: office.count() == 7)
    assert [one.uid for one in office.arrivals()] == list(range(1, 8))
    row = office.folder()
    assert row is not None
    assert row.last_uid == 7


def test_two_watchers_take_each_mail_once(
    office: Office, dovecot_server: DovecotServer, make_line: Callable[..., Line]
) -> None:
    user = dovecot_server.add_user("zwei@hellmoor.example")
    fill(dovecot_server, user, range(40))
    line = make_line(dovecot_server.imap_port)
    office.watch_over(account_of(dovecot_server, user, port=line.port))
    with office.watching("one", lease_seconds=2), office.watching("two", lease_seconds=2):
        wait_for(lambda: office.count() == 40)
        fill(dovecot_server, user, range(40, 60))
        wait_for(lambda: office.count() == 60)
        time.sleep(1)
    assert line.calls == 1
    assert [one.uid for one in office.arrivals()] == list(range(1, 61))


def test_a_second_process_takes_over_when_the_first_one_stops(
    office: Office, dovecot_server: DovecotServer
) -> None:
    user = dovecot_server.add_user("abloesung@hellmoor.example")
    office.watch_over(account_of(dovecot_server, user))
    first = ImapWatcher(office.core, "one", poll_seconds=0.5, lease_seconds=2)
    first.start()
    wait_for(lambda: (row := office.folder()) and row.polled_at)
    with office.watching("two", lease_seconds=2):
        first.stop()
        dovecot_server.append(user, "INBOX", letter(1))
        wait_for(office.count)


@pytest.mark.parametrize("waits", [True, False], ids=["while-idling", "while-sleeping"])
def test_a_watcher_stops_within_2_seconds(
    office: Office, dovecot_server: DovecotServer, make_line: Callable[..., Line], *, waits: bool
) -> None:
    user = dovecot_server.add_user(f"ende-{waits}@hellmoor.example".lower())
    line = make_line(dovecot_server.imap_port, hidden=() if waits else ("IDLE",))
    office.watch_over(account_of(dovecot_server, user, port=line.port))
    watcher = ImapWatcher(office.core, "test", poll_seconds=60)
    watcher.start()
    wait_for(lambda: (row := office.folder()) and row.polled_at)
    time.sleep(0.3)
    began = time.monotonic()
    watcher.stop()
    assert time.monotonic() - began < 10  # two seconds, and what others take of the machine


def test_old_mails_at_the_first_visit_are_kept_as_history(
    office: Office, dovecot_server: DovecotServer
) -> None:
    user = dovecot_server.add_user("alt@hellmoor.example")
    long_ago = office.core.clock.now().replace(year=2020)
    with dovecot_server.session(user) as client:
        client.append("INBOX", letter(1), msg_time=long_ago)
    dovecot_server.append(user, "INBOX", letter(2))
    office.watch_over(account_of(dovecot_server, user))
    with office.watching():
        wait_for(lambda: office.count() == 2)
    assert [one.sends_nothing for one in office.arrivals()] == [True, False]
