"""What goes wrong with an account is said in one sentence, and nothing else suffers from it."""

import socket
import time
from collections.abc import Callable
from datetime import timedelta

import pytest

from mailgw.ingress.imap import ImapWatcher
from mailgw.ingress.imap_check import check_account, reconcile
from mailgw.ingress.imap_placeholder import is_placeholder
from tenants import Encryption
from tests.mailgw.ingress.imap_line import Line
from tests.mailgw.ingress.imap_office import TENANT, Office, account_of, letter, wait_for
from tests.support.servers.dovecot import DovecotServer
from tests.support.servers.process import free_port
from tickets.errors import ConfigurationError, NotFoundError, TemporaryError
from tickets.store.leases import take_lease

NOTE = (
    b"MIME-Version: 1.0\r\nFrom: Microsoft Exchange Server\r\n"
    b"Subject: Retrieval using the IMAP4 protocol failed for the following\r\n message: 2\r\n\r\n"
    b"The server couldn't retrieve the following message:\r\n\r\nSubject: Anfrage\r\n"
)


def test_a_wrong_password_gives_a_sentence_and_ever_longer_pauses(
    office: Office, dovecot_to_break: DovecotServer, make_line: Callable[..., Line]
) -> None:
    # A server of its own: Dovecot lets everybody from this address wait after refused logins.
    user = dovecot_to_break.add_user("falsch@hellmoor.example")
    dovecot_to_break.append(user, "INBOX", letter(1))
    line = make_line(dovecot_to_break.imap_port)
    office.watch_over(account_of(dovecot_to_break, user, port=line.port, password="geraten"))
    with office.watching(retry_seconds=1):
        wait_for(lambda: "refused the login of falsch@hellmoor.example" in office.complaint())
        assert "check name and password" in office.complaint()
        assert "geraten" not in office.complaint()
        time.sleep(0.7)
        assert line.calls == 1
        office.watch_over(account_of(dovecot_to_break, user, port=line.port))
        wait_for(office.count)
    assert office.complaint() == ""


def test_a_server_that_is_away_is_named_and_asked_again(
    office: Office, dovecot_to_break: DovecotServer
) -> None:
    user = dovecot_to_break.add_user("weg@hellmoor.example")
    dovecot_to_break.append(user, "INBOX", letter(1))
    dovecot_to_break.kill()
    office.watch_over(account_of(dovecot_to_break, user))
    with office.watching():
        wait_for(lambda: "Nothing answers at 127.0.0.1" in office.complaint())
        dovecot_to_break.start()
        wait_for(office.count)


def test_a_missing_folder_does_not_stop_the_others(
    office: Office, dovecot_server: DovecotServer
) -> None:
    user = dovecot_server.add_user("fehlt@hellmoor.example")
    dovecot_server.append(user, "Anfragen", letter(1))
    folders = ("Gibt es nicht", "INBOX", "Anfragen")
    office.watch_over(account_of(dovecot_server, user, folders=folders))
    with office.watching():
        wait_for(office.count)
        wait_for(lambda: "cannot be opened" in office.complaint("Gibt es nicht"))
        dovecot_server.append(user, "INBOX", letter(2))
        wait_for(lambda: office.count() == 2)
        dovecot_server.append(user, "Gibt es nicht", letter(3))
        wait_for(lambda: office.count() == 3)
    assert [office.complaint(folder) for folder in folders] == ["", "", ""]


def test_a_mail_above_the_largest_size_comes_in_by_its_header(
    office: Office, dovecot_server: DovecotServer
) -> None:
    user = dovecot_server.add_user("gross@hellmoor.example")
    large = letter(2, text="sehr lang " * 2000)
    for raw in (letter(1), large, letter(3)):
        dovecot_server.append(user, "INBOX", raw)
    office.watch_over(account_of(dovecot_server, user))
    with office.watching(largest_mail=10_000):
        wait_for(lambda: office.count() == 3)
    header = large.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
    assert office.raws() == [letter(1), header, letter(3)]


