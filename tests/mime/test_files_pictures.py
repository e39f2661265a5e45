"""Which pictures the HTML shows, however it refers to them, and which files nobody looks for."""

import pytest

from mailgw.mime.read import read
from tests.mime.builder import PLAIN, encoded, mail, multipart, part

BASE64 = "Content-Transfer-Encoding: base64"
PICTURE = encoded(b"\x89PNG" + b"x" * 4000)


@pytest.mark.parametrize(
    ("reference", "content_id"),
    [
        ("cid:logo@x", "<logo@x>"),
        ("CID:Logo@X", "<logo@x>"),
        ("cid:logo%40x", "<logo@x>"),
        ("cid:&lt;logo@x&gt;", "<logo@x>"),
        ("cid:&#108;ogo@x", "logo@x"),
    ],
)
def test_a_reference_finds_its_picture(reference: str, content_id: str) -> None:
    raw = multipart(
        "related",
        part("Content-Type: text/html", body=f'<p>hi <img src="{reference}"></p>'),
        part("Content-Type: image/png", BASE64, f"Content-ID: {content_id}", body=PICTURE),
        header=PLAIN,
    )
    found = read(raw)
    (picture,) = found.attachments
    assert (picture.inline, picture.content_id) == (True, "logo@x")
    assert 'src="cid:logo@x"' in str(found.html)


def test_a_picture_shown_by_its_location_gets_an_id() -> None:
    raw = multipart(
        "related",
        part("Content-Type: text/html", body='<p>hi <img src="img/logo.png"></p>'),
        part("Content-Type: image/png", BASE64, "Content-Location: img/logo.png", body=PICTURE),
        header=PLAIN,
    )
    found = read(raw)
    (picture,) = found.attachments
    assert picture.inline
    assert f'src="cid:{picture.content_id}"' in str(found.html)


def test_what_nobody_looks_for_is_told_apart() -> None:
    named = 'Content-Disposition: attachment; filename="{}"'
    raw = multipart(
        "mixed",
        part("Content-Type: text/plain", body="hi"),
        part("Content-Type: image/gif", BASE64, named.format("dot.gif"), body=encoded(b"GIF")),
        part("Content-Type: image/png", BASE64, named.format("plan.png"), body=PICTURE),
        part("Content-Type: application/pkcs7-signature", named.format("smime.p7s"), body="x"),
        part("Content-Type: application/pdf", named.format("offer.pdf"), body="x"),
        header=PLAIN,
    )
    found = {one.name: one.is_decoration for one in read(raw).attachments}
    assert found == {"dot.gif": True, "plan.png": False, "smime.p7s": True, "offer.pdf": False}


def test_the_second_half_of_a_macintosh_file_is_left_out() -> None:
    both = multipart(
        "appledouble",
        part("Content-Type: application/applefile; name=a.pdf", body="x"),
        part("Content-Type: application/pdf; name=a.pdf", body="PDF"),
        boundary="ad",
    )
    raw = multipart("mixed", part("Content-Type: text/plain", body="hi"), both, header=PLAIN)
    assert [one.content_type for one in read(raw).attachments] == ["application/pdf"]


def test_a_mail_saved_as_a_file_is_a_mail() -> None:
    inner = mail("From: cora@x.example", "Subject: Preis", body="We need ten.")
    kind = 'Content-Type: application/octet-stream; name="Preis.eml"'
    raw = multipart("mixed", part("Content-Type: text/plain", body="See."), part(kind, body=inner))
    found = read(b"From: anna@kraft.example\r\nSubject: Fwd: Preis\r\n" + raw)
    assert found.attachments[0].is_message
    assert found.forwarded is not None
    assert found.forwarded.from_.address == "cora@x.example"


@pytest.mark.parametrize(
    ("body", "content"),
    [
        (b"Q2F0\r\n", b"Cat"),
        (b"Q2F0\r\n\r\n-- \r\nA list's footer", b"Cat"),
        (b"Q2F0RG9n\r\nQ2F0\r\nXXXX--broken-boundary--", b"CatDogCat"),
        (b"Q2F!0", b"Cat"),
        (b"Q2F0RG8=\r\n_____\r\nfooter", b"CatDo"),
        (
            b"This is no base64 at all, but plain words.",
            b"This is no base64 at all, but plain words.",
        ),
    ],
)
def test_base64_ends_where_its_data_end(body: bytes, content: bytes) -> None:
    raw = multipart(
        "mixed", part("Content-Type: application/pdf; name=a.pdf", BASE64, body=body), header=PLAIN
    )
    assert read(raw).attachments[0].content == content
