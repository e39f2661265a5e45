"""What mails have taught: words of each kind of ticket, and accounts that writers named."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the tables and close them."""
    op.create_table(
        "learned_word",
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("word", sa.String(40), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("tenant", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_learned_word"),
        sa.UniqueConstraint("tenant", "word", "kind", name="uq_learned_word_tenant_word_kind"),
    )
    op.create_table(
        "seen_account",
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("writer", sa.String(320), nullable=False),
        sa.Column("account", sa.String(32), nullable=False),
        sa.Column("known_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tenant", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_seen_account"),
        sa.UniqueConstraint(
            "tenant", "writer", "account", name="uq_seen_account_tenant_writer_account"
        ),
    )
    for table in ("learned_word", "seen_account"):
        _close(table)


def _close(table: str) -> None:
    """Let a row be seen and written only under its own tenant, by the owner too."""
    if op.get_bind().dialect.name != "postgresql":
        return
    rule = "tenant = current_setting('stafette.tenant', true)"
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY one_tenant ON {table} USING ({rule}) WITH CHECK ({rule})")
