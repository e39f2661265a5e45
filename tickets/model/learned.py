"""What mails have taught: the words of each kind of ticket, and the accounts that writers named."""

from datetime import datetime

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from tickets.model.base import Base, TenantOwned, row_id

EVERY_MESSAGE = ""
"""In the place of a word: how many messages were learned for a kind."""
EVERY_CORRECTION = "!"
"""In the place of a word: how many of them an agent gave this kind by hand."""
OURS = ""
"""In the place of a writer: an account that the tenant itself named."""


class LearnedWord(TenantOwned, Base):
    """In how many learned messages of a kind a word stood."""

    __tablename__ = "learned_word"
    __table_args__ = (UniqueConstraint("tenant", "word", "kind"),)

    id: Mapped[int] = row_id()
    kind: Mapped[str] = mapped_column(String(40))
    word: Mapped[str] = mapped_column(String(40))
    count: Mapped[int]


class SeenAccount(TenantOwned, Base):
    """A bank account that somebody named in a mail, as a fingerprint."""

    __tablename__ = "seen_account"
    __table_args__ = (UniqueConstraint("tenant", "writer", "account"),)

    id: Mapped[int] = row_id()
    writer: Mapped[str] = mapped_column(String(320))
    """The domain of a firm, else an address; empty for the tenant itself."""
    account: Mapped[str] = mapped_column(String(32))
    known_from: Mapped[datetime]
    """When it counts as theirs: at once, but weeks later where it came as a doubtful change."""
