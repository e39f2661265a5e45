"""Links, sessions, passwords and consents; what somebody has read, does and has half written."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")
TIME = sa.DateTime(timezone=True)
OWNED = (
    "access_link",
    "consent",
    "password",
    "presence",
    "read_mark",
    "saved_draft",
    "web_session",
)


def upgrade() -> None:
    """Make the new tables, close them, and give the old ones their new columns."""
    _create_tables()
    _add_columns()
    if _is_postgresql():
        for table in OWNED:
            _close(table)
    with _open("message", "event"):
        _number_messages()


def _is_postgresql() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _close(table: str) -> None:
    """Let a row be seen and written only under its own tenant, by the owner too."""
    rule = "tenant = current_setting('stafette.tenant', true)"
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY one_tenant ON {table} USING ({rule}) WITH CHECK ({rule})")


@contextmanager
def _open(*tables: str) -> Iterator[None]:
    """Let the owner see the rows of all tenants for as long as this migration needs them."""
    for table in tables if _is_postgresql() else ():
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    yield
    for table in tables if _is_postgresql() else ():
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def _number_messages() -> None:
    """Give each message the seq of the event that tells of it."""
    named = (
        "(event.content->>'message')::bigint"
        if _is_postgresql()
        else "json_extract(event.content, '$.message')"
    )
    op.execute(
        "UPDATE message SET seq = coalesce((SELECT min(event.seq) FROM event "  # noqa: S608 - ours
        f"WHERE event.ticket_id = message.ticket_id AND {named} = message.id "
        "AND event.kind IN ('message_added', 'note_added')), 0)"
    )


def _add_columns() -> None:
    op.add_column(
        "message", sa.Column("seq", sa.Integer(), server_default=sa.text("0"), nullable=False)
    )
    op.add_column("message", sa.Column("withdrawn_at", TIME, nullable=True))
    op.drop_index("ix_message_ticket_id", table_name="message")
    op.create_index("ix_message_ticket_id", "message", ["ticket_id", "seq"], unique=False)
    for name in ("phone", "time_zone"):
        empty = sa.text("''")
        op.add_column(
            "person", sa.Column(name, sa.String(60), server_default=empty, nullable=False)
        )
    for name in ("invited_at", "registered_at", "toured_at"):
        op.add_column("person", sa.Column(name, TIME, nullable=True))
    kind = "BIGINT" if _is_postgresql() else "INTEGER"
    op.execute(
        f"ALTER TABLE outbound_mail ADD COLUMN link_id {kind} "
        "CONSTRAINT fk_outbound_mail_link_id REFERENCES access_link (id) "
        "DEFERRABLE INITIALLY DEFERRED"
    )


def _create_tables() -> None:
    _table(
        "access_link",
        sa.Column("kind", sa.String(12), nullable=False),
        _reference("access_link", "person"),
        _reference("access_link", "ticket", nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("token_sha256", sa.String(64), nullable=False),
        sa.Column("next_path", sa.String(300), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.Column("used_at", TIME, nullable=True),
        sa.Column("revoked_at", TIME, nullable=True),
        sa.UniqueConstraint("token_sha256", name="uq_access_link_token_sha256"),
    )
    op.create_index("ix_access_link_person_id", "access_link", ["person_id", "kind"])
    op.create_index("ix_access_link_ticket_id", "access_link", ["ticket_id", "person_id"])
    _table(
        "web_session",
        _reference("web_session", "person"),
        _reference("web_session", "ticket", nullable=True),
        sa.Column("token_sha256", sa.String(64), nullable=False),
        sa.Column("browser", sa.String(200), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("last_seen_at", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.Column("ended_at", TIME, nullable=True),
        sa.UniqueConstraint("token_sha256", name="uq_web_session_token_sha256"),
    )
    op.create_index("ix_web_session_person_id", "web_session", ["person_id"])
    _table(
        "password",
        _reference("password", "person"),
        sa.Column("hash", sa.String(200), nullable=False),
        sa.Column("changed_at", TIME, nullable=False),
        sa.UniqueConstraint("person_id", name="uq_password_person_id"),
    )
    _table(
        "consent",
        _reference("consent", "person"),
        sa.Column("document", sa.String(12), nullable=False),
        sa.Column("version", sa.String(40), nullable=False),
        sa.Column("text_sha256", sa.String(64), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("given_at", TIME, nullable=False),
    )
    op.create_index("ix_consent_person_id", "consent", ["person_id"])
    _attention()


def _attention() -> None:
    _table(
        "read_mark",
        _reference("read_mark", "ticket"),
        _reference("read_mark", "person"),
        sa.Column("seen_seq", sa.Integer(), nullable=False),
        sa.Column("seen_at", TIME, nullable=False),
        sa.UniqueConstraint("person_id", "ticket_id", name="uq_read_mark_person_id_ticket_id"),
    )
    _table(
        "presence",
        _reference("presence", "ticket"),
        _reference("presence", "person"),
        sa.Column("doing", sa.String(8), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.UniqueConstraint("ticket_id", "person_id", name="uq_presence_ticket_id_person_id"),
    )
    _table(
        "saved_draft",
        _reference("saved_draft", "ticket"),
        _reference("saved_draft", "person"),
        sa.Column("purpose", sa.String(16), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("saved_at", TIME, nullable=False),
        sa.UniqueConstraint(
            "person_id",
            "ticket_id",
            "purpose",
            name="uq_saved_draft_person_id_ticket_id_purpose",
        ),
    )


def _table(name: str, *parts: Any) -> None:
    """Create a tenant-owned table whose rows bring their ids along."""
    op.create_table(
        name,
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        *parts,
        sa.Column("tenant", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=f"pk_{name}"),
    )


def _reference(table: str, other: str, *, nullable: bool = False) -> sa.Column[Any]:
    """Make a column that points to another table, checked when the transaction ends."""
    key = sa.ForeignKey(
        f"{other}.id", name=f"fk_{table}_{other}_id", deferrable=True, initially="DEFERRED"
    )
    return sa.Column(f"{other}_id", BIG_ID, key, nullable=nullable)
