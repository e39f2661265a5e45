"""Header fields: encoded words, parameters and raw octets in good and broken forms."""

import pytest

from mailgw.mime.headers import decode_words, split_fields, split_parameters
from mailgw.mime.read import read
from tests.mime.builder import PLAIN, mail


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("=?utf-8?q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("=?utf-8?B?R3LD?= =?utf-8?B?vMOfZQ==?=", "Grüße"),
        ("x=?iso-8859-1?q?=E4?=y", "xäy"),
        ("=?iso-8859-2?Q?=B3=F3d=BC?=", "łódź"),
        ("=?utf-8?q?with space inside?=", "with space inside"),
        ("=?utf-8?b?R3LDvMOfZQ?=", "Grüße"),
        ("=?no-such-charset?q?=C3=A4?=", "ä"),
        ("=?utf-8?q?never ends", "=?utf-8?q?never ends"),
        ("=?utf-8*de?q?=C3=A4?=", "ä"),
        ("=?utf-8?q?a=0D=0ABcc:_x=40y.example?=", "a Bcc: x@y.example"),
    ],
)
def test_encoded_words_are_read_in_all_their_broken_forms(raw: str, expected: str) -> None:
    assert decode_words(raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"attachment; filename*=utf-8''Preis%20%C3%BCber.pdf", "Preis über.pdf"),
        (b"attachment; filename*0*=iso-8859-1'de'%FCber; filename*1=\".pdf\"", "über.pdf"),
        (b'attachment; filename="=?utf-8?q?=C3=BCber.pdf?="', "über.pdf"),
        (b"attachment; filename=two words.pdf", "two words.pdf"),
        (b'attachment; filename="a;b.pdf"', "a;b.pdf"),
        ('attachment; filename="łąka.pdf"'.encode("cp1250"), "łąka.pdf"),
    ],
)
def test_file_names_are_read_in_every_encoding(raw: bytes, expected: str) -> None:
    assert split_parameters(raw)[1]["filename"] == expected


def test_a_raw_polish_subject_is_read_in_its_own_charset() -> None:
    raw = mail(*PLAIN[:2]).replace(b"Hello", b"x")
    raw = "Subject: Zażółć gęślą jaźń\r\n".encode("iso-8859-2") + raw
    assert read(raw).subject == "Zażółć gęślą jaźń"


def test_a_folded_field_is_one_line() -> None:
    fields, _ = split_fields(b"Subject: one\r\n two\r\n\tthree\r\nTo: a@b.example\r\n")
    assert fields.text("subject") == "one two three"
    assert [name for name, _ in fields.items] == ["subject", "to"]


def test_an_mbox_line_before_the_header_is_ignored() -> None:
    assert read(b"From anna Thu Jan  1 00:00:00 1970\nSubject: x\n\nbody\n").subject == "x"


def test_a_header_larger_than_its_limits_is_cut_with_a_defect() -> None:
    mail_read = read(b"Subject: " + b"a" * 70_000 + b"\r\n" + b"X-A: b\r\n" * 1_100 + b"\r\nbody")
    assert 65_000 < len(mail_read.subject) <= 64 * 1024
    assert len(mail_read.defects) >= 2
    assert mail_read.text == "body"
