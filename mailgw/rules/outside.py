"""The rules for what an agent sent straight from a mail client: onto its ticket, or a new one.

Nobody is mailed what they have already, and who sent it needs the same proof as for any other act
in an agent's name (P9 b to d).
"""

from mailgw.mime.mail import ParsedMail
from mailgw.rules.agents import not_proven
from mailgw.rules.disposition import AddMessage, Deliver, Disposition, Drop, Hold, OpenTicket
from mailgw.rules.facts import Facts
from mailgw.rules.known import KIND_OF_INTENT
from mailgw.rules.outside_facts import Outside, OutsideWay
from mailgw.rules.thread import Match
from tickets.model.ticket import Visibility
from tickets.services.values import Author

OUTSIDE = "written_outside"


def written_outside(mail: ParsedMail, facts: Facts, _found: Match) -> Disposition | None:
    """Put what an agent sent to a customer onto the ticket that it belongs to."""
    outside = facts.outside
    if outside is None or facts.writer is None:
        return None
    if mail.automatic is not None:
        is_sent = outside.way is OutsideWay.SENT
        return Drop("sent_by_program", "A program sent it.") if is_sent else None
    if outside.way is OutsideWay.COPIED and not facts.is_authentic:
        return None  # held or opened and flagged like any other mail in an agent's name
    return _refused(facts, outside) or _taken(mail, facts, outside)


def _refused(facts: Facts, outside: Outside) -> Disposition | None:
    """Hold what is not proven or not wanted any more; of a watched folder nothing is kept back."""
    assert facts.writer is not None
    is_theirs = facts.writer.address in outside.owner_addresses
    if outside.way is OutsideWay.SENT:
        why = "It lies among an agent's sent mail, but somebody else wrote it."
        return None if is_theirs else Drop("sent_not_theirs", why)
    if not facts.is_confirmed and (refusal := _dead_or_shown(outside)):
        return refusal
    if not is_theirs:
        why = "The drop address is an agent's, but the sender is not a known address of theirs."
        return Hold("foreign_sender_on_agents_address", why, "unknown_sender_address")
    if not facts.is_authentic:
        return not_proven(facts)
    return None


def _dead_or_shown(outside: Outside) -> Disposition | None:
    if outside.is_revoked:
        return Hold("revoked_reply_address", "Its drop address was revoked.", "address_revoked")
    if outside.is_expired:
        return Hold("expired_reply_address", "Its drop address has expired.", "address_expired")
    if outside.is_shown:
        why = "Everybody who got this mail can read the drop address in it."
        return Hold("drop_address_shown", why, "mail_held")
    return None


def _taken(mail: ParsedMail, facts: Facts, outside: Outside) -> Disposition | None:
    if outside.ticket_id is not None:
        return _onto_ticket(outside, outside.ticket_id)
    if outside.customer is None:
        match outside.way:
            case OutsideWay.SENT:
                return Drop("sent_to_others", "It went to nobody who writes to us.")
            case OutsideWay.DROP:
                why = "It names no customer it was sent to, and no ticket."
                return Hold("no_customer", why, "mail_held")
            case OutsideWay.COPIED:
                return None
    return _new_ticket(mail, facts, outside)


def _onto_ticket(outside: Outside, ticket_id: int) -> Disposition:
    if not outside.may_answer:
        why = "Its writer does not have the right to answer on this ticket."
        return Hold("agent_without_right", why, "no_permission")
    # What went to somebody else about a customer's matter is none of the customer's business.
    seen_by = Visibility.PUBLIC if outside.is_heard_by_requester else Visibility.INTERNAL
    effect = AddMessage(ticket_id, seen_by, reply_address_id=outside.reply_id, is_outside=True)
    return Deliver(OUTSIDE, f"An agent sent it to the customer directly ({outside.way}).", effect)


def _new_ticket(mail: ParsedMail, facts: Facts, outside: Outside) -> Deliver:
    customer, writer = outside.customer, facts.writer
    assert customer is not None
    assert writer is not None
    department, came_to = facts.departments[0]
    if not came_to:
        department = outside.department or department
    config = facts.config.department(department)
    effect = OpenTicket(
        department=department,
        kind=(config and config.kind_for(came_to)) or KIND_OF_INTENT[mail.intent.kind],
        came_to=came_to,
        requester=Author(
            name=customer.name, address=customer.address.lower(), language=mail.language
        ),
        owner_id=writer.person_id,
        flags=facts.flags,
        is_outside=True,
    )
    return Deliver(OUTSIDE, f"An agent wrote to a customer directly ({outside.way}).", effect)
