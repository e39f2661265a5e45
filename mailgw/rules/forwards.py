"""The rule for a customer's mail that went to an agent, who sends it on to a department."""

from mailgw.mime.mail import ParsedMail
from mailgw.rules.agents import quoted_files
from mailgw.rules.disposition import AddMessage, Deliver, Disposition, Hold, Wording
from mailgw.rules.facts import Facts
from mailgw.rules.following import Followed
from mailgw.rules.opening import open_following
from mailgw.rules.thread import Match
from mailgw.rules.wall import Finding, Wall
from tickets.model.people import Side
from tickets.model.ticket import Visibility
from tickets.services.values import Author


def forward_of_a_customers_answer(
    mail: ParsedMail, facts: Facts, _found: Match
) -> Disposition | None:
    """Let the inner mail join its ticket as the customer's; the agent's words stay inside (P20)."""
    followed = facts.followed
    if followed is None or followed.is_there or facts.reply is not None or facts.is_confirmed:
        return None  # whoever lets a held mail through was told that it becomes a note
    named = followed.candidate
    if named.is_closed_for_good:
        return open_following(mail, facts, named.ticket_id, named.department)
    wording = _wording(mail, followed)
    if wording is None:
        why = "The mail that an agent forwards holds internal words of ours."
        return Hold("agent_without_reply_address", why, "mail_held")
    if not wording.text.strip() and len(wording.left_out) == len(mail.attachments):
        return None
    by = "its references" if named.how == "reference" else "the number in its subject"
    right = "takes part in it" if named.is_participant else "was addressed by it before"
    why = (
        f"An agent forwarded a customer's mail that names this ticket by {by}; "
        f"the customer {right}."
    )
    effect = AddMessage(
        named.ticket_id,
        Visibility.PUBLIC,
        facts.flags,
        wording=wording,
        customer=_author(followed),
    )
    return Deliver("forward_joins", why, effect)


def _wording(mail: ParsedMail, followed: Followed) -> Wording | None:
    """Say what of the inner mail its customer may read; None where internal words are in it."""
    inner = mail.forwarded
    assert inner is not None
    wall = Wall(followed.inner)
    passage = wall.keep_inside(inner.reply_text, inner.signature)
    left_out, is_clear = quoted_files(wall, (*mail.attachments, *inner.files))
    if passage.finding is Finding.MIXED or not is_clear:
        return None
    return Wording(
        text=passage.text,
        quoted_text=wall.public_lines(inner.quoted_text),
        left_out=tuple(left_out),
        # The mail's own HTML begins with the agent's words to colleagues.
        is_shortened=True,
    )


def _author(followed: Followed) -> Author:
    customer = followed.customer
    return Author(
        name=customer.name,
        address=customer.address,
        person_id=customer.person_id,
        side=Side.CONTACT,
        language=customer.language,
    )
