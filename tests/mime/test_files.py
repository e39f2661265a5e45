"""Attachments: names, byte-exact content, inline pictures, wrapped and attached mails."""

import hashlib

import pytest

from mailgw.mime.files import safe_name
from mailgw.mime.read import read
from mailgw.mime.unwrap import signed_content
from tests.mime.builder import PLAIN, encoded, mail, multipart, part

CONTENT = bytes(range(256)) * 20


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("base64", encoded(CONTENT)),
        ("BASE64 ", encoded(CONTENT).replace(b"\r\n", b"\n")),
        ("base64", encoded(CONTENT).replace(b"\r\n", b"")),
        ("quoted-printable", b"".join(b"=%02X" % byte for byte in CONTENT[:1000])),
    ],
)
def test_attachments_are_byte_exact_in_every_transfer_encoding(encoding: str, body: bytes) -> None:
    expected = CONTENT if "64" in encoding else CONTENT[:1000]
    header = ("Content-Type: application/pdf; name=a.pdf", f"Content-Transfer-Encoding: {encoding}")
    (found,) = read(multipart("mixed", part(*header, body=body), header=PLAIN)).attachments
    assert found.content == expected
    assert found.sha256 == hashlib.sha256(expected).hexdigest()
    assert found.size == len(expected)


def test_a_picture_is_inline_only_where_the_html_uses_it() -> None:
    picture = ("Content-Type: image/png", "Content-Transfer-Encoding: base64")
    raw = multipart(
        "related",
        part("Content-Type: text/html", body='<p>hi <img src="cid:used@x"></p>'),
        part(*picture, "Content-ID: <used@x>", body=encoded(b"1")),
        part(*picture, "Content-ID: <other@x>", body=encoded(b"2")),
        header=PLAIN,
    )
    assert [(one.inline, one.content_id) for one in read(raw).attachments] == [
        (True, "used@x"),
        (False, "other@x"),
    ]


def test_nameless_parts_get_stable_names() -> None:
    raw = multipart(
        "mixed",
        part("Content-Type: image/png", body="1"),
        part("Content-Type: image/png", body="2"),
        part("Content-Type: text/calendar", body="BEGIN:VCALENDAR"),
        header=PLAIN,
    )
    names = [one.name for one in read(raw).attachments]
    assert names == ["attachment.png", "attachment-2.png", "invite.ics"]


def test_an_attached_mail_is_one_file_and_its_forward_is_read() -> None:
    inner = mail("From: Cora <cora@x.example>", "Subject: Preis/Anfrage", body="We need ten.")
    raw = multipart(
        "mixed",
        part("Content-Type: text/plain", body="Please answer her."),
        part("Content-Type: message/rfc822", body=inner),
        header=("From: anna@kraft.example", "Subject: Fwd: Preis"),
    )
    read_mail = read(raw)
    (found,) = read_mail.attachments
    assert (found.name, found.is_message, found.content) == ("Preis-Anfrage.eml", True, inner)
    assert read_mail.text == "Please answer her."
    assert read_mail.forwarded is not None
    assert read_mail.forwarded.from_.address == "cora@x.example"
    assert read_mail.forwarded.text == "We need ten."


def test_certified_mail_is_unwrapped_and_its_certificate_kept() -> None:
    inner = mail(
        "From: studio@firma.example", "Subject: Ordine", body="Vi scriviamo per un ordine."
    )
    named = 'Content-Disposition: attachment; filename="'
    raw = multipart(
        "mixed",
        part("Content-Type: text/plain", body="Messaggio di posta certificata"),
        part("Content-Type: application/xml", named + 'daticert.xml"', body="<postacert/>"),
        part("Content-Type: message/rfc822", named + 'postacert.eml"', body=inner),
        header=("From: posta-certificata@pec.example", "Subject: POSTA CERTIFICATA: Ordine"),
    )
    read_mail = read(raw)
    assert "Vi scriviamo per un ordine." in read_mail.text
    assert [one.name for one in read_mail.attachments] == ["daticert.xml"]


