"""A ticket keeps where its last messages stand, so that what is new to somebody is soon counted."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
NONE = sa.text("0")
_COUNTS = "m.tenant = :tenant AND m.automatic = '' AND m.withdrawn_at IS NULL"
_LAST = f"""
SELECT m.ticket_id, m.seq, m.author_id,
    row_number() OVER (PARTITION BY m.ticket_id ORDER BY m.seq DESC, m.id DESC) AS place
FROM message m WHERE {_COUNTS}
"""  # noqa: S608 - put together of what stands in this file
_OF_OTHERS = f"""
SELECT max(m.seq) FROM message m WHERE m.ticket_id = last.ticket_id AND {_COUNTS}
    AND (m.author_id <> last.author_id OR (m.author_id IS NULL) <> (last.author_id IS NULL))
"""  # noqa: S608 - as above
_FILL = f"""
UPDATE ticket SET news_seq = last.seq, news_by_id = last.author_id,
    news_before_seq = coalesce(({_OF_OTHERS}), 0)
FROM ({_LAST}) AS last
WHERE last.ticket_id = ticket.id AND last.place = 1 AND ticket.tenant = :tenant
"""  # noqa: S608 - as above


def upgrade() -> None:
    """Let tickets keep their news, and the index that counts open ones tell of them."""
    op.drop_index("ix_ticket_open", table_name="ticket")
    op.add_column("ticket", sa.Column("news_seq", sa.Integer, server_default=NONE, nullable=False))
    op.add_column("ticket", sa.Column("news_by_id", BIG_ID, nullable=True))
    op.add_column(
        "ticket", sa.Column("news_before_seq", sa.Integer, server_default=NONE, nullable=False)
    )
    _fill()
    is_open = sa.text("state <> 'done'")
    op.create_index(
        "ix_ticket_open",
        "ticket",
        [
            "tenant",
            "department_id",
            "owner_id",
            "kind",
            "last_public_side",
            "snoozed_until",
            "id",
            "news_seq",
            "news_by_id",
            "news_before_seq",
            "state",  # SQLite does not see that the index has one answer for all its rows
        ],
        sqlite_where=is_open,
        postgresql_where=is_open,
    )


def _fill() -> None:
    """Look at the messages of each tenant, one after the other as row-level security wants it."""
    database = op.get_bind()
    for tenant in database.execute(sa.text("SELECT DISTINCT tenant FROM route")).scalars().all():
        if database.dialect.name == "postgresql":
            database.execute(
                sa.text("SELECT set_config('stafette.tenant', :tenant, true)"), {"tenant": tenant}
            )
        database.execute(sa.text(_FILL), {"tenant": tenant})
