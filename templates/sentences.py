"""The sentences behind the codes that notices carry, as English sources of the catalogs."""

from dataclasses import dataclass


def N_(source: str) -> str:  # noqa: N802 - the mark that gettext tools look for
    """Mark a text for translation where it is only listed."""
    return source


@dataclass(frozen=True, slots=True)
class Refusal:
    """What was not done, why, and what helps."""

    what: str
    why: str
    todo: str


NOT_DONE = {
    "unknown_sender_address": Refusal(
        N_("Your answer was not sent"),
        N_(
            "The reply address is right, but your mail came from %(detail)s, which is not known "
            "as one of your addresses. So that nobody can write in your name, it was kept and "
            "not passed on."
        ),
        N_(
            "Please send it again from your usual address, or ask your administrator to add the "
            "new one."
        ),
    ),
    "not_authenticated": Refusal(
        N_("Your mail was not carried out"),
        N_(
            "Nothing proved that the mail really comes from you: it has no valid signature and no "
            "trusted server vouches for it. It was kept and not passed on."
        ),
        N_(
            "Please send it again through your company's mail server. A colleague can also "
            "release it from the held mails."
        ),
    ),
    "address_revoked": Refusal(
        N_("Your mail was not passed on"),
        N_("The reply address that you used has been withdrawn. Your mail was kept."),
        N_("Please reply to the latest mail you have about this request."),
    ),
    "address_expired": Refusal(
        N_("Your mail was not passed on"),
        N_(
            "The reply address that you used was idle for too long and has expired. "
            "Your mail was kept."
        ),
        N_("Please reply to a newer mail, or write to us as you did the first time."),
    ),
    "no_permission": Refusal(
        N_("Your mail was not carried out"),
        N_("You do not have the right to do this in this request."),
        N_("Please ask the head of the department to do it or to give you the right."),
    ),
    "ticket_closed": Refusal(
        N_("Your mail was not passed on"),
        N_("This request is closed and takes no more answers."),
        N_("Please write a new mail to the department's address."),
    ),
    "mail_held": Refusal(
        N_("Your mail is being held"),
        N_(
            "It waits until a colleague has checked it. Nothing was lost and nothing was passed on."
        ),
        N_("You do not need to do anything. If it is urgent, please call."),
    ),
    "new_ticket_opened_flagged": Refusal(
        N_("A new request was opened"),
        N_(
            "Nothing proved that the mail really comes from you. So it was opened as a new request "
            "in the name of its sender and marked, and nothing else was carried out."
        ),
        N_("Please send it again through your company's mail server if you meant something else."),
    ),
    "file_too_large": Refusal(
        N_("A file was not sent along"),
        N_("The file %(detail)s is larger than outgoing mails may be."),
        N_("Please send a smaller version of it, or hand it over in another way."),
    ),
    "empty_answer": Refusal(
        N_("Your answer was not sent"),
        N_("Your mail holds no new text and no file, only what was written before."),
        N_("Please write your answer at the very top and send the mail again."),
    ),
    "internal_kept": Refusal(
        N_("Your mail was kept as an internal note"),
        N_("You replied to an internal mail, so the customer got nothing of it."),
        N_("If it was meant for the customer, please reply to the mail with the customer's words."),
    ),
    "offer_too_early": Refusal(
        N_("Your answer was not sent"),
        N_(
            "It carries a file or an amount, and before an offer may leave this has to be done: "
            "%(detail)s. It was kept as an internal note, and the customer got nothing of it."
        ),
        N_("Please see to it that this is done, and then send your answer again."),
    ),
    "vote_unclear": Refusal(
        N_("Nothing was decided"),
        N_("Your mail does not say beyond doubt whether the quote may go out."),
        N_(
            "Please write “ok” alone on the first line, or “ok” and an amount, or “return:” and "
            "the reason. You can also decide on the desk."
        ),
    ),
    "vote_too_late": Refusal(
        N_("Nothing was decided"),
        N_("This quote has been decided already, or its author has taken it back."),
        N_("The ticket shows what became of it."),
    ),
    "vote_refused": Refusal(
        N_("Nothing was decided"),
        N_("You were not asked to approve this, or it is more than you may approve."),
        N_("Please leave it to who was asked, or to somebody who may approve more."),
    ),
    "amount_unclear": Refusal(
        N_("Your quote was not sent"),
        N_("Your mail does not name one amount that could be read for sure."),
        N_("Please reply with the amount alone on the first line, such as “11.800 EUR”."),
    ),
    "command_in_doubt": Refusal(
        N_("Your answer was not sent"),
        N_(
            "Its first lines may be meant for us and not for the customer. So that no internal "
            "word goes out, it was kept as an internal note."
        ),
        N_(
            "Please write the commands again, alone, or send your answer again without these lines."
        ),
    ),
    "commands_undone": Refusal(
        N_("Not everything was carried out"),
        N_("Some lines at the top of your mail were not carried out; all the rest was."),
        N_("Please reply to the mail once more with just these lines, as they should be."),
    ),
    "unknown_recipient": Refusal(
        N_("Your mail was not passed on"),
        N_("There is no recipient %(detail)s here."),
        N_("Please check the address and send the mail again."),
    ),
}
"""M5: per code what, why and what to do."""

