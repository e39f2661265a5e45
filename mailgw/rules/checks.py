"""One small function per rule: a mail, its facts and its match in; a decision or nothing out.

The order in which they are asked is the table in `decide.py`.
"""

from collections.abc import Callable

from mailgw.mime.mail import AutomaticKind, ParsedMail
from mailgw.rules.agents import not_proven
from mailgw.rules.disposition import (
    AddMessage,
    Bounce,
    Deliver,
    Disposition,
    Drop,
    Hold,
    RecordReport,
)
from mailgw.rules.facts import Facts
from mailgw.rules.opening import open_following
from mailgw.rules.thread import ByReplyAddress, ByRight, Match
from tickets.model.mail import Way
from tickets.model.ticket import Visibility

Check = Callable[[ParsedMail, Facts, Match], Disposition | None]

OPENED_PER_HOUR = 10
OPENED_PER_DAY = 50


def own_mail(_mail: ParsedMail, facts: Facts, _found: Match) -> Disposition | None:
    """Stop our own mail when a mailbox sends it back: a loop begins like this (P7)."""
    if not facts.is_own_mail:
        return None
    return Drop("own_mail", "It is a mail of ours that came back to us.")


def delivery_report(mail: ParsedMail, facts: Facts, _found: Match) -> Disposition | None:
    """Tie a delivery report to the mail it is about (RFC 3464)."""
    if mail.automatic is None or mail.automatic.kind is not AutomaticKind.BOUNCE:
        return None
    if facts.report_target is None:
        return Drop("report_of_unknown_mail", "It reports on a mail that did not come from here.")
    why = "It reports on a mail that we sent."
    return Deliver("delivery_report", why, RecordReport(facts.report_target))


def return_path_only(_mail: ParsedMail, facts: Facts, _found: Match) -> Disposition | None:
    """Set aside what comes to a return path and is no report: vacation notes mostly."""
    if facts.report_target is None or facts.reply is not None:
        return None
    return Drop("no_report", "It came to a return path and is no delivery report.")


def automatic_mail(mail: ParsedMail, facts: Facts, found: Match) -> Disposition | None:
    """Keep automatic mail inside its ticket as a grey line; nobody is told (P7)."""
    if mail.automatic is None:
        return None
    kind, why = mail.automatic.kind, mail.automatic.why
    if facts.writer is not None and facts.writer.is_agent and not facts.is_authentic:
        # Nobody is told, yet it would stand on the ticket in the agent's name (P9).
        return Drop("automatic_unproven_agent", f"Automatic, and not proven an agent's: {why}")
    if isinstance(found, ByReplyAddress | ByRight) and facts.writer is not None:
        effect = AddMessage(found.ticket_id, Visibility.INTERNAL, flags=("automatic",))
        return Deliver("automatic_on_ticket", f"An automatic mail to this ticket: {why}", effect)
    if kind is AutomaticKind.BULK:
        return Drop("bulk", f"A newsletter or list mail: {why}")
    return Drop("automatic_without_ticket", f"An automatic mail that belongs to no ticket: {why}")


def unknown_reply_address(_mail: ParsedMail, facts: Facts, _found: Match) -> Disposition | None:
    """Refuse a reply address that was never issued; by SMTP it is refused before."""
    if not facts.unknown_token or facts.candidates:
        return None
    why = "It came to a reply address that was never given out."
    if facts.is_authentic and facts.writer is not None:
        return Bounce("unknown_reply_address", why, tell="unknown_recipient")
    return Hold("unknown_reply_address", why)


def unclear_sender(_mail: ParsedMail, facts: Facts, _found: Match) -> Disposition | None:
    """Hold what has no single clear sender: it could not be answered, nor trusted."""
    if facts.writer is not None:
        return None
    return Hold("unclear_sender", "Its From field names no single, plain address.")


def dead_reply_address(_mail: ParsedMail, facts: Facts, _found: Match) -> Disposition | None:
    """Hold what came to a reply address that was revoked or has not been used for long."""
    if facts.reply is None or not (facts.reply.is_revoked or facts.reply.is_expired):
        return None
    if facts.is_confirmed:
        return None
    if facts.reply.is_revoked:
        return Hold("revoked_reply_address", "Its reply address was revoked.", "address_revoked")
    return Hold("expired_reply_address", "Its reply address has expired.", "address_expired")


def contacts_reply(mail: ParsedMail, facts: Facts, _found: Match) -> Disposition | None:
    """Add a contact's reply; from another address it stays internal and is suggested (P10)."""
    used = facts.reply
    if used is None or used.is_agents or facts.writer is None:
        return None
    if facts.writer.address in used.owner_addresses:
        if used.closed_in:
            return open_following(mail, facts, used.ticket_id, used.closed_in)
        why = "It came to the personal reply address of its writer."
        effect = AddMessage(used.ticket_id, Visibility.PUBLIC, reply_address_id=used.id)
        return Deliver("contacts_reply", why, effect)
    if facts.writer.is_agent and facts.is_authentic:
        why = "A colleague used the customer's reply address; it is kept as an internal note."
        effect = AddMessage(used.ticket_id, Visibility.INTERNAL, flags=("foreign_reply_address",))
        return Deliver("agents_note_by_foreign_address", why, effect, tell="internal_kept")
    if facts.writer.is_agent:
        # A note in an agent's name is an act of the agent, so it needs the same proof (P9).
        return not_proven(facts)
    why = "Somebody else used this reply address; it is kept inside until an agent confirms."
    effect = AddMessage(
        used.ticket_id,
        Visibility.INTERNAL,
        flags=("foreign_reply_address",),
        suggests_writer=True,
    )
    return Deliver("foreign_reply_address", why, effect)


def joining(_mail: ParsedMail, facts: Facts, found: Match) -> Disposition | None:
    """Add a mail to the ticket that it names, where its writer has a right to it (P10)."""
    if not isinstance(found, ByRight) or facts.writer is None:
        return None
    by = "its references" if found.how == "reference" else "the number in its subject"
    flags = facts.flags
    if found.right == "colleague":
        why = f"It names this ticket by {by}; its writer is a colleague of the requester."
        effect = AddMessage(
            found.ticket_id,
            Visibility.PUBLIC,
            ("colleague_unconfirmed", *flags),
            suggests_writer=True,
        )
        return Deliver("colleague_joins", why, effect)
    right = "takes part in it" if found.right == "participant" else "was addressed by it before"
    why = f"It names this ticket by {by}, and its writer {right}."
    effect = AddMessage(found.ticket_id, Visibility.PUBLIC, flags)
    return Deliver(f"{found.right}_joins", why, effect)


def too_many_tickets(_mail: ParsedMail, facts: Facts, _found: Match) -> Disposition | None:
    """Hold what an unproven sender sends beyond the hourly and daily number of new tickets."""
    if facts.is_authentic or facts.way is Way.INGEST:
        return None
    if facts.opened_last_hour < OPENED_PER_HOUR and facts.opened_last_day < OPENED_PER_DAY:
        return None
    return Hold("too_many_tickets", "Its sender has opened many tickets in a short time.")
