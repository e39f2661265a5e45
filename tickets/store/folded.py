"""Search without regard to letter case and accents, the same on both databases."""

from typing import Any

from sqlalchemy import ColumnElement, String, and_, true
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import InstrumentedAttribute
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from tickets.text.fold import fold

Column = ColumnElement[str] | InstrumentedAttribute[str]

_WORDS_LOOKED_AT = 6
_ESCAPE = "\\"
# The letters that lose nothing when they are taken apart; the same as in `tickets.text.fold`.
_FROM, _INTO = "łŁøØđĐðÐıħĦŧŦ", "llooddddihhtt"
_PAIRS = (("ß", "ss"), ("ẞ", "ss"), ("æ", "ae"), ("Æ", "ae"), ("œ", "oe"), ("Œ", "oe"))


class folded(FunctionElement[str]):  # noqa: N801 - reads like the SQL function that it is
    """A column as `fold` would give it; SQLite is lent that function when it connects."""

    type = String()
    inherit_cache = True


@compiles(folded, "sqlite")
def _on_sqlite(element: folded, compiler: SQLCompiler, **values: Any) -> str:
    return f"folded({compiler.process(element.clauses, **values)})"


@compiles(folded, "postgresql")
def _on_postgresql(element: folded, compiler: SQLCompiler, **values: Any) -> str:
    text = f"translate({compiler.process(element.clauses, **values)}, '{_FROM}', '{_INTO}')"
    for pair, letters in _PAIRS:
        text = f"replace({text}, '{pair}', '{letters}')"
    return f"lower(regexp_replace(normalize({text}, NFKD), '[\\u0300-\\u036f]', '', 'g'))"


def words_of(text: str) -> list[str]:
    """Take a search apart into the folded words that are all looked for."""
    return fold(text).split()[:_WORDS_LOOKED_AT]


def holds(column: Column, word: str) -> ColumnElement[bool]:
    """Give the condition that a column holds a folded word, taken literally."""
    literal = word
    for sign in (_ESCAPE, "%", "_"):
        literal = literal.replace(sign, _ESCAPE + sign)
    return folded(column).like(f"%{literal}%", escape=_ESCAPE)


def holds_all(column: Column, text: str) -> ColumnElement[bool]:
    """Give the condition that a column holds every word of a search."""
    return and_(true(), *(holds(column, word) for word in words_of(text)))
