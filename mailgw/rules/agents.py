"""The rules for mail in an agent's name: what it takes to act on a ticket, and what never does."""

from mailgw.mime.mail import Attachment, ParsedMail
from mailgw.rules.acting import Asked, weigh
from mailgw.rules.blocking import offer_too_early
from mailgw.rules.disposition import AddMessage, Deliver, Disposition, Drop, Hold, Wording
from mailgw.rules.facts import Facts, UsedAddress
from mailgw.rules.ordering import note_with_orders, with_orders
from mailgw.rules.thread import ByRight, Match
from mailgw.rules.wall import Finding, Inner, Wall, holds_reply_address, strip_tags, words_of
from tickets.model.mail import Purpose
from tickets.model.ticket import Visibility
from tickets.services.rights import Action

ANSWERS_PER_HOUR = 10
"""More answers of one agent to one ticket within an hour are a machine talking to a machine."""
_SAME_ANSWERS = 2
_JUDGING = (Purpose.APPROVAL, Purpose.OPINION)
_TEXT_ENDINGS = (".txt", ".htm", ".html")
_MAIL_ENDINGS = (".eml", ".msg")
_TEXT_FILE_COMPARED = 200_000


def retired_agent(_mail: ParsedMail, facts: Facts, _found: Match) -> Disposition | None:
    """Hold what comes from the address of somebody who no longer works here (P9 d)."""
    writer = facts.writer
    if writer is None or not writer.is_retired:
        return None
    why = "Its sender's address belongs to somebody who no longer works here."
    return Hold("retired_agent", why, "no_permission")


def agents_reply(mail: ParsedMail, facts: Facts, _found: Match) -> Disposition | None:
    """Let an agent act on a ticket: reply address, one sender, authentic, permitted (P9)."""
    used = facts.reply
    if used is None or not used.is_agents or facts.writer is None:
        return None
    if facts.writer.address not in used.owner_addresses:
        return _used_by_other(facts, used)
    if not facts.is_authentic:
        return not_proven(facts)
    if not mail.own_words.strip() and not mail.attachments:
        return _empty()
    if used.purpose in _JUDGING and used.visibility == Visibility.INTERNAL:
        return _judging(used)
    return _without_right(facts, used) or _do(mail, facts, used)


def agent_without_reply_address(mail: ParsedMail, facts: Facts, found: Match) -> Disposition | None:
    """Hold an agent's mail that names a ticket but came without a personal reply address (P9 a)."""
    if facts.writer is None or not facts.writer.is_agent or not facts.candidates:
        return None
    if facts.is_confirmed:
        ticket_id = found.ticket_id if isinstance(found, ByRight) else facts.candidates[0].ticket_id
        effect = AddMessage(ticket_id, Visibility.INTERNAL, wording=_with_forwarded(mail))
        return Deliver("agents_note_confirmed", "A person let it through as a note.", effect)
    why = "An agent names a ticket without using a personal reply address."
    return Hold("agent_without_reply_address", why, "mail_held")


def _with_forwarded(mail: ParsedMail) -> Wording | None:
    """Let a note hold the mail that it forwards, too: else only the remark above would stand."""
    inner = mail.forwarded
    if inner is None or not inner.is_announced:
        return None
    whole = f"{mail.text}\n\n{inner.text}" if inner.is_attached else mail.text
    return Wording(text=whole.strip(), quoted_text="")


def not_proven(facts: Facts) -> Disposition:
    """Hold what carries an agent's name and a good reply address but no proof."""
    why = f"The reply address is right, but the sender is not proven. {facts.judgement.why}"
    return Hold("agent_not_authenticated", why, "not_authenticated")


def _used_by_other(facts: Facts, used: UsedAddress) -> Disposition:
    assert facts.writer is not None
    if facts.writer.is_agent and facts.is_authentic:
        why = "A colleague used this agent's reply address; it is kept as an internal note."
        effect = AddMessage(used.ticket_id, Visibility.INTERNAL, flags=("foreign_reply_address",))
        return Deliver("agents_note_by_foreign_address", why, effect, tell="internal_kept")
    if facts.is_confirmed:
        effect = AddMessage(used.ticket_id, Visibility.INTERNAL, flags=("foreign_reply_address",))
        why = "It came from an address that is not its agent's; a person let it through as a note."
        return Deliver("foreign_sender_confirmed", why, effect)
    why = "The reply address is an agent's, but the sender is not a known address of theirs."
    return Hold("foreign_sender_on_agents_address", why, "unknown_sender_address")


