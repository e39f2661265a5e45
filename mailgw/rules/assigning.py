"""What the tenant's rules are asked about a mail that opens a ticket; pure."""

from mailgw.mime.mail import ParsedMail
from mailgw.rules.disposition import OpenTicket
from mailgw.rules.facts import Facts
from tickets.services.assigning import Settled
from tickets.services.rule_matching import Asked


def asked_of(mail: ParsedMail, facts: Facts, effect: OpenTicket, company: str) -> Asked:
    """Say what is known of the ticket that a mail is about to open."""
    inner = mail.forwarded if effect.is_forward else None
    named = (effect.came_to, *(address for _, address in facts.departments))
    return Asked(
        addresses=tuple(dict.fromkeys(one for one in named if one)),
        kind=effect.kind,
        company=company,
        domain=effect.requester.address.rpartition("@")[2].lower(),
        subject=inner.subject if inner else mail.subject,
        text=inner.text if inner else mail.reply_text or mail.text,
        language=effect.requester.language or mail.language,
    )


def settled_by(effect: OpenTicket, *, is_history: bool) -> Settled:
    """Say what the mail itself settles: whoever forwards a mail owns its ticket."""
    return Settled(
        department=effect.department,
        kind=effect.kind,
        owner_id=effect.owner_id,
        is_history=is_history,
    )
