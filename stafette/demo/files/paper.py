"""A small writer of one-page PDF files: lines, boxes and text of western Europe."""

import zlib
from collections.abc import Sequence
from itertools import pairwise

from tickets.text.fold import fold

MM = 72 / 25.4
"""Points in a millimetre; all measures here are millimetres from the top left corner."""
A4 = (210.0, 297.0)
A4_WIDE = (297.0, 210.0)

Point = tuple[float, float]
Colour = tuple[float, float, float]
BLACK: Colour = (0.1, 0.1, 0.12)
GREY: Colour = (0.45, 0.45, 0.48)


class Paper:
    """One page that is drawn on and then turned into a file."""

    def __init__(self, size: tuple[float, float] = A4, title: str = "") -> None:
        self._width, self._height = size
        self._title = title
        self._marks: list[str] = []

    def line(self, start: Point, end: Point, width: float = 0.2) -> None:
        """Draw a line."""
        (x1, y1), (x2, y2) = self._at(*start), self._at(*end)
        self._marks.append(f"{width * MM:.2f} w {x1:.2f} {y1:.2f} m {x2:.2f} {y2:.2f} l S")

    def path(self, points: Sequence[Point], width: float = 0.2) -> None:
        """Draw lines from point to point."""
        for start, end in pairwise(points):
            self.line(start, end, width)

    def box(
        self,
        corner: tuple[float, float],
        size: tuple[float, float],
        *,
        width: float = 0.2,
        fill: Colour | None = None,
    ) -> None:
        """Draw a box, filled where a colour is given (then without an edge)."""
        x, y = self._at(corner[0], corner[1] + size[1])
        shape = f"{x:.2f} {y:.2f} {size[0] * MM:.2f} {size[1] * MM:.2f} re"
        if fill is None:
            self._marks.append(f"{width * MM:.2f} w {shape} S")
        else:
            self._marks.append(f"q {_numbers(fill)} rg {shape} f Q")

    def text(
        self,
        at: tuple[float, float],
        words: str,
        *,
        size: float = 10,
        bold: bool = False,
        colour: Colour = BLACK,
    ) -> None:
        """Write one line; size is in points."""
        x, y = self._at(*at)
        font = "/F2" if bold else "/F1"
        place = f"{x:.2f} {y:.2f} Td"
        self._marks.append(
            f"BT {_numbers(colour)} rg {font} {size} Tf {place} ({_encoded(words)}) Tj ET"
        )

    def file(self) -> bytes:
        """Give the page as a PDF file."""
        content = zlib.compress("\n".join(self._marks).encode("latin-1"))
        size = f"[0 0 {self._width * MM:.2f} {self._height * MM:.2f}]"
        font = "<< /Type /Font /Subtype /Type1 /BaseFont /{} /Encoding /WinAnsiEncoding >>"
        stream = f"<< /Length {len(content)} /Filter /FlateDecode >>\nstream\n".encode()
        return _assembled(
            [
                b"<< /Type /Catalog /Pages 2 0 R >>",
                b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
                f"<< /Type /Page /Parent 2 0 R /MediaBox {size} /Contents 4 0 R "
                "/Resources << /Font << /F1 5 0 R /F2 6 0 R >> >> >>".encode(),
                stream + content + b"\nendstream",
                font.format("Helvetica").encode(),
                font.format("Helvetica-Bold").encode(),
                f"<< /Title ({_encoded(self._title)}) /Producer (Stafette demo) >>".encode(
                    "latin-1"
                ),
            ]
        )

    def _at(self, x: float, y: float) -> tuple[float, float]:
        return x * MM, (self._height - y) * MM


def _numbers(colour: Colour) -> str:
    return " ".join(f"{part:.3f}" for part in colour)


def _encoded(words: str) -> str:
    """Put text into the fonts' encoding and escape what PDF strings need escaped.

    The fonts that every viewer brings have no letters of eastern Europe; these lose their marks.
    """
    row = "".join(_in_font(char) for char in words)
    return row.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _in_font(char: str) -> str:
    try:
        octet = char.encode("cp1252")
    except UnicodeEncodeError:
        plain = fold(char).upper() if char.isupper() else fold(char)
        octet = plain.encode("cp1252", "replace")
    return octet.decode("latin-1")


def _assembled(objects: Sequence[bytes]) -> bytes:
    """Write objects, cross-reference table and trailer (ISO 32000-1, 7.5)."""
    file = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(file))
        file += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    start = len(file)
    count = len(objects) + 1
    file += f"xref\n0 {count}\n0000000000 65535 f \n".encode()
    file += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    trailer = f"trailer\n<< /Size {count} /Root 1 0 R /Info 7 0 R >>\nstartxref\n{start}\n%%EOF\n"
    return bytes(file + trailer.encode())
