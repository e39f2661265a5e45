"""Tasks with a state, absences and turns, approvals, opinions, reminders; addresses for each."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
JSON_VALUE = sa.JSON().with_variant(JSONB(), "postgresql")
TIME = sa.DateTime(timezone=True)
EMPTY = sa.text("''")
OWNED = ("absence", "approval", "opinion", "opinion_round", "reminder", "turn")


def upgrade() -> None:
    """Make the new tables, close them, and give the old ones their new columns."""
    _tasks()
    _judging()
    _reminders()
    _tickets()
    _reply_addresses()
    if _is_postgresql():
        for table in OWNED:
            _close(table)


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _close(table: str) -> None:
    """Let a row be seen and written only under its own tenant, by the owner too."""
    rule = "tenant = current_setting('stafette.tenant', true)"
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY one_tenant ON {table} USING ({rule}) WITH CHECK ({rule})")


def _tasks() -> None:
    for column in (
        _with_default("text", sa.String(), EMPTY),
        sa.Column("created_by_id", BIG_ID, nullable=True),
        sa.Column("message_id", BIG_ID, nullable=True),
        _with_default("step", sa.String(40), EMPTY),
        _with_default("blocks", sa.String(8), EMPTY),
        _with_default("state", sa.String(12), sa.text("'open'")),
        _with_default("reason", sa.String(1000), EMPTY),
        _with_default("version", sa.Integer(), sa.text("1")),
    ):
        op.add_column("task", column)
    op.execute("UPDATE task SET state = 'done' WHERE done_at IS NOT NULL")
    op.create_index(
        "ix_task_board", "task", ["tenant", "done_at", "department_id", "assignee_id", "due_at"]
    )
    _table(
        "absence",
        _reference("absence", "person"),
        _reference("absence", "person", "deputy_id", nullable=True),
        sa.Column("from_at", TIME, nullable=False),
        sa.Column("until_at", TIME, nullable=False),
        sa.Column("created_at", TIME, nullable=False),
    )
    op.create_index("ix_absence_person_id", "absence", ["person_id", "until_at"])
    _table(
        "turn",
        _reference("turn", "department"),
        _reference("turn", "person"),
        sa.Column("given_at", TIME, nullable=False),
        sa.UniqueConstraint("department_id", "person_id", name="uq_turn_department_id_person_id"),
    )


def _judging() -> None:
    _table(
        "approval",
        _reference("approval", "ticket"),
        _reference("approval", "message"),
        _reference("approval", "person", "author_id"),
        _reference("approval", "person", "approver_id"),
        sa.Column("proposed_because", JSON_VALUE, nullable=False),
        sa.Column("amount", BIG_ID, nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("approved_amount", BIG_ID, nullable=True),
        sa.Column("positions", JSON_VALUE, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("asked_at", TIME, nullable=False),
        sa.Column("due_at", TIME, nullable=False),
        sa.Column("reminded_at", TIME, nullable=True),
        sa.Column("decided_at", TIME, nullable=True),
        sa.Column("decided_by_id", BIG_ID, nullable=True),
        sa.Column("decided_by_way", sa.String(8), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
    )
    op.create_index("ix_approval_ticket_id", "approval", ["ticket_id", "state"])
    op.create_index("ix_approval_approver_id", "approval", ["approver_id", "state"])
    _table(
        "opinion_round",
        _reference("opinion_round", "ticket"),
        _reference("opinion_round", "person", "asked_by_id"),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("asked_at", TIME, nullable=False),
        sa.Column("due_at", TIME, nullable=False),
        sa.Column("closed_at", TIME, nullable=True),
    )
    op.create_index("ix_opinion_round_ticket_id", "opinion_round", ["ticket_id"])
    _table(
        "opinion",
        _reference("opinion", "opinion_round", "round_id"),
        _reference("opinion", "ticket"),
        _reference("opinion", "person"),
        sa.Column("message_id", BIG_ID, nullable=True),
        sa.Column("answered_at", TIME, nullable=True),
        sa.Column("chased_at", TIME, nullable=True),
        sa.UniqueConstraint("round_id", "person_id", name="uq_opinion_round_id_person_id"),
    )
    op.create_index("ix_opinion_person_id", "opinion", ["person_id", "answered_at"])


def _reminders() -> None:
    _table(
        "reminder",
        _reference("reminder", "ticket"),
        sa.Column("kind", sa.String(12), nullable=False),
        _reference("reminder", "person", nullable=True),
        sa.Column("about_id", BIG_ID, nullable=True),
        sa.Column("text", sa.String(300), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("stops_on_answer", sa.Boolean(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("settled_at", TIME, nullable=True),
    )
    op.create_index("ix_reminder_ticket_id", "reminder", ["ticket_id", "settled_at"])
    op.create_index("ix_reminder_about_id", "reminder", ["about_id"])


def _tickets() -> None:
    op.add_column("ticket", sa.Column("snoozed_until", TIME, nullable=True))
    op.add_column("ticket", sa.Column("merged_into_id", BIG_ID, nullable=True))
    op.add_column("ticket", sa.Column("follows_id", BIG_ID, nullable=True))
    op.add_column("message", sa.Column("held_for_id", BIG_ID, nullable=True))
    op.add_column("access_link", _with_default("purpose", sa.String(16), EMPTY))
    op.add_column("access_link", _with_default("about_id", BIG_ID, sa.text("0")))


def _reply_addresses() -> None:
    """Let an address stand for a task, an approval or an opinion, and a drop address for none."""
    about = _with_default("about_id", BIG_ID, sa.text("0"))
    before = "uq_reply_address_ticket_id_person_id_purpose_visibility"
    now = ["ticket_id", "person_id", "purpose", "visibility", "about_id"]
    with op.batch_alter_table("reply_address") as table:
        table.add_column(about)
        table.alter_column("ticket_id", existing_type=BIG_ID, nullable=True)
        table.drop_constraint(before, type_="unique")
        table.create_unique_constraint("uq_reply_address_meaning", now)


def _with_default(name: str, kind: Any, default: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, server_default=default, nullable=False)


def _table(name: str, *parts: Any) -> None:
    """Create a tenant-owned table whose rows bring their ids along."""
    op.create_table(
        name,
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        *parts,
        sa.Column("tenant", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
    )


def _reference(
    table: str, other: str, column: str = "", *, nullable: bool = False
) -> sa.Column[Any]:
    """Make a column that points to another table, checked when the transaction ends."""
    column = column or f"{other}_id"
    key = sa.ForeignKey(
        f"{other}.id", name=f"fk_{table}_{column}", deferrable=True, initially="DEFERRED"
    )
    return sa.Column(column, BIG_ID, key, nullable=nullable)
