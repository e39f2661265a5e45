"""Spreadsheets and DXF drawings, as small as their formats allow."""

import io
import random
import zipfile
from xml.sax.saxutils import escape

_OFFICE = "http://schemas.openxmlformats.org"
_TYPES = (
    f'<Types xmlns="{_OFFICE}/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships'
    '+xml"/><Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
_RELATION = (
    f'<Relationships xmlns="{_OFFICE}/package/2006/relationships"><Relationship Id="r1" '
    f'Type="{_OFFICE}/officeDocument/2006/relationships/{{kind}}" Target="{{target}}"/>'
    "</Relationships>"
)
_BOOK = (
    f'<workbook xmlns="{_OFFICE}/spreadsheetml/2006/main" '
    f'xmlns:r="{_OFFICE}/officeDocument/2006/relationships">'
    '<sheets><sheet name="1" sheetId="1" r:id="r1"/></sheets></workbook>'
)
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TIMELESS = (2026, 1, 1, 0, 0, 0)


def spreadsheet(title: str) -> bytes:
    """Write a list of positions as an XLSX file (ECMA-376)."""
    chance = random.Random(title)  # noqa: S311 - the same title gives the same list
    rows: list[tuple[object, ...]] = [(title,), ("Nr", "B", "H", "Uw", "n")]
    rows += [
        (
            f"W{number:02}",
            600 + 30 * chance.randrange(40),
            900 + 30 * chance.randrange(45),
            0.88,
            chance.randrange(1, 9),
        )
        for number in range(1, 25)
    ]
    sheet = "".join(f"<row>{''.join(_cell(value) for value in row)}</row>" for row in rows)
    main = f'<worksheet xmlns="{_OFFICE}/spreadsheetml/2006/main"><sheetData>'
    files = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _RELATION.format(kind="officeDocument", target="xl/workbook.xml"),
        "xl/workbook.xml": _BOOK,
        "xl/_rels/workbook.xml.rels": _RELATION.format(
            kind="worksheet", target="worksheets/sheet1.xml"
        ),
        "xl/worksheets/sheet1.xml": f"{main}{sheet}</sheetData></worksheet>",
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, _TIMELESS), _XML + content)
    return packed.getvalue()


def dxf(title: str) -> bytes:
    """Write a window frame with its sashes as a DXF drawing (release 12, ASCII)."""
    chance = random.Random(title)  # noqa: S311 - the same title gives the same drawing
    width, height = 900 + 60 * chance.randrange(20), 1200 + 60 * chance.randrange(15)
    pairs: list[tuple[int, object]] = [(0, "SECTION"), (2, "ENTITIES")]
    for inset in (0, 68, 84, 152):
        corners = [
            (inset, inset),
            (width - inset, inset),
            (width - inset, height - inset),
            (inset, height - inset),
        ]
        for start, end in zip(corners, [*corners[1:], corners[0]], strict=True):
            pairs += [(0, "LINE"), (8, "FRAME"), (10, start[0]), (20, start[1]), (30, 0)]
            pairs += [(11, end[0]), (21, end[1]), (31, 0)]
    pairs += [(0, "TEXT"), (8, "TEXT"), (10, 0), (20, -120), (30, 0), (40, 60)]
    pairs += [(1, title.encode("ascii", "replace").decode()), (0, "ENDSEC"), (0, "EOF")]
    return "".join(f"{code:>3}\r\n{value}\r\n" for code, value in pairs).encode()


def _cell(value: object) -> str:
    if isinstance(value, str):
        return f'<c t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    return f"<c><v>{value}</v></c>"
