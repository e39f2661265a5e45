"""The files of the repository, read and parsed once for all house tests."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

Function = ast.FunctionDef | ast.AsyncFunctionDef

ROOT = Path(__file__).parents[2]
PRODUCT = ("mailgw", "tickets", "web", "templates", "tenants", "stafette")
SKIPPED = frozenset({"__pycache__", ".venv", ".cache", ".git", "build", "dist", "node_modules"})


@dataclass(frozen=True, slots=True)
class Source:
    """One Python file: its path below the repository, its text and what its syntax tree tells.

    The trees themselves are not kept: those of all files are millions of objects.
    """

    path: str
    text: str
    opening: str
    """What the module says of itself, its docstring; empty where it says nothing."""
    functions: tuple["Extent", ...]
    """Every function and method, nested ones too."""
    imports: tuple[str, ...]
    """The dotted name of everything that is imported, wherever in the file."""
    blankets: tuple[int, ...]
    """The lines where every exception is caught and not raised again."""

    @property
    def lines(self) -> int:
        """The number of lines."""
        return self.text.count("\n")


@dataclass(frozen=True, slots=True)
class Extent:
    """A function: its name, and how much of it there is."""

    name: str
    lines: int
    """From its `def` to its end."""
    positional: int
    """The parameters that a caller may give by position, `self` and `cls` apart."""


def read_source(path: str, text: str) -> Source:
    """Read one Python file."""
    tree = ast.parse(text, filename=path)
    functions: list[Extent] = []
    imports: list[str] = []
    blankets: list[int] = []
    for node in ast.walk(tree):
        if isinstance(node, Function):
            functions.append(_extent(node))
        elif isinstance(node, ast.Import):
            imports += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            imports += [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.ExceptHandler) and _is_blanket(node.type):
            blankets += [] if _cleans_up(node) else [node.lineno]
    opening = ast.get_docstring(tree) or ""
    return Source(path, text, opening, tuple(functions), tuple(imports), tuple(blankets))


def _extent(function: Function) -> Extent:
    given = (*function.args.posonlyargs, *function.args.args)
    counted = [one for one in given if one.arg not in {"self", "cls"}]
    lines = (function.end_lineno or function.lineno) - function.lineno + 1
    return Extent(function.name, lines, len(counted))


def _cleans_up(handler: ast.ExceptHandler) -> bool:
    """Say whether a handler only tidies up and lets the exception go on."""
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def _is_blanket(caught: ast.expr | None) -> bool:
    """Say whether a handler takes every exception."""
    if isinstance(caught, ast.Tuple):
        return any(_is_blanket(one) for one in caught.elts)
    if isinstance(caught, ast.Name):
        return caught.id in {"Exception", "BaseException"}
    return caught is None


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
            found.append(read_source(name, text))
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
