"""What somebody writes at a screen: planned and rendered first, then written in one go.

A page calls `send_reply` and answers by what comes back. It opens its own units of work, because a
ticket that moves on meanwhile makes the plan stale, and then everything is planned again.
`plan_reply` alone serves the preview of a mail. New tickets are opened in `openings.py`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy.exc import IntegrityError

from tenants import TenantConfig
from tickets.core import Core
from tickets.errors import MergedError, StaleError, TemporaryError
from tickets.model.domains import company_domain
from tickets.model.event import Event, EventKind
from tickets.model.mail import OutboundMail
from tickets.model.people import ParticipantRole, Side
from tickets.model.routing import Due, DueKind
from tickets.model.ticket import Channel, Message, Ticket, TicketState, Visibility
from tickets.model.viewer import Viewer
from tickets.ports import NOW
from tickets.services.approvals import Asking, hold_answer, plan_asking
from tickets.services.conversation import (
    Added,
    add_message,
    lock_ticket,
    present_participants,
    take_ownership,
)
from tickets.services.file_texts import with_texts
from tickets.services.notify import Draft, Planner
from tickets.services.outbox import Cause, Sender, owe_mails
from tickets.services.people import join
from tickets.services.values import Author, NewFile, NewMessage
from tickets.store.audience import Audience, Recipient, audience_of_ticket
from tickets.store.desk_parts import messages_since
from tickets.store.unit_of_work import UnitOfWork

UNDO_WITHIN = timedelta(seconds=10)
"""How long mails of a message written on the desk wait, so that it can be taken back."""
TRIES = 8
"""How often a change is planned again before it is given up; each time somebody was faster."""
_LATER = timedelta(milliseconds=100)

Also = Callable[[UnitOfWork, Ticket, Added], None]
"""What a page changes in the same unit of work, after the message is in."""


@dataclass(frozen=True, slots=True)
class Reply:
    """A message for a ticket with its mails rendered; good while the ticket stays as it was."""

    ticket_id: int
    new: NewMessage
    drafts: tuple[Draft, ...]
    seen_seq: int | None
    """Number of the ticket's last event when this was planned."""
    asking: Asking | None = None
    """Set where it is a quote that waits inside until somebody has approved it."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A message that is on its ticket now, its mails owed."""

    ticket_id: int
    number: int
    message_id: int
    seq: int
    mail_count: int
    is_held: bool = False
    """It waits inside for an approval."""


@dataclass(frozen=True, slots=True)
class Overtaken:
    """Nothing was written: others wrote since the page was opened, and this is what they said."""

    messages: tuple[Message, ...]


def author_of(viewer: Viewer) -> Author:
    """Give the author that somebody at a screen is; being signed in proves who they are."""
    return Author(
        name=viewer.name,
        address=viewer.address,
        person_id=viewer.person_id,
        side=viewer.side,
        language=viewer.language,
        is_proven=True,
        is_settled=True,
    )


def keep_file(core: Core, tenant: str, *, name: str, content_type: str, content: bytes) -> NewFile:
    """Keep an uploaded file as a blob; before any unit of work opens, as disks are slow."""
    return NewFile(
        name=name,
        content_type=content_type,
        size=len(content),
        sha256=core.blobs.put(tenant, content),
    )


def new_message(
    core: Core,
    tenant: str,
    author: Author,
    text: str,
    *,
    visibility: Visibility = Visibility.PUBLIC,
    channel: Channel = Channel.WEB,
    files: Sequence[NewFile] = (),
    why: str = "",
) -> NewMessage:
    """Make the message that somebody wrote at a screen just now, its files read."""
    return NewMessage(
        visibility=visibility,
        channel=channel,
        author=author,
        text=text,
        written_at=core.clock.now(),
        language=author.language,
        files=with_texts(core, tenant, files),
        trust="proven",
        why=why,
    )


def plan_reply(
    core: Core, config: TenantConfig, ticket_id: int, new: NewMessage, *, may_hold: bool = True
) -> Reply:
    """Look at who hears of a message and render their mails; raises NotFoundError.

    A quote that somebody has to approve first becomes an internal message; `may_hold` off renders
    what the customer would get all the same.
    """
    with core.read(config.slug) as unit:
        audience = audience_of_ticket(
            unit, config, ticket_id, with_history=new.author.side is Side.AGENT
        )
    asking = plan_asking(core, config, audience, new) if may_hold else None
    if asking is not None:
        new = replace(new, visibility=Visibility.INTERNAL)
        return Reply(ticket_id, new, asking.drafts, audience.seen_seq, asking)
    planner = Planner(config, core.notices, audience)
    drafts = plan_drafts(planner, config, audience, new)
    return Reply(ticket_id, new, tuple(drafts), audience.seen_seq)