def _der(tag: int, content: bytes) -> bytes:
    size = len(content)
    length = bytes([size]) if size < 128 else b"\x82" + size.to_bytes(2, "big")
    return bytes([tag]) + length + content


def _signed(content: bytes) -> bytes:
    data = _der(0x30, bytes.fromhex("06092a864886f70d010701") + _der(0xA0, _der(0x04, content)))
    signed = _der(0x30, b"\x02\x01\x01" + _der(0x31, b"") + data + _der(0x31, b""))
    return _der(0x30, bytes.fromhex("06092a864886f70d010702") + _der(0xA0, signed))


def test_opaque_signed_mail_is_opened_without_a_certificate() -> None:
    inner = part("Content-Type: text/plain; charset=utf-8", body="Signierte Grüße")
    raw = mail(
        *PLAIN,
        'Content-Type: application/pkcs7-mime; smime-type=signed-data; name="smime.p7m"',
        "Content-Transfer-Encoding: base64",
        body=encoded(_signed(inner)),
    )
    read_mail = read(raw)
    assert read_mail.text == "Signierte Grüße"
    assert read_mail.subject == "Offer"


def test_constructed_octets_of_indefinite_length_are_joined() -> None:
    pieces = b"\x24\x80" + _der(4, b"one ") + _der(4, b"two") + b"\x00\x00"
    data = b"\x30\x80" + bytes.fromhex("06092a864886f70d010701") + b"\xa0\x80" + pieces
    signed = b"\x30\x80\x02\x01\x01" + _der(0x31, b"") + data + b"\x00" * 4
    cms = b"\x30\x80" + bytes.fromhex("06092a864886f70d010702") + b"\xa0\x80" + signed
    assert signed_content(cms + b"\x00" * 6) == b"one two"


def test_damaged_signatures_stay_files() -> None:
    assert signed_content(_signed(b"x")[:-9]) in (None, b"x")
    assert signed_content(b"\x30\x80" * 500_000) is None


def test_names_lose_paths_controls_and_direction_marks() -> None:
    assert safe_name("C:\\temp\\..\\offer.pdf") == "offer.pdf"
    assert safe_name("../../etc/passwd") == "passwd"
    assert safe_name("a\u202efdp.exe") == "afdp.exe"
    assert safe_name("..") == ""
    assert safe_name("offer.pdf. .") == "offer.pdf"
    assert safe_name("\ufeffoffer.pdf\u200b") == "offer.pdf"
    assert safe_name("Angebot 12/2026.pdf") == "Angebot 12-2026.pdf"
    assert len(safe_name("a" * 500 + ".pdf")) <= 200


def test_uuencoded_files_in_a_text_are_attached() -> None:
    raw = mail(*PLAIN, body="See:\r\nbegin 644 hi.txt\r\n#0V%T\r\n`\r\nend\r\nBye")
    read_mail = read(raw)
    (found,) = read_mail.attachments
    assert (found.name, found.content) == ("hi.txt", b"Cat")
    assert "begin 644" not in read_mail.text


def test_parts_and_depth_beyond_the_limits_are_kept_as_one_file() -> None:
    many = multipart("mixed", *[part("Content-Type: image/png", body="x")] * 600, header=PLAIN)
    read_mail = read(many)
    assert len(read_mail.attachments) == 500
    assert any("500 parts" in defect for defect in read_mail.defects)
    deep = part("Content-Type: text/plain", body="core")
    for level in range(40):
        deep = multipart("mixed", deep, boundary=f"level{level}x")
    read_mail = read(mail(*PLAIN).split(b"\r\n\r\n")[0] + b"\r\n" + deep)
    assert any("20 levels" in defect for defect in read_mail.defects)
    assert len(read_mail.attachments) == 1
