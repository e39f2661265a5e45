"""Queries on rounds of opinions: who was asked, and what they said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select

from tickets.model.judging import Opinion, OpinionRound
from tickets.model.people import Person
from tickets.model.ticket import Attachment, Message, Ticket, Visibility
from tickets.store.fixed import Fixed, FixedRows
from tickets.store.unit_of_work import ReadUnit

_OPINION = FixedRows(Opinion, Opinion.id == bindparam("row_id"))
_OPINION_LOCKED = FixedRows(Opinion, Opinion.id == bindparam("row_id"), locks=True)
_ROUND = FixedRows(OpinionRound, OpinionRound.id == bindparam("row_id"))
_ROUND_LOCKED = FixedRows(OpinionRound, OpinionRound.id == bindparam("row_id"), locks=True)
_ROUNDS = FixedRows(OpinionRound, OpinionRound.ticket_id == bindparam("ticket_id"))
_IN_ROUND = FixedRows(Opinion, Opinion.round_id == bindparam("round_id"))
_SAID = Fixed(
    select(
        Opinion.id,
        Opinion.round_id,
        Opinion.person_id,
        Person.name,
        Opinion.answered_at,
        Opinion.chased_at,
        Opinion.message_id,
        func.coalesce(Message.text, ""),
    )
    .join(Person, Person.id == Opinion.person_id)
    .outerjoin(Message, Message.id == Opinion.message_id)
    .where(Opinion.tenant == bindparam("of_tenant"), Opinion.ticket_id == bindparam("ticket_id"))
    .order_by(Opinion.id)
)
_TALK = Fixed(
    select(Message.author_name, Message.author_address, Message.written_at, Message.text)
    .where(
        Message.tenant == bindparam("of_tenant"),
        Message.ticket_id == bindparam("ticket_id"),
        Message.visibility == Visibility.PUBLIC.value,
        Message.automatic == "",
        Message.withdrawn_at.is_(None),
    )
    .order_by(Message.seq.desc())
    .limit(10)
)
_FILES = FixedRows(
    Attachment,
    Attachment.message_id.in_(
        select(Message.id).where(
            Message.tenant == bindparam("of_tenant"),
            Message.ticket_id == bindparam("ticket_id"),
            Message.visibility == Visibility.PUBLIC.value,
            Message.withdrawn_at.is_(None),
        )
    ),
)
MOST_FILES = 10


@dataclass(frozen=True, slots=True)
class SaidOpinion:
    """What one colleague was asked, and said."""

    id: int
    round_id: int
    person_id: int
    name: str
    answered_at: datetime | None
    chased_at: datetime | None
    message_id: int | None
    text: str


@dataclass(frozen=True, slots=True)
class RoundView:
    """A round with all that was said in it."""

    round: OpinionRound
    opinions: Sequence[SaidOpinion]

    @property
    def missing(self) -> list[SaidOpinion]:
        """List who has said nothing yet."""
        return [one for one in self.opinions if one.answered_at is None]

    @property
    def given(self) -> list[SaidOpinion]:
        """List what was said, the first answer first."""
        said = [one for one in self.opinions if one.answered_at is not None]
        return sorted(said, key=lambda one: (one.answered_at, one.id))

    @property
    def is_open(self) -> bool:
        """Tell whether more opinions are waited for."""
        return self.round.closed_at is None


@dataclass(frozen=True, slots=True)
class OpinionLine:
    """What somebody is asked, as a list shows it."""

    opinion: Opinion
    question: str
    due_at: datetime
    number: int
    subject: str
    asked_by: str


def find_opinion(unit: ReadUnit, row_id: int, *, locks: bool = False) -> Opinion | None:
    """Find one colleague's part in a round; to change it, with its ticket's lock held."""
    return (_OPINION_LOCKED if locks else _OPINION).first(unit, row_id=row_id)


def find_round(unit: ReadUnit, row_id: int, *, locks: bool = False) -> OpinionRound | None:
    """Find a round; to change it, with its ticket's lock held."""
    return (_ROUND_LOCKED if locks else _ROUND).first(unit, row_id=row_id)


def opinions_in_round(unit: ReadUnit, round_id: int) -> list[Opinion]:
    """List everybody's part in a round."""
    return _IN_ROUND.all(unit, round_id=round_id)


def rounds_of_ticket(unit: ReadUnit, ticket_id: int) -> list[RoundView]:
    """List the rounds of a ticket with what was said, oldest first."""
    rounds = _ROUNDS.all(unit, ticket_id=ticket_id)
    if not rounds:
        return []
    said = [SaidOpinion(*row) for row in _SAID.rows(unit, ticket_id=ticket_id)]
    return [RoundView(row, [one for one in said if one.round_id == row.id]) for row in rounds]


def conversation_so_far(unit: ReadUnit, ticket_id: int) -> list[tuple[str, datetime, str]]:
    """Give who said what when in public, the last ten messages, oldest first."""
    rows = _TALK.rows(unit, ticket_id=ticket_id)
    return [(name or address, at, text) for name, address, at, text in reversed(rows)]


def public_files(unit: ReadUnit, ticket_id: int) -> list[Attachment]:
    """List the newest files of a ticket's public messages, pictures in texts left out."""
    rows = [one for one in _FILES.all(unit, ticket_id=ticket_id) if not one.is_inline]
    return rows[-MOST_FILES:]


def opinions_wanted_of(unit: ReadUnit, person_id: int) -> Sequence[OpinionLine]:
    """List what somebody is asked and has not answered, the most urgent first."""
    query = (
        select(
            Opinion,
            OpinionRound.question,
            OpinionRound.due_at,
            Ticket.number,
            Ticket.subject,
            Person.name,
        )
        .join(OpinionRound, OpinionRound.id == Opinion.round_id)
        .join(Ticket, Ticket.id == Opinion.ticket_id)
        .join(Person, Person.id == OpinionRound.asked_by_id)
        .where(
            Opinion.person_id == person_id,
            Opinion.answered_at.is_(None),
            OpinionRound.closed_at.is_(None),
        )
        .order_by(OpinionRound.due_at, Opinion.id)
        .limit(200)
    )
    return [OpinionLine(*row) for row in unit.session.execute(query)]
