"""Turns planned notices into owed mails, in the same transaction as the change they tell of."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, select

from tenants import TenantConfig
from tickets.model.access import AccessLink
from tickets.model.mail import OutboundMail, ReplyAddress
from tickets.model.people import Side
from tickets.model.routing import DueKind
from tickets.model.thread_index import child_of
from tickets.model.ticket import KnownId, Message, Ticket
from tickets.model.token import TokenSigner, token_hash
from tickets.services.action_links import issue_action_links, matter_for
from tickets.services.allowances import spend_allowance
from tickets.services.links import issue_notice_links
from tickets.services.notify import Draft
from tickets.services.reply_addresses import Wanted, issue_addresses
from tickets.store.fixed import Fixed
from tickets.store.unit_of_work import UnitOfWork

_CHAINS = Fixed(
    select(KnownId.person_id, KnownId.message_id)
    .where(
        KnownId.tenant == bindparam("of_tenant"),
        KnownId.ticket_id == bindparam("ticket_id"),
        KnownId.person_id.is_not(None),
    )
    .order_by(KnownId.id)
)
_REFERENCES_KEPT = 20
_RETURN_PURPOSE = "return"


@dataclass(frozen=True, slots=True)
class Sender:
    """What signing and marking an outgoing mail needs."""

    signer: TokenSigner
    instance: str


@dataclass(frozen=True, slots=True)
class Cause:
    """The change that mails tell of; all empty for a word to somebody without a ticket."""

    ticket: Ticket | None = None
    message: Message | None = None
    file_ids: tuple[int, ...] = ()
    """Ids of the message's files, in their order."""
    is_new_ticket: bool = False
    answers_id: str | None = None
    """Message-ID that the mail answers where the recipient has no chain on the ticket."""


def owe_mails(
    uow: UnitOfWork,
    config: TenantConfig,
    sender: Sender,
    drafts: Sequence[Draft],
    cause: Cause,
) -> list[OutboundMail]:
    """Store one row and one due entry for each draft; those beyond an allowance are left out."""
    allowed = [
        draft
        for draft in drafts
        if not draft.spends_allowance
        or spend_allowance(uow, draft.recipient.address, is_proven=draft.is_proven)
    ]
    if not allowed:
        return []
    addresses = _addresses(uow, sender, allowed, cause)
    chains = _chains(uow, allowed, cause)
    links = _links(uow, sender, allowed, cause)
    actions = _actions(uow, sender, allowed, cause)
    rows: list[OutboundMail] = []
    for place, draft in enumerate(allowed):
        row = _row(uow, config, sender, draft, cause)
        key = _wanted(draft)
        row.reply_address_id = addresses[key].id if key else None
        row.link_id = links.get(draft.recipient.person_id or 0) if draft.has_notice_link else None
        row.link_id = draft.link_id or row.link_id
        if draft.has_action_link and key in actions:
            row.link_id = actions[key].id
        row.file_ids = [cause.file_ids[position] for position in draft.files]
        chain = chains.get(draft.recipient.person_id or 0, [])
        row.headers = _headers(config, draft, cause, row, chain)
        # Mails of one change leave in the order they were planned.
        row.not_before = uow.now + timedelta(microseconds=place)
        rows.append(row)
    uow.add(*rows)
    for row in rows:
        uow.owe(DueKind.OUTBOUND, row.id)
        if cause.ticket is not None:
            uow.add(
                KnownId(
                    ticket_id=cause.ticket.id,
                    message_id=row.message_id,
                    person_id=row.recipient_id,
                )
            )
    return rows


def return_token(signer: TokenSigner, message_id: str) -> str:
    """Derive the secret of the return path of one mail (its VERP part)."""
    return signer.token(f"{_RETURN_PURPOSE}:{message_id}", 0)


def _wanted(draft: Draft) -> Wanted | None:
    if draft.reply is None or draft.recipient.person_id is None:
        return None
    return (draft.recipient.person_id, *draft.reply, draft.about_id)


def _addresses(
    uow: UnitOfWork, sender: Sender, drafts: Sequence[Draft], cause: Cause
) -> dict[Wanted, ReplyAddress]:
    wanted = {key for draft in drafts if (key := _wanted(draft)) is not None}
    if cause.ticket is None or not wanted:
        return {}
    return issue_addresses(uow, sender.signer, cause.ticket.id, wanted, is_new=cause.is_new_ticket)


def _links(
    uow: UnitOfWork, sender: Sender, drafts: Sequence[Draft], cause: Cause
) -> dict[int, int]:
    """Give the id of the link to the ticket that each recipient's mail carries."""
    people = {
        draft.recipient.person_id
        for draft in drafts
        if draft.has_notice_link and draft.recipient.person_id is not None
    }
    if cause.ticket is None or not people:
        return {}
    issued = issue_notice_links(
        uow, sender.signer, cause.ticket.id, people, is_new=cause.is_new_ticket
    )
    return {person_id: link.id for person_id, link in issued.items()}


