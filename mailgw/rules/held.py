"""Gathers what a ticket holds already, so that a reply's quote of it is known in any language."""

from dataclasses import dataclass

from sqlalchemy import bindparam, func, select

from mailgw.mime.mail import ParsedMail
from mailgw.mime.quotes.least import MIN_LINES
from mailgw.rules.known import Candidate, UsedAddress, Writer
from tickets.model.mail import OutboundMail
from tickets.model.ticket import Message, Visibility
from tickets.store.fixed import Fixed
from tickets.store.unit_of_work import ReadUnit

_MESSAGES, _MAILS = 10, 3
_MAX_CHARACTERS = 20_000

_SAID = Fixed(
    select(Message.text)
    .where(
        Message.tenant == bindparam("of_tenant"),
        Message.ticket_id == bindparam("ticket_id"),
        Message.visibility == Visibility.PUBLIC.value,
        func.length(Message.text) <= _MAX_CHARACTERS,
    )
    .order_by(Message.id.desc())
    .limit(_MESSAGES)
)
_MAILED = Fixed(
    select(OutboundMail.text)
    .where(
        OutboundMail.tenant == bindparam("of_tenant"),
        OutboundMail.ticket_id == bindparam("ticket_id"),
        OutboundMail.recipient_id == bindparam("person_id"),
        func.length(OutboundMail.text) <= _MAX_CHARACTERS,
    )
    .order_by(OutboundMail.id.desc())
    .limit(_MAILS)
)


@dataclass(frozen=True, slots=True)
class Held:
    """Public texts of one ticket and what was mailed of it to the writer, newest first."""

    ticket_id: int
    texts: tuple[str, ...]


def look_up_held(
    unit: ReadUnit,
    mail: ParsedMail,
    writer: Writer | None,
    reply: UsedAddress | None,
    candidates: tuple[Candidate, ...],
) -> Held | None:
    """Read the last texts of the ticket that a customer's mail names; short mails ask nothing."""
    named = reply.ticket_id if reply else candidates[0].ticket_id if candidates else None
    if named is None or writer is None or writer.is_agent or mail.forwarded is not None:
        return None
    if mail.reply_text.count("\n") < MIN_LINES:
        return None
    texts = _SAID.column(unit, ticket_id=named)
    if writer.person_id is not None:
        texts += _MAILED.column(unit, ticket_id=named, person_id=writer.person_id)
    kept: list[str] = []
    size = 0
    for text in texts:
        size += len(text)
        if size > _MAX_CHARACTERS:
            break
        kept.append(text)
    return Held(named, tuple(kept))
