"""Laying out the visible content of HTML as lines of text."""

import re
from dataclasses import dataclass

from mailgw.mime.quotes.lines import Line, Place, core_of
from mailgw.mime.quotes.structure import Attributes, Part
from mailgw.mime.quotes.tags import BLOCKS, SPACED

MAX_TEXT = 1_048_576
_WHITE = re.compile(r"[ \t\r\n\f]+")
_INVISIBLE = ("\u200b", "\u200c", "\u200d", "\ufeff", "\u2060", "\u00ad", "\u034f")
_RULE = "_" * 32
_MAX_ALT = 4
_MAX_LINK = 500


@dataclass(slots=True)
class _Open:
    """An element whose children are being laid out."""

    tag: str
    part: Part
    spaced: bool
    link: str
    link_from: int
    preserved: bool
    number: int


_PLAIN = _Open("b", Part.NONE, spaced=False, link="", link_from=0, preserved=False, number=0)


class Page:
    """Collects text, and gives lines with their quote depth."""

    def __init__(self, *, tight: bool) -> None:
        """Begin an empty page; `tight` paragraphs have no empty line between them."""
        self._tight = tight
        self._lines: list[Line] = []
        self._row: list[str] = []
        self._open: list[_Open] = []
        self._space = False
        self._gap = False
        self._preserved = 0
        self._soft = 0
        self._intro = 0
        self._tail = False
        self._length = 0
        self._seen_quote: list[bool] = []
        self.quote_depth = 0

    @property
    def is_full(self) -> bool:
        """Whether as much text was laid out as is kept."""
        return self._length > MAX_TEXT

    def write(self, text: str) -> None:
        """Add text, its white space collapsed as a browser does."""
        if self._preserved:
            self._write_preserved(text)
            return
        if not text.isascii():
            for sign in _INVISIBLE:
                text = text.replace(sign, "")
        words = _WHITE.sub(" ", text)
        if not words:
            return
        if words[0] == " ":
            self._space, words = True, words[1:]
        if not words:
            return
        if self._space and self._row:
            self._row.append(" ")
        self._space = words[-1] == " "
        self._row.append((words[:-1] if self._space else words).replace("\u00a0", " "))
        self._length += len(words)

    def break_line(self) -> None:
        """End the line, even an empty one."""
        self._flush(even_empty=True)

    def enter(self, tag: str, attributes: Attributes, part: Part) -> None:
        """Begin an element."""
        spaced = tag in SPACED and not self._is_tight(tag, attributes)
        if tag in BLOCKS:
            self._end_block(gap=spaced)
        elif tag in ("td", "th"):
            self._cell()
        number = 0
        if tag == "li":
            number = self._item()
        link = (attributes.get("href") or "") if tag == "a" else ""
        preserved = tag in ("pre", "listing") or _preserves(attributes)
        self._open.append(_Open(tag, part, spaced, link, len(self._row), preserved, number))
        self._preserved += preserved
        self._count(part, 1)

    def enter_plain(self) -> None:
        """Begin an element that changes nothing but the look of words."""
        self._open.append(_PLAIN)

    def leave(self) -> None:
        """End the innermost element."""
        element = self._open.pop()
        if element is _PLAIN:
            return
        if element.link:
            self._link(element)
        if element.tag in BLOCKS:
            self._end_block(gap=element.spaced)
        elif element.part in (Part.QUOTE, Part.INTRO):
            self._flush()
        self._preserved -= element.preserved
        self._count(element.part, -1)

    def visit_empty(self, tag: str, part: Part) -> None:
        """Pass an element without content."""
        if tag in BLOCKS:
            self._end_block(gap=tag == "p" and not self._tight)
        elif tag in ("td", "th"):
            self._cell()
        if part is Part.TAIL:
            self._flush()
            self._tail = True

    def place_void(self, tag: str, attributes: Attributes) -> None:
        """Lay out an element that never has content."""
        if tag == "hr":
            self._flush()
            if (attributes.get("id") or "").lower() in ("stopspelling", "zwchr"):
                self._tail = True
            self._row.append(_RULE)
            self._flush()
        elif tag == "img":
            alt = (attributes.get("alt") or "").strip()
            if alt and len(alt) <= _MAX_ALT and not alt.isascii():
                self.write(alt)

    def finish(self) -> list[Line]:
        """End the page and give its lines, without empty ones at both ends."""
        self._flush()
        lines = self._lines
        first, last = 0, len(lines)
        while first < last and not lines[first].core and lines[first].place is not Place.TAIL:
            first += 1
        while last > first and not lines[last - 1].core:
            last -= 1
        return lines[first:last]

    def _count(self, part: Part, step: int) -> None:
        if part is Part.NONE:
            return
        self._flush()
        if part is Part.QUOTE:
            self.quote_depth += step
        elif part is Part.SOFT:
            self._soft += step
        elif part is Part.INTRO:
            self._intro += step
        elif part is Part.CONTAINER:
            if step > 0:
                self._seen_quote.append(True)
            else:
                self._seen_quote.pop()
        elif part is Part.TAIL and step > 0:
            self._tail = True

    def _is_tight(self, tag: str, attributes: Attributes) -> bool:
        if tag != "p":
            return tag in ("ul", "ol", "blockquote") and bool(self._row)
        if self._tight:
            return True
        if "mso" in (attributes.get("class") or "").lower():
            return True
        style = (attributes.get("style") or "")[:300].lower().replace(" ", "")
        return "margin:0" in style or "margin-bottom:0" in style

    def _end_block(self, *, gap: bool) -> None:
        self._flush()
        self._gap = self._gap or gap

    def _cell(self) -> None:
        if self._row:
            self._row.append(" " if self._row[-1].endswith((":", " ")) else "  ")
            self._space = False

    def _item(self) -> int:
        number = 0
        for element in reversed(self._open[-3:]):
            if element.tag == "ol":
                element.number = number = element.number + 1
                break
        self._row.append(f"{number}. " if number else "- ")
        self._space = False
        return number

    def _link(self, element: _Open) -> None:
        shown = "".join(self._row[element.link_from :]).strip()
        target = element.link.strip()
        if not shown or len(target) > _MAX_LINK or not target.lower().startswith("http"):
            return
        bare = target.split("://", 1)[-1].rstrip("/").lower()
        if bare not in shown.lower() and shown.lower().rstrip("/") not in bare:
            self._row.append(f" <{target}>")
            self._length += len(target)

    def _write_preserved(self, text: str) -> None:
        rows = text.replace("\r\n", "\n").replace("\u00a0", " ").split("\n")
        for row in rows[:-1]:
            self._row.append(row)
            self._flush(even_empty=True)
        self._row.append(rows[-1])
        self._length += len(text)

    def _flush(self, *, even_empty: bool = False) -> None:
        if not self._row and not even_empty:
            self._space = False
            return
        text = "".join(self._row).rstrip()
        self._row.clear()
        self._space = False
        if self._gap and self._lines and self._lines[-1].core:
            self._append("")
        self._gap = False
        self._append(text)

    def _append(self, text: str) -> None:
        place = Place.PLAIN
        if self._tail and text:
            place, self._tail = Place.TAIL, False
        elif self._intro:
            place = Place.INTRO
        depth = self.quote_depth
        if self._soft and self._seen_quote:
            depth += self._soft
        elif self._soft and not depth:
            place = Place.SOFT if place is Place.PLAIN else place
        self._lines.append(Line(text, core_of(text), depth, place))
        self._length += 1


def _preserves(attributes: Attributes) -> bool:
    style = attributes.get("style")
    return bool(style) and "white-space:pre" in (style or "")[:600].lower().replace(" ", "")
