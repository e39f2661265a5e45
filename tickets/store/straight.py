"""Statements whose text is made once; running one costs little more than the driver does.

The library builds, caches and runs statements in general ways that cost several times what an
embedded database needs to answer. Here its compiler is asked once for the text, and its types for
what turns values into parameters and columns into values. A list is one array to PostgreSQL; for
SQLite a text with a list in it is made once for each of a few lengths.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import (
    ARRAY,
    Connection,
    Delete,
    Dialect,
    Insert,
    Select,
    String,
    Update,
    bindparam,
    func,
    tuple_,
)
from sqlalchemy.exc import DBAPIError, InvalidRequestError
from sqlalchemy.sql import visitors
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import BinaryExpression, BindParameter
from sqlalchemy.sql.operators import in_op

from tickets.model.base import UtcTime

Values = Mapping[str, Any]
Convert = Callable[[Any], Any] | None
Statement = Select[*tuple[Any, ...]] | Insert | Update | Delete
_LENGTHS = (1, 2, 4, 8, 16, 32, 64, 128)
"""A list is filled up with its last value to the next of these; the library runs a longer one."""


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A statement for one kind of database."""

    text: str
    constants: dict[str, Any]
    """Parameters that the statement brings along."""
    into: tuple[tuple[str, Convert], ...]
    """Name and conversion of each parameter, in the order of the text."""
    out: tuple[Convert, ...]
    """Conversion of each column; empty where none needs any."""
    is_positional: bool

    def parameters(self, values: Values) -> Any:
        held = {**self.constants, **values} if self.constants else values
        if self.is_positional:
            return tuple(
                [convert(held[name]) if convert else held[name] for name, convert in self.into]
            )
        return {name: convert(held[name]) if convert else held[name] for name, convert in self.into}

    def converted(self, row: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(
            [
                convert(value) if convert else value
                for convert, value in zip(self.out, row, strict=True)
            ]
        )


class Straight:
    """A statement that is run as it is; whoever makes one sees to tenants and locks."""

    def __init__(self, statement: Statement) -> None:
        self._statement = statement
        self._prepared: dict[tuple[str, tuple[int, ...]], _Prepared] = {}
        self._lists = tuple(
            element.key
            for element in visitors.iterate(statement)
            if isinstance(element, BindParameter) and element.expanding
        )

    def run(self, connection: Connection, values: Values) -> list[tuple[Any, ...]]:
        """Run it and give its rows; none where it returns nothing."""
        if self._lists and connection.dialect.name == "sqlite":
            return self._run_with_lists(connection, values)
        if self._lists:
            values = {**values, **{name: list(values[name]) for name in self._lists}}
        prepared = self._for(connection.dialect)
        rows = _ask(connection, prepared.text, prepared.parameters(values))
        return [prepared.converted(row) for row in rows] if prepared.out else rows

    def run_many(self, connection: Connection, many: Sequence[Values]) -> None:
        """Run it once for each set of values, none of which is a list."""
        prepared = self._for(connection.dialect)
        _tell(connection, prepared.text, [prepared.parameters(one) for one in many])

    def _run_with_lists(self, connection: Connection, values: Values) -> list[tuple[Any, ...]]:
        lists = {name: _filled_up(list(values[name])) for name in self._lists}
        if not all(lists.values()):  # an empty list needs words of its own
            result = connection.execute(self._statement, dict(values))
            return [tuple(row) for row in result] if result.returns_rows else []
        lengths = tuple(len(one) for one in lists.values())
        prepared = self._for(connection.dialect, lengths)
        single = {
            f"{name}_{place}": value
            for name, held in lists.items()
            for place, value in enumerate(held)
        }
        rows = _ask(connection, prepared.text, prepared.parameters({**values, **single}))
        return [prepared.converted(row) for row in rows] if prepared.out else rows

    def _for(self, dialect: Dialect, lengths: tuple[int, ...] = ()) -> _Prepared:
        key = (dialect.name, lengths)
        if key not in self._prepared:
            sizes = dict(zip(self._lists, lengths, strict=True)) if lengths else {}
            self._prepared[key] = _prepare(self._statement, dialect, sizes)
        return self._prepared[key]


def _filled_up(held: list[Any]) -> list[Any]:
    """Give a list one of the usual lengths; an empty one where it has none of them."""
    length = next((one for one in _LENGTHS if one >= len(held)), 0)
    return held + held[-1:] * (length - len(held)) if length else []


def _ask(connection: Connection, text: str, parameters: Any) -> list[tuple[Any, ...]]:
    cursor = _driver_cursor(connection)
    try:
        cursor.execute(text, parameters)
        return list(cursor.fetchall()) if cursor.description else []
    except connection.dialect.loaded_dbapi.Error as error:
        raise _as_library_error(connection, text, error) from error
    finally:
        cursor.close()


def _tell(connection: Connection, text: str, many: list[Any]) -> None:
    cursor = _driver_cursor(connection)
    try:
        cursor.executemany(text, many)
    except connection.dialect.loaded_dbapi.Error as error:
        raise _as_library_error(connection, text, error) from error
    finally:
        cursor.close()


def _driver_cursor(connection: Connection) -> Any:
    """Give the driver's own cursor: what the library does around a call costs more than it."""
    if not connection.in_transaction():
        raise InvalidRequestError("This unit's transaction has ended.")
    driver = connection.connection.driver_connection
    assert driver is not None
    return driver.cursor()


def _as_library_error(connection: Connection, text: str, error: Any) -> BaseException:
    """Make the library's error of the driver's; a connection whose server has gone is given up."""
    dialect = connection.dialect
    driver = cast("Any", connection.connection.driver_connection)
    is_lost = dialect.is_disconnect(error, driver, None)
    if is_lost:
        connection.invalidate(error)
    made: BaseException = DBAPIError.instance(
        text,
        None,
        error,
        dialect.loaded_dbapi.Error,
        connection_invalidated=is_lost,
        dialect=dialect,
    )
    return made


def _prepare(statement: Statement, dialect: Dialect, lengths: Mapping[str, int]) -> _Prepared:
    """Make the text, with room for lists of these lengths."""
    placed = _with_arrays if dialect.name == "postgresql" else _with_places
    compiled = placed(statement, lengths).compile(dialect=dialect)
    assert isinstance(compiled, SQLCompiler)
    kinds = {name: parameter.type for parameter, name in compiled.bind_names.items()}
    names = compiled.positiontup if compiled.positional else list(kinds)
    assert names is not None
    out = [_from_column(column.type, dialect) for column in statement.exported_columns]
    return _Prepared(
        text=str(compiled),
        constants={name: value for name, value in compiled.params.items() if value is not None},
        into=tuple((name, _into_parameter(kinds[name], dialect)) for name in names),
        out=tuple(out) if any(out) else (),
        is_positional=compiled.positional,
    )


def _with_arrays(statement: Statement, _lengths: Mapping[str, int]) -> Statement:
    """Put one parameter where a list stands: the same short text, whatever its length."""

    def replaced(element: Any, **_: Any) -> Any:
        if not isinstance(element, BinaryExpression) or element.operator is not in_op:
            return None
        held = element.right
        if not isinstance(held, BindParameter) or not held.expanding:
            return None
        # Of a text with a length, the server would cut what is too long and find something else.
        kind = String() if isinstance(held.type, String) else held.type
        return element.left == func.any(bindparam(held.key, type_=ARRAY(kind)))

    return cast("Statement", visitors.replacement_traverse(statement, {}, replaced))


def _with_places(statement: Statement, lengths: Mapping[str, int]) -> Statement:
    """Put a parameter for each value where a list stands."""

    def replaced(element: Any, **_: Any) -> Any:
        if not isinstance(element, BindParameter) or element.key not in lengths:
            return None
        places = range(lengths[element.key])
        return tuple_(*[bindparam(f"{element.key}_{at}", type_=element.type) for at in places])

    if not lengths:
        return statement
    return cast("Statement", visitors.replacement_traverse(statement, {}, replaced))


def _into_parameter(kind: Any, dialect: Dialect) -> Convert:
    if isinstance(kind, UtcTime):
        return _time_into(kind, dialect)
    return cast("Convert", kind.dialect_impl(dialect).bind_processor(dialect))


_TIMES: dict[str, Convert] = {}


def _time_into(kind: UtcTime, dialect: Dialect) -> Convert:
    """Convert times with a memory of one: nearly all that a unit writes is its own `now`."""
    if dialect.name not in _TIMES:
        convert = cast("Callable[[Any], Any]", kind.dialect_impl(dialect).bind_processor(dialect))
        last: tuple[Any, Any] = (None, None)

        def remembered(value: Any) -> Any:
            nonlocal last
            known, converted = last
            if value is not known:
                converted = convert(value)
                last = (value, converted)
            return converted

        _TIMES[dialect.name] = remembered
    return _TIMES[dialect.name]


def _from_column(kind: Any, dialect: Dialect) -> Convert:
    return cast("Convert", kind.dialect_impl(dialect).result_processor(dialect, None))
