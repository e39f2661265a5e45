"""Builds small real documents: a PDF, a Word document, an Excel workbook, OpenDocument."""

import zlib
from collections.abc import Mapping, Sequence
from io import BytesIO
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

from pypdf import PdfReader, PdfWriter

PDF_TYPE = "application/pdf"
_OFFICE = "application/vnd.openxmlformats-officedocument"
WORD_TYPE = f"{_OFFICE}.wordprocessingml.document"
SHEET_TYPE = f"{_OFFICE}.spreadsheetml.sheet"
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_S = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_O = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
)
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'


def pdf(*pages: str) -> bytes:
    """Write a PDF with a page for each text, a line for each of its lines."""
    contents = [_page_content(page) for page in pages]
    count = len(contents)
    kids = " ".join(f"{4 + 2 * at} 0 R" for at in range(count))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {count} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for at, content in enumerate(contents):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % (5 + 2 * at)
        )
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content))
    return pdf_of(objects)


def pdf_of(objects: Sequence[bytes]) -> bytes:
    """Put objects, numbered from 1, into a file whose first is the catalogue."""
    raw = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(raw))
        raw += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(raw)
    raw += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    raw += b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return bytes(raw) + (
        b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
    )


def pdf_bomb(content: bytes) -> bytes:
    """Write a PDF of one page whose content is packed as small as can be."""
    stream = zlib.compress(content, 9)
    return pdf_of(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
            (
                b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R "
                b"/Resources << /Font << /F1 5 0 R >> >> >>"
            ),
            b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(stream), stream),
            b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ]
    )


def locked_pdf(raw: bytes, *, reader: str, owner: str = "owner", way: str = "AES-256") -> bytes:
    """Lock a PDF; without a reader's password anybody may read it and only its owner change it."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(raw)))
    writer.encrypt(reader, owner, algorithm=way)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def docx(*paragraphs: str, rows: Sequence[Sequence[str]] = (), head: str = "") -> bytes:
    """Write a Word document: paragraphs, then a table; `head` stands on top of each page."""
    body = "".join(_paragraph(one) for one in paragraphs)
    table = "".join(
        "<w:tr>" + "".join(f"<w:tc>{_paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>"
        for row in rows
    )
    body += f"<w:tbl>{table}</w:tbl>" if table else ""
    parts = {"word/document.xml": f"{XML}<w:document {_W}><w:body>{body}</w:body></w:document>"}
    if head:
        parts["word/header1.xml"] = f"{XML}<w:hdr {_W}>{_paragraph(head)}</w:hdr>"
    return packed(parts)


def xlsx(*rows: Sequence[str | float], money: str = '#,##0.00\\ "€"') -> bytes:
    """Write a workbook of one sheet: texts shared, whole numbers plain, others shown as money."""
    texts = [cell for row in rows for cell in row if isinstance(cell, str)]
    lines = "".join(f"<row>{''.join(_cell(cell, texts) for cell in row)}</row>" for row in rows)
    shared = "".join(f"<si><t>{escape(one)}</t></si>" for one in texts)
    styles = (
        f'<numFmts><numFmt numFmtId="170" formatCode="{escape(money, {chr(34): "&quot;"})}"/>'
        '</numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="170"/></cellXfs>'
    )
    return packed(
        {
            "xl/workbook.xml": f"{XML}<workbook {_S}/>",
            "xl/styles.xml": f"{XML}<styleSheet {_S}>{styles}</styleSheet>",
            "xl/sharedStrings.xml": f"{XML}<sst {_S}>{shared}</sst>",
            "xl/worksheets/sheet1.xml": (
                f"{XML}<worksheet {_S}><sheetData>{lines}</sheetData></worksheet>"
            ),
        }
    )


def odt(*paragraphs: str, rows: Sequence[Sequence[str]] = ()) -> bytes:
    """Write an OpenDocument text: paragraphs, then a table."""
    body = "".join(f"<text:p>{escape(one)}</text:p>" for one in paragraphs)
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
    for row in rows:
        cells = "".join(cell.format(escape(one)) for one in row)
        body += f"<table:table-row>{cells}</table:table-row>"
    content = f"<office:document-content {_O}><office:body>{body}</office:body>"
    return packed({"content.xml": f"{XML}{content}</office:document-content>"})


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """Pack files as office programs do."""
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", f"{XML}<Types/>")
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def _page_content(text: str) -> bytes:
    lines = [one.encode("cp1252") for one in text.split("\n")]
    marked = (
        one.replace(b"\\", rb"\\").replace(b"(", rb"\(").replace(b")", rb"\)") for one in lines
    )
    return (
        b"BT /F1 11 Tf 14 TL 60 780 Td " + b" ".join(b"(%s) Tj T*" % one for one in marked) + b" ET"
    )


def _paragraph(text: str) -> str:
    return f'<w:p><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def _cell(cell: str | float, texts: list[str]) -> str:
    if isinstance(cell, str):
        return f'<c t="s"><v>{texts.index(cell)}</v></c>'
    style = "0" if isinstance(cell, int) else "1"
    return f'<c s="{style}"><v>{cell!r}</v></c>'