def test_a_mail_that_exchange_cannot_give_is_asked_for_3_times_and_blocks_nobody(
    office: Office, dovecot_server: DovecotServer, make_line: Callable[..., Line]
) -> None:
    user = dovecot_server.add_user("exchange@hellmoor.example")
    line = make_line(dovecot_server.imap_port)
    for raw in (letter(1), NOTE, letter(3)):
        dovecot_server.append(user, "INBOX", raw)
    office.watch_over(account_of(dovecot_server, user, port=line.port))
    with office.watching():
        wait_for(lambda: office.count() == 2)
        wait_for(lambda: (row := office.folder()) and row.last_uid == 1)
        wait_for(lambda: office.count() == 3)
        wait_for(lambda: (row := office.folder()) and row.last_uid == 3)
    assert [one.uid for one in office.arrivals()] == [1, 3, 2]
    asked = [one for one in line.commands if b"BODY.PEEK[]" in one]
    assert sum(b"FETCH 1:3 " in one or b"FETCH 1,2,3 " in one for one in asked) == 1
    assert sum(b"FETCH 2 " in one for one in asked) == 2


def test_a_mail_on_which_the_server_hangs_up_does_not_block_the_others(
    office: Office, dovecot_server: DovecotServer, make_line: Callable[..., Line]
) -> None:
    user = dovecot_server.add_user("gift@hellmoor.example")
    line = make_line(dovecot_server.imap_port)
    for number in range(1, 6):
        dovecot_server.append(user, "INBOX", letter(number))
    files = (dovecot_server.authority_file.parent / "mail" / user).glob("new/*")
    third = next(file for file in files if b"anfrage-3@" in file.read_bytes())
    third.chmod(0)  # Dovecot ends the session when it meets a file that it cannot read
    office.watch_over(account_of(dovecot_server, user, port=line.port))
    with office.watching():
        wait_for(lambda: office.count() == 4)
        wait_for(lambda: "does not hand out mail 3" in office.complaint())
        calls = line.calls
        dovecot_server.append(user, "INBOX", letter(6))
        assert wait_for(lambda: office.count() == 5) < 3
        assert line.calls == calls
    row = office.folder()
    assert row is not None
    assert row.last_uid == 2
    assert [one.uid for one in reconcile(office.core, TENANT, "post").missing] == [3]
    third = next(third.parent.parent.glob(f"*/{third.name.partition(',')[0]}*"))
    third.chmod(0o600)
    with office.watching():
        wait_for(lambda: office.count() == 6)
    assert sorted(office.raws()) == [letter(number) for number in range(1, 7)]
    assert office.complaint() == ""


@pytest.mark.parametrize(
    "raw",
    [
        NOTE,
        b"Subject: x\r\n\r\nThe server was unable to retrieve this message.\r\n",
        b"Subject: x\r\n\r\nThe server couldn=E2=80=99t retrieve the following message:\r\n",
    ],
)
def test_exchange_s_note_is_known(raw: bytes) -> None:
    assert is_placeholder(raw)


def test_a_mail_that_speaks_of_retrieving_is_no_note() -> None:
    assert not is_placeholder(letter(1, text="Please retrieve this message from the server."))


def test_a_dead_process_blocks_an_account_no_longer_than_its_lease(
    office: Office, dovecot_server: DovecotServer
) -> None:
    user = dovecot_server.add_user("nachlass@hellmoor.example")
    dovecot_server.append(user, "INBOX", letter(1))
    office.watch_over(account_of(dovecot_server, user))
    with office.core.system() as session:
        now = office.core.clock.now()
        lease = f"imap:{TENANT}:post"
        assert take_lease(session, lease, TENANT, "dead", now=now, length=timedelta(seconds=2))
    with office.watching("alive", lease_seconds=2):
        wait_for(office.count)
        assert office.core.clock.now() - now >= timedelta(seconds=2)


