"""Indexes for lists: all open tickets in one look, what is unread, and whose tickets those are."""

from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the indexes."""
    op.create_index("ix_ticket_state", "ticket", ["tenant", "state", "updated_at"])
    op.create_index("ix_ticket_requester_id", "ticket", ["requester_id", "state"])
    # Every page of the desk counts the open tickets; all that it counts them by is in the index.
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
        ],
    )
    # Whether something is unread is asked for every open ticket of a list; the answer is in the
    # index alone, as the rows carry long texts.
    op.drop_index("ix_message_ticket_id", table_name="message")
    op.create_index(
        "ix_message_ticket_id",
        "message",
        ["ticket_id", "seq", "author_id", "automatic", "withdrawn_at", "visibility", "tenant"],
    )
