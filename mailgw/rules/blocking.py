"""Keeps an offer inside while a step of the ticket's checklist comes first."""

from collections.abc import Collection

from mailgw.mime.mail import ParsedMail
from mailgw.rules.disposition import AddMessage, Deliver
from mailgw.rules.facts import Facts
from mailgw.rules.known import UsedAddress
from tickets.model.ticket import Visibility
from tickets.services.offers import is_offer


def offer_too_early(
    mail: ParsedMail, facts: Facts, used: UsedAddress, text: str, left_out: Collection[str]
) -> Deliver | None:
    """Make a note of an answer that carries a file or an amount before it may leave."""
    if not facts.comes_first:
        return None
    files = [one for one in mail.attachments if one.sha256 not in left_out and not one.inline]
    if not is_offer(text, has_files=bool(files)):
        return None
    why = f"An offer may not leave before this is done: {'; '.join(facts.comes_first)}."
    effect = AddMessage(used.ticket_id, Visibility.INTERNAL, reply_address_id=used.id)
    return Deliver("agents_offer_too_early", why, effect, tell="offer_too_early")
