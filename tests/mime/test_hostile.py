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
    "references to pictures": HEAD
    + b"Content-Type: multipart/related; boundary=a\r\n\r\n--a\r\nContent-Type: text/html\r\n\r\n"
    + b"<img src=cid:x><img src='y'>" * 30_000
    + b"\r\n--a\r\nContent-Type: image/png\r\nContent-ID: <x>\r\nContent-Location: y\r\n\r\nz",
    "calendar": HEAD
    + b"Content-Type: text/calendar\r\n\r\nBEGIN:VEVENT\r\n"
    + b"X;A=:\r\n b" * 90_000,
    "calendar parameters": HEAD
    + b"Content-Type: text/calendar\r\n\r\nBEGIN:VEVENT\r\nDTSTART"
    + b";A=b" * 250_000,
    "short base64 lines": HEAD
    + b"Content-Transfer-Encoding: base64\r\n\r\n"
    + b"AA\r\n" * 250_000
    + b"!",
    "octets": HEAD + b"\r\n" + b"\xe9\x9d " * 330_000,
    "one word of octets": HEAD + b"\r\n" + b"\xb3\xe9" * 500_000,
    "days": HEAD.replace(b"x", b"Away: Re: x") + b"\r\n" + b"until 1.1. 2 may 3 " * 50_000,
    "percents": HEAD + b"Content-Type: a/b; name=" + b"%C3%BC'" * 9_000 + b"\r\n\r\nx",
    "younger uuencode": HEAD + b"\r\n" + b"begin-base64 644 a\n====\n" * 40_000,
    "certified": b"From: posta-certificata@x.example\r\n"
    b"Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n"
    b"Content-Type: a/b; name=daticert.xml\r\n\r\n<consegna>\r\n--a\r\n"
    + b"Content-Type: message/rfc822; name=postacert.eml\r\n\r\nFrom: a@b.example\r\n\r\n"
    * 9_000,
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


def test_p04_many_pages_in_one_mail_cost_no_more_than_one_and_none_is_lost() -> None:
    page = b"Content-Type: text/html\r\n\r\n" + b"<b><i><u><p>" * 60_000 + b"\r\n"
    raw = HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + (b"--b\r\n" + page) * 12
    used = time.process_time()
    read(raw[: len(raw) // 12])
    one, used = time.process_time() - used, time.process_time()
    mail = read(raw)
    assert time.process_time() - used < 4 * one + 0.5
    assert len(mail.attachments) == 10
    assert "A text is larger than 1 MiB; only its beginning is shown." in mail.defects
