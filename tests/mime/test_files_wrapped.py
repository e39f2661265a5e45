"""Certified mail, opaque and encrypted S/MIME, PGP: what is opened, and what stays a file."""

import pytest

from mailgw.mime.mail import AutomaticKind
from mailgw.mime.read import read
from mailgw.mime.rtf import rtf_to_html
from tests.mime.builder import PLAIN, encoded, mail, multipart, part

NAMED = 'Content-Disposition: attachment; filename="{}"'
INNER = mail(
    "From: Studio Rossi <studio@firma.example>",
    "To: sales@firm.example",
    "Subject: Ordine 12",
    "Message-ID: <inner@firma.example>",
    "In-Reply-To: <offer@firm.example>",
    body="Vi scriviamo per un ordine.",
)
SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
ENVELOPED_DATA = bytes.fromhex("06092a864886f70d010703")
BASE64 = "Content-Transfer-Encoding: base64"


def _envelope(*header: str, carried: bytes = INNER, certificate: str = "<postacert/>") -> bytes:
    return multipart(
        "mixed",
        part("Content-Type: text/plain", body="Messaggio di posta certificata"),
        part("Content-Type: application/xml", NAMED.format("daticert.xml"), body=certificate),
        part("Content-Type: message/rfc822", NAMED.format("postacert.eml"), body=carried),
        header=header,
    )


PEC = (
    "From: Per conto di <posta-certificata@pec.example>",
    "Reply-To: studio@firma.example",
    "Subject: POSTA CERTIFICATA: Ordine 12",
    "Message-ID: <opec1@pec.example>",
    "X-Trasporto: posta-certificata",
    "Authentication-Results: mx.firm.example; dmarc=pass header.from=pec.example",
    "Return-Path: <studio@firma.example>",
)


def test_the_carried_mail_is_the_mail() -> None:
    found = read(_envelope(*PEC))
    assert [one.address for one in found.from_] == ["studio@firma.example"]
    assert found.sender == "studio@firma.example"
    assert (found.subject, found.message_id) == ("Ordine 12", "inner@firma.example")
    assert found.in_reply_to == ("offer@firm.example",)
    assert found.text == "Vi scriviamo per un ordine."
    assert [one.name for one in found.attachments] == ["daticert.xml"]
    assert found.automatic is None


def test_p09_what_proves_the_envelope_proves_nothing_of_the_writer_inside() -> None:
    forged = INNER.replace(b"studio@firma.example", b"anna@pec.example")
    found = read(_envelope(*PEC, carried=forged))
    assert found.sender == "anna@pec.example"
    assert (found.authentication, found.signing_domains) == ((), ())


def test_an_ordinary_mail_that_reached_a_certified_mailbox_is_taken_out() -> None:
    raw = multipart(
        "mixed",
        part("Content-Type: text/plain", body="Anomalia nel messaggio"),
        part("Content-Type: message/rfc822", body=INNER),
        header=("From: posta-certificata@pec.example", "X-Trasporto: errore"),
    )
    assert read(raw).sender == "studio@firma.example"


@pytest.mark.parametrize("kind", ["accettazione", "presa-in-carico", "avvenuta-consegna"])
def test_receipts_of_certified_mail_are_receipts_and_stay_closed(kind: str) -> None:
    found = read(_envelope("From: posta-certificata@pec.example", f"X-Ricevuta: {kind}"))
    assert found.automatic is not None
    assert found.automatic.kind is AutomaticKind.RECEIPT
    assert found.sender == "posta-certificata@pec.example"
    assert "postacert.eml" in [one.name for one in found.attachments]


@pytest.mark.parametrize(
    ("kind", "action", "reason"),
    [
        ("errore-consegna", "failed", "userunknown"),
        ("non-accettazione", "failed", "userunknown"),
        ("preavviso-errore-consegna", "delayed", "expired"),
        ("rilevazione-virus", "failed", "virusdetected"),
    ],
)
def test_certified_mail_that_failed_is_reported(kind: str, action: str, reason: str) -> None:
    certificate = (
        "<postacert><dati><consegna>eva@pec.example</consegna>"
        "<errore-esteso>5.1.1 - casella inesistente</errore-esteso></dati></postacert>"
    )
    header = (
        "From: posta-certificata@pec.example",
        f"X-Ricevuta: {kind}",
        "X-Riferimento-Message-ID: <offer@firm.example>",
    )
    found = read(_envelope(*header, certificate=certificate))
    assert found.automatic is not None
    assert found.automatic.kind is AutomaticKind.BOUNCE
    assert found.report is not None
    (one,) = found.report.recipients
    assert (one.recipient, one.action, one.reason) == ("eva@pec.example", action, reason)
    assert found.report.original_message_ids == ("offer@firm.example",)


