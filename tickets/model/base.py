"""The declarative base, and the marks of a table: an id and, nearly always, a tenant."""

from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    ForeignKey,
    Integer,
    MetaData,
    String,
    TypeDecorator,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from tickets.model.ids import new_id

BIG_ID = BigInteger().with_variant(Integer, "sqlite")
JSON_VALUE = JSON().with_variant(JSONB(), "postgresql")


class UtcTime(TypeDecorator[datetime]):
    """An aware time, kept and given back in UTC on databases that know no zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times; a time without a zone is a mistake waiting."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("Times must be aware.")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(
        self,
        value: datetime | None,
        dialect: Dialect,  # noqa: ARG002 - the signature is the library's
    ) -> datetime | None:
        """Give UTC back, also where the database kept no zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """All tables; constraint names are fixed so that migrations can name them.

    A row has its id from the moment it is made, so that others can point to it at once; foreign
    keys are checked when the transaction ends, so the order of writing does not matter.
    """

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - declared by the library as a plain class attribute
        datetime: UtcTime,
        dict[str, Any]: JSON_VALUE,
        list[str]: JSON_VALUE,
        list[int]: JSON_VALUE,
    }

    def __init__(self, **values: Any) -> None:
        if self.has_early_id:
            values.setdefault("id", new_id())
        known = _column_names(type(self))
        if not known.issuperset(values):
            raise TypeError(f"{type(self).__name__} has no {(values.keys() - known).pop()}.")
        # A new row has no history to keep, so its values go where a loaded row has them.
        self.__dict__.update(values)

    has_early_id = True
    """False for rows whose id the database gives, because people type it."""


@cache
def _column_names(kind: type[Base]) -> frozenset[str]:
    return frozenset(kind.__table__.columns.keys())


def refers_to(column: str) -> ForeignKey:
    """Declare a foreign key that is checked at the end of the transaction."""
    return ForeignKey(column, deferrable=True, initially="DEFERRED")


class TenantOwned:
    """A row that belongs to one tenant: found by the query guard and by row-level security."""

    tenant: Mapped[str] = mapped_column(String(40))


def row_id() -> Mapped[int]:
    """Declare the primary key that a row brings along."""
    return mapped_column(BIG_ID, primary_key=True, autoincrement=False)


def given_id() -> Mapped[int]:
    """Declare a primary key that the database counts up."""
    return mapped_column(BIG_ID, primary_key=True, autoincrement=True)
