"""Indexes of what is open alone, in the orders in which the desk counts, lists and assigns it."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the indexes anew; done tickets and tasks, which only grow, stand in none of them."""
    # In the order by which every page of the desk counts, so that nothing is sorted for it, and
    # with all that it asks of a ticket.
    op.drop_index("ix_ticket_open", table_name="ticket")
    _create(
        "ix_ticket_open",
        "ticket",
        "state <> 'done'",
        "tenant",
        "department_id",
        "owner_id",
        "kind",
        "last_public_side",
        "snoozed_until",
        "last_event_seq",
        "id",
    )
    # In the order of the lists, so that a page of one is read and no more.
    _create(
        "ix_ticket_turn",
        "ticket",
        "state <> 'done'",
        "tenant",
        "last_public_side",
        sa.text("coalesce(last_public_at, opened_at)"),
        "id",
    )
    op.drop_index("ix_participant_person_id", table_name="participant")
    op.create_index(
        "ix_participant_person_id", "participant", ["person_id", "ticket_id", "role", "tenant"]
    )
    op.drop_index("ix_task_board", table_name="task")
    _create(
        "ix_task_open",
        "task",
        "done_at IS NULL",
        "tenant",
        "assignee_id",
        "due_at",
        "id",
        "department_id",
        "state",
        "ticket_id",
    )
    _create("ix_task_done", "task", "done_at IS NOT NULL", "tenant", "done_at")


def _create(name: str, table: str, of: str, *columns: str | sa.TextClause) -> None:
    """Make an index of a part of a table."""
    rows = sa.text(of)
    op.create_index(name, table, list(columns), sqlite_where=rows, postgresql_where=rows)
