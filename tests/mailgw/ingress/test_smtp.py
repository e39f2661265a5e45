"""Who may come in by SMTP and LMTP, and what each limit answers (P1, P18)."""

import smtplib
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing

import pytest

from mailgw.ingress.smtp import Limits, Listener
from tests.support.mails import Mail
from tests.support.world import World
from tickets.model.mail import Way

HOST = "127.0.0.1"
DEPARTMENT = "vertrieb@hellmoor.example"

Opener = Callable[..., Listener]


@pytest.fixture
def listen(world: World) -> Iterator[Opener]:
    """Start listeners that end with the test."""
    with ExitStack() as stack:

        def start(way: Way = Way.SMTP, **limits: float) -> Listener:
            listener = Listener(world.core, way, HOST, 0, Limits(**limits))  # type: ignore[arg-type] # numbers
            listener.start()
            stack.callback(listener.stop)
            return listener

        yield start


def talk(listener: Listener, *lines: bytes) -> list[bytes]:
    """Say lines one by one and give the answers, the greeting first."""
    answers: list[bytes] = []
    with closing(socket.create_connection((HOST, listener.port), timeout=10)) as connection:
        stream = connection.makefile("rb")

        def hear() -> None:
            while True:
                line = stream.readline()
                answers.append(line.rstrip())
                if len(line) < 4 or line[3:4] != b"-":
                    return

        hear()
        for line in lines:
            connection.sendall(line)
            hear()
    return answers


def test_a_mail_for_a_department_is_accepted_and_kept(listen: Opener, world: World) -> None:
    mail = Mail()
    with smtplib.SMTP(HOST, listen().port) as connection:
        assert connection.sendmail("jan@nowak-okna.example", [DEPARTMENT], mail.raw) == {}
    arrival = world.arrival(1)
    assert world.core.blobs.get("hellmoor", arrival.raw_sha256) == mail.raw
    assert (arrival.envelope_from, arrival.envelope_to) == ("jan@nowak-okna.example", [DEPARTMENT])


@pytest.mark.parametrize(
    "address",
    [
        "nobody@hellmoor.example",
        "vertrieb@elsewhere.example",
        "reply+abcdefghijklmnopqrstuvwxyz@in.hellmoor.example",
        "bounce+abcdefghijklmnopqrstuvwxyz@in.hellmoor.example",
    ],
)
def test_an_unknown_recipient_is_refused_in_the_session(listen: Opener, address: str) -> None:
    with smtplib.SMTP(HOST, listen().port) as connection:
        connection.ehlo()
        connection.mail("a@b.example")
        code, words = connection.rcpt(address)
    assert (code, words[:5]) == (550, b"5.1.1")


def test_a_reply_address_is_known_in_any_letter_case(listen: Opener, world: World) -> None:
    world.receive(Mail())
    reply_to = world.postbox.sent[0].reply_to
    with smtplib.SMTP(HOST, listen().port) as connection:
        connection.ehlo()
        connection.mail("a@b.example")
        assert connection.rcpt(reply_to.upper())[0] == 250


def test_the_banner_names_neither_product_nor_version(listen: Opener) -> None:
    banner = talk(listen(), b"QUIT\r\n")[0].lower()
    assert banner.startswith(b"220")
    assert b"python" not in banner
    assert b"smtpd" not in banner
    assert b"stafette" not in banner


def test_a_mail_above_the_size_limit_is_refused(listen: Opener, world: World) -> None:
    with smtplib.SMTP(HOST, listen(mail_size=10_000).port) as connection:
        connection.ehlo()
        assert connection.esmtp_features["size"] == "10000"
        with pytest.raises(smtplib.SMTPSenderRefused) as refused:
            connection.sendmail("a@b.example", [DEPARTMENT], b"x: y\r\n\r\n" + b"z" * 20_000)
    assert refused.value.smtp_code == 552
    assert world.counts()["arrivals"] == 0


def test_a_long_line_is_taken(listen: Opener, world: World) -> None:
    long = Mail().raw + b"x" * 60_000 + b"\r\n"
    with smtplib.SMTP(HOST, listen().port) as connection:
        connection.sendmail("a@b.example", [DEPARTMENT], long)
    assert world.counts()["arrivals"] == 1


