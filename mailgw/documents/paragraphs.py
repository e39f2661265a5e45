"""Words of running text: a line for each paragraph, and one for each row of a table."""

from mailgw.documents.budget import Words

_MOST_BLANKS = 200


class _Lines:
    """Breaks lines at paragraphs, but within a row of a table only between its cells."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._rows = 0

    def row(self, by: int) -> None:
        self._rows += by
        if by < 0:
            self._words.add("\n" if self._rows <= 0 else " ")

    def cell_ends(self) -> None:
        self._words.add("\t")

    def paragraph_ends(self) -> None:
        self._words.add(" " if self._rows > 0 else "\n")


class WordWalk(_Lines):
    """Hears a part of a Word document (ECMA-376-1 17)."""

    def __init__(self, words: Words) -> None:
        super().__init__(words)
        self._in_text = False
        self._skipped = 0

    def begin(self, name: str, _attributes: dict[str, str]) -> None:
        """Hear of a run's text, and of what breaks it."""
        if name == "Fallback" or self._skipped:  # the same again, for older programs
            self._skipped += 1
        elif name == "t":
            self._in_text = True
        elif name == "tr":
            self.row(+1)
        elif name == "tab":
            self._words.add("\t")
        elif name in ("br", "cr"):
            self.paragraph_ends()

    def end(self, name: str) -> None:
        """Hear of the end of texts, cells, rows and paragraphs."""
        if self._skipped:
            self._skipped -= 1
        elif name == "t":
            self._in_text = False
        elif name == "p":
            self.paragraph_ends()
        elif name == "tc":
            self.cell_ends()
        elif name == "tr":
            self.row(-1)

    def say(self, text: str) -> None:
        """Take what stands in a run; instructions of fields and deleted words are none."""
        if self._in_text and not self._skipped:
            self._words.add(text)


class OpenWalk(_Lines):
    """Hears `content.xml` of an OpenDocument file (ISO 26300 5, 9)."""

    def __init__(self, words: Words) -> None:
        super().__init__(words)
        self._paragraphs = 0
        self._skipped = 0

    def begin(self, name: str, attributes: dict[str, str]) -> None:
        """Hear of paragraphs, rows and blanks."""
        if name in ("tracked-changes", "annotation") or self._skipped:
            self._skipped += 1
        elif name in ("p", "h"):
            self._paragraphs += 1
        elif name == "table-row":
            self.row(+1)
        elif name == "s":
            count = attributes.get("text:c", "1")
            is_few = count.isascii() and count.isdecimal() and len(count) <= 3  # noqa: PLR2004 - digits
            self._words.add(" " * min(int(count), _MOST_BLANKS) if is_few else " ")
        elif name == "tab":
            self._words.add("\t")
        elif name == "line-break":
            self.paragraph_ends()

    def end(self, name: str) -> None:
        """Hear of the end of paragraphs, cells and rows."""
        if self._skipped:
            self._skipped -= 1
        elif name in ("p", "h"):
            self._paragraphs -= 1
            self.paragraph_ends()
        elif name == "table-cell":
            self.cell_ends()
        elif name == "table-row":
            self.row(-1)

    def say(self, text: str) -> None:
        """Take what stands in a paragraph."""
        if self._paragraphs > 0 and not self._skipped:
            self._words.add(text)