def _der(tag: int, content: bytes) -> bytes:
    size = len(content)
    length = bytes([size]) if size < 128 else b"\x82" + size.to_bytes(2, "big")
    return bytes([tag]) + length + content


def _signed(content: bytes) -> bytes:
    data = _der(0x30, bytes.fromhex("06092a864886f70d010701") + _der(0xA0, _der(0x04, content)))
    signed = _der(0x30, b"\x02\x01\x01" + _der(0x31, b"") + data + _der(0x31, b""))
    return _der(0x30, SIGNED_DATA + _der(0xA0, signed))


ENTITY = part("Content-Type: text/plain; charset=utf-8", body="Signierte Grüße")


@pytest.mark.parametrize(
    "kind",
    [
        'application/pkcs7-mime; smime-type=signed-data; name="smime.p7m"',
        'application/x-pkcs7-mime; name="Angebot.p7m"',
        'application/octet-stream; name="smime.p7m"',
    ],
)
def test_opaque_mail_is_opened_under_all_its_types(kind: str) -> None:
    raw = mail(*PLAIN, f"Content-Type: {kind}", BASE64, body=encoded(_signed(ENTITY)))
    assert read(raw).text == "Signierte Grüße"


def test_opaque_mail_in_the_lines_of_pem_is_opened() -> None:
    pem = b"-----BEGIN PKCS7-----\n" + encoded(_signed(ENTITY)) + b"-----END PKCS7-----\n"
    raw = mail(*PLAIN, "Content-Type: application/pkcs7-mime", BASE64, body=encoded(pem))
    assert read(raw).text == "Signierte Grüße"


def test_a_signed_document_stays_a_file() -> None:
    kind = "Content-Type: application/pkcs7-mime; name=contratto.pdf.p7m"
    document = part(kind, BASE64, body=encoded(_signed(b"%PDF-1.4")))
    raw = multipart("mixed", part("Content-Type: text/plain", body="see"), document, header=PLAIN)
    found = read(raw)
    assert [one.name for one in found.attachments] == ["contratto.pdf.p7m"]
    assert found.text == "see"


@pytest.mark.parametrize(
    "kind", ["application/pkcs7-mime; smime-type=enveloped-data", "application/x-pkcs7-mime"]
)
def test_an_encrypted_mail_says_so_and_is_kept(kind: str) -> None:
    body = encoded(_der(0x30, ENVELOPED_DATA + b"\xa0\x00"))
    found = read(mail(*PLAIN, f"Content-Type: {kind}; name=smime.p7m", BASE64, body=body))
    assert found.text == "\U0001f512 S/MIME"
    assert any("encrypted" in defect for defect in found.defects)
    assert [one.name for one in found.attachments] == ["smime.p7m"]


def test_a_pgp_mail_says_so_and_is_kept() -> None:
    raw = multipart(
        "encrypted",
        part("Content-Type: application/pgp-encrypted", body="Version: 1"),
        part("Content-Type: application/octet-stream; name=encrypted.asc", body="-----BEGIN PGP"),
        header=PLAIN,
    )
    found = read(raw)
    assert found.text == "\U0001f512 PGP"
    assert "encrypted.asc" in [one.name for one in found.attachments]


@pytest.mark.parametrize(("page", "octet", "letter"), [(1250, "b3", "ł"), (1252, "e9", "é")])
def test_rtf_is_read_by_its_own_code_page(page: int, octet: str, letter: str) -> None:
    source = f"{{\\rtf1\\ansi\\ansicpg{page} Gru\\'{octet}}}"
    assert rtf_to_html(source) == f"Gru{letter}"
