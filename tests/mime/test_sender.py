"""P9: who wrote a mail is known only where every parser agrees."""

import pytest

from mailgw.mime.mail import Address
from mailgw.mime.read import read


@pytest.mark.parametrize(
    "line",
    [
        "From: anna@kraft.example",
        "From: <Anna@Kraft.example>",
        'From: "Kraft, Anna" <anna@kraft.example>',
        "From: =?utf-8?q?Anna_Kr=C3=A4ft?= <anna@kraft.example>",
    ],
)
def test_p09_one_plain_address_is_the_sender(line: str) -> None:
    assert read(f"{line}\r\nSubject: x\r\n\r\nhi".encode()).sender == "anna@kraft.example"


@pytest.mark.parametrize(
    "lines",
    [
        "From: anna@kraft.example\r\nFrom: eve@evil.example",
        "From: anna@kraft.example, eve@evil.example",
        "From: anna@kraft.example <eve@evil.example>",
        "From: <anna@kraft.example> <eve@evil.example>",
        "From: <eve@evil.example> (anna@kraft.example)",
        "From: anna@kraft.example(comment)",
        "From: staff: anna@kraft.example;",
        "From: <@evil.example:anna@kraft.example>",
        "From: =?utf-8?q?anna=40kraft.example?=",
        "From: <=?utf-8?q?anna?=@kraft.example>",
        'From: "anna@kraft.example"@evil.example',
        "From: anna@kraft.example\x00@evil.example",
        "From: anna@kräft.example",
        "From: anna@kraft.example,",
        "From: anna@kraft..example",
        "From: anna@kraft.example>",
        "From: <anna@kraft.example",
        "From: anna @kraft.example",
        "From: a\x01nna@kraft.example",
        "From: undisclosed-recipients:;",
        "From:",
        "X-Nobody: x",
    ],
)
def test_p09_every_doubtful_from_means_sender_unknown(lines: str) -> None:
    assert read(f"{lines}\r\nSubject: x\r\n\r\nhi".encode()).sender is None


def test_what_was_read_is_shown_even_where_the_sender_is_unknown() -> None:
    read_mail = read(b"From: anna@kraft.example, Eve <eve@evil.example>\r\n\r\nhi")
    assert read_mail.from_ == (
        Address("", "anna@kraft.example"),
        Address("Eve", "eve@evil.example"),
    )


def test_address_lists_keep_groups_comments_and_quoted_commas() -> None:
    read_mail = read(
        b'To: Team: a@x.example, "B, C" <b@x.example>;, d@x.example (Dora)\r\n'
        b"Cc: =?utf-8?q?M=C3=BCller=2C_Eva?= <e@x.example>; f@x.example\r\n\r\nhi"
    )
    assert read_mail.to == (
        Address("", "a@x.example"),
        Address("B, C", "b@x.example"),
        Address("Dora", "d@x.example"),
    )
    assert read_mail.cc == (Address("Müller, Eva", "e@x.example"), Address("", "f@x.example"))
