"""How commands show mails to people: colours where there is a terminal, no trick of a mail."""

import re
import sys

from rich.console import Console
from rich.table import Table
from rich.text import Text

# Escape sequences, and marks that turn the direction of writing, would let a mail write
# anywhere on the terminal of who looks at it.
_TRICKS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")

_PIPE_WIDTH = 120


def console() -> Console:
    """Give the console for standard output; it honours NO_COLOR and leaves pipes plain."""
    width = None if sys.stdout.isatty() else _PIPE_WIDTH
    return Console(highlight=False, markup=False, emoji=False, width=width)


def tamed(text: object) -> str:
    """Take from a text what a terminal would obey."""
    return _TRICKS.sub("\N{REPLACEMENT CHARACTER}", str(text))


def one_line(text: object, longest: int = 100) -> str:
    """Give a text as one line, cut where it is too long."""
    line = " ".join(tamed(text).split())
    return line if len(line) <= longest else line[: longest - 1] + "\N{HORIZONTAL ELLIPSIS}"


def heading(words: str) -> Text:
    """Give a heading."""
    return Text(tamed(words), style="bold")


def grid(*rows: tuple[object, ...], styles: tuple[str, ...] = ()) -> Table:
    """Give a table without lines, its cells tamed."""
    table = Table.grid(padding=(0, 2))
    width = max((len(row) for row in rows), default=0)
    for place in range(width):
        table.add_column(style=styles[place] if place < len(styles) else "", overflow="fold")
    for row in rows:
        table.add_row(*(cell if isinstance(cell, Text) else one_line(cell, 300) for cell in row))
    return table


def size_of(octets: int) -> str:
    """Give a size in words."""
    for unit, factor in (("MB", 1_000_000), ("kB", 1_000)):
        if octets >= factor:
            return f"{octets / factor:.1f} {unit}"
    return f"{octets} bytes"
