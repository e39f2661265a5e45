"""How far each agent sees: their own tickets, those of their departments, or all."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Let every agent see their departments, as they did before."""
    op.add_column(
        "person",
        sa.Column("scope", sa.String(12), server_default=sa.text("'department'"), nullable=False),
    )
