"""Mails are asked for in groups of a sensible size, and one that vanishes costs no other."""

from collections.abc import Callable
from contextlib import closing

from mailgw.ingress.imap_batches import Patience, Progress, group_mails
from mailgw.ingress.imap_folder import FolderPoller, WatchedAccount
from mailgw.ingress.imap_session import ImapSession, MailSize
from mailgw.ingress.imap_words import explain_error
from tests.mailgw.ingress.imap_line import Line
from tests.mailgw.ingress.imap_office import TENANT, Office, account_of, letter
from tests.support.servers.dovecot import DovecotServer
from tickets.store.folders import FolderPlace

MEGABYTE = 1024 * 1024
PLACE = FolderPlace("post", "INBOX", 7)


def sizes_of(*megabytes: int) -> dict[int, MailSize]:
    """Describe mails with UIDs from 1 on."""
    return {uid: MailSize(size * MEGABYTE, None) for uid, size in enumerate(megabytes, 1)}


def test_small_mails_share_a_request_and_large_ones_do_not() -> None:
    groups = list(group_mails(range(1, 7), sizes_of(1, 2, 3, 40, 1, 1), set()))
    assert groups == [[1, 2, 3], [4], [5, 6]]


def test_a_request_asks_for_50_mails_at_most() -> None:
    sizes = {uid: MailSize(1, None) for uid in range(1, 121)}
    assert [len(group) for group in group_mails(range(1, 121), sizes, set())] == [50, 50, 20]


def test_a_mail_of_unknown_size_and_a_suspect_are_asked_for_alone() -> None:
    assert list(group_mails([1, 2, 3, 4], sizes_of(0, 0, 0), {2})) == [[1], [2], [3], [4]]


def test_progress_stops_at_the_first_gap() -> None:
    progress = Progress(saved=4, present=[5, 9, 12, 13], settled={5, 9, 13})
    assert progress.reached() == 9
    progress.settled.add(12)
    assert progress.reached() == 13


def test_a_suspect_rests_after_the_third_break() -> None:
    patience = Patience(pause_seconds=0)
    patience.note_break(PLACE, [1, 2])
    assert patience.must_be_alone(PLACE, 2)
    for _ in range(2):
        patience.note_break(PLACE, [2])
    assert not patience.rests(PLACE, 2)
    patience.note_break(PLACE, [2])
    assert patience.rests(PLACE, 2)
    assert patience.is_stuck(PLACE, 2)
    patience.note_success(PLACE, 2)
    assert not patience.is_stuck(PLACE, 2)
    assert not patience.must_be_alone(PLACE, 2)


def test_a_mail_that_vanishes_between_listing_and_fetching_is_passed_over(
    office: Office, dovecot_server: DovecotServer, make_line: Callable[..., Line]
) -> None:
    user = dovecot_server.add_user("verschwunden@hellmoor.example")
    line = make_line(dovecot_server.imap_port)
    for number in range(1, 5):
        dovecot_server.append(user, "INBOX", letter(number))
    account = account_of(dovecot_server, user, port=line.port)
    asked: list[int] = []

    def expunge_the_second() -> None:
        asked.append(1)
        if len(asked) == 2:
            with dovecot_server.session(user) as client:
                client.select_folder("INBOX")
                client.delete_messages([2])
                client.uid_expunge([2])

    watched = WatchedAccount(office.core, TENANT, account, 100 * MEGABYTE)
    poller = FolderPoller(watched, expunge_the_second, Patience(0))
    with closing(ImapSession(account)) as session:
        polled = poller.poll(session, "INBOX")
    assert polled.kept == 3
    assert polled.trouble == ""
    assert [one.uid for one in office.arrivals()] == [1, 3, 4]
    row = office.folder()
    assert row is not None
    assert row.last_uid == 4
    assert line.refusals == []


def test_what_nobody_foresaw_is_said_in_one_sentence_too(dovecot_server: DovecotServer) -> None:
    account = account_of(dovecot_server, "egal@hellmoor.example")
    said = explain_error(RuntimeError("a\nb"), account)
    assert said == "Something unexpected broke (RuntimeError); the log tells more."
