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
        ("=?utf-8?q?=C3?= =?utf-8?q?=BC?=", "ü"),
        ("=?utf-8?q?Anfrage?==?utf-8?q?_T=C3=BCr?=", "Anfrage Tür"),
        ('"=?utf-8?q?M=C3=BCller?="', '"Müller"'),
        ("=?utf-8?q?Was_kostet_das??=", "Was kostet das?"),
        ("=?iso-2022-jp?B?GyRCJCo=?= =?iso-2022-jp?B?JCskLxsoQg==?=", "おかく"),
        ("=?gb2312?B?xPq6ww==?=", "您好"),
        ("=?cp-850?Q?=81?=", "ü"),
        ("=?us-ascii?Q?f=FCr?=", "für"),
        (
            "=?iso-8859-1?Q?Zapytanie_o_cen=EA,_prosz=EA_Gda=F1sk?=",
            "Zapytanie o cenę, proszę Gdańsk",
        ),
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
        (b"attachment; filename*1*=%BCr.pdf; filename*0*=utf-8''T%C3", "Tür.pdf"),
        (b'attachment; filename*0="a"; filename="short.pdf"; filename*1="b.pdf"', "ab.pdf"),
        (b"attachment; filename=\"fallback.pdf\"; filename*=utf-8''T%C3%BCr.pdf", "Tür.pdf"),
        (b"attachment; filename*=UTF-8''100%.pdf", "100%.pdf"),
        (b'attachment; filename="T%C3%BCr.pdf"', "Tür.pdf"),
        (b'attachment; filename="Rabatt 50%20.pdf"', "Rabatt 50%20.pdf"),
        (b"attachment; filename=\"utf-8''T%C3%BCr.pdf\"", "Tür.pdf"),
        (b"attachment; filename==?utf-8?Q?T=C3=BC;r.pdf?=", "Tü;r.pdf"),
        (b"attachment; filename='Angebot.pdf'", "Angebot.pdf"),
        (b'attachment filename="Angebot.pdf"', "Angebot.pdf"),
        (b'attachment; filename="Angebot "neu".pdf"', 'Angebot "neu".pdf'),
        (b'attachment; filename="HasenundFr\xf6sche.txt"', "HasenundFrösche.txt"),
        (b'attachment; filename*0="=?utf-8?Q?T=C3=BCr"; filename*1=".pdf?="', "Tür.pdf"),
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
