"""P4: no bytes make the reader fail, and none make it slow."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mailgw.mime.read import read, read_body, read_tnef

HEAD = b"From: a@b.example\r\nSubject: x\r\n"
HTML = HEAD + b"Content-Type: text/html\r\n\r\n"
BOMBS = {
    "semicolons": HEAD + b"Content-Type: text/plain" + b";" * 100_000 + b"\r\n\r\nx",
    "encoded words": b"Subject: " + b"=?utf-8?q?a?= " * 15_000 + b"\r\n\r\nx",
    "open words": b"Subject: " + b"=?utf-8?q?" * 20_000 + b"\r\n\r\nx",
    "addresses": b"From: " + b"a@b," * 250_000 + b"\r\n\r\nx",
    "quotes": b"From: " + b'"\\"' * 300_000 + b"\r\n\r\nx",
    "comments": b"From: " + b"(" * 500_000 + b"\r\n\r\nx",
    "fields": b"".join(b"X-%d: a\r\n" % i for i in range(60_000)) + b"\r\nx",
    "folds": b"Subject: a" + b"\r\n b" * 250_000 + b"\r\n\r\nx",
    "parts": HEAD + b"Content-Type: multipart/mixed; boundary=a\r\n\r\n" + b"--a\r\n\r\n" * 90_000,
    "nesting": HEAD
    + b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (i, i)
        for i in range(12_000)
    ),
    "mails in mails": HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 30_000,
    "ids": b"References: " + b"<a@b> " * 150_000 + b"\r\n\r\nx",
    "nested divs": HTML + b"<div>" * 180_000,
    "nested lists": HTML + b"<li><dd>" * 100_000,
    "ampersands": HTML + b"&" * 900_000,
    "lone brackets": HTML + b"<" * 900_000,
    "open comments": HTML + b"<!--" * 220_000,
    "comment tricks": HTML + b"<!--><div>-->" * 70_000,
    "styles": HTML + b'<p style="color:' + b"rgb(" * 900 + b'">',
    "uuencode": HEAD + b"\r\n" + b"begin 644 a\nend\n" * 55_000,
    "report": b"From: mailer-daemon@x.example\r\nReturn-Path: <>\r\nContent-Type: multipart/report;"
    b" boundary=a\r\n\r\n--a\r\nContent-Type: message/delivery-status\r\n\r\n"
    + b"".join(b"Final-Recipient: rfc822; a%d@b\r\n\r\n" % i for i in range(20_000)),
    "tnef": HEAD + b'Content-Type: application/ms-tnef\r\n\r\nx\x9f>"' + b"\x01" * 900_000,
    "cms": HEAD
    + b"Content-Type: application/pkcs7-mime\r\n\r\n"
    + bytes.fromhex("308006092a864886f70d010702a080")
    + b"\x30\x80" * 400_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_p04_a_bomb_of_one_megabyte_is_read_in_time(name: str) -> None:
    started = time.process_time()
    read(BOMBS[name])
    assert time.process_time() - started < 4


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.binary(max_size=2_000))
def test_p04_no_bytes_make_the_reader_fail(raw: bytes) -> None:
    read(raw)
    read(HEAD + raw)
    read_tnef(b'x\x9f>"' + raw)


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                b"Content-Type: multipart/mixed; boundary=a\r\n",
                b"Content-Type: message/rfc822\r\n",
                b"Content-Type: text/html; charset=utf-16\r\n",
                b"Content-Transfer-Encoding: base64\r\n",
                b"Content-Disposition: attachment; filename*0*=x''%zz\r\n",
                b"\r\n",
                b"--a\r\n",
                b"--a--\r\n",
                b'From: <"=?utf-8?q?',
                b"<div><table>",
                b"\xff\x00",
            ]
        ),
        max_size=30,
    )
)
def test_p04_no_mix_of_mime_pieces_makes_the_reader_fail(pieces: list[bytes]) -> None:
    read(b"".join(pieces))


@pytest.mark.parametrize("kind", ["text", "html"])
def test_an_empty_body_is_read(kind: str) -> None:
    assert read_body("", kind).text == ""