def _actions(
    uow: UnitOfWork, sender: Sender, drafts: Sequence[Draft], cause: Cause
) -> dict[Wanted, AccessLink]:
    """Give the link by which each agent acts on what their mail is about."""
    wanted = {
        key: matter_for(key[0], key[1], key[3])
        for draft in drafts
        if draft.has_action_link and (key := _wanted(draft)) is not None
    }
    if cause.ticket is None or not wanted:
        return {}
    issued = issue_action_links(
        uow, sender.signer, cause.ticket.id, set(wanted.values()), is_new=cause.is_new_ticket
    )
    return {key: issued[matter] for key, matter in wanted.items()}


def _chains(uow: UnitOfWork, drafts: Sequence[Draft], cause: Cause) -> dict[int, list[str]]:
    """Give, for each recipient, the ids of the mails they wrote or got on this ticket."""
    people = {draft.recipient.person_id for draft in drafts if draft.recipient.person_id}
    if cause.ticket is None or not people:
        return {}
    if cause.is_new_ticket:
        first = [cause.answers_id] if cause.answers_id else []
        return {cause.ticket.requester_id: first}
    chains: dict[int, list[str]] = {}
    for person_id, message_id in _CHAINS.rows(uow, ticket_id=cause.ticket.id):
        if person_id in people:
            chains.setdefault(person_id, []).append(message_id)
    if cause.message is not None and cause.message.author_id and cause.answers_id:
        # The mail being answered is not stored yet, and it is the newest of its writer's.
        chains.setdefault(cause.message.author_id, []).append(cause.answers_id)
    return chains


def _row(
    uow: UnitOfWork, config: TenantConfig, sender: Sender, draft: Draft, cause: Cause
) -> OutboundMail:
    number = str(cause.ticket.number) if cause.ticket else ""
    rendered = draft.rendered.with_number(number)
    message_id = _message_id(config, sender, number)
    return OutboundMail(
        ticket_id=cause.ticket.id if cause.ticket else None,
        message_row_id=cause.message.id if cause.message else None,
        recipient_id=draft.recipient.person_id,
        notice=draft.notice,
        is_automatic=draft.is_automatic,
        to_name=draft.recipient.name[:200],
        to_address=draft.recipient.address,
        from_name=draft.from_name[:200],
        from_address=draft.from_address,
        subject=rendered.subject[:998],
        text=rendered.text,
        html=rendered.html,
        raw_id=draft.raw_id,
        language=draft.recipient.language,
        message_id=message_id,
        boundary=f"=_{secrets.token_hex(16)}",
        dated_at=uow.now,
        return_sha256=token_hash(return_token(sender.signer, message_id)),
    )


def _message_id(config: TenantConfig, sender: Sender, number: str) -> str:
    """Make an id that names tenant and ticket and shows by its mac that it is ours."""
    local = f"{config.slug}.{number or 0}.{secrets.token_hex(8)}"
    return f"{local}.{sender.signer.short_mac(local)}@{config.effective_message_id_domain}"


def _headers(
    config: TenantConfig, draft: Draft, cause: Cause, row: OutboundMail, chain: list[str]
) -> dict[str, Any]:
    headers: dict[str, Any] = {}
    ids = chain or _answered(draft, cause)
    if ids:
        headers["In-Reply-To"] = f"<{ids[-1]}>"
        kept = ids if len(ids) <= _REFERENCES_KEPT else [ids[0], *ids[-_REFERENCES_KEPT:]]
        headers["References"] = " ".join(f"<{one}>" for one in kept)
    if cause.ticket is not None and draft.is_proven:
        # The topic and the root of the index are the customer's own words (P8).
        seed = f"{config.slug}/{cause.ticket.number}"
        headers["Thread-Topic"] = cause.ticket.subject
        headers["Thread-Index"] = child_of(
            cause.ticket.thread_index, seed, cause.ticket.opened_at, row.dated_at
        )
    if draft.is_automatic:
        headers["Auto-Submitted"] = "auto-replied" if draft.spends_allowance else "auto-generated"
        headers["X-Auto-Response-Suppress"] = "All"
    return headers


def _answered(draft: Draft, cause: Cause) -> list[str]:
    """Name the mail that somebody without a chain is answered on; never an agent's own (P20)."""
    is_answer = draft.recipient.side is Side.CONTACT and not draft.is_automatic
    return [cause.answers_id] if cause.answers_id and not is_answer else []
