"""Files are read in the children: a hostile one costs its words, never a message or its mail."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mailgw.document_reading import DocumentReading
from mailgw.documents.document import Document
from mailgw.reading import LateReader, Reader, ReadingLimits
from tests.support.mails import Mail
from tests.support.papers import PDF_TYPE, docx, locked_pdf, pdf, pdf_bomb
from tests.support.world import open_world
from tickets.adapters.blobs import DirectoryBlobs
from tickets.errors import ReadingError, TemporaryError
from tickets.model.noted import find_unread
from tickets.ports import StoredFile
from tickets.text.documents import DocumentText, Unread

BOMB = pdf_bomb(b"BT /F1 9 Tf (ab) Tj ET\n" * 2_000_000)
"""Small enough to be unpacked, and then a page that is read for minutes."""


@pytest.fixture
def lone_reader() -> Iterator[Reader]:
    """Give one child."""
    kept = Reader(1, ReadingLimits(spares=0))
    yield kept
    kept.close()


def kept(blobs: DirectoryBlobs, name: str, content: bytes) -> StoredFile:
    """Keep a file and give it as the product names it."""
    return StoredFile(name, "", len(content), blobs.put("hellmoor", content))


def test_p04_a_file_that_breaks_its_child_costs_only_the_words_behind_it(
    tmp_path: Path, lone_reader: Reader
) -> None:
    blobs = DirectoryBlobs(tmp_path, reserve_bytes=0)
    files = [
        kept(blobs, "gut.docx", docx("Eiche")),
        kept(blobs, "bombe.pdf", BOMB),
        kept(blobs, "dahinter.docx", docx("Ahorn")),
        kept(blobs, "bild.png", b"x"),
    ]
    found = DocumentReading(lone_reader, blobs).read("hellmoor", files)
    assert [(one.text, one.unread) for one in found] == [
        ("Eiche", None),
        ("", Unread.COSTLY),
        ("", Unread.LEFT),
        ("", None),
    ]
    assert lone_reader.read(Mail().raw).subject == Mail().subject


class Counting:
    """A reader that counts, and is busy or broken where a test wants it."""

    def __init__(self, trouble: Exception | None = None) -> None:
        self.names: list[str] = []
        self.trouble = trouble

    def read_document(self, document: Document, wall_seconds: float) -> DocumentText:
        """Note that a file was asked for."""
        assert 0 < wall_seconds <= 8
        self.names.append(document.name)
        if self.trouble:
            raise self.trouble
        return DocumentText(f"in {document.name}", None, 1.0)


def test_files_together_cost_no_more_than_they_may_and_none_is_read_twice(tmp_path: Path) -> None:
    blobs, counting = DirectoryBlobs(tmp_path, reserve_bytes=0), Counting()
    reading = DocumentReading(counting, blobs)
    files = [kept(blobs, f"{number}.pdf", b"x") for number in range(6)]
    first = reading.read("hellmoor", files)
    assert [one.unread for one in first] == [None] * 3 + [Unread.LEFT] * 3
    assert counting.names == ["0.pdf", "1.pdf", "2.pdf"]
    again = reading.read("hellmoor", files)
    assert again[:3] == first[:3]
    assert [one.unread for one in again] == [None] * 6
    assert counting.names == [f"{number}.pdf" for number in range(6)]


def test_nobody_free_to_read_is_told_and_tried_again_the_next_time(tmp_path: Path) -> None:
    blobs, counting = DirectoryBlobs(tmp_path, reserve_bytes=0), Counting(TemporaryError("busy"))
    reading = DocumentReading(counting, blobs)
    file = kept(blobs, "a.pdf", b"x")
    assert reading.read("hellmoor", [file, file])[0].unread is Unread.BUSY
    counting.trouble = ReadingError("broke")
    assert reading.read("hellmoor", [file])[0].unread is Unread.COSTLY
    assert reading.read("hellmoor", [file])[0].unread is Unread.COSTLY
    assert counting.names == ["a.pdf"] * 2


def test_p04_while_a_file_takes_all_its_time_a_spare_child_reads_mails() -> None:
    document = Document("bombe.pdf", "", BOMB, 3.0)
    reader = Reader(1, ReadingLimits(spares=1))
    try:
        (usual,) = reader.pids
        with ThreadPoolExecutor(1) as pool:
            stuck = pool.submit(reader.read_document, document, 8.0)
            while len(reader.pids) < 2 and not stuck.done():
                assert reader.read(Mail().raw).subject == Mail().subject
            for _ in range(5):
                assert reader.read(Mail().raw).subject == Mail().subject
            assert not stuck.done()
            assert len(reader.pids) == 2
            assert isinstance(stuck.exception(), ReadingError)
        assert len(reader.pids) == 1
        assert reader.pids != [usual]
        after = Document("a.pdf", "", pdf("Kastanie"), 3.0)
        assert reader.read_document(after, 8.0).text == "Kastanie"
    finally:
        reader.close()


def test_a_child_that_does_without_ciphers_loads_them_for_a_locked_file(
    lone_reader: Reader,
) -> None:
    plain = pdf("Kastanie")
    for content in (plain, locked_pdf(plain, reader=""), plain):
        document = Document("a.pdf", "", content, 3.0)
        assert lone_reader.read_document(document, 8.0).text == "Kastanie"


def test_a_late_reader_starts_with_what_is_first_read() -> None:
    late = LateReader(1)
    try:
        document = Document("a.pdf", "", pdf("Kastanie"), 3.0)
        assert late.read_document(document, 8.0).text == "Kastanie"
        assert late.read(Mail().raw).subject == Mail().subject
    finally:
        late.close()
    LateReader(1).close()


def test_p04_a_mail_with_a_hostile_file_is_delivered_whole(
    tmp_path: Path, lone_reader: Reader
) -> None:
    files = (("Plan.pdf", PDF_TYPE, pdf("Kastanie")), ("Liste.pdf", PDF_TYPE, BOMB))
    with open_world(tmp_path, lone_reader) as world:
        arrival = world.receive(Mail(files=files))
        assert arrival.outcome == "delivered"
        (message,) = world.ticket(1001).messages
    assert find_unread(message.flags) == {1: Unread.COSTLY}
