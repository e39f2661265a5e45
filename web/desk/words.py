"""Words of the desk that several of its pages say."""

from datetime import timedelta

from templates import sentences
from templates.sentences import N_
from tickets.model.attention import Doing
from tickets.store.thread_views import Entry
from web.dependencies import Visit

LATE_AFTER = timedelta(hours=24)
"""After so long without an answer a customer's turn is shown as late."""

_WHY = {
    "department_address": N_(
        "A new ticket, because the mail went to a department's address and belongs to no earlier "
        "one."
    ),
    "default_department": N_(
        "A new ticket, because the mail named no department; this one takes such mails."
    ),
    "portal_form": N_("A new ticket, because it was sent with the form in the portal."),
    "portal_answer": N_("It was written in the portal."),
    "on_the_phone": N_("It was said on the phone and entered by a colleague."),
}
"""Why a message is here, where `templates.sentences.WHY_HERE` has no word for it."""


def kind_name(here: Visit, kind: str) -> str:
    """Name a kind of ticket; a tenant's own kind as the tenant writes it."""
    source = sentences.KINDS.get(kind)
    return here.say(source) if source else kind.capitalize()


def kinds_name(here: Visit, kind: str) -> str:
    """Name all tickets of a kind, as the views do."""
    match kind:
        case "quote":
            return here.say("Quotes")
        case "complaint":
            return here.say("Complaints")
        case "question":
            return here.say("Questions")
        case _:
            return kind.capitalize()


def known_kinds(here: Visit) -> list[str]:
    """List the kinds that this tenant's tickets may have."""
    named = [one.kind for one in here.config.departments if one.kind]
    named += [each.kind for one in here.config.departments for each in one.addresses if each.kind]
    return list(dict.fromkeys([*sentences.KINDS, *named]))


def department_name(here: Visit, slug: str) -> str:
    """Name a department in the reader's language; one that is gone by its short name."""
    department = here.config.department(slug)
    return department.name_in(here.language) if department else slug


def why_sentences(here: Visit, entry: Entry) -> list[str]:
    """Say why a message is on its ticket and how sure we are of its writer."""
    said: list[str] = []
    source = sentences.WHY_HERE.get(entry.why) or _WHY.get(entry.why)
    if source:
        said.append(here.say(source))
    elif " " in entry.why:
        said.append(entry.why)
    if entry.inbound_mail_id is not None and entry.trust in sentences.TRUST:
        said.append(here.say(sentences.TRUST[entry.trust]).replace("*", ""))
    said += [here.say(sentences.HINTS[one]) for one in entry.flags if one in sentences.HINTS]
    return said


def flag_sentences(here: Visit, entry: Entry) -> list[str]:
    """Say what a reader should know about a message before trusting it."""
    known = [one for one in entry.flags if one in sentences.FLAGS]
    flags = [here.say(sentences.FLAGS[one]).replace("*", "") for one in known]
    if entry.inbound_mail_id is not None and entry.trust == "failing":
        flags.insert(0, here.say(sentences.TRUST["failing"]).replace("*", ""))
    return flags


def presence_words(here: Visit, present: list[tuple[str, str]]) -> str:
    """Say which colleagues are at a ticket; whoever writes comes first."""
    writing = [name for name, doing in present if doing == Doing.REPLYING]
    if writing:
        return here.say("%(name)s is replying", name=writing[0])
    if len(present) > 1:
        return here.say_n(
            "%(name)s and %(count)s colleague are reading",
            "%(name)s and %(count)s colleagues are reading",
            len(present) - 1,
            name=present[0][0],
        )
    return here.say("%(name)s is reading", name=present[0][0]) if present else ""
