"""The gateway's decisions in words: what happened to a mail, and what letting it through does."""

from dataclasses import dataclass

from templates.sentences import N_


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule in words, as English sources of the catalogs."""

    what: str
    release: str = ""
    """What happens when a person lets the mail through; empty where that changes nothing."""


_AS_NOTE = N_("It is filed on its ticket as an internal note; the customer gets nothing.")
_AS_ANSWER = N_("It counts as written by its sender and goes out to the customer as their answer.")
_OPENS = N_("It counts as written by its sender and opens a ticket.")
_JOINS = N_("It counts as written by its sender and joins its ticket.")

REASONS = {
    "agent_not_authenticated": Reason(
        N_(
            "The reply address belongs to a colleague, but nothing proves that the mail comes from "
            "them. So nobody can write in their name, and they were told."
        ),
        _AS_ANSWER,
    ),
    "foreign_sender_on_agents_address": Reason(
        N_(
            "The reply address is a colleague's, but the sender is not an address that we know of "
            "them. Whoever wrote was told that the text is safe and waiting."
        ),
        _AS_NOTE,
    ),
    "agent_without_reply_address": Reason(
        N_(
            "A colleague names a ticket but did not answer one of our mails, so it is not certain "
            "for whom the text is meant."
        ),
        _AS_NOTE,
    ),
    "unclear_sender": Reason(
        N_(
            "The mail names no single sender, or names one in a way that hides who it is. It could "
            "not be answered. Please read it, and write to the person yourself if it is genuine."
        )
    ),
    "retired_agent": Reason(
        N_(
            "The sender's address belongs to somebody who no longer works here. Please read it and "
            "pass on what matters."
        )
    ),
    "revoked_reply_address": Reason(N_("The reply address was withdrawn."), _JOINS),
    "expired_reply_address": Reason(
        N_("The reply address was idle for too long and has expired."), _JOINS
    ),
    "unknown_reply_address": Reason(
        N_("It came to a reply address that was never given out."),
        N_("Its sender is told that there is no such address."),
    ),
    "too_many_tickets": Reason(N_("Its sender has opened many tickets in a short time."), _OPENS),
    "repeated_answer": Reason(
        N_("The same answer came several times within an hour, as only two programs do it."),
        _AS_ANSWER,
    ),
    "too_many_answers": Reason(
        N_("Its writer has answered this ticket very often within an hour."), _AS_ANSWER
    ),
    "broke": Reason(
        N_("Reading or filing this mail broke three times. Its bytes are kept as they came.")
    ),
    "by_a_person": Reason(N_("A colleague set this mail aside.")),
    "own_mail": Reason(N_("It is a mail of ours that came back to us.")),
    "report_of_unknown_mail": Reason(N_("It reports on a mail that did not come from here.")),
    "delivery_report": Reason(N_("It reports on a mail that we sent, and was noted there.")),
    "no_report": Reason(N_("It came to a return path and is no delivery report.")),
    "automatic_unproven_agent": Reason(
        N_("A program wrote it, and nothing proves that it is a colleague's.")
    ),
    "automatic_on_ticket": Reason(
        N_("A program wrote it; it stands on its ticket as a grey line.")
    ),
    "bulk": Reason(N_("It is a newsletter or came from a mailing list.")),
    "automatic_without_ticket": Reason(N_("A program wrote it, and it belongs to no ticket.")),
    "contacts_reply": Reason(N_("It came to the personal reply address of its writer.")),
    "agents_answer": Reason(N_("It came to the personal reply address of its writer.")),
    "agents_answer_kept_inside": Reason(
        N_("Internal words stand between the new ones, so it was kept as an internal note.")
    ),
    "agents_note": Reason(N_("It answers an internal word, so it stays internal.")),
    "agents_note_confirmed": Reason(N_("A colleague let it through as an internal note.")),
    "foreign_sender_confirmed": Reason(N_("A colleague let it through as an internal note.")),
    "agents_note_by_foreign_address": Reason(
        N_("A colleague used somebody else's reply address, so it was kept as an internal note.")
    ),
    "foreign_reply_address": Reason(
        N_("Somebody else used this reply address; it stays internal until you confirm them.")
    ),
    "participant_joins": Reason(N_("It names its ticket, and its writer takes part in that.")),
    "addressed_joins": Reason(
        N_("It names its ticket, and its writer was addressed there before.")
    ),
    "colleague_joins": Reason(
        N_("It names its ticket, and its writer is a colleague of the requester.")
    ),
    "new_ticket": Reason(N_("It is a new matter and opened a ticket.")),
    "empty_answer": Reason(N_("The answer held no new text and no file.")),
    "same_mail": Reason(N_("The same mail came in before; only the first one counts.")),
}

OUTCOMES = {
    "pending": (N_("waiting to be read"), "info", "clock"),
    "delivered": (N_("delivered"), "ok", "check"),
    "duplicate": (N_("duplicate"), "", "auto"),
    "held": (N_("held"), "warn", "hold"),
    "dropped": (N_("dropped"), "", "x"),
    "bounced": (N_("bounced"), "warn", "undo"),
    "failed": (N_("failed"), "bad", "warn"),
}
"""Per outcome its word, the colour of its chip and its icon."""

WAYS = {
    "smtp": N_("by SMTP"),
    "lmtp": N_("by LMTP"),
    "imap": N_("by IMAP"),
    "ingest": N_("by import"),
}

DECISIONS = {
    "deliver": N_("It would be delivered."),
    "bounce": N_("It would be refused, and its writer told."),
    "drop": N_("It would be set aside."),
    "hold": N_("It would be held."),
}

FACTS = {
    "sender": N_("Sender"),
    "writer": N_("Known as"),
    "origin_pass": N_("Origin, proven"),
    "origin_fail": N_("Origin, check failed"),
    "origin_none": N_("Origin, not proven"),
    "departments": N_("For"),
    "reply_agents": N_("Reply address of a colleague"),
    "reply_contacts": N_("Reply address of a customer"),
    "reply_revoked": N_("Reply address, withdrawn"),
    "reply_expired": N_("Reply address, expired"),
    "reply_unknown": N_("Reply address, never given out"),
    "tickets_named": N_("Names tickets"),
    "duplicate": N_("Came before as mail"),
    "own_mail": N_("Carries our own mark"),
    "opened": N_("Tickets opened, last hour / day"),
}

WRITERS = {
    "agent": N_("a colleague"),
    "retired": N_("a former colleague"),
    "proven_contact": N_("a customer whose address is proven"),
    "contact": N_("a customer whose address is not proven"),
    "stranger": N_("nobody we know"),
}
