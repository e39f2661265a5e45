"""Why a line of an agent's mail was not carried out, as English sources of the catalogs."""

from templates.sentences import N_

UNDONE = {
    "no_person": N_("It names nobody."),
    "unknown_person": N_("Nobody here has this name."),
    "several_people": N_("Several people or departments have this name."),
    "no_date": N_("It names no day."),
    "unreadable_date": N_("This day cannot be read for sure."),
    "past_date": N_("This day has passed, or is today."),
    "unknown_kind": N_("There is no such kind of ticket."),
    "no_title": N_("It does not say what is to be done."),
    "too_long": N_("This is longer than the title of a task may be."),
    "no_reason": N_("The reason is missing."),
    "unreadable_amount": N_("This amount cannot be read for sure."),
    "more_than_a_vote": N_("It says more than yes or no."),
    "condition": N_("What stands below it takes it back, or makes it depend on something."),
    "two_meanings": N_("It can be read in two ways."),
    "contradiction": N_("Another line says the opposite."),
    "not_allowed": N_("You do not have the right to do this here."),
    "task_taken": N_("Somebody else has this task already."),
    "blocked": N_("This has to be done first: %(detail)s."),
    "is_done": N_("The ticket is done, so it rests already."),
    "too_far": N_("This day is too far away."),
    "nobody_else": N_("It asks nobody but you."),
    "nobody_has_it": N_("Nobody has this ticket, so it cannot be given back."),
    "no_words": N_("The words that belong to it are missing."),
    "not_possible": N_("It cannot be done the way the ticket is now."),
}
"""By code: of commands that nobody understood, and of what may not or cannot be done."""
