"""Show the RTF body of a winmail.dat: its text, or the HTML that Outlook hid in it (MS-OXRTFEX)."""

import re
from html import escape

from mailgw.mime.charset import codec_of

_TOKEN = re.compile(
    r"\\(?P<word>[a-z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<octet>[0-9a-fA-F]{2})"
    r"|\\(?P<symbol>[^a-z'])|(?P<brace>[{}])|(?P<text>[^\\{}]+)"
)
_SKIPPED = frozenset(
    (
        "fonttbl", "colortbl", "stylesheet", "info", "pict", "object", "header", "footer",
        "generator", "listtable", "listoverridetable", "rsidtbl", "themedata", "latentstyles",
        "datastore", "xmlnstbl", "pntext", "mhtmltag",
    )
)  # fmt: skip
_CODE_PAGE = re.compile(r"\\ansicpg(\d{3,5})")
_MAX = 1024 * 1024


def rtf_to_html(source: str) -> str:
    """Convert RTF to HTML, taking encapsulated HTML where the writer left it."""
    page = _CODE_PAGE.search(source[:2000])
    codec = codec_of(f"cp{page[1]}") if page else ""
    reader = _Reader("\\fromhtml" in source[:2000], codec or "cp1252")
    for match in _TOKEN.finditer(source[:_MAX]):
        reader.take(match)
    reader.flush()
    return "".join(reader.out)


class _Reader:
    """The state of RTF groups while its tokens pass."""

    def __init__(self, encapsulated: bool, codec: str) -> None:  # noqa: FBT001 - one private call
        self.encapsulated = encapsulated
        self.codec = codec
        self.out: list[str] = []
        self.stack: list[tuple[bool, bool]] = []
        self.hidden = self.in_tag = self.suppressed = False
        self.octets = bytearray()
        self.skip = 0

    def take(self, match: re.Match[str]) -> None:
        """Handle one token."""
        kind = match.lastgroup
        if kind == "octet":
            self._octet(int(match["octet"], 16))
            return
        self.flush()
        if kind == "brace":
            self._brace(match["brace"])
        elif kind == "symbol":
            self._symbol(match["symbol"])
        elif kind == "text":
            self._text(match["text"])
        else:
            self._word(match["word"], match["number"])

    def flush(self) -> None:
        """Write out the bytes collected from hexadecimal escapes."""
        if self.octets:
            self._write(self.octets.decode(self.codec, "replace"))
            self.octets.clear()

    @property
    def _silent(self) -> bool:
        return self.hidden or (self.suppressed and not self.in_tag)

    def _write(self, text: str) -> None:
        self.out.append(text if self.in_tag else escape(text, quote=False))

    def _octet(self, value: int) -> None:
        if self.skip:
            self.skip -= 1
        elif not self._silent:
            self.octets.append(value)

    def _brace(self, brace: str) -> None:
        if brace == "{":
            self.stack.append((self.hidden, self.in_tag))
        else:
            self.hidden, self.in_tag = self.stack.pop() if self.stack else (False, False)

    def _symbol(self, symbol: str) -> None:
        if symbol == "*" and not self.encapsulated:
            self.hidden = True
        elif symbol in "{}\\" and not self._silent:
            self.out.append(symbol)
        elif symbol == "~" and not self._silent:
            self.out.append("&nbsp;")

    def _text(self, text: str) -> None:
        if self._silent:
            return
        plain = text.replace("\r", "").replace("\n", "")
        if self.skip and plain:
            plain, self.skip = plain[1:], 0
        self._write(plain)

    def _word(self, word: str, number: str | None) -> None:
        if word in _SKIPPED:
            self.hidden = True
        elif word == "htmltag":
            self.hidden, self.in_tag = False, True
        elif word == "htmlrtf":
            self.suppressed = number != "0"
        elif self._silent:
            return
        elif word == "u" and number:
            self.out.append(f"&#{int(number) % 65536};")
            self.skip = 1
        elif word in ("par", "line"):
            self.out.append("\n" if self.encapsulated else "<br>\n")
        elif word == "tab":
            self.out.append("\t")
