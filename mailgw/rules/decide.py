"""What is done with a mail: the rules in the order in which they are asked."""

from mailgw.mime.mail import ParsedMail
from mailgw.rules import agents, checks, forwards, outside
from mailgw.rules.disposition import Disposition
from mailgw.rules.facts import Facts
from mailgw.rules.opening import open_ticket
from mailgw.rules.thread import Match

CHECKS: tuple[checks.Check, ...] = (
    checks.own_mail,
    checks.delivery_report,
    checks.return_path_only,
    checks.unclear_sender,
    checks.unknown_reply_address,
    checks.dead_reply_address,
    agents.retired_agent,
    outside.written_outside,
    checks.automatic_mail,
    agents.agents_reply,
    checks.contacts_reply,
    forwards.forward_of_a_customers_answer,
    agents.agent_without_reply_address,
    checks.joining,
    checks.too_many_tickets,
)


def decide(mail: ParsedMail, facts: Facts, found: Match) -> Disposition:
    """Ask each rule; the first that answers decides, and what no rule stops opens a ticket."""
    for check in CHECKS:
        disposition = check(mail, facts, found)
        if disposition is not None:
            return disposition
    return open_ticket(mail, facts, found)
