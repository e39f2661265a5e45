"""A database of any earlier version keeps every row when it is brought to this one."""

import warnings
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from sqlalchemy.exc import SAWarning

from tests.support.servers.postgresql import Database
from tickets.store import migrate as migrating
from tickets.store.engine import enter_tenant, open_engine
from tickets.store.migrate import migrate

FOLDER = Path(migrating.__file__).parent / "migrations"
EARLIER = sorted(path.name[:4] for path in FOLDER.glob("versions/0*.py"))[:-1]
FIRM = "hellmoor"


@pytest.mark.parametrize("version", EARLIER)
def test_a_row_of_every_table_outlives_the_upgrade_on_sqlite(tmp_path: Path, version: str) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}"
    before = fill(url, version)
    migrate(url)
    assert counted(url, before) == before


@pytest.mark.parametrize("version", EARLIER)
def test_a_row_of_every_table_outlives_the_upgrade_on_postgresql(
    postgres_database: Database, version: str
) -> None:
    before = fill(postgres_database.owner_url, version)
    migrate(postgres_database.owner_url, postgres_database.app_url)
    assert counted(postgres_database.owner_url, before) == before


def fill(url: str, version: str) -> dict[str, int]:
    """Make a database of an earlier version with one row in each table, all tied together."""
    engine = open_engine(url, 1)
    with engine.connect() as connection:
        config = Config()
        config.set_main_option("script_location", str(FOLDER))
        config.attributes["connection"] = connection
        command.upgrade(config, version)
        connection.commit()
        tables = sa.MetaData()
        with warnings.catch_warnings():
            # Of indexes on expressions, which a row has no need of.
            warnings.simplefilter("ignore", SAWarning)
            tables.reflect(connection)
        connection.rollback()
        enter_tenant(connection, FIRM)
        # What SQLite keeps of a full-text index fills itself.
        own = ("alembic_version", "search_text")
        names = [name for name in tables.tables if not name.startswith(own)]
        ids = {name: number for number, name in enumerate(names, start=1)}
        for name in names:
            connection.execute(
                tables.tables[name].insert().values(row_of(tables.tables[name], ids))
            )
        connection.commit()
    engine.dispose()
    return dict.fromkeys(names, 1)


def row_of(table: sa.Table, ids: dict[str, int]) -> dict[str, Any]:
    """Fill every column; whatever points to another row points to that table's only one."""
    return {column.name: value_of(column, ids) for column in table.columns}


def value_of(column: "sa.Column[Any]", ids: dict[str, int]) -> Any:
    """Make a value of the column's type; no two tables share an id, as in real life."""
    for key in column.foreign_keys:
        return ids[key.column.table.name]
    if column.primary_key:
        return ids[column.table.name]
    if column.name == "tenant":
        return FIRM
    moment = datetime(2026, 11, 16, 8, 10, tzinfo=UTC)
    values = {sa.Boolean: False, sa.DateTime: moment, sa.Integer: 1, sa.JSON: []}
    return next((one for kind, one in values.items() if isinstance(column.type, kind)), "1")


def counted(url: str, names: dict[str, int]) -> dict[str, int]:
    """Count the rows of tables, and see that none points to a row that is not there."""
    engine = open_engine(url, 1)
    with engine.connect() as connection:
        enter_tenant(connection, FIRM)
        found = {
            name: connection.scalar(sa.select(sa.func.count()).select_from(sa.table(name)))
            for name in names
        }
        if engine.dialect.name == "sqlite":
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
    engine.dispose()
    return {name: count or 0 for name, count in found.items()}


def test_old_tickets_learn_where_their_last_messages_stand_on_sqlite(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'old.db'}"
    assert news_after_upgrade(url, "") == (7, 9, 5)


def test_old_tickets_learn_where_their_last_messages_stand_on_postgresql(
    postgres_database: Database,
) -> None:
    found = news_after_upgrade(postgres_database.owner_url, postgres_database.app_url)
    assert found == (7, 9, 5)


def news_after_upgrade(url: str, app_url: str) -> tuple[int, ...]:
    """Upgrade a ticket with messages of three people and a machine; gives its news."""
    fill(url, "0009")
    engine = open_engine(url, 1)
    with engine.connect() as connection:
        enter_tenant(connection, FIRM)
        table = sa.Table("message", sa.MetaData(), autoload_with=connection, resolve_fks=False)
        values = dict(connection.execute(sa.select(table)).mappings().one())
        people = sa.Table("person", sa.MetaData(), autoload_with=connection, resolve_fks=False)
        person = dict(connection.execute(sa.select(people)).mappings().one())
        connection.execute(people.insert().values(person | {"id": 9}))
        others = values["author_id"]
        told = {"automatic": "", "withdrawn_at": None}
        gone = {"automatic": "", "withdrawn_at": values["created_at"]}
        # Of one, of another twice, and then what is no news: of a machine, and taken back.
        for number, (seq, author_id, kind) in enumerate(
            ((5, others, told), (6, 9, told), (7, 9, told), (8, others, {}), (9, others, gone))
        ):
            row = values | kind | {"id": 900 + number, "seq": seq, "author_id": author_id}
            connection.execute(table.insert().values(row))
        connection.commit()
    engine.dispose()
    migrate(url, app_url)
    engine = open_engine(url, 1)
    with engine.connect() as connection:
        enter_tenant(connection, FIRM)
        query = sa.text("SELECT news_seq, news_by_id, news_before_seq FROM ticket")
        found = connection.execute(query).one()
    engine.dispose()
    return tuple(found)
