"""Checks that every sentence of mails and pages exists, whole, in every language."""

import ast
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from babel.messages.catalog import Catalog
from jinja2.ext import babel_extract

from templates.environment import SHIPPED
from templates.languages import SOURCE_LANGUAGE, placeholders, read_catalogs
from tenants import LANGUAGES

_SINGLE = ("_", "N_", "say")
_COUNTED = ("_n", "say_n")
_KEYWORDS = (*_SINGLE, *_COUNTED)
_TEMPLATES = (SHIPPED / "mail", SHIPPED / "web")
_CODE = (SHIPPED, SHIPPED.parent / "web")

Source = str | tuple[str, str]
"""A sentence, or its singular and plural."""


def missing_texts() -> list[str]:
    """Return one sentence per text that is missing, unused or does not fit its source."""
    wanted = wanted_texts()
    complaints: list[str] = []
    for language in LANGUAGES:
        if language != SOURCE_LANGUAGE:
            complaints += complaints_of(language, wanted, read_catalogs(language))
    return complaints


def wanted_texts() -> dict[Source, str]:
    """Return every text that templates and code say, with the file that says it first."""
    found: dict[Source, str] = {}
    for place, source in (*_from_templates(), *_from_code()):
        found.setdefault(source, place)
    return found


def _from_templates() -> Iterator[tuple[str, Source]]:
    for path in (one for folder in _TEMPLATES for one in sorted(folder.rglob("*.*"))):
        with path.open("rb") as file:
            options = {"silent": "false", "trimmed": "true"}
            for _line, function, said, _comments in babel_extract(file, _KEYWORDS, [], options):
                source = _source(function, said)
                if source:
                    yield _place(path), source


def _from_code() -> Iterator[tuple[str, Source]]:
    for path in (one for folder in _CODE for one in sorted(folder.rglob("*.py"))):
        for source in said_in(path.read_text(encoding="utf-8")):
            yield _place(path), source


def said_in(code: str) -> Iterator[Source]:
    """Find the texts that Python code says, those within its f-strings included."""
    for call in (one for one in ast.walk(ast.parse(code)) if isinstance(one, ast.Call)):
        name = getattr(call.func, "id", getattr(call.func, "attr", ""))
        if name in _KEYWORDS:
            said = [one.value if isinstance(one, ast.Constant) else None for one in call.args]
            source = _source(name, said)
            if source:
                yield source


def _place(path: Path) -> str:
    return str(path.relative_to(SHIPPED.parent))


def _source(function: object, said: object) -> Source | None:
    """Return the literal texts of a call; variables and numbers come as None."""
    match (*said,) if isinstance(said, list | tuple) else (said,):
        case [str() as one, *_] if function in _SINGLE:
            return one
        case [str() as one, str() as many, *_]:
            return (one, many)
        case _:
            return None


def complaints_of(
    language: str, wanted: Mapping[Source, str], catalogs: Mapping[str, Catalog]
) -> Iterator[str]:
    """Tell how the catalogs of a language differ from the wanted texts, one sentence each."""
    for source, place in wanted.items():
        key = _key(source)
        holders = [area for area, catalog in catalogs.items() if catalog.get(key) is not None]
        if not holders:
            yield f"{language}: {key!r} of {place} is missing, add it to the catalog of its area."
        for area in holders:
            catalog, name = catalogs[area], _name(language, area)
            entry = catalog[key]
            if entry.fuzzy:
                yield f"{name}: {key!r} is marked fuzzy, check it and remove the mark."
            yield from _unfit(name, source, entry.string, catalog.num_plurals)
        if len({str(catalogs[area][key].string) for area in holders}) > 1:
            places = " and ".join(holders)
            yield f"{language}: {key!r} is said in different words in {places}, choose one."
    known = {_key(source) for source in wanted}
    for area, catalog in catalogs.items():
        for entry in catalog:
            key = _key(entry.id)
            if key and key not in known:
                yield f"{_name(language, area)}: {key!r} is said nowhere, remove it."


def _key(source: str | list[str] | tuple[str, ...]) -> str:
    return source if isinstance(source, str) else source[0]


def _name(language: str, area: str) -> str:
    return f"{language}/LC_MESSAGES/{area}.po"


def _unfit(name: str, source: Source, said: object, plurals: int) -> Iterator[str]:
    """Compare the placeholders and the number of forms with the source."""
    forms = [str(one) for one in said] if isinstance(said, list | tuple) else [str(said)]
    key = source if isinstance(source, str) else source[0]
    if not isinstance(source, str) and len(forms) != plurals:
        yield f"{name}: {key!r} has {len(forms)} forms, {plurals} are needed."
    needed = placeholders(source if isinstance(source, str) else source[1])
    for form in forms:
        if not form.strip():
            yield f"{name}: {key!r} is not translated."
            continue
        # One may be said in words: the singular does not need its number.
        lacking = needed - placeholders(form) - ({"count"} if form is forms[0] else set())
        foreign = placeholders(form) - needed
        if lacking or foreign:
            yield f"{name}: {key!r} has other placeholders: {sorted(lacking | foreign)}."
        if form.count("*") != (source if isinstance(source, str) else source[1]).count("*"):
            yield f"{name}: {key!r} stresses other words than its source."


def main() -> int:
    """Print what is missing; the status says whether anything is."""
    complaints = missing_texts()
    sys.stdout.write("".join(f"{one}\n" for one in complaints))
    return bool(complaints)


if __name__ == "__main__":
    sys.exit(main())
