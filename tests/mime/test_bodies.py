"""What of a mail is shown: text, HTML, charsets, format=flowed."""

import pytest

from mailgw.mime.body import unflow
from mailgw.mime.charset import decode_text
from mailgw.mime.read import read
from tests.mime.builder import PLAIN, mail, multipart, part

HTML = "<html><body><p>Hello <b>world</b></p></body></html>"


def test_an_alternative_shows_its_text_and_its_html_once() -> None:
    raw = multipart(
        "alternative",
        part("Content-Type: text/plain", body="Hello world"),
        part("Content-Type: text/html", body=HTML),
        header=PLAIN,
    )
    read_mail = read(raw)
    assert read_mail.text == "Hello world"
    assert read_mail.html == "<p>Hello <b>world</b></p>"
    assert read_mail.attachments == ()


def test_an_html_mail_is_rendered_as_text() -> None:
    read_mail = read(mail(*PLAIN, "Content-Type: text/html", body=HTML))
    assert read_mail.text == "Hello world"


def test_a_plain_mail_has_no_html() -> None:
    assert read(mail(*PLAIN)).html is None


def test_texts_around_a_picture_are_all_shown() -> None:
    raw = multipart(
        "mixed",
        part("Content-Type: text/plain", body="before"),
        part("Content-Type: image/png; name=p.png", body="x"),
        part("Content-Type: text/plain", body="after"),
        header=PLAIN,
    )
    read_mail = read(raw)
    assert read_mail.text == "before\nafter"
    assert [one.name for one in read_mail.attachments] == ["p.png"]


@pytest.mark.parametrize(
    ("text", "charset", "label"),
    [
        ("Łódź i żółw: zażółć gęślą jaźń", "cp1250", "us-ascii"),
        ("Łódź i żółw: zażółć gęślą jaźń", "iso-8859-2", ""),
        ("Łódź i żółw", "cp1250", "windows-1250"),
        ("Grüße aus Köln, schöne Straße", "cp1252", "us-ascii"),
        ("perché la città è già lì", "cp1252", ""),
        ("„Preis“ … 5 €", "cp1252", "iso-8859-1"),
        ("Grüße", "utf-8", "iso-8859-1"),
        ("Grüße", "iso-8859-1", "utf-8"),
        ("Grüße", "utf-8", "no-such-thing"),
    ],
)
def test_a_wrong_or_missing_charset_is_repaired(text: str, charset: str, label: str) -> None:
    assert decode_text(text.encode(charset), label).text == text


def test_the_html_meta_wins_where_the_header_makes_garbage() -> None:
    html = '<meta charset="windows-1250"><p>Zażółć gęślą jaźń</p>'
    decoded = decode_text(html.encode("cp1250"), "iso-8859-1", html=True)
    assert "Zażółć gęślą jaźń" in decoded.text


def test_codecs_that_are_no_charsets_are_never_used() -> None:
    for label in ("rot13", "punycode", "unicode_escape", "idna", "zip", "hex"):
        assert decode_text("Grüße".encode(), label).text == "Grüße"


def test_flowed_lines_are_joined_within_one_quote_depth() -> None:
    text = "One \ntwo \nthree\n> quoted \n> more\n-- \nAnna"
    assert unflow(text, delete_space=False) == "One two three\n> quoted more\n-- \nAnna"


def test_a_missing_boundary_is_guessed() -> None:
    raw = mail(
        *PLAIN,
        "Content-Type: multipart/mixed",
        body="--zz\r\nContent-Type: text/plain\r\n\r\nHello\r\n--zz--\r\n",
    )
    read_mail = read(raw)
    assert read_mail.text == "Hello"
    assert any("boundary" in defect for defect in read_mail.defects)


def test_a_torn_mail_is_still_read() -> None:
    raw = multipart("mixed", part("Content-Type: text/plain", body="Hello"), header=PLAIN)
    assert read(raw[:-8]).text.startswith("Hello")
