"""What an agent sends from the desk: an answer to the customer or a note, once."""

from dataclasses import dataclass, replace

from tenants import TenantConfig
from tickets.core import Core
from tickets.model.mail import Purpose
from tickets.model.task import Blocks
from tickets.model.ticket import Ticket, Visibility
from tickets.model.viewer import Viewer
from tickets.services.approvals import Asking
from tickets.services.conversation import Added
from tickets.services.drafts import save_draft
from tickets.services.handling import set_done
from tickets.services.offers import is_offer
from tickets.services.reading import note_read
from tickets.services.requests import SentBeforeError
from tickets.services.rights import Action, require
from tickets.services.tasks import refuse_blocked
from tickets.services.values import NewFile, NewMessage
from tickets.services.writing import (
    UNDO_WITHIN,
    Overtaken,
    Reply,
    Sent,
    author_of,
    new_message,
    plan_reply,
    send_reply,
)
from tickets.store.engine import lock_key
from tickets.store.portal import number_of_known_id
from tickets.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class DeskWords:
    """What an agent typed, and what is to become of it."""

    text: str
    purpose: Purpose
    once: str
    """Made with the form, so that sending it twice takes effect once."""
    files: tuple[NewFile, ...] = ()
    seen_seq: int | None = None
    """The last event that the page showed; None sends whatever others wrote since."""
    is_done: bool = False
    """Finish the ticket with it."""


def preview(
    core: Core, config: TenantConfig, viewer: Viewer, ticket_id: int, words: DeskWords
) -> Reply:
    """Plan what would be sent, and send nothing."""
    new = _message(core, config, viewer, words)
    return plan_reply(core, config, ticket_id, new, may_hold=False)


def held_for(
    core: Core, config: TenantConfig, viewer: Viewer, ticket_id: int, words: DeskWords
) -> Asking | None:
    """Say for whose approval an answer would wait; None where it goes out at once."""
    return plan_reply(core, config, ticket_id, _message(core, config, viewer, words)).asking


def send_words(
    core: Core, config: TenantConfig, viewer: Viewer, ticket_id: int, words: DeskWords
) -> Sent | Overtaken:
    """Put an agent's words on a ticket; its mails leave when they can no longer be taken back.

    Raises SentBeforeError for a form that was sent already, BlockedError where a step of the
    checklist comes first, NotAllowedError, NotFoundError and TemporaryError.
    """
    new = _message(core, config, viewer, words)
    is_answer = new.visibility is Visibility.PUBLIC
    _require(core, config, viewer, ticket_id, Action.ANSWER if is_answer else Action.NOTE)

    def also(uow: UnitOfWork, ticket: Ticket, added: Added) -> None:
        _refuse_twice(uow, new.named_ids[0])
        if is_answer and is_offer(words.text, has_files=bool(words.files)):
            refuse_blocked(uow, ticket.id, Blocks.OFFER)
        save_draft(uow, ticket.id, viewer.person_id, words.purpose, "")
        if words.is_done and added.message.held_for_id is None:
            set_done(uow, ticket, viewer.person_id, is_done=True, message_id=added.message.id)
        note_read(uow, ticket.id, viewer.person_id, added.message.seq)

    seen_seq = words.seen_seq if words.purpose is Purpose.MESSAGE else None
    return send_reply(core, config, ticket_id, new, seen_seq=seen_seq, hold=UNDO_WITHIN, also=also)


def _message(core: Core, config: TenantConfig, viewer: Viewer, words: DeskWords) -> NewMessage:
    is_note = words.purpose is Purpose.NOTE
    new = new_message(
        core,
        config.slug,
        author_of(viewer),
        words.text,
        visibility=Visibility.INTERNAL if is_note else Visibility.PUBLIC,
        files=words.files,
    )
    # Only named, not its own: nobody has a mail of this id to thread an answer under.
    local = f"{config.slug}.desk.{viewer.person_id}.{words.once}"
    return replace(new, named_ids=(f"{local}@{config.effective_message_id_domain}",))


def _require(
    core: Core, config: TenantConfig, viewer: Viewer, ticket_id: int, action: Action
) -> None:
    """Ask for the right before the message is on its ticket, which makes its writer take part."""
    with core.read(config.slug) as unit:
        require(unit, viewer, action, unit.session.get_one(Ticket, ticket_id))


def _refuse_twice(uow: UnitOfWork, once_id: str) -> None:
    """Raise SentBeforeError where the same form has made a message already."""
    lock_key(uow.connection, f"form:{once_id}")
    number = number_of_known_id(uow, once_id)
    if number is not None:
        raise SentBeforeError(number)
