"""Rounds of opinions: several colleagues are asked by a date, inside, and the asker hears of it.

Planned and rendered first, then written under the ticket's lock, as everything that is mailed.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.exc import IntegrityError

from templates import Earlier
from tenants import TenantConfig
from tickets.core import Core
from tickets.errors import NotFoundError, RefusedError, StaleError, TemporaryError
from tickets.model.event import EventKind
from tickets.model.ids import new_id
from tickets.model.judging import Opinion, OpinionRound
from tickets.model.reminder import Reminder, ReminderKind
from tickets.model.ticket import Channel, Message, Ticket, Visibility
from tickets.services.conversation import add_message, lock_ticket
from tickets.services.handling import note
from tickets.services.judging_mails import JudgingPlanner
from tickets.services.notify import Draft
from tickets.services.outbox import Cause, Sender, owe_mails
from tickets.services.reminders import Act, cancel_reminders, plan_reminder
from tickets.services.tasks import By
from tickets.services.values import Author, NewFile, NewMessage
from tickets.store.approvals import agent_recipient
from tickets.store.audience import Audience, Recipient, audience_of_ticket
from tickets.store.opinions import (
    RoundView,
    conversation_so_far,
    find_opinion,
    find_round,
    public_files,
    rounds_of_ticket,
)
from tickets.store.unit_of_work import ReadUnit, UnitOfWork

LONGEST_QUESTION = 5_000
MOST_ASKED = 20
FARTHEST = timedelta(days=180)
_TRIES = 8


@dataclass(frozen=True, slots=True)
class Question:
    """What colleagues are asked, and by when."""

    text: str
    due_at: datetime
    people: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PlannedRound:
    """A round about to begin, its mails rendered."""

    ticket_id: int
    question: Question
    opinion_ids: tuple[int, ...]
    """In the order of the people."""
    drafts: tuple[Draft, ...]
    file_ids: tuple[int, ...]
    seen_seq: int | None
    by: By


@dataclass(frozen=True, slots=True)
class PlannedOpinion:
    """An opinion about to be noted, and the word to the asker where it is the last one."""

    opinion_id: int
    drafts: tuple[Draft, ...]
    is_last: bool
    is_again: bool
    """They have said something before; this is kept as one more note."""


def plan_round(
    core: Core, config: TenantConfig, ticket_id: int, question: Question, by: By
) -> PlannedRound:
    """Render what each colleague is asked; raises RefusedError where nobody or nothing is asked."""
    people = tuple(dict.fromkeys(one for one in question.people if one != by.who.person_id))
    text = question.text.strip()[:LONGEST_QUESTION]
    now = core.clock.now()
    if not people or len(people) > MOST_ASKED:
        raise RefusedError("Please choose whom to ask.")
    if not text:
        raise RefusedError("Please write what you want to know.")
    if not now < question.due_at < now + FARTHEST:
        raise RefusedError("Please choose a day that is still to come.")
    with core.read(config.slug) as unit:
        audience = audience_of_ticket(unit, config, ticket_id)
        asked = [agent_recipient(unit, config, one) for one in people]
        earlier, files, file_ids = _so_far(unit, ticket_id)
    planner = JudgingPlanner(config, core.notices, audience)
    opinion_ids = tuple(new_id() for _ in people)
    drafts = tuple(
        planner.opinion_request(
            opinion_id,
            one,
            by_name=by.who.shown_name,
            question=text,
            due_at=question.due_at,
            earlier=earlier,
            files=files,
        )
        for opinion_id, one in zip(opinion_ids, asked, strict=True)
        if one is not None
    )
    if len(drafts) != len(people):
        raise RefusedError("Please choose whom to ask.")
    question = Question(text, question.due_at, people)
    return PlannedRound(ticket_id, question, opinion_ids, drafts, file_ids, audience.seen_seq, by)


def begin_round(
    uow: UnitOfWork, config: TenantConfig, sender: Sender, ticket: Ticket, planned: PlannedRound
) -> OpinionRound:
    """Ask everybody; whoever has not answered by the date is chased once."""
    question, by = planned.question, planned.by
    row = OpinionRound(
        ticket_id=ticket.id,
        asked_by_id=by.who.person_id,
        question=question.text,
        asked_at=uow.now,
        due_at=question.due_at,
    )
    uow.add(row)
    for opinion_id, person_id in zip(planned.opinion_ids, question.people, strict=True):
        uow.add(Opinion(id=opinion_id, round_id=row.id, ticket_id=ticket.id, person_id=person_id))
        plan_reminder(
            uow,
            ticket,
            ReminderKind.OPINION,
            question.due_at,
            person_id=person_id,
            about_id=opinion_id,
        )
    content: dict[str, object] = {
        "round": row.id,
        "people": list(question.people),
        "due": question.due_at.isoformat(),
        "way": by.way,
    }
    note(uow, ticket, EventKind.OPINIONS_ASKED, by.who.person_id, content)
    owe_mails(uow, config, sender, planned.drafts, Cause(ticket, file_ids=planned.file_ids))
    return row


def ask_opinions(
    core: Core, config: TenantConfig, ticket_id: int, question: Question, by: By
) -> None:
    """Begin a round in a unit of work of its own, again where the ticket moved on meanwhile."""
    sender = Sender(core.signer, core.instance)
    for _ in range(_TRIES):
        planned = plan_round(core, config, ticket_id, question, by)
        try:
            with core.write(config.slug) as uow:
                ticket = lock_ticket(uow, ticket_id, planned.seen_seq)
                begin_round(uow, config, sender, ticket, planned)
        except (StaleError, IntegrityError):
            continue
        return
    raise TemporaryError("This ticket is very busy; please try again.")


def plan_opinion(
    core: Core, config: TenantConfig, audience: Audience, opinion_id: int, text: str
) -> PlannedOpinion:
    """Say what an answer does to its round, and render the word to the asker where it is full."""
    with core.read(config.slug) as unit:
        opinion = find_opinion(unit, opinion_id)
        if opinion is None or audience.ticket_id is None:
            raise NotFoundError("There is no such opinion.")
        view = _view(unit, audience.ticket_id, opinion.round_id)
        is_again = opinion.answered_at is not None
        missing = [one for one in view.missing if one.id != opinion_id]
        is_last = not missing and not is_again and view.is_open
        drafts: tuple[Draft, ...] = ()
        if is_last or not view.is_open:
            # A late one goes on to the asker as well, with all that was said before.
            said = (opinion_id, core.clock.now(), text)
            drafts = _in(unit, core, config, audience, view, fresh=said)
    return PlannedOpinion(opinion_id, drafts, is_last, is_again)


def give_opinion(
    uow: UnitOfWork, ticket: Ticket, planned: PlannedOpinion, message: Message, way: str
) -> None:
    """Note what a colleague said, which stands on the ticket as an internal message already.

    Raises StaleError where the round has changed since it was planned.
    """
    opinion = find_opinion(uow, planned.opinion_id, locks=True)
    if opinion is None or (opinion.answered_at is not None) != planned.is_again:
        raise StaleError("The opinion was given meanwhile.")
    if not planned.is_again:
        uow.watch(opinion)
        opinion.message_id, opinion.answered_at = message.id, uow.now
        cancel_reminders(uow, about_id=opinion.id)
    content: dict[str, object] = {
        "round": opinion.round_id,
        "message": message.id,
        "person": opinion.person_id,
        "way": way,
    }
    note(uow, ticket, EventKind.OPINION_GIVEN, opinion.person_id, content)
    found = find_round(uow, opinion.round_id, locks=True)
    if planned.is_last and found is not None and found.closed_at is None:
        uow.watch(found).closed_at = uow.now


def write_opinion(core: Core, config: TenantConfig, opinion_id: int, text: str, by: By) -> None:
    """Keep an opinion that somebody typed on the desk; raises NotFoundError for anybody else's."""
    sender = Sender(core.signer, core.instance)
    for _ in range(_TRIES):
        with core.read(config.slug) as unit:
            opinion = find_opinion(unit, opinion_id)
            if opinion is None or opinion.person_id != by.who.person_id:
                raise NotFoundError("There is no such opinion.")
            audience = audience_of_ticket(unit, config, opinion.ticket_id)
        planned = plan_opinion(core, config, audience, opinion_id, text)
        new = _typed(core, text, by)
        try:
            with core.write(config.slug) as uow:
                ticket = lock_ticket(uow, opinion.ticket_id, audience.seen_seq)
                added = add_message(uow, config, ticket, new, is_first=False)
                give_opinion(uow, ticket, planned, added.message, by.way)
                owe_mails(uow, config, sender, planned.drafts, Cause(ticket))
        except (StaleError, IntegrityError):
            continue
        return
    raise TemporaryError("This ticket is very busy; please try again.")


