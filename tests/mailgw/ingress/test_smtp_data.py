"""The data of a mail: where it ends, what a dot means, and what is too large."""

import asyncio

import pytest
from aiosmtpd.smtp import SMTP

from mailgw.ingress.doorman import Doorman
from mailgw.ingress.smtp import Guarded, Limits, Receptionist
from mailgw.ingress.smtp_data import Refusal, take_data

LINE_LIMIT = 2_000
SIZE_LIMIT = 10_000


def take(wire: bytes, piece: int = 7) -> tuple[bytes | Refusal, bytes]:
    """Feed bytes in small pieces; give the data and what was left for the next command."""

    async def session() -> tuple[bytes | Refusal, bytes]:
        reader = asyncio.StreamReader(limit=LINE_LIMIT)
        taking = asyncio.create_task(take_data(reader, SIZE_LIMIT, LINE_LIMIT))
        for place in range(0, len(wire), piece):
            reader.feed_data(wire[place : place + piece])
            await asyncio.sleep(0)
        reader.feed_eof()
        return await taking, await reader.read()

    return asyncio.run(session())


@pytest.mark.parametrize("piece", [1, 2, 3, 5, 1000])
def test_data_ends_at_the_line_with_a_dot_alone(piece: int) -> None:
    wire = b"Subject: a\r\n\r\nOne.\r\nTwo.\r\n.\r\nQUIT\r\n"
    assert take(wire, piece) == (b"Subject: a\r\n\r\nOne.\r\nTwo.\r\n", b"QUIT\r\n")


def test_data_may_be_empty() -> None:
    assert take(b".\r\nQUIT\r\n") == (b"", b"QUIT\r\n")
    assert take(b"\r\n.\r\n") == (b"\r\n", b"")


def test_stuffed_dots_are_undone_at_the_start_of_lines_alone() -> None:
    wire = b"..first\r\n..\r\n...two\r\na..b\r\n.lost\r\n.\r\n"
    assert take(wire) == (b".first\r\n.\r\n..two\r\na..b\r\nlost\r\n", b"")


@pytest.mark.parametrize(
    "smuggled", [b"\n.\n", b"\n.\r\n", b"\r.\r\n", b"\r\n.\n", b"\r\n.\r", b"\r.\r", b"\n\n.\r\n"]
)
def test_a_dot_between_bare_line_ends_does_not_end_the_data(smuggled: bytes) -> None:
    wire = b"Hello" + smuggled + b"MAIL FROM:<a@b.example>\r\n.\r\n"
    content, left = take(wire)
    assert isinstance(content, bytes)
    assert b"MAIL FROM" in content
    assert left == b""


def test_too_much_data_is_refused_after_all_of_it() -> None:
    wire = b"0123456789\r\n" * 1_000 + b".\r\nQUIT\r\n"
    assert take(wire, 500) == (Refusal.TOO_MUCH, b"QUIT\r\n")
    assert take(b"x" * 30_000 + b"\r\n.\r\nQUIT\r\n", 500) == (Refusal.TOO_MUCH, b"QUIT\r\n")


def test_a_line_that_is_too_long_is_refused_after_all_data() -> None:
    wire = b"short\r\n" + b"x" * 2_500 + b"\r\nshort\r\n.\r\nQUIT\r\n"
    assert take(wire, 100) == (Refusal.TOO_LONG, b"QUIT\r\n")


def test_data_of_many_short_lines_may_be_longer_than_one_line() -> None:
    text = b"0123456789.\r\n" * 500
    assert take(text + b".\r\n", 300) == (text, b"")


@pytest.mark.parametrize(
    "said",
    [
        "<kunde@firma.example>",
        "<Anna.Kraft+x@firma.example> SIZE=1200",
        "<a@b.example>SIZE=1",
        "<a@b.example>  SIZE=1 BODY=8BITMIME",
        "<>",
        "kunde@firma.example",
        "<.a@firma.example>",
        "<a..b@firma.example>",
        "<a.@firma.example>",
        "<a@firma>",
        "<a@[127.0.0.1]>",
        '<"a b"@firma.example>',
        "<a@firma.example",
        "< a@firma.example >",
        "<änne@firma.example>",
        f"<{'a' * 80}@firma.example>",
    ],
)
def test_an_address_is_read_as_the_library_reads_it(said: str) -> None:
    async def both() -> tuple[object, object]:
        own = Guarded(Receptionist.__new__(Receptionist), Doorman(1, 1), Limits())
        read = "_getaddr"  # the name by which the library asks, for us to answer better
        return getattr(own, read)(said), getattr(SMTP, read)(own, said)

    ours, the_librarys = asyncio.run(both())
    assert ours == the_librarys
