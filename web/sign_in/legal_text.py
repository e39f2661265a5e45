"""Sets a legal text: paragraphs apart by empty lines, `## ` for headings, `- ` for points."""

from dataclasses import dataclass

_HEADING = "## "
_POINT = "- "


@dataclass(frozen=True, slots=True)
class Block:
    """One part of a legal text."""

    kind: str
    """heading, points or paragraph."""
    lines: tuple[str, ...]


def blocks_of(text: str) -> list[Block]:
    """Cut a text into its parts, in order."""
    return [_block(part.strip()) for part in text.split("\n\n") if part.strip()]


def _block(part: str) -> Block:
    lines = part.splitlines()
    if part.startswith(_HEADING):
        return Block("heading", (" ".join(part.removeprefix(_HEADING).split()),))
    if all(line.startswith(_POINT) for line in lines):
        return Block("points", tuple(line.removeprefix(_POINT) for line in lines))
    return Block("paragraph", (" ".join(part.split()),))
