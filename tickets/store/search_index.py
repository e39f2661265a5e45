"""Asks the index of three-letter parts, on either database, for the newest entries with words.

This is the one place where a query on a tenant's rows is written out as text: no other way leads
to the index. Each statement names its tenant, or calls the function that does.
"""

from collections.abc import Sequence

from tickets.store.unit_of_work import ReadUnit

_PART = 3
"""The index knows nothing shorter."""
_PARTS_ASKED = 10
_LAST = 2**63 - 1
_WITHOUT_INDEX = 5000
"""Entries looked through for words that are too short for the index."""
_NEWEST = """
SELECT id FROM (
    SELECT id, folded FROM search_entry WHERE tenant = {tenant} AND id < {before}
    ORDER BY id DESC LIMIT {looked_at}
) AS newest WHERE {holds} LIMIT {most}
"""
_HOLDING = """
SELECT entry.id FROM search_text CROSS JOIN search_entry AS entry ON entry.id = search_text.rowid
WHERE search_text MATCH ? AND search_text.rowid < ? AND entry.tenant = ? AND {holds}
ORDER BY search_text.rowid DESC LIMIT ?
"""


def find_entries(
    unit: ReadUnit, words: Sequence[str], most: int, before: int | None = None
) -> list[int]:
    """Give the ids of the newest entries that hold all the folded words, newest first."""
    if unit.connection.dialect.name == "sqlite":
        return _on_sqlite(unit, words, most, _LAST if before is None else before)
    return _on_postgresql(unit, words, most, _LAST if before is None else before)


def _on_sqlite(unit: ReadUnit, words: Sequence[str], most: int, before: int) -> list[int]:
    parts = [part for word in words for part in _parts_of(word)]
    holds = " AND ".join(["instr(folded, ?) > 0"] * len(words))
    if not parts:
        places = {"tenant": "?", "before": "?", "holds": holds, "most": "?"}
        text = _NEWEST.format(looked_at=_WITHOUT_INDEX, **places)
        rows = unit.connection.exec_driver_sql(text, (unit.tenant, before, *words, most))
        return [row[0] for row in rows]
    text = _HOLDING.format(holds=holds.replace("folded", "entry.folded"))
    asked = " AND ".join('"' + part.replace('"', '""') + '"' for part in dict.fromkeys(parts))
    rows = unit.connection.exec_driver_sql(text, (asked, before, unit.tenant, *words, most))
    return [row[0] for row in rows]


def _on_postgresql(unit: ReadUnit, words: Sequence[str], most: int, before: int) -> list[int]:
    patterns = [f"%{_literally(word)}%" for word in words]
    values: dict[str, object] = {"before": before, "most": most}
    if any(len(word) >= _PART for word in words):
        text = "SELECT find_entries(%(patterns)s::text[], %(before)s, %(most)s)"
        values["patterns"] = patterns
    else:
        named = {f"pattern_{at}": one for at, one in enumerate(patterns)}
        holds = " AND ".join(f"folded LIKE %({name})s" for name in named)
        places = {"tenant": "%(tenant)s", "before": "%(before)s", "most": "%(most)s"}
        text = _NEWEST.format(looked_at=_WITHOUT_INDEX, holds=holds, **places)
        values |= {**named, "tenant": unit.tenant}
    return [row[0] for row in unit.connection.exec_driver_sql(text, values)]


def _parts_of(word: str) -> list[str]:
    """Give enough parts of a word, spread over it, to find what may hold it."""
    parts = [word[at : at + _PART] for at in range(len(word) - _PART + 1)]
    step = -(-len(parts) // _PARTS_ASKED) or 1
    return parts[::step]


def _literally(word: str) -> str:
    for sign in ("\\", "%", "_"):
        word = word.replace(sign, "\\" + sign)
    return word