def plan_drafts(
    planner: Planner, config: TenantConfig, audience: Audience, new: NewMessage
) -> list[Draft]:
    """Render what a message owes, by who wrote it and whether it is internal."""
    agent = _agent(config, audience, new)
    if agent is not None and new.visibility is Visibility.PUBLIC:
        return planner.agent_answered(new, agent)
    if agent is not None:
        return planner.note_written(new)
    firm = company_domain(new.author.address, config.reading.free_mail_domains) or ""
    return planner.contact_wrote(new, subject=audience.subject, kind=audience.kind, company=firm)


def apply_reply(
    uow: UnitOfWork, core: Core, config: TenantConfig, reply: Reply, *, hold: timedelta = NOW
) -> tuple[Ticket, Added, list[OutboundMail]]:
    """Put a planned message on its ticket and owe its mails, held back for a while.

    Raises StaleError where the ticket moved on since it was planned.
    """
    ticket = lock_ticket(uow, reply.ticket_id, reply.seen_seq)
    was_done = ticket.state == TicketState.DONE
    added = add_message(uow, config, ticket, reply.new, is_first=False)
    if was_done and ticket.state == TicketState.OPEN:
        _note_reopening(uow, ticket, added.message)
    if reply.asking is not None:
        hold_answer(uow, ticket, added, reply.asking, "web")
    let_take_part(uow, ticket, added.message.author_id, reply.new)
    cause = Cause(ticket, added.message, added.file_ids)
    mails = owe_mails(uow, config, Sender(core.signer, core.instance), reply.drafts, cause)
    hold_back(uow, mails, NOW if reply.asking else hold)
    return ticket, added, mails


def send_reply(
    core: Core,
    config: TenantConfig,
    ticket_id: int,
    new: NewMessage,
    *,
    seen_seq: int | None = None,
    hold: timedelta = NOW,
    also: Also | None = None,
) -> Sent | Overtaken:
    """Plan a message and write it, again where its ticket moved on meanwhile.

    With `seen_seq`, the last event that the writer was shown, words of others that came after it
    are given back instead. Raises NotFoundError, or TemporaryError for a ticket that never rests.
    """
    for _ in range(TRIES):
        if seen_seq is not None:
            with core.read(config.slug) as unit:
                newer = messages_since(unit, ticket_id, seen_seq, but_of=new.author.person_id)
            if newer:
                return Overtaken(tuple(newer))
        reply = plan_reply(core, config, ticket_id, new)
        try:
            with core.write(config.slug) as uow:
                ticket, added, mails = apply_reply(uow, core, config, reply, hold=hold)
                if also is not None:
                    also(uow, ticket, added)
        except MergedError as merged:  # the words go where the conversation goes on
            ticket_id, seen_seq = merged.into, None
            continue
        except (StaleError, IntegrityError):  # a mail came in, or a colleague wrote, just now
            continue
        return sent(ticket, added, mails)
    raise TemporaryError("This ticket is very busy; please try again.")


def let_take_part(uow: UnitOfWork, ticket: Ticket, author_id: int | None, new: NewMessage) -> None:
    """Make who answers an unowned ticket its owner, and another answering agent a follower."""
    is_answer = new.visibility is Visibility.PUBLIC and new.author.side is Side.AGENT
    if author_id is None or not is_answer:
        return
    if take_ownership(uow, ticket, author_id) or ticket.owner_id == author_id:
        return
    present = present_participants(uow, ticket)
    join(uow, ticket, author_id, ParticipantRole.FOLLOWER, present)


def hold_back(uow: UnitOfWork, mails: Sequence[OutboundMail], hold: timedelta) -> None:
    """Let mails owed in this very unit leave later, so that they can still be cancelled."""
    if hold <= NOW or not mails:
        return
    keys = {str(mail.id) for mail in mails}
    held: set[int] = set()
    for mail in mails:
        mail.not_before += hold
    for due in uow.pending(Due):
        if due.kind == DueKind.OUTBOUND and due.key in keys:
            due.at += hold
            held.add(due.id)
    uow.knocks = [
        (kind, due_id, pause + hold + _LATER if due_id in held else pause)
        for kind, due_id, pause in uow.knocks
    ]


def _agent(config: TenantConfig, audience: Audience, new: NewMessage) -> Recipient | None:
    if new.author.side is not Side.AGENT:
        return None
    known = audience.find(new.author.person_id)
    return known or Recipient(
        person_id=new.author.person_id,
        name=new.author.name,
        address=new.author.address,
        language=config.language_for(new.author.language),
        side=Side.AGENT,
    )


def _note_reopening(uow: UnitOfWork, ticket: Ticket, message: Message) -> None:
    content = {
        "state": str(TicketState.OPEN),
        "before": str(TicketState.DONE),
        "by_message": message.id,
    }
    uow.add(
        Event.chained(
            ticket, EventKind.STATE_SET, uow.now, actor_id=message.author_id, content=content
        )
    )


def sent(ticket: Ticket, added: Added, mails: Sequence[OutboundMail]) -> Sent:
    """Say what was written."""
    message = added.message
    is_held = message.held_for_id is not None
    return Sent(ticket.id, ticket.number, message.id, message.seq, len(mails), is_held)
