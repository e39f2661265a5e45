"""Statements whose text is made once; running one costs little more than the driver does.

The library builds, caches and runs statements in general ways that cost several times what an
embedded database needs to answer. Here its compiler is asked once for the text, and its types for
what turns values into parameters and columns into values.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Connection, Delete, Dialect, Insert, Select, Update
from sqlalchemy.exc import DBAPIError, InvalidRequestError
from sqlalchemy.sql.compiler import SQLCompiler

from tickets.model.base import UtcTime

Values = Mapping[str, Any]
Convert = Callable[[Any], Any] | None
Statement = Select[*tuple[Any, ...]] | Insert | Update | Delete


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
        self._prepared: dict[str, _Prepared | None] = {}

    def run(self, connection: Connection, values: Values) -> list[tuple[Any, ...]]:
        """Run it and give its rows; none where it returns nothing."""
        prepared = self._for(connection.dialect)
        if prepared is None:
            result = connection.execute(self._statement, dict(values))
            return [tuple(row) for row in result] if result.returns_rows else []
        rows = _ask(connection, prepared.text, prepared.parameters(values))
        return [prepared.converted(row) for row in rows] if prepared.out else rows

    def run_many(self, connection: Connection, many: Sequence[Values]) -> None:
        """Run it once for each set of values."""
        prepared = self._for(connection.dialect)
        if prepared is None:
            connection.execute(self._statement, [dict(values) for values in many])
            return
        _tell(connection, prepared.text, [prepared.parameters(one) for one in many])

    def _for(self, dialect: Dialect) -> _Prepared | None:
        if dialect.name not in self._prepared:
            self._prepared[dialect.name] = _prepare(self._statement, dialect)
        return self._prepared[dialect.name]


def _ask(connection: Connection, text: str, parameters: Any) -> list[tuple[Any, ...]]:
    if connection.dialect.name != "sqlite":
        done = connection.exec_driver_sql(text, parameters)
        return [tuple(row) for row in done] if done.returns_rows else []
    cursor = _embedded(connection)
    try:
        cursor.execute(text, parameters)
        return cursor.fetchall()
    except sqlite3.Error as error:
        raise DBAPIError.instance(text, None, error, sqlite3.Error) from error
    finally:
        cursor.close()


def _tell(connection: Connection, text: str, many: list[Any]) -> None:
    if connection.dialect.name != "sqlite":
        connection.exec_driver_sql(text, many)
        return
    cursor = _embedded(connection)
    try:
        cursor.executemany(text, many)
    except sqlite3.Error as error:
        raise DBAPIError.instance(text, None, error, sqlite3.Error) from error
    finally:
        cursor.close()


def _embedded(connection: Connection) -> sqlite3.Cursor:
    """Give the embedded driver's own cursor: its calls go to no server, so none can be lost.

    What the library does around a call costs several times the call.
    """
    if not connection.in_transaction():
        raise InvalidRequestError("This unit's transaction has ended.")
    driver = connection.connection.driver_connection
    assert driver is not None
    return cast("sqlite3.Cursor", driver.cursor())


def _prepare(statement: Statement, dialect: Dialect) -> _Prepared | None:
    """Make the text; None where it depends on the values, as that of a list does."""
    compiled = statement.compile(dialect=dialect)
    assert isinstance(compiled, SQLCompiler)
    if compiled.post_compile_params:
        return None
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
