"""P2: the same mail is known again by its digest, whatever way it came."""

from mailgw.mime.read import read
from tests.mime.builder import PLAIN, encoded, mail, multipart, part

DATE = "Date: Tue, 11 Feb 2025 10:05:35 +0100"


def test_p02_trace_fields_and_line_ends_do_not_change_the_digest() -> None:
    first = mail(*PLAIN, DATE, body="One\r\ntwo\r\n")
    other = mail("Received: from a by b", *PLAIN, DATE, "List-Id: <x.y>", body="One\ntwo\n\n\n")
    assert read(first).digest == read(other.replace(b"\r\n", b"\n")).digest


def test_p02_the_transfer_encoding_does_not_change_the_digest() -> None:
    header = (*PLAIN, DATE, "Content-Type: text/plain; charset=utf-8")
    plain = mail(*header, "Content-Transfer-Encoding: 8bit", body="Grüße")
    wrapped = mail(*header, "Content-Transfer-Encoding: base64", body=encoded("Grüße".encode()))
    assert read(plain).digest == read(wrapped).digest


def test_p02_any_change_of_content_changes_the_digest() -> None:
    first = read(mail(*PLAIN, DATE, body="One")).digest
    assert first != read(mail(*PLAIN, DATE, body="Two")).digest
    assert first != read(mail(*PLAIN[:2], "Subject: Other", DATE, body="One")).digest
    pdf = part("Content-Type: application/pdf; name=a.pdf", body="1")
    other = part("Content-Type: application/pdf; name=a.pdf", body="2")
    assert read(multipart("mixed", pdf)).digest != read(multipart("mixed", other)).digest