def close_round(core: Core, config: TenantConfig, ticket_id: int, round_id: int, by: By) -> None:
    """Wait for nobody any more; who asked is told what there is."""
    sender = Sender(core.signer, core.instance)
    for _ in range(_TRIES):
        with core.read(config.slug) as unit:
            audience = audience_of_ticket(unit, config, ticket_id)
            view = _view(unit, ticket_id, round_id)
            if not view.is_open:
                return
            drafts = _in(unit, core, config, audience, view)
        try:
            with core.write(config.slug) as uow:
                ticket = lock_ticket(uow, ticket_id, audience.seen_seq)
                found = find_round(uow, round_id, locks=True)
                if found is None or found.closed_at is not None:
                    return
                uow.watch(found).closed_at = uow.now
                for one in view.missing:
                    cancel_reminders(uow, about_id=one.id)
                content: dict[str, object] = {"round": round_id, "closed": True, "way": by.way}
                note(uow, ticket, EventKind.OPINIONS_ASKED, by.who.person_id, content)
                if by.who.person_id != view.round.asked_by_id:
                    owe_mails(uow, config, sender, drafts, Cause(ticket))
        except (StaleError, IntegrityError):
            continue
        return
    raise TemporaryError("This ticket is very busy; please try again.")


def on_opinion_due(core: Core, config: TenantConfig, reminder: Reminder) -> Act | None:
    """Chase whoever has not given an opinion, once."""
    opinion_id = reminder.about_id or 0
    with core.read(config.slug) as unit:
        opinion = find_opinion(unit, opinion_id)
        found = find_round(unit, opinion.round_id) if opinion else None
        if opinion is None or found is None or opinion.answered_at or found.closed_at:
            return None
        audience = audience_of_ticket(unit, config, opinion.ticket_id)
        one = agent_recipient(unit, config, opinion.person_id)
        asker = agent_recipient(unit, config, found.asked_by_id)
        earlier, files, file_ids = _so_far(unit, opinion.ticket_id)
    if one is None:
        return None
    draft = JudgingPlanner(config, core.notices, audience).opinion_request(
        opinion_id,
        one,
        by_name=asker.shown_name if asker else config.name,
        question=found.question,
        due_at=found.due_at,
        earlier=earlier,
        files=files,
        is_reminder=True,
    )
    sender = Sender(core.signer, core.instance)

    def act(uow: UnitOfWork, ticket: Ticket) -> None:
        row = find_opinion(uow, opinion_id, locks=True)
        if row is None or row.answered_at is not None:
            return
        uow.watch(row).chased_at = uow.now
        content: dict[str, object] = {"round": row.round_id, "person": row.person_id}
        note(uow, ticket, EventKind.REMINDED, None, content)
        owe_mails(uow, config, sender, [draft], Cause(ticket, file_ids=file_ids))

    return act


