"""Repairing what clients did to quoted lines: bars instead of signs, torn links."""

from mailgw.mime.quotes.lines import Line, Place

_BARS = 3


def settle_bars(lines: list[Line]) -> None:
    """Take lines that begin with a bar for a quote only where several stand together."""
    run = 0
    for index in range(len(lines) + 1):
        barred = index < len(lines) and _is_barred(lines[index])
        if barred:
            run += 1
        elif run:
            if run < _BARS:
                for at in range(index - run, index):
                    row = lines[at]
                    lines[at] = Line(row.text, row.text.strip())
            run = 0


def _is_barred(line: Line) -> bool:
    return line.place is Place.SOFT and line.text.lstrip().startswith("|")


def torn_links(lines: list[Line]) -> list[int]:
    """Find the ends of links that were wrapped inside a quote and lost their quote signs."""
    torn_at: list[int] = []
    for at in range(1, len(lines) - 1):
        core = lines[at].core
        if not core or lines[at].depth or not (lines[at - 1].depth and lines[at + 1].depth):
            continue
        bare = core.rstrip("> ")
        if " " in bare:
            continue
        above = lines[at - 1].core
        torn = "http" in above and above.count("(") > above.count(")")
        if torn or (bare.startswith("(http") and bare.endswith(")") and core != bare):
            torn_at.append(at)
    return torn_at
