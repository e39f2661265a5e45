"""Checks that every sentence of the mails exists, whole, in every language."""

from collections.abc import Iterator

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from jinja2.ext import babel_extract

from templates.environment import SHIPPED
from templates.languages import SOURCE_LANGUAGE, placeholders, read_catalog
from tenants import LANGUAGES

_KEYWORDS = ("_", "_n", "N_")
_CODE = ("sentences.py",)

Source = str | tuple[str, str]
"""A sentence, or its singular and plural."""


def missing_texts() -> list[str]:
    """Return one sentence per text that is missing, unused or does not fit its source."""
    wanted = wanted_texts()
    complaints: list[str] = []
    for language in LANGUAGES:
        if language != SOURCE_LANGUAGE:
            complaints += complaints_of(language, wanted, read_catalog(language))
    return complaints


def wanted_texts() -> dict[Source, str]:
    """Return every text that templates and code say, with the file that says it first."""
    found: dict[Source, str] = {}
    for place, source in (*_from_templates(), *_from_code()):
        found.setdefault(source, place)
    return found


def _from_templates() -> Iterator[tuple[str, Source]]:
    for path in sorted((SHIPPED / "mail").rglob("*.*")):
        with path.open("rb") as file:
            options = {"silent": "false", "trimmed": "true"}
            for _line, _function, said, _comments in babel_extract(file, _KEYWORDS, [], options):
                source = _source(said)
                if source:
                    yield str(path.relative_to(SHIPPED)), source


def _from_code() -> Iterator[tuple[str, Source]]:
    for name in _CODE:
        with (SHIPPED / name).open("rb") as file:
            for _line, _function, said, _comments in extract_python(
                file, dict.fromkeys(_KEYWORDS), [], {}
            ):
                source = _source(said)
                if source:
                    yield name, source


def _source(said: object) -> Source | None:
    """Return the literal texts of a call; variables and numbers come as None."""
    parts = said if isinstance(said, list | tuple) else (said,)
    literal = [one for one in parts if isinstance(one, str)]
    match literal:
        case [one]:
            return one
        case [one, many]:
            return (one, many)
        case _:
            return None


def complaints_of(language: str, wanted: dict[Source, str], catalog: Catalog) -> Iterator[str]:
    """Tell how a catalog differs from the wanted texts, one sentence each."""
    name = f"{language}/LC_MESSAGES/stafette.po"
    for source, place in wanted.items():
        key = source if isinstance(source, str) else source[0]
        entry = catalog.get(key)
        if entry is None:
            yield f"{name}: {key!r} of {place} is missing, add it."
            continue
        if entry.fuzzy:
            yield f"{name}: {key!r} is marked fuzzy, check it and remove the mark."
        yield from _unfit(name, source, entry.string, catalog.num_plurals)
    known = {source if isinstance(source, str) else source[0] for source in wanted}
    for entry in catalog:
        key = entry.id if isinstance(entry.id, str) else entry.id[0]
        if key and key not in known:
            yield f"{name}: {key!r} is said nowhere, remove it."


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
