"""Sends a mail once more that did not arrive: to the same address, or to another one."""

from sqlalchemy import select

from templates import RenderedNotice
from tenants import TenantConfig
from tickets.core import Core
from tickets.errors import NotFoundError
from tickets.model.mail import Delivery, OutboundMail, Purpose
from tickets.model.people import Side
from tickets.model.task import Task, TaskKind
from tickets.model.ticket import Message, Visibility
from tickets.services.conversation import lock_ticket
from tickets.services.directory import add_address
from tickets.services.notify import Draft
from tickets.services.outbox import Cause, Sender, owe_mails
from tickets.store.audience import Recipient
from tickets.store.directory import list_addresses
from tickets.store.unit_of_work import UnitOfWork


def send_again(
    uow: UnitOfWork, core: Core, config: TenantConfig, mail_id: int, address: str = ""
) -> OutboundMail:
    """Owe a lost mail anew with the same words and files, to another address where one is given.

    That address is from then on where the person's mail goes. Raises NotFoundError for a mail that
    is not lost, and AddressRefusedError for an address that cannot be this person's.
    """
    lost = uow.session.get(OutboundMail, mail_id)
    if (
        lost is None
        or lost.notice != "answer"
        or lost.ticket_id is None
        or lost.state not in (Delivery.FAILED, Delivery.BOUNCED)
    ):
        raise NotFoundError("There is no such lost mail.")
    ticket = lock_ticket(uow, lost.ticket_id)
    if _was_sent_again(uow, lost):
        raise NotFoundError("It is on its way again already.")
    message = uow.session.get_one(Message, lost.message_row_id)
    if address and lost.recipient_id is not None:
        _use_address(uow, config, lost.recipient_id, address)
    cause = Cause(ticket, message, tuple(lost.file_ids))
    (mail,) = owe_mails(
        uow,
        config,
        Sender(core.signer, core.instance),
        [_draft(lost, address.strip().lower())],
        cause,
    )
    _tick_off(uow, lost)
    return mail


def _was_sent_again(uow: UnitOfWork, lost: OutboundMail) -> bool:
    newer = select(OutboundMail.id).where(
        OutboundMail.message_row_id == lost.message_row_id,
        OutboundMail.recipient_id == lost.recipient_id,
        OutboundMail.notice == lost.notice,
        OutboundMail.id > lost.id,
    )
    return uow.session.scalar(newer.limit(1)) is not None


def _draft(lost: OutboundMail, address: str) -> Draft:
    recipient = Recipient(
        person_id=lost.recipient_id,
        name=lost.to_name,
        address=address or lost.to_address,
        language=lost.language,
        side=Side.CONTACT,
    )
    return Draft(
        recipient=recipient,
        notice=lost.notice,
        rendered=RenderedNotice(lost.subject, lost.text, lost.html),
        from_name=lost.from_name,
        from_address=lost.from_address,
        reply=(Purpose.MESSAGE, Visibility.PUBLIC),
        files=tuple(range(len(lost.file_ids))),
        is_automatic=False,
        has_notice_link=lost.link_id is not None,
    )


def _use_address(uow: UnitOfWork, config: TenantConfig, person_id: int, address: str) -> None:
    """Make an address the one where a person's mail goes; an agent has said that it is theirs."""
    plain = add_address(uow, config, person_id, address)
    uow.session.flush()
    for row in list_addresses(uow, person_id):
        row.is_primary = row.address == plain


def _tick_off(uow: UnitOfWork, lost: OutboundMail) -> None:
    """Finish the tasks that this loss had raised."""
    tasks = uow.session.scalars(
        select(Task).where(
            Task.ticket_id == lost.ticket_id,
            Task.kind == TaskKind.UNDELIVERED,
            Task.done_at.is_(None),
        )
    )
    for task in tasks:
        if task.title.startswith(f"{lost.to_address}:"):
            task.done_at = uow.now