def _view(unit: ReadUnit, ticket_id: int, round_id: int) -> RoundView:
    found = next(
        (one for one in rounds_of_ticket(unit, ticket_id) if one.round.id == round_id), None
    )
    if found is None:
        raise NotFoundError("There is no such round.")
    return found


def _so_far(
    unit: ReadUnit, ticket_id: int
) -> tuple[tuple[Earlier, ...], tuple[NewFile, ...], tuple[int, ...]]:
    """Give the conversation and its files, as far as the customer knows them too."""
    said = conversation_so_far(unit, ticket_id)
    rows = public_files(unit, ticket_id)
    files = tuple(NewFile(one.name, one.content_type, one.size, one.sha256) for one in rows)
    return tuple(Earlier(*one) for one in said), files, tuple(row.id for row in rows)


def _in(
    unit: ReadUnit,
    core: Core,
    config: TenantConfig,
    audience: Audience,
    view: RoundView,
    *,
    fresh: tuple[int, datetime, str] | None = None,
) -> tuple[Draft, ...]:
    """Render all opinions for who asked; `fresh` is one about to be noted."""
    asker: Recipient | None = agent_recipient(unit, config, view.round.asked_by_id)
    if asker is None:
        return ()
    names = {one.id: one.name for one in view.opinions}
    said = [Earlier(one.name, one.answered_at or unit.now, one.text) for one in view.given]
    if fresh is not None:
        said.append(Earlier(names[fresh[0]], fresh[1], fresh[2]))
    missing = tuple(one.name for one in view.missing if fresh is None or one.id != fresh[0])
    planner = JudgingPlanner(config, core.notices, audience)
    return (planner.opinions_in(asker, view.round.question, tuple(said), missing),)


def _typed(core: Core, text: str, by: By) -> NewMessage:
    author = Author(
        name=by.who.name,
        address=by.who.address,
        person_id=by.who.person_id,
        side=by.who.side,
        language=by.who.language,
        is_proven=True,
        is_settled=True,
    )
    return NewMessage(
        visibility=Visibility.INTERNAL,
        channel=Channel.WEB,
        author=author,
        text=text,
        written_at=core.clock.now(),
        language=by.who.language,
        trust="proven",
    )
