"""What a page of the desk tells once, after something was done; its address names it by a code."""

from dataclasses import dataclass

from web.dependencies import Visit


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence, and whether it is good news."""

    tone: str
    """ok, warn or bad."""
    icon: str
    sentence: str


def told(here: Visit) -> Told | None:
    """Give the sentence that the address of this page asks for."""
    code = here.request.query_params.get("told", "")
    good = {
        "withdrawn": here.say(
            "Taken back before it was sent. Your words are in the box below again."
        ),
        "handed_over": here.say("Handed over."),
        "moved": here.say("Moved to the other department."),
        "done": here.say("Done."),
        "reopened": here.say("Open again."),
        "sent_again": here.say("On its way again."),
        "changed": here.say("Changed."),
        "resting": here.say("Snoozed. You find it below “Snoozed” until then."),
        "back": here.say("Back in the lists."),
        "follows_up": here.say("You hear of it on that day if nobody has answered."),
        "merged": here.say("Merged. This ticket holds both now."),
        "split": here.say("The new ticket is made."),
        "quote_held": here.say("Kept back until it is approved; you hear of it by mail."),
        "quote_released": here.say("Approved; the quote is on its way."),
        "quote_corrected": here.say("Approved with your changes; the quote is on its way."),
        "quote_adjust": here.say("Approved at that amount; its author changes and sends it."),
        "quote_returned": here.say("Returned; it is a task of its author now."),
        "quote_asked": here.say("Thank you; it goes to who approves that amount."),
        "quote_withdrawn": here.say("Taken back. Your words are in the box below again."),
        "opinions_asked": here.say("Asked; the answers appear on this page."),
        "opinion_given": here.say("Thank you, your opinion is with who asked."),
        "task_added": here.say("The task is added."),
        "task_moved": here.say("The task is moved."),
    }
    bad = {
        "handed_to_absent": here.say(
            "Handed over, but they are away at the moment. Mail from customers goes to their "
            "deputy too."
        ),
        "too_late": here.say("It has left already and cannot be taken back any more."),
        "nothing_chosen": here.say("Nothing was changed: please choose first what and to whom."),
        "blocked": here.say(
            "Not all of them are done: a step of their checklist comes before that."
        ),
        "not_allowed": here.say(
            "Not all of them were changed, as you do not have the right to do so with every one."
        ),
        "busy": here.say("Nothing was changed, as others are at this ticket. Please try again."),
    }
    if code in good:
        return Told("ok", "check", good[code])
    return Told("warn", "warn", bad[code]) if code in bad else None
