"""Queries on the words that agents' corrections taught."""

from collections.abc import Collection

from sqlalchemy import bindparam, func, select

from tickets.model.event import Event, EventKind
from tickets.model.learned import EVERY_CORRECTION, EVERY_MESSAGE, LearnedWord
from tickets.model.ticket import Message, Ticket, Visibility
from tickets.store.fixed import Fixed
from tickets.store.unit_of_work import ReadUnit, UnitOfWork

_COUNTS = Fixed(
    select(LearnedWord.word, LearnedWord.kind, LearnedWord.count).where(
        LearnedWord.tenant == bindparam("of_tenant"),
        LearnedWord.word.in_(bindparam("words", expanding=True)),
    )
)


def totals(unit: ReadUnit) -> tuple[dict[str, int], dict[str, int]]:
    """Give how many messages were learned and how many corrections were made, by kind."""
    found = counts_of(unit, (EVERY_MESSAGE, EVERY_CORRECTION))
    return found.get(EVERY_MESSAGE, {}), found.get(EVERY_CORRECTION, {})


def counts_of(unit: ReadUnit, words: Collection[str]) -> dict[str, dict[str, int]]:
    """Give in how many learned messages words stood: by word, then kind."""
    found: dict[str, dict[str, int]] = {}
    for word, kind, count in _COUNTS.rows(unit, words=list(words)):
        found.setdefault(word, {})[kind] = count
    return found


def change_counts(uow: UnitOfWork, kind: str, words: Collection[str], by: int) -> None:
    """Count words of one message for a kind, or with a negative number take them back."""
    known = {
        row.word: row
        for row in uow.session.scalars(
            select(LearnedWord)
            .where(LearnedWord.kind == kind, LearnedWord.word.in_(words))
            .order_by(LearnedWord.id)
            .with_for_update()
        )
    }
    fresh = {row.word: row for row in uow.pending(LearnedWord) if row.kind == kind}
    for word in words:
        row = known.get(word) or fresh.get(word)
        if row is not None:
            row.count = max(0, row.count + by)
        elif by > 0:
            uow.add(LearnedWord(kind=kind, word=word, count=by))


def first_words(unit: ReadUnit, ticket_id: int) -> tuple[str, str] | None:
    """Give the subject and the first public text of a ticket that a contact opened."""
    row = unit.session.execute(
        select(Ticket.subject, Message.text)
        .join(Message, Message.ticket_id == Ticket.id)
        .where(Ticket.id == ticket_id, Message.visibility == Visibility.PUBLIC)
        .order_by(Message.seq)
        .limit(1)
    ).first()
    return (row[0], row[1]) if row else None


def neighbours(unit: ReadUnit, ticket_id: int, kind: str, number: int) -> list[int]:
    """List the tickets of a kind that were opened last before another one."""
    return list(
        unit.session.scalars(
            select(Ticket.id)
            .where(Ticket.id < ticket_id, Ticket.kind == kind)
            .order_by(Ticket.id.desc())
            .limit(number)
        )
    )


def times_corrected(unit: ReadUnit, ticket_id: int) -> int:
    """Count how often agents said what kind a ticket is."""
    return (
        unit.session.scalar(
            select(func.count(Event.id)).where(
                Event.ticket_id == ticket_id, Event.kind == EventKind.KIND_SET
            )
        )
        or 0
    )
