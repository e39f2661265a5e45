"""The files of the repository, read and parsed once for all house tests."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PRODUCT = ("mailgw", "tickets", "web", "templates", "tenants", "stafette")
SKIPPED = frozenset({"__pycache__", ".venv", ".cache", ".git", "build", "dist", "node_modules"})


@dataclass(frozen=True, slots=True)
class Source:
    """One Python file: its path below the repository, its text and its syntax tree."""

    path: str
    text: str
    tree: ast.Module

    @property
    def lines(self) -> int:
        """The number of lines."""
        return self.text.count("\n")

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Yield every function and method, nested ones too."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node

    def imports(self) -> Iterator[str]:
        """Yield the dotted name of everything that is imported, wherever in the file."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                yield from (f"{node.module}.{alias.name}" for alias in node.names)


def python_files(*folders: str) -> list[Source]:
    """Return the Python files of some folders of the repository."""
    return [source for folder in folders for source in read_folder(folder)]


@cache
def read_folder(folder: str) -> tuple[Source, ...]:
    """Read and parse the Python files below one folder."""
    found = []
    for path in sorted((ROOT / folder).rglob("*.py")):
        if not SKIPPED.intersection(path.parts):
            text = path.read_text(encoding="utf-8")
            name = path.relative_to(ROOT).as_posix()
            found.append(Source(name, text, ast.parse(text, filename=name)))
    return tuple(found)


def product_files() -> list[Source]:
    """Return the Python files of the product."""
    return python_files(*PRODUCT)


def living_files() -> list[Source]:
    """Return the files of the product that are still worked on; a migration is a frozen record."""
    return [file for file in product_files() if "/migrations/versions/" not in file.path]


def all_python_files() -> list[Source]:
    """Return the Python files of the product and of its tests."""
    return python_files(*PRODUCT, "tests", "benchmarks")


def text_files() -> Iterator[tuple[str, str]]:
    """Yield name and text of every text file that belongs to the repository."""
    for path in sorted(ROOT.rglob("*")):
        inside = path.relative_to(ROOT)
        hidden = inside.parts[0].startswith(".") and inside.parts[0] not in {".ci", ".editorconfig"}
        if hidden or SKIPPED.intersection(inside.parts) or not path.is_file():
            continue
        if inside.parts[0] == "data" or path.suffix in {".mo", ".pyc"}:
            continue
        try:
            yield inside.as_posix(), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # a mail or a picture, not a text of ours


def length_of(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return the lines of a function from its `def` to its end."""
    return (function.end_lineno or function.lineno) - function.lineno + 1
