"""One searched text for each message and each file, with an index of its three-letter parts.

SQLite holds the parts in a full-text table; PostgreSQL in an index that row-level security keeps
an ordinary role from using, as `LIKE` may tell of rows that it skips. So a function of the owner
looks there, for the tenant of the transaction alone.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
EMPTY = sa.text("''")
_LONGEST = 100_000
_NEWEST = 8000
# As in `tickets.store.folded`: what PostgreSQL makes of a text that `fold` would fold.
_FROM, _INTO = "łŁøØđĐðÐıħĦŧŦ", "llooddddihhtt"
_PAIRS = (("ß", "ss"), ("ẞ", "ss"), ("æ", "ae"), ("Æ", "ae"), ("œ", "oe"), ("Œ", "oe"))

_SQLITE = (
    # Only which rows hold a part is kept, not where: a third of the size, and what is found is
    # compared anyway.
    (
        "CREATE VIRTUAL TABLE search_text USING fts5(folded, content='search_entry',"
        " content_rowid='id', tokenize='trigram case_sensitive 1', detail=none, columnsize=0)"
    ),
    (
        "CREATE TRIGGER search_entry_added AFTER INSERT ON search_entry BEGIN"
        " INSERT INTO search_text (rowid, folded) VALUES (new.id, new.folded); END"
    ),
    (
        "CREATE TRIGGER search_entry_gone AFTER DELETE ON search_entry BEGIN"
        " INSERT INTO search_text (search_text, rowid, folded)"
        " VALUES ('delete', old.id, old.folded); END"
    ),
)
_RULE = "tenant = current_setting('stafette.tenant', true)"
_POSTGRESQL = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX ix_search_entry_parts ON search_entry USING gin (folded gin_trgm_ops)",
    "ALTER TABLE search_entry ENABLE ROW LEVEL SECURITY",
    "ALTER TABLE search_entry FORCE ROW LEVEL SECURITY",
    f"CREATE POLICY one_tenant ON search_entry USING ({_RULE}) WITH CHECK ({_RULE})",
    "CREATE POLICY owner_looks ON search_entry FOR SELECT TO CURRENT_USER USING (true)",
    f"""
    CREATE FUNCTION find_entries(patterns text[], before bigint, most integer)
    RETURNS SETOF bigint LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path = public, pg_temp AS $$
    DECLARE
        ours text := 'search_entry WHERE {_RULE.replace("'", "''")} AND id < $1';
        holds text;
        found bigint[];
    BEGIN
        -- The patterns stand in the statement itself, so that it is planned for them.
        SELECT string_agg(format('folded LIKE %L', one), ' AND ') INTO holds
        FROM unnest(patterns) AS one;
        -- A word that stands in many entries is soon found among the newest ones; the index would
        -- give all of them.
        EXECUTE 'SELECT array_agg(id ORDER BY id DESC) FROM ('
            'SELECT id FROM (SELECT id, folded FROM '
            || ours || ' ORDER BY id DESC LIMIT {_NEWEST}) AS newest WHERE ' || holds
            || ' ORDER BY id DESC LIMIT $2) AS found'
        INTO found USING before, most;
        IF cardinality(found) = most THEN
            RETURN QUERY SELECT unnest(found);
        ELSE
            RETURN QUERY EXECUTE
                'SELECT id FROM ' || ours || ' AND ' || holds || ' ORDER BY id DESC LIMIT $2'
            USING before, most;
        END IF;
    END $$
    """,  # noqa: S608 - put together of what stands in this file
)


def upgrade() -> None:
    """Make the table, its index, and the entries of what is there already."""
    op.create_table(
        "search_entry",
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        _reference("message"),
        sa.Column("attachment_id", BIG_ID, nullable=True),
        _reference("person"),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("said", sa.String(), server_default=EMPTY, nullable=False),
        sa.Column("tenant", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_search_entry"),
    )
    op.create_index("ix_search_entry_message_id", "search_entry", ["message_id"])
    op.create_index("ix_search_entry_tenant", "search_entry", ["tenant", "id"])
    op.create_index("ix_search_entry_person_id", "search_entry", ["person_id"])
    is_postgresql = op.get_bind().dialect.name == "postgresql"
    for statement in _POSTGRESQL if is_postgresql else _SQLITE:
        op.execute(statement)
    tenants = op.get_bind().execute(sa.text("SELECT DISTINCT tenant FROM route")).scalars().all()
    for tenant in tenants:
        if is_postgresql:
            op.get_bind().execute(
                sa.text("SELECT set_config('stafette.tenant', :tenant, true)"), {"tenant": tenant}
            )
        _fill(tenant, _folded if is_postgresql else "folded({})".format)


def _reference(other: str) -> sa.Column[Any]:
    key = sa.ForeignKey(
        f"{other}.id", name=f"fk_search_entry_{other}_id", deferrable=True, initially="DEFERRED"
    )
    return sa.Column(f"{other}_id", BIG_ID, key, nullable=True)


def _fill(tenant: str, fold: Any) -> None:
    """Make entries of messages and of the names of files; what stands in old files is not read."""
    about = (
        "t.subject || chr(10) || m.author_name || ' ' || m.author_address || chr(10)"
        " || coalesce(p.name, '') || ' ' || coalesce(c.name, '') || chr(10)"
    )
    tables = (
        "FROM message m JOIN ticket t ON t.id = m.ticket_id"
        " JOIN person p ON p.id = t.requester_id LEFT JOIN company c ON c.id = p.company_id"
    )
    _insert(
        f"SELECT m.id, m.tenant, m.id, NULL, {fold(f'{about} || substr(m.text, 1, {_LONGEST})')}"
        f" {tables} WHERE m.tenant = :tenant",
        tenant,
    )
    _insert(
        f"SELECT a.id, a.tenant, m.id, a.id, {fold(f'{about} || a.name')} {tables}"
        " JOIN attachment a ON a.message_id = m.id AND NOT a.is_inline WHERE m.tenant = :tenant",
        tenant,
    )


def _insert(query: str, tenant: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        query = query.replace("chr(10)", "char(10)")
    columns = "(id, tenant, message_id, attachment_id, folded)"
    op.get_bind().execute(
        sa.text(f"INSERT INTO search_entry {columns} {query}"), {"tenant": tenant}
    )


def _folded(text: str) -> str:
    text = f"translate({text}, '{_FROM}', '{_INTO}')"
    for pair, letters in _PAIRS:
        text = f"replace({text}, '{pair}', '{letters}')"
    return f"lower(regexp_replace(normalize({text}, NFKD), '[\\u0300-\\u036f]', '', 'g'))"
