"""The documentation pages, and the commands that they show."""

import re
from dataclasses import dataclass
from functools import cache

from tests.house.source import ROOT

FENCE = re.compile(r"^```(?P<kind>[^\n]*)\n(?P<body>.*?)^```$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Page:
    """One page of documentation."""

    path: str
    text: str

    def blocks(self, kind: str) -> list[str]:
        """Return the fenced blocks of one kind."""
        return [one["body"] for one in FENCE.finditer(self.text) if one["kind"].strip() == kind]

    @property
    def prose(self) -> str:
        """The text without its fenced blocks."""
        return FENCE.sub("", self.text)


@dataclass(frozen=True, slots=True)
class Command:
    """One command line that a page shows."""

    page: str
    line: str

    @property
    def words(self) -> list[str]:
        """The command and its arguments, without a comment at the end."""
        return re.sub(r"\s#.*$", "", self.line).split()


@cache
def pages() -> tuple[Page, ...]:
    """Return every page of the repository."""
    paths = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
    return tuple(
        Page(path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")) for path in paths
    )


def commands(*kinds: str) -> list[Command]:
    """Return each command of the blocks of these kinds; a backslash joins lines."""
    found = []
    for page in pages():
        for kind in kinds:
            for block in page.blocks(kind):
                lines = block.replace("\\\n", " ").splitlines()
                whole = [line.strip() for line in lines if line.strip()]
                found += [Command(page.path, one) for one in whole if not one.startswith("#")]
    return found


def page(path: str) -> Page:
    """Return one page by its path."""
    return next(one for one in pages() if one.path == path)
