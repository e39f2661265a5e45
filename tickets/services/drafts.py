"""Keeps what somebody has half written on a ticket, so that a closed window loses nothing."""

from sqlalchemy import bindparam

from tickets.model.attention import SavedDraft
from tickets.model.mail import Purpose
from tickets.store.engine import lock_key
from tickets.store.fixed import FixedRows
from tickets.store.unit_of_work import ReadUnit, UnitOfWork

LONGEST_DRAFT = 200_000


_DRAFTS = FixedRows(
    SavedDraft,
    SavedDraft.ticket_id == bindparam("ticket_id"),
    SavedDraft.person_id == bindparam("person_id"),
)


def find_drafts(unit: ReadUnit, ticket_id: int, person_id: int) -> dict[Purpose, SavedDraft]:
    """Give what a person has half written on a ticket, by what it is to become."""
    rows = _DRAFTS.all(unit, ticket_id=ticket_id, person_id=person_id)
    return {Purpose(row.purpose): row for row in rows}


def save_draft(
    uow: UnitOfWork, ticket_id: int, person_id: int, purpose: Purpose, text: str
) -> None:
    """Keep the words as the one draft of a person on a ticket; blank ones clear it."""
    lock_key(uow.connection, f"draft:{person_id}:{ticket_id}")  # two windows may save at once
    found = find_drafts(uow, ticket_id, person_id)
    known = found.pop(purpose, None)
    gone = [*found.values()] if text.strip() else [*found.values(), *([known] if known else [])]
    for row in gone:
        uow.session.delete(uow.session.get_one(SavedDraft, row.id))
    if not text.strip():
        return
    if known is None:
        known = SavedDraft(ticket_id=ticket_id, person_id=person_id, purpose=purpose)
        known.text, known.saved_at = text[:LONGEST_DRAFT], uow.now
        uow.add(known)
        return
    uow.watch(known)
    known.text, known.saved_at = text[:LONGEST_DRAFT], uow.now
