"""Joins what an agent's mail says with what it has done; pure."""

from dataclasses import replace

from mailgw.mime.mail import ParsedMail
from mailgw.rules.acting import Asked
from mailgw.rules.disposition import ActOnTicket, AddMessage, Deliver, Disposition, Drop, Wording
from mailgw.rules.known import UsedAddress
from tickets.model.mail import Purpose
from tickets.model.ticket import Visibility


def note_with_orders(mail: ParsedMail, used: UsedAddress, asked: Asked) -> Disposition:
    """Keep what an agent says as a note and let its commands take effect."""
    if asked.has_commands and not asked.text.strip() and not mail.attachments:
        return _only_orders(used, asked)
    why = "It answers an internal word, so it stays internal."
    if asked.is_kept:
        why = "A line at its top may be a command and may be meant for the customer, so it is kept."
    elif used.visibility == Visibility.PUBLIC:
        why = "Its writer said at its top that it is for colleagues."
    wording = Wording(asked.text, mail.quoted_text, is_shortened=True)
    effect = AddMessage(
        used.ticket_id,
        Visibility.INTERNAL,
        reply_address_id=used.id,
        wording=wording if asked.has_commands else None,
        purpose=used.purpose if used.purpose is Purpose.TASK else Purpose.MESSAGE,
        about_id=used.about_id if used.purpose is Purpose.TASK else 0,
        orders=asked.orders,
    )
    return Deliver("agents_note", why, effect, tell=_tell(asked), undone=asked.undone)


def with_orders(answered: Disposition, used: UsedAddress, asked: Asked) -> Disposition:
    """Let the commands above an agent's answer take effect together with it."""
    if not asked.has_commands:
        return answered
    match answered:
        case Deliver(effect=AddMessage() as effect):
            wording = effect.wording
            if effect.visibility is Visibility.INTERNAL:
                wording = wording or Wording(asked.text, "", is_shortened=True)
            effect = replace(effect, orders=asked.orders, wording=wording)
            tell = answered.tell or _tell(asked)
            return replace(answered, effect=effect, tell=tell, undone=asked.undone)
        case Drop(rule="empty_answer"):
            return _only_orders(used, asked)
        case _:
            return answered


def _only_orders(used: UsedAddress, asked: Asked) -> Disposition:
    effect = ActOnTicket(used.ticket_id, asked.orders, used.id)
    why = "It holds nothing but commands."
    return Deliver("agents_commands", why, effect, tell=_tell(asked), undone=asked.undone)


def _tell(asked: Asked) -> str:
    if asked.is_kept:
        return "command_in_doubt"
    return "commands_undone" if asked.undone else ""
