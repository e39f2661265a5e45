"""Authentication-Results as written, and our own DKIM check with its refusals."""

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from mailgw.mime.dkim_check import verify_dkim
from mailgw.mime.read import read
from tests.mime.builder import PLAIN, mail


def test_results_are_read_with_method_result_domain_and_position() -> None:
    raw = mail(
        "Authentication-Results: mx.firm.example (v1; x); dkim=pass (2048) header.d=Kraft.example;",
        " spf=fail smtp.mailfrom=anna@bounce.example; dmarc=pass header.from=kraft.example",
        "Authentication-Results: evil.example; dmarc=fail header.from=kraft.example",
        *PLAIN,
    )
    found = [(r.method, r.result, r.domain, r.position) for r in read(raw).authentication]
    assert found == [
        ("dkim", "pass", "kraft.example", 0),
        ("spf", "fail", "bounce.example", 0),
        ("dmarc", "pass", "kraft.example", 0),
        ("dmarc", "fail", "kraft.example", 1),
    ]


def test_results_inside_of_comments_do_not_count() -> None:
    raw = mail("Authentication-Results: mx.example; none (; dkim=pass header.d=x.example)", *PLAIN)
    assert read(raw).authentication == ()


def _key(bits: int) -> tuple[bytes, bytes]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=bits)
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    lines = public.decode().strip().split("\n")[1:-1]
    return private, b"v=DKIM1; k=rsa; p=" + "".join(lines).encode()


@pytest.fixture(scope="module")
def key() -> tuple[bytes, bytes]:
    return _key(1024)


DATED = mail(*PLAIN, "Date: Tue, 11 Feb 2025 10:05:35 +0100", body="Hello\r\n")
SIGNED_FIELDS = [b"from", b"to", b"subject", b"date"]


def _signed(private: bytes, *, length: bool = False) -> bytes:
    signature = dkim.sign(
        DATED, b"s1", b"kraft.example", private, include_headers=SIGNED_FIELDS, length=length
    )
    return bytes(signature) + DATED


def test_a_good_signature_names_its_domain(key: tuple[bytes, bytes]) -> None:
    private, record = key
    assert verify_dkim(_signed(private), lambda _name: record) == ("kraft.example",)


def test_a_changed_body_verifies_nothing(key: tuple[bytes, bytes]) -> None:
    private, record = key
    raw = _signed(private).replace(b"Hello", b"Hallo")
    assert verify_dkim(raw, lambda _name: record) == ()


def test_a_missing_key_verifies_nothing(key: tuple[bytes, bytes]) -> None:
    assert verify_dkim(_signed(key[0]), lambda _name: None) == ()


def test_a_signature_that_leaves_room_for_more_text_is_refused(key: tuple[bytes, bytes]) -> None:
    private, record = key
    raw = _signed(private, length=True)
    assert b"l=" in raw
    assert verify_dkim(raw, lambda _name: record) == ()


@pytest.mark.parametrize("line", [b"Subject: other", b"From: eve@evil.example", b"Date: x"])
def test_a_second_once_only_field_is_refused(key: tuple[bytes, bytes], line: bytes) -> None:
    private, record = key
    assert verify_dkim(line + b"\r\n" + _signed(private), lambda _name: record) == ()
