"""Counts of the desk know what rests, and a ticket knows its relations, from indexes alone."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Put the day until which a ticket rests into the index that every page of the desk reads."""
    op.drop_index("ix_ticket_open", table_name="ticket")
    op.create_index(
        "ix_ticket_open",
        "ticket",
        [
            "tenant",
            "state",
            "department_id",
            "owner_id",
            "kind",
            "last_public_side",
            "last_event_seq",
            "last_public_at",
            "opened_at",
            "snoozed_until",
        ],
    )
    op.create_index("ix_ticket_merged_into_id", "ticket", ["merged_into_id"])
    op.create_index("ix_ticket_follows_id", "ticket", ["follows_id"])
