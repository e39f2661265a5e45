"""Words and numbers of a workbook's cells, each row a line (ECMA-376-1 18)."""

import re
from decimal import Decimal, InvalidOperation

from mailgw.documents.budget import Words
from mailgw.documents.limits import CHARACTERS
from mailgw.documents.trouble import TroubleError
from tickets.text.documents import Unread

Formats = list[str]
"""For each style of a cell the currency that its numbers are shown with, or nothing."""
_STRINGS, _STYLES = 200_000, 20_000
_LONGEST_NUMBER = 40
_CENTS = Decimal("0.01")
_ANY_DIGITS = Decimal("1e-9")
_CURRENCIES = re.compile(r"€|\$|£|zł|Kč|\b(?:EUR|PLN|USD|GBP|CHF|CZK|DKK|SEK)\b")
_LOCALE = re.compile(r"\[\$([^\]-]{0,8})[^\]]{0,12}\]")


class SharedWalk:
    """Hears the texts that cells refer to by number."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._parts: list[str] = []
        self._in_text = False
        self._spoken = 0

    def begin(self, name: str, _attributes: dict[str, str]) -> None:
        """Hear of a text; how its signs are spoken is none."""
        if name == "si":
            self._parts = []
        elif name == "rPh":
            self._spoken += 1
        elif name == "t":
            self._in_text = not self._spoken

    def end(self, name: str) -> None:
        """Keep a text that is whole."""
        if name == "t":
            self._in_text = False
        elif name == "rPh":
            self._spoken -= 1
        elif name == "si":
            if len(self.texts) >= _STRINGS:
                raise TroubleError(Unread.COSTLY)
            self.texts.append("".join(self._parts)[:CHARACTERS])

    def say(self, text: str) -> None:
        """Take a piece of a text."""
        if self._in_text:
            self._parts.append(text)


class FormatsWalk:
    """Hears how numbers are shown: the sheet knows 12000, and only its style that it is money."""

    def __init__(self) -> None:
        self.formats: Formats = []
        self._currencies: dict[str, str] = {}
        self._in_cells = False

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """Hear of a format, or of a style that names one."""
        if len(self._currencies) > _STYLES or len(self.formats) > _STYLES:
            raise TroubleError(Unread.COSTLY)
        if name == "numFmt":
            code = attributes.get("formatCode", "")[:200]
            self._currencies[attributes.get("numFmtId", "")] = _currency(code)
        elif name == "cellXfs":
            self._in_cells = True
        elif name == "xf" and self._in_cells:
            self.formats.append(self._currencies.get(attributes.get("numFmtId", ""), ""))

    def end(self, name: str) -> None:
        """Hear of the end of the cells' styles."""
        if name == "cellXfs":
            self._in_cells = False

    def say(self, text: str) -> None:
        """Hear nothing: formats stand in attributes."""


class SheetWalk:
    """Hears one sheet."""

    def __init__(self, words: Words, shared: list[str], formats: Formats) -> None:
        self._words = words
        self._shared = shared
        self._formats = formats
        self._cell: dict[str, str] = {}
        self._parts: list[str] = []
        self._hears = False

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """Hear of a cell and of its value; a formula is none."""
        if name == "c":
            self._cell, self._parts = attributes, []
        elif name in ("v", "t"):
            self._hears = True

    def end(self, name: str) -> None:
        """Give a cell that is whole, and end the line of a row."""
        if name in ("v", "t"):
            self._hears = False
        elif name == "c":
            shown = self._shown("".join(self._parts))
            if shown:
                self._words.add(f"{shown}\t")
        elif name in ("row", "oddHeader", "oddFooter"):
            self._words.add("\n")

    def say(self, text: str) -> None:
        """Take a piece of a value."""
        if self._hears:
            self._parts.append(text)

    def _shown(self, value: str) -> str:
        match self._cell.get("t", "n"):
            case "s":
                return self._shared_text(value)
            case "n":
                return _number(value, self._format())
            case "b" | "e":
                return ""
            case _:
                return " ".join(value.split("\n"))

    def _shared_text(self, value: str) -> str:
        place = _place(value)
        is_known = 0 <= place < len(self._shared)
        return " ".join(self._shared[place].split("\n")) if is_known else ""

    def _format(self) -> str:
        place = _place(self._cell.get("s", ""))
        return self._formats[place] if 0 <= place < len(self._formats) else ""


def _place(written: str) -> int:
    is_number = written.isascii() and written.isdecimal() and len(written) < 8  # noqa: PLR2004 - digits
    return int(written) if is_number else -1


def _number(written: str, currency: str) -> str:
    """Show a number as people read it: money with its cents, nothing as 1.1999999999999999."""
    if not written or len(written) > _LONGEST_NUMBER:
        return ""
    try:
        value = Decimal(written)
        if currency:
            return f"{value.quantize(_CENTS)} {currency}"
        return f"{value.quantize(_ANY_DIGITS).normalize():f}"
    except InvalidOperation:
        return written


def _currency(code: str) -> str:
    """Find the currency in a number format such as `#,##0.00 "€"` or `[$PLN-415] #,##0`."""
    bare = _LOCALE.sub(r"\1", code)
    found = _CURRENCIES.search(bare)
    return found[0] if found else ""