def _without_right(facts: Facts, used: UsedAddress) -> Disposition | None:
    """Hold what an agent may not say here any more, as who works where changes (P9 d)."""
    orders = facts.orders
    action = Action.NOTE if used.visibility == Visibility.INTERNAL else Action.ANSWER
    if orders is None or orders.may(action, orders.task):
        return None
    if facts.is_confirmed:
        effect = AddMessage(used.ticket_id, Visibility.INTERNAL)
        return Deliver("agents_note_confirmed", "A person let it through as a note.", effect)
    why = "Its writer does not have the right to do this on this ticket any more."
    return Hold("agent_without_right", why, "no_permission")


def _judging(used: UsedAddress) -> Disposition:
    """Let a vote or an opinion take effect; the words stay inside either way."""
    is_vote = used.purpose is Purpose.APPROVAL
    why = "It answers a request for approval." if is_vote else "It is an opinion that was asked."
    effect = AddMessage(
        used.ticket_id,
        Visibility.INTERNAL,
        reply_address_id=used.id,
        purpose=used.purpose,
        about_id=used.about_id,
    )
    return Deliver("agents_vote" if is_vote else "agents_opinion", why, effect)


def _empty() -> Disposition:
    return Drop("empty_answer", "The answer holds no new text and no file.", "empty_answer")


def _do(mail: ParsedMail, facts: Facts, used: UsedAddress) -> Disposition:
    """Let an agent's commands take effect, and the rest go where the address says."""
    asked = weigh(mail, used, facts.orders, facts.config)
    if used.visibility == Visibility.INTERNAL or asked.is_inner:
        return note_with_orders(mail, used, asked)
    answered = _machine(mail, facts) or _answer(mail, facts, used, asked)
    return with_orders(answered, used, asked)


def _machine(mail: ParsedMail, facts: Facts) -> Disposition | None:
    """Hold answers that follow each other as only two machines do it (P7)."""
    if facts.is_confirmed:
        return None
    said = words_of(mail.own_words)
    if sum(words_of(one) == said for one in facts.said_lately) >= _SAME_ANSWERS:
        # Whoever sends the same text again and again is no person who waits for a word.
        return Hold("repeated_answer", "The same answer came several times within an hour.")
    if len(facts.said_lately) >= ANSWERS_PER_HOUR:
        why = "Its writer has answered this ticket very often within an hour."
        return Hold("too_many_answers", why, "mail_held")
    return None


def _answer(mail: ParsedMail, facts: Facts, used: UsedAddress, asked: Asked) -> Disposition:
    """Let an answer out to the customer, as far as it holds nothing that we mailed inside (P20)."""
    wall = Wall(facts.inner or Inner())
    passage = wall.keep_inside(asked.text, mail.signature)
    left_out, is_clear = quoted_files(wall, mail.attachments)
    if passage.finding is Finding.MIXED or not is_clear:
        why = "Internal words of ours stand between new ones, so it is kept as an internal note."
        effect = AddMessage(used.ticket_id, Visibility.INTERNAL, reply_address_id=used.id)
        return Deliver("agents_answer_kept_inside", why, effect, tell="internal_kept")
    if not passage.text.strip() and len(left_out) == len(mail.attachments):
        return _empty()
    if early := offer_too_early(mail, facts, used, passage.text, left_out):
        return early
    wording = Wording(
        text=passage.text,
        quoted_text=wall.public_lines(mail.quoted_text),
        left_out=tuple(left_out),
        is_shortened=asked.has_commands
        or passage.finding is Finding.CUT
        or bool(mail.quoted_text.strip()),
    )
    why = "It came to the personal reply address of its writer."
    effect = AddMessage(
        used.ticket_id, Visibility.PUBLIC, reply_address_id=used.id, wording=wording
    )
    return Deliver("agents_answer", why, effect)


def quoted_files(wall: Wall, files: tuple[Attachment, ...]) -> tuple[list[str], bool]:
    """Find files that are our own mail or the rest of a quote; False where one is mixed.

    Some clients attach the mail they answer, and Exchange turns what follows a picture into a
    text file of its own.
    """
    left_out: list[str] = []
    for file in files:
        name = file.name.lower()
        if file.is_message or name.endswith(_MAIL_ENDINGS):
            if holds_reply_address(file.content):
                left_out.append(file.sha256)
        elif file.content_type.startswith("text/") or name.endswith(_TEXT_ENDINGS):
            text = file.content[:_TEXT_FILE_COMPARED].decode("utf-8", "replace")
            passage = wall.keep_inside(strip_tags(text))
            if passage.finding is Finding.CLEAN:
                continue
            if passage.finding is Finding.MIXED or words_of(passage.text):
                return left_out, False
            left_out.append(file.sha256)
    return left_out, True