@pytest.mark.parametrize("bad", [b"a\nb\r\n", b"a\rb\r\n", b"a\0b\r\n"])
def test_bare_line_ends_and_nul_are_refused_on_smtp(
    listen: Opener, world: World, bad: bytes
) -> None:
    answers = talk(
        listen(),
        b"EHLO x\r\n",
        b"MAIL FROM:<a@b.example>\r\n",
        f"RCPT TO:<{DEPARTMENT}>\r\n".encode(),
        b"DATA\r\n",
        b"Subject: x\r\n\r\n" + bad + b".\r\n",
    )
    assert answers[-1].startswith(b"550 5.6.0")
    assert world.counts()["arrivals"] == 0


def test_bare_line_ends_are_taken_on_lmtp_with_the_raw_kept(listen: Opener, world: World) -> None:
    answers = talk(
        listen(Way.LMTP),
        b"LHLO x\r\n",
        b"MAIL FROM:<a@b.example>\r\n",
        f"RCPT TO:<{DEPARTMENT}>\r\n".encode(),
        b"DATA\r\n",
        b"Subject: x\r\n\r\na\nb\r\n.\r\n",
    )
    assert answers[-1].startswith(b"250")
    raw = world.core.blobs.get("hellmoor", world.arrival(1).raw_sha256)
    assert raw == b"Subject: x\r\n\r\na\nb\r\n"


def test_lmtp_answers_once_for_each_recipient(listen: Opener, world: World) -> None:
    recipients = [DEPARTMENT, "reklamation@hellmoor.example", "verhuur@kaaibox.example"]
    port = listen(Way.LMTP).port
    with closing(socket.create_connection((HOST, port), timeout=10)) as connection:
        stream = connection.makefile("rb")
        for line in (b"", b"LHLO x", b"MAIL FROM:<a@b.example>"):
            connection.sendall(line + b"\r\n" if line else b"")
            while stream.readline()[3:4] == b"-":
                pass
        for address in recipients:
            connection.sendall(f"RCPT TO:<{address}>\r\n".encode())
            assert stream.readline().startswith(b"250")
        connection.sendall(b"DATA\r\n")
        assert stream.readline().startswith(b"354")
        connection.sendall(Mail().raw + b".\r\n")
        assert [stream.readline()[:3] for _ in recipients] == [b"250"] * 3
        connection.sendall(b"QUIT\r\n")
        assert stream.readline().startswith(b"221")
    assert world.counts()["arrivals"] == 1
    assert world.counts("kaaibox")["arrivals"] == 1


def test_recipients_beyond_the_limit_are_put_off(listen: Opener) -> None:
    with smtplib.SMTP(HOST, listen(recipients=2).port) as connection:
        connection.ehlo()
        connection.mail("a@b.example")
        codes = [connection.rcpt(DEPARTMENT)[0] for _ in range(3)]
    assert codes == [250, 250, 452]


def test_connections_beyond_the_limit_are_put_off(listen: Opener) -> None:
    port = listen(connections_per_peer=2).port
    with smtplib.SMTP(HOST, port), smtplib.SMTP(HOST, port):
        with pytest.raises(smtplib.SMTPConnectError) as refused:
            smtplib.SMTP(HOST, port)
        assert refused.value.smtp_code == 421
    with smtplib.SMTP(HOST, port) as again:
        assert again.noop()[0] == 250


def test_a_full_disk_puts_the_client_off_and_keeps_nothing(listen: Opener, world: World) -> None:
    from tickets.adapters.blobs import DirectoryBlobs  # noqa: PLC0415 - only here

    assert isinstance(world.core.blobs, DirectoryBlobs)
    world.core.blobs._reserve_bytes = 1 << 60  # noqa: SLF001 - no other way to fill a disk
    with (
        smtplib.SMTP(HOST, listen().port) as connection,
        pytest.raises(smtplib.SMTPDataError) as put_off,
    ):
        connection.sendmail("a@b.example", [DEPARTMENT], Mail().raw)
    assert put_off.value.smtp_code == 452
    assert world.counts()["arrivals"] == 0
