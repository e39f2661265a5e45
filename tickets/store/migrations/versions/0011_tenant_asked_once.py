"""Row-level security asks once in a statement whose rows may be seen, not at every row."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

# A subquery without a tie to the row is asked before the first one, and its answer kept.
_RULE = "tenant = (SELECT current_setting('stafette.tenant', true))"
_TABLES = """
SELECT tablename FROM pg_policies
WHERE policyname = 'one_tenant' AND schemaname = current_schema() ORDER BY tablename
"""


def upgrade() -> None:
    """Say the same rule in other words for every table that has it."""
    database = op.get_bind()
    if database.dialect.name != "postgresql":
        return
    for table in database.execute(sa.text(_TABLES)).scalars().all():
        op.execute(f"ALTER POLICY one_tenant ON {table} USING ({_RULE}) WITH CHECK ({_RULE})")
