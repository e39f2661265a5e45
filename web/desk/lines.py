"""Turns a ticket into the lines of its page: messages, events and automatic mail, in order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Literal

from tickets.model.event import Event, EventKind
from tickets.model.mail import Delivery
from tickets.model.noted import find_return
from tickets.model.ticket import Channel, Visibility
from tickets.store.thread_views import Entry, SentMail, Thread
from tickets.text.plain import without_signature
from web.dependencies import Visit
from web.desk.events import event_sentence
from web.desk.invited import Card, cards_of
from web.desk.repeated import Shared, share_files
from web.desk.task_events import steps_together
from web.desk.words import flag_sentences, why_sentences
from web.shown_files import ShownFile


@dataclass(frozen=True, slots=True)
class Handed:
    """How far a mail of a message has come to one recipient."""

    mail: SentMail
    state: Literal["waiting", "deferred", "sent", "lost"]
    said: str
    """What the other server said last; empty while all is well."""


@dataclass(frozen=True, slots=True)
class MessageLine:
    """A message with all that its place on the page shows."""

    entry: Entry
    text: str
    signature: str
    quoted_count: int
    """Lines of quoted text."""
    way: str
    """By which way it came, and to whom."""
    why: Sequence[str]
    flags: Sequence[str]
    files: Sequence[ShownFile]
    pictures: Sequence[ShownFile]
    folded: Sequence[ShownFile]
    """Pictures of signatures, and such as came before."""
    again: Sequence[ShownFile]
    """Other files that came before."""
    card: Card | None
    """The invitation that it brings."""
    handed: Sequence[Handed]
    is_new: bool
    sort: Literal["message"] = "message"

    @property
    def is_note(self) -> bool:
        """Tell whether only staff sees it."""
        return self.entry.visibility == Visibility.INTERNAL

    @property
    def is_ours(self) -> bool:
        """Tell whether the tenant's side wrote it."""
        return self.entry.author.is_agent


@dataclass(frozen=True, slots=True)
class AutomaticLine:
    """Mail of a machine: theirs on the ticket, or ours that went out."""

    at: datetime
    heading: str
    text: str
    entry: Entry | None = None
    sort: Literal["automatic"] = "automatic"


@dataclass(frozen=True, slots=True)
class EventLine:
    """Something that happened between the messages."""

    at: datetime
    sentence: str
    is_handing_over: bool
    ticket_number: int = 0
    """Another ticket that it names."""
    sort: Literal["event"] = "event"


@dataclass(frozen=True, slots=True)
class NewMark:
    """Where what the viewer has not seen begins."""

    sort: Literal["new"] = field(default="new")


@dataclass(frozen=True, slots=True)
class Around:
    """What a message's line needs of the messages around it."""

    seen_seq: int
    """How far the viewer has read."""
    shared: Mapping[int, Shared]
    cards: Mapping[int, Card]


Line = MessageLine | AutomaticLine | EventLine | NewMark


def lines_of(here: Visit, thread: Thread, seen_seq: int) -> list[Line]:
    """Put everything of a ticket in order; what came after `seen_seq` is new to the viewer."""
    around = Around(seen_seq, share_files(here, thread.entries), cards_of(here, thread.entries))
    placed: list[tuple[int, int, Line]] = [
        (entry.seq, 0, _entry_line(here, thread, entry, around)) for entry in thread.entries
    ]
    steps = steps_together(thread.events)
    placed += [
        (event.seq, 1, line)
        for event in thread.events
        if (line := _event_line(here, thread, event, steps)) is not None
    ]
    seqs = {entry.id: entry.seq for entry in thread.entries}
    placed += [
        (seqs.get(mail.message_id or 0, 0), 2, _receipt_line(here, mail))
        for mail in thread.mails
        if mail.notice == "receipt"
    ]
    placed.sort(key=lambda one: one[:2])
    lines = [line for _, _, line in placed]
    first_new = next(
        (at for at, line in enumerate(lines) if isinstance(line, MessageLine) and line.is_new),
        0,
    )
    # Where everything is new, nothing needs to be marked.
    return [*lines[:first_new], NewMark(), *lines[first_new:]] if first_new else lines


def _entry_line(here: Visit, thread: Thread, entry: Entry, around: Around) -> Line:
    if entry.automatic:
        return AutomaticLine(entry.written_at, _automatic(here, entry), entry.text, entry)
    text, signature = without_signature(entry.text, entry.signature), entry.signature.strip()
    shared = around.shared[entry.id]
    return MessageLine(
        entry=entry,
        text=text,
        signature=signature,
        quoted_count=len(entry.quoted_text.strip().splitlines()),
        way=_way(here, thread, entry),
        why=why_sentences(here, entry),
        flags=flag_sentences(here, entry),
        files=shared.files,
        pictures=shared.pictures,
        folded=shared.folded,
        again=shared.again,
        card=around.cards.get(entry.id),
        handed=[_handed(mail) for mail in thread.mails_of(entry.id)],
        is_new=entry.seq > around.seen_seq and entry.author.id != here.me.person_id,
    )


def _automatic(here: Visit, entry: Entry) -> str:
    """Say whose machine wrote, and until when they are away."""
    name = entry.author.shown_name or "?"
    back_on = find_return(entry.flags)
    if back_on is None:
        return here.say("Automatic mail from %(name)s", name=name)
    day = here.reader.dates.day(datetime.combine(back_on, time(12), here.reader.zone))
    return here.say("Automatic mail from %(name)s, away until %(day)s", name=name, day=day)


def _way(here: Visit, thread: Thread, entry: Entry) -> str:
    """Say in few words to whom it went and how it was written."""
    if entry.visibility == Visibility.INTERNAL:
        return ""
    if entry.author.is_agent:
        names = [mail.to_name or mail.to_address for mail in thread.mails_of(entry.id)]
        to = here.say("to %(people)s", people=", ".join(names)) if names else ""
        by = here.say("by mail") if entry.channel == Channel.MAIL else here.say("on the desk")
        return f"{to} · {by}" if to else by
    match entry.channel:
        case Channel.WEB:
            return here.say("in the portal")
        case Channel.PHONE:
            return here.say("on the phone")
        case _:
            own = [one for one in entry.came_to if here.config.department_for(one)]
            return here.say("to %(people)s", people=own[0]) if own else here.say("by mail")


def _handed(mail: SentMail) -> Handed:
    match mail.state:
        case Delivery.SENT:
            return Handed(mail, "sent", "")
        case Delivery.DEFERRED:
            return Handed(mail, "deferred", mail.answer)
        case Delivery.FAILED | Delivery.BOUNCED:
            return Handed(mail, "lost", mail.answer)
        case _:
            return Handed(mail, "waiting", "")


def _receipt_line(here: Visit, mail: SentMail) -> AutomaticLine:
    name = mail.to_name or mail.to_address
    is_lost = mail.state in (Delivery.FAILED, Delivery.BOUNCED)
    heading = (
        here.say("The receipt to %(name)s did not arrive", name=name)
        if is_lost
        else here.say("Receipt sent to %(name)s", name=name)
    )
    return AutomaticLine(mail.dated_at, heading, mail.text.split("\n-- \n")[0].strip())


def _event_line(
    here: Visit, thread: Thread, event: Event, steps: Mapping[int, str]
) -> EventLine | None:
    sentence = event_sentence(here, thread, event, steps)
    if not sentence:
        return None
    is_handing_over = event.kind in (EventKind.OWNER_SET, EventKind.DEPARTMENT_SET)
    return EventLine(event.happened_at, sentence, is_handing_over)