DETAIL_MISSING = {
    "unknown_sender_address": N_("another address"),
    "file_too_large": N_("in your mail"),
    "unknown_recipient": N_("of that name"),
    "offer_too_early": N_("a step of the ticket's checklist"),
}
"""What stands in the place of a detail that may not or cannot be told."""

UNDELIVERED = {
    "userunknown": N_("There is no such address at the recipient's provider."),
    "mailboxfull": N_("The recipient's mailbox is full."),
    "hostunknown": N_("The recipient's mail domain does not exist or takes no mail."),
    "blocked": N_("The recipient's provider refused our mail."),
    "spamdetected": N_("The recipient's provider took the mail for spam."),
    "mesgtoobig": N_("The mail is larger than the recipient's provider allows."),
    "expired": N_("The recipient's provider could not be reached for several days."),
    "other": N_("The recipient's provider did not accept the mail."),
}
"""Why a mail did not arrive; an unknown code counts as `other`."""

_BY_ADDRESS = N_("Joined to this ticket because of the personal reply address.")
_BY_ANSWER = N_("Joined to this ticket because it answers an earlier mail in it.")

WHY_HERE = {
    "reply_address": _BY_ADDRESS,
    "contacts_reply": _BY_ADDRESS,
    "foreign_reply_address": _BY_ADDRESS,
    "references": _BY_ANSWER,
    "participant_joins": _BY_ANSWER,
    "addressed_joins": _BY_ANSWER,
    "colleague_joins": _BY_ANSWER,
    "subject_tag": N_("Joined to this ticket because of the number in its subject."),
    "new_ticket": N_("A new ticket, because the mail belongs to no earlier one."),
    "not_participant": N_(
        "A new ticket, because its sender does not take part in the one it refers to."
    ),
    "forwarded": N_("A new ticket, because a colleague forwarded the mail."),
    "forward_joins": N_(
        "Joined to this ticket because a colleague forwarded the customer's mail to us."
    ),
    "written_outside": N_("Sent to the customer straight from a mail program."),
    "reopened_too_late": N_("A new ticket, because the earlier one has been done for too long."),
}
"""How a mail found its ticket, by the rule that decided; a sentence passes as it is."""

TRUST = {
    "proven": N_("The sender's address was checked and is genuine."),
    "unproven": N_("Nothing proves that the sender's address is genuine."),
    "failing": N_(
        "*Careful:* the check of the sender's address failed. The mail may come from somebody else."
    ),
}
"""How sure we are of the sender."""

FLAGS = {
    "reused_message_id": N_("This mail carries the identifier of a different one."),
    "foreign_reply_address": N_("A personal reply address was used by somebody else."),
    "colleague_unconfirmed": N_(
        "The sender is a colleague of the requester and gets nothing until you confirm them."
    ),
    "unauthenticated_agent": N_("The sender's name is a colleague's, but nothing proves it."),
    "suggested_link": N_("This mail may belong to another ticket."),
    "reading_incomplete": N_("A part of this mail could not be read; the original is kept."),
    "over_limit": N_("This mail exceeds a limit; only its beginning is shown."),
    "automatic": N_("A program wrote this mail."),
    "bank_details_changed": N_(
        "*Careful:* this mail names other bank details than before. Call the sender on a number "
        "that you know before anything is paid."
    ),
    "look_alike_of_us": N_(
        "*Careful:* the sender's domain only looks like ours. The mail may come from a fraud."
    ),
    "look_alike_domain": N_(
        "*Careful:* the sender's domain looks like that of a company you know, but is another one."
    ),
    "name_shows_other_address": N_(
        "*Careful:* the sender's name shows another address than the one the mail comes from."
    ),
    "name_of_colleague": N_(
        "The sender's name is a colleague's, but the address is not one of theirs."
    ),
    "answers_elsewhere": N_("The sender asks for answers to an address at another domain."),
}
"""What a reader should know about a mail."""

HINTS = {
    "first_contact": N_("It is the first mail from this sender; nobody else there has written."),
    "new_address": N_(
        "It is the first mail from this address; others of its company have written."
    ),
}
"""Flags that are no warning: how well we know the sender."""

UNREAD = {"locked": N_("locked by a password"), "cut": N_("searchable in part")}
UNREAD_OTHERWISE = N_("not searchable")
"""What is said beside a file of whose words not all are known, by the code of the reason."""

REASONS = {
    "owner": N_("You get this mail because #%(number)s is yours."),
    "member": N_(
        "You get this mail because #%(number)s has no owner yet and is in your department."
    ),
    "follower": N_("You get this mail because you follow #%(number)s."),
    "deputy": N_(
        "You get this mail because you stand in for the owner of #%(number)s, who is away."
    ),
    "requester_of_note": N_("You get this mail because you asked about #%(number)s internally."),
}
"""Why an agent gets a notice."""

KINDS = {"quote": N_("Quote"), "complaint": N_("Complaint"), "question": N_("Question")}
"""Kinds of tickets; a tenant's own kind is shown as the tenant writes it."""
