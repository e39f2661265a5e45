"""What the pages about people say in more than one place."""

from datetime import datetime

from templates.sentences import N_
from tickets.model.people import Person, Side
from tickets.services.directory import AddressFault, AddressRefusedError
from web.dependencies import Visit

_FAULTS = {
    AddressFault.UNREADABLE: N_("This is no mail address, for example jan@firm.example."),
    AddressFault.OURS: N_(
        "This address is on a domain of ours; colleagues are entered in the settings."
    ),
    AddressFault.TAKEN: N_("This address belongs to %(name)s already."),
    AddressFault.TOO_MANY: N_("A person can have 20 addresses at most."),
    AddressFault.LAST: N_("This is the last address, so it stays."),
}
_DONE = {
    "kept": N_("The changes were saved."),
    "added": N_("The contact was entered."),
    "address": N_("The address was added and counts as proven."),
    "removed": N_("The address was removed."),
    "preferred": N_("Mail goes to this address from now on."),
    "invited": N_("The invitation is on its way. The link in it is valid for 72 hours."),
    "located": N_("The location was saved."),
    "entered": N_("Ticket #%(number)s was opened in its department."),
}


def fault_sentence(here: Visit, refused: AddressRefusedError) -> str:
    """Say why an address cannot be used."""
    owner = refused.owner
    name = (owner.name or here.say("somebody else")) if owner else ""
    return here.say(_FAULTS[refused.fault], name=name)


def said_of(here: Visit) -> str:
    """Say what was just done, as the address of the page tells."""
    query = here.request.query_params
    number = query.get("number", "")
    source = _DONE.get(query.get("done", ""), "")
    return here.say(source, number=number if number.isdecimal() else "") if source else ""


def portal_words(here: Visit, person: Person, seen_at: datetime | None) -> str:
    """Say how somebody stands with the portal; empty for colleagues."""
    if person.side == Side.AGENT:
        return ""
    dates = here.reader.dates
    if seen_at is not None:
        return here.say("last seen %(when)s", when=dates.stamp(seen_at))
    if person.registered_at is not None:
        return here.say("registered on %(day)s", day=dates.day(person.registered_at))
    if person.invited_at is not None:
        day = dates.day(person.invited_at)
        return here.say("invited on %(day)s, not registered yet", day=day)
    return here.say("not invited, writes by mail")