def test_a_watcher_of_a_silent_server_stops_within_2_seconds(
    office: Office, dovecot_server: DovecotServer
) -> None:
    user = dovecot_server.add_user("still@hellmoor.example")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = int(silent.getsockname()[1])
        office.watch_over(account_of(dovecot_server, user, port=port))
        watcher = ImapWatcher(office.core, "test")
        watcher.start()
        caller, _ = silent.accept()
        with caller:
            began = time.monotonic()
            watcher.stop()
            # Two seconds, and what others take of the machine.
            assert time.monotonic() - began < 10


def test_a_certificate_nobody_vouches_for_is_refused_with_a_sentence(
    dovecot_server: DovecotServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = dovecot_server.add_user("siegel@hellmoor.example")
    port = dovecot_server.imaps_port
    account = account_of(dovecot_server, user, port=port, encryption=Encryption.TLS)
    with pytest.raises(ConfigurationError, match=r"certificate of 127\.0\.0\.1 is not valid"):
        check_account(account)
    monkeypatch.setenv("SSL_CERT_FILE", str(dovecot_server.authority_file))
    assert check_account(account).startswith("Signed in to 127.0.0.1 as siegel@hellmoor.example")


def test_starttls_is_spoken_and_its_certificate_checked(
    dovecot_server: DovecotServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = dovecot_server.add_user("starttls@hellmoor.example")
    account = account_of(dovecot_server, user, encryption=Encryption.STARTTLS)
    with pytest.raises(ConfigurationError, match=r"certificate of 127\.0\.0\.1 is not valid"):
        check_account(account)
    monkeypatch.setenv("SSL_CERT_FILE", str(dovecot_server.authority_file))
    assert check_account(account).startswith("Signed in")


def test_new_mail_over_tls_is_there_by_idle(
    office: Office, dovecot_server: DovecotServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(dovecot_server.authority_file))
    user = dovecot_server.add_user("tls-idle@hellmoor.example")
    port = dovecot_server.imaps_port
    office.watch_over(account_of(dovecot_server, user, port=port, encryption=Encryption.TLS))
    with office.watching(poll_seconds=60):
        wait_for(lambda: (row := office.folder()) and row.polled_at)
        dovecot_server.append(user, "INBOX", letter(1))
        assert wait_for(office.count) < 30  # long before the next poll


def test_the_check_says_what_it_found(dovecot_server: DovecotServer) -> None:
    user = dovecot_server.add_user("pruefung@hellmoor.example")
    dovecot_server.append(user, "INBOX", letter(1))
    said = check_account(account_of(dovecot_server, user, move_to="Erledigt"))
    assert "folders INBOX (1)" in said
    assert "IDLE, MOVE, UIDPLUS" in said
    assert "the folder Erledigt will be made" in said


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"folders": ("Weg",)}, "The folder Weg cannot be opened"),
        ({"host": "nirgends.invalid"}, "The host nirgends.invalid is not known"),
        ({"password_env": "NO_SUCH_VARIABLE"}, "NO_SUCH_VARIABLE, which is not set"),
        ({"port": free_port()}, "Nothing answers at"),
        ({"encryption": Encryption.TLS}, "No secure connection to"),
    ],
)
def test_the_check_says_what_is_wrong(
    dovecot_server: DovecotServer, change: dict[str, object], sentence: str
) -> None:
    user = dovecot_server.add_user("mangel@hellmoor.example")
    account = account_of(dovecot_server, user).model_copy(update=change)
    with pytest.raises(ConfigurationError, match=sentence):
        check_account(account)


def test_reconcile_of_an_unknown_account_names_the_known_ones(
    office: Office, dovecot_server: DovecotServer
) -> None:
    office.watch_over(account_of(dovecot_server, "egal@hellmoor.example"))
    with pytest.raises(NotFoundError, match="its accounts are: post"):
        reconcile(office.core, TENANT, "posten")


def test_reconcile_says_that_the_server_does_not_answer(
    office: Office, dovecot_server: DovecotServer
) -> None:
    office.watch_over(account_of(dovecot_server, "egal@hellmoor.example", port=free_port()))
    with pytest.raises(TemporaryError, match="Nothing answers at"):
        reconcile(office.core, TENANT, "post")
