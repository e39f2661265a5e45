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
    }
    bad = {
        "too_late": here.say("It has left already and cannot be taken back any more."),
        "nothing_chosen": here.say("Nothing was changed: please choose first what and to whom."),
        "busy": here.say("Nothing was changed, as others are at this ticket. Please try again."),
    }
    if code in good:
        return Told("ok", "check", good[code])
    return Told("warn", "warn", bad[code]) if code in bad else None
