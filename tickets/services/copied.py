"""Who was copied on a mail: a participant of the same firm, or a suggestion (P10)."""

from collections.abc import Collection

from tenants import TenantConfig
from tickets.model.domains import company_domain
from tickets.model.event import Event, EventKind
from tickets.model.people import ParticipantRole
from tickets.model.ticket import Ticket
from tickets.services.conversation import present_participants
from tickets.services.people import ensure_person, join
from tickets.services.values import Author, NewMessage
from tickets.store.unit_of_work import UnitOfWork

_COPIED_AT_MOST = 20


def join_copied(
    uow: UnitOfWork,
    config: TenantConfig,
    ticket: Ticket,
    new: NewMessage,
    *,
    may_join: bool,
    known: Collection[str] = (),
) -> None:
    """Make those a mail names take part, or suggest them.

    Only the authenticated requester's Cc within the same company join; `may_join` says that the
    writer is that requester. Everybody else waits for an agent's click. `known` are addresses of
    those who take part already.
    """
    if not new.addressed:
        return
    free = config.reading.free_mail_domains
    firm = company_domain(new.author.address, free)
    unknown = [
        (name, address)
        for name, address in new.addressed[:_COPIED_AT_MOST]
        if address.lower() not in known
        and not config.is_own_domain(address)
        and config.agent_by_address(address) is None
    ]
    if not unknown:
        return
    present = present_participants(uow, ticket)
    for name, address in unknown:
        is_colleague = firm is not None and company_domain(address, free) == firm
        role = ParticipantRole.COPIED if may_join and is_colleague else ParticipantRole.SUGGESTED
        person_id = ensure_person(uow, config, Author(name=name, address=address))
        if not join(uow, ticket, person_id, role, present):
            continue
        kind = (
            EventKind.PARTICIPANT_ADDED
            if role is ParticipantRole.COPIED
            else EventKind.PARTICIPANT_SUGGESTED
        )
        content = {"person": person_id, "by": "copied on a mail"}
        uow.add(Event.chained(ticket, kind, uow.now, content=content))
