"""What can be searched: one folded text for each message, each file and each renamed person."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from tickets.model.base import BIG_ID, Base, TenantOwned, refers_to, row_id


class SearchEntry(TenantOwned, Base):
    """A text that is searched as a whole: every word of a search stands in it.

    That of a message or a file has the id of its row, so that newer ones have larger ids. It is
    written once; what changes later (the ticket it is on, who may see it) is looked up.
    """

    __tablename__ = "search_entry"
    __table_args__ = (
        Index("ix_search_entry_tenant", "tenant", "id"),
        Index("ix_search_entry_message_id", "message_id"),
        Index("ix_search_entry_person_id", "person_id"),
    )

    id: Mapped[int] = row_id()
    message_id: Mapped[int | None] = mapped_column(BIG_ID, refers_to("message.id"))
    attachment_id: Mapped[int | None] = mapped_column(BIG_ID)
    """Of the message's file that it is about; empty for the message itself."""
    person_id: Mapped[int | None] = mapped_column(BIG_ID, refers_to("person.id"))
    """A contact whose name or address was changed by hand; finds what they asked."""
    folded: Mapped[str]
    """In one case, without accents; the first line is the ticket's subject."""
    said: Mapped[str] = mapped_column(default="")
    """What stands in the file, as it is written there."""
