"""The shapes in which programs send texts: alternatives, labels that lie, old manners, oddities."""

import pytest

from mailgw.mime.body import unflow
from mailgw.mime.read import read
from tests.mime.builder import PLAIN, encoded, mail, multipart, part

BASE64 = "Content-Transfer-Encoding: base64"
PDF = part("Content-Type: application/pdf; name=a.pdf", BASE64, body=encoded(b"PDF"))


def _text(content_type: str, body: str) -> bytes:
    return part(f"Content-Type: {content_type}", body=body)


@pytest.mark.parametrize("spare", ["text/x-amp-html", "text/watch-html"])
def test_renderings_for_other_programs_are_no_files(spare: str) -> None:
    raw = multipart(
        "alternative",
        _text("text/plain", "Plain"),
        _text(spare, "<b>other</b>"),
        _text("text/html", "<p>Html</p>"),
        header=PLAIN,
    )
    found = read(raw)
    assert (found.text, found.html, found.attachments) == ("Plain", "<p>Html</p>", ())


def test_apples_html_around_a_file_is_shown_whole() -> None:
    inner = multipart(
        "mixed", _text("text/html", "<p>above</p>"), PDF, _text("text/html", "<p>below</p>"),
        boundary="inner",
    )  # fmt: skip
    raw = multipart("alternative", _text("text/plain", "above\nbelow"), inner, header=PLAIN)
    found = read(raw)
    assert found.html == "<p>above</p>\n<p>below</p>"
    assert found.text == "above\nbelow"
    assert [one.name for one in found.attachments] == ["a.pdf"]


@pytest.mark.parametrize("kind", ["text/markdown", "text/x-something", "text", "", "plain"])
def test_a_body_of_an_unknown_text_type_is_text(kind: str) -> None:
    assert read(mail(*PLAIN, f"Content-Type: {kind}", body="We need ten.")).text == "We need ten."


@pytest.mark.parametrize("kind", ["text/csv", "text/vcard", "text/xml"])
def test_texts_that_are_files_by_nature_are_files(kind: str) -> None:
    found = read(mail(*PLAIN, f"Content-Type: {kind}", body="a;b"))
    assert found.text == ""
    assert len(found.attachments) == 1


def test_a_named_text_behind_the_body_is_a_file() -> None:
    named = part("Content-Type: text/plain; name=log.txt", body="line")
    found = read(multipart("mixed", _text("text/plain", "Body"), named, header=PLAIN))
    assert found.text == "Body"
    assert [one.name for one in found.attachments] == ["log.txt"]


def test_enriched_text_loses_its_tags_alone() -> None:
    body = "<bold>Ten</bold> doors\nfor us\n\n<color><param>red</param>2 << 3</color>"
    found = read(mail(*PLAIN, "Content-Type: text/enriched", body=body))
    assert found.text == "Ten doors for us\n2 < 3"


def test_html_without_a_label_is_html() -> None:
    assert read(mail(*PLAIN, body="<!DOCTYPE html><html><p>Hi</p></html>")).text == "Hi"
    assert (
        read(mail(*PLAIN, body="I wrote <html> in my page.")).text == "I wrote <html> in my page."
    )


@pytest.mark.parametrize(
    ("encoding", "body", "text"),
    [
        ("base64", "Hello, this is no base64. Grüße", "Hello, this is no base64. Grüße"),
        ("utf-8", "Grüße", "Grüße"),
        ("8-bit", "Grüße", "Grüße"),
        ("7bit", "Grüße", "Grüße"),
        ("quoted-printable", "a = b, 50=% und =C3=BC", "a = b, 50=% und ü"),
        ("Quoted_Printable", "=C3=BC", "ü"),
    ],
)
def test_a_transfer_encoding_that_lies_costs_nothing(encoding: str, body: str, text: str) -> None:
    header = ("Content-Type: text/plain; charset=utf-8", f"Content-Transfer-Encoding: {encoding}")
    assert read(mail(*PLAIN, *header, body=body)).text == text


@pytest.mark.parametrize(
    "raw",
    [
        b"\r\n\r\nFrom: a@b.example\r\nSubject: x\r\n\r\nbody",
        b"From: a@b.example\rSubject: x\r\rbody",
        b"From: a@b.example\nSubject: x\n\nbo\x00dy",
        b"From a@b Thu Jan  1 00:00:00 2026\r\nFrom: a@b.example\r\nSubject: x\r\n\r\nbody",
    ],
)
def test_odd_line_ends_and_beginnings_are_read(raw: bytes) -> None:
    found = read(raw)
    assert (found.subject, found.text, found.sender) == ("x", "body", "a@b.example")


def test_a_file_in_uuencodes_younger_form_is_taken_out() -> None:
    found = read(mail(*PLAIN, body="See:\r\nbegin-base64 644 b.txt\r\nQ2F0\r\n====\r\nBye"))
    assert found.attachments[0].content == b"Cat"
    assert "Q2F0" not in found.text


@pytest.mark.parametrize(
    "body", ["We\nbegin 2026 with\nend", "begin 644 words\nnothing", "begin 644 a\n\nend"]
)
def test_prose_that_begins_is_no_file(body: str) -> None:
    found = read(mail(*PLAIN, body=body))
    assert (found.text, found.attachments) == (body, ())


def test_a_sign_of_quoting_that_was_stuffed_does_not_become_one() -> None:
    assert (
        unflow(" >no quote\n From x\n> a \n> b", delete_space=False) == " >no quote\nFrom x\n> a b"
    )


def test_one_piece_of_a_larger_mail_is_kept() -> None:
    kind = 'Content-Type: message/partial; id="x"; number=1; total=2'
    found = read(mail(*PLAIN, kind, body="From: a@b.example\r\n\r\nhalf"))
    assert [one.name for one in found.attachments] == ["attachment.eml"]
