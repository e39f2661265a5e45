"""The words of files: what a PDF, a letter, a sheet or a list says is read, in its order."""

import pytest

from mailgw.documents.document import Document
from mailgw.documents.read import read_document
from mailgw.documents.sorts import Sort, sort_of
from tests.support.papers import PDF_TYPE, docx, locked_pdf, odt, packed, pdf, xlsx
from tests.support.papers import XML as HEAD
from tickets.services.amounts import Reading, find_amount
from tickets.text.documents import DocumentText, Unread

ANY = "application/octet-stream"


def said(name: str, content: bytes, content_type: str = ANY) -> DocumentText:
    """Read a file within the usual time."""
    return read_document(Document(name, content_type, content, 3.0))


def words(name: str, content: bytes) -> str:
    """Give the words of a file that is read whole."""
    found = said(name, content)
    assert found.unread is None
    return found.text


def test_a_pdf_gives_the_lines_of_its_pages() -> None:
    raw = pdf("Angebot 4716\nFenster (Eiche), größer\nPreis 5 €", "Zweite Seite")
    assert words("a.pdf", raw).split("\n") == [
        "Angebot 4716",
        "Fenster (Eiche), größer",
        "Preis 5 €",
        "",
        "",
        "Zweite Seite",
    ]


@pytest.mark.parametrize("way", ["AES-256", "AES-128", "RC4-128"])
def test_a_pdf_that_only_its_owner_may_change_is_read(way: str) -> None:
    assert words("a.pdf", locked_pdf(pdf("Kastanie"), reader="", way=way)) == "Kastanie"


def test_a_word_file_gives_head_paragraphs_and_a_line_for_each_row() -> None:
    raw = docx("Angebot", "Müller & Söhne", rows=[("1", "Fenster"), ("2", "Tür")], head="Kopf")
    assert words("a.docx", raw) == "Kopf\nAngebot\nMüller & Söhne\n1 \tFenster\n2 \tTür"


def test_what_was_deleted_or_stands_in_a_field_or_stands_twice_is_left_out() -> None:
    body = (
        "<w:p><w:r><w:t>steht</w:t></w:r><w:del><w:r><w:delText>weg</w:delText></w:r></w:del>"
        "<w:r><w:instrText>PAGE</w:instrText></w:r><m:AlternateContent><m:Choice><w:t> hier</w:t>"
        "</m:Choice><m:Fallback><w:p><w:t> hier</w:t></w:p></m:Fallback></m:AlternateContent>"
        "<w:tab/><w:r><w:t>auch</w:t></w:r></w:p>"
    )
    document = f'{HEAD}<w:document xmlns:w="w" xmlns:m="m">{body}</w:document>'
    assert words("a.docx", packed({"word/document.xml": document})) == "steht hier\tauch"


def test_a_sheet_gives_a_line_for_each_row_and_shows_money_as_money() -> None:
    raw = xlsx(("Fenster", 24, 1.1), ("Gesamtsumme netto", 11800.000000000002))
    assert words("a.xlsx", raw) == "Fenster\t24\t1.10 €\nGesamtsumme netto\t11800.00 €"


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("#,##0.00\\ [$PLN]", "12000.50 PLN"),
        ("[$zł-415] #,##0.00", "12000.50 zł"),
        ('#,##0.00\\ "EUR"', "12000.50 EUR"),
        ("0.00", "12000.5"),
        ("[Red]#,##0.00", "12000.5"),
    ],
)
def test_the_currency_of_a_cell_stands_in_its_format(code: str, shown: str) -> None:
    assert words("a.xlsx", xlsx((12000.5,), money=code)) == shown


def test_a_sheet_without_shared_texts_or_styles_is_read() -> None:
    sheet = (
        f'{HEAD}<worksheet xmlns="s"><row><c t="inlineStr"><is><t>drin</t></is></c>'
        '<c><f>A1*2</f><v>4</v></c><c t="str"><v>ja</v></c><c t="s"><v>9</v></c></row></worksheet>'
    )
    assert words("a.xlsx", packed({"xl/worksheets/sheet1.xml": sheet})) == "drin\t4\tja"


def test_an_open_document_is_read() -> None:
    raw = odt("Oferta", rows=[("Razem netto", "900,00 zł")])
    assert words("a.odt", raw) == "Oferta\nRazem netto \t900,00 zł"


@pytest.mark.parametrize("codec", ["utf-8", "cp1250", "utf-16"])
def test_plain_text_is_read_in_its_own_charset(codec: str) -> None:
    text = "Część;Łódź i śruby\r\nRazem;12 000,00 zł"
    assert words("lista.csv", text.encode(codec)) == text.replace("\r\n", "\n")


def test_the_ending_says_how_a_file_is_read_and_else_its_type() -> None:
    assert sort_of("a.PDF", ANY) is Sort.PDF
    assert sort_of("attachment", PDF_TYPE) is Sort.PDF
    assert sort_of("notiz", "text/plain; charset=x") is Sort.PLAIN
    assert sort_of("teil.step", "text/plain") is None
    assert sort_of("bild.png", "image/png") is None
    assert said("bild.png", pdf("x"), "image/png") == DocumentText()


def test_the_sum_of_an_offer_is_found_in_each_sort_of_file() -> None:
    line = ("Gesamtsumme netto", "12.000,00 €")
    files = {
        "a.pdf": pdf("Angebot\nFenster 24 Stk.  500,00 €\n" + "  ".join(line)),
        "b.pdf": pdf("Angebot\n" + "\n".join(line)),
        "a.docx": docx("Angebot", rows=[("Fenster", "500,00 €"), line]),
        "a.odt": odt("Angebot", rows=[line]),
        "a.xlsx": xlsx(("Fenster", 500.5), ("Gesamtsumme netto", 12000.0)),
        "a.csv": ";".join(line).encode(),
    }
    for name, raw in files.items():
        amount = find_amount("", [], [words(name, raw)])
        assert amount is not None, name
        assert (amount.cents, amount.currency, amount.reading) == (1_200_000, "EUR", Reading.TOTAL)


def test_a_scan_has_no_words_and_says_so() -> None:
    assert said("scan.pdf", pdf("")).unread is Unread.EMPTY
