"""What the page of a ticket shows of rest, absence and the tickets that it is tied to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi.responses import HTMLResponse

from templates.sentences import N_
from tickets.model.ticket import Ticket
from tickets.store.relations import Relation, Tie, relations_of
from tickets.store.unit_of_work import ReadUnit
from web.dependencies import Visit
from web.desk.away_words import away_words
from web.desk.days import Preset, presets
from web.desk.sidebar import Sidebar

_TIES = {
    Tie.BEFORE: N_("This goes on with #%(number)s: %(subject)s"),
    Tie.AFTER: N_("It goes on in #%(number)s: %(subject)s"),
    Tie.INTO: N_("This was merged into #%(number)s: %(subject)s"),
    Tie.HELD: N_("#%(number)s was merged into this: %(subject)s"),
}


@dataclass(frozen=True, slots=True)
class TieLine:
    """One other ticket, in words."""

    sentence: str
    number: int


@dataclass(frozen=True, slots=True)
class Sharing:
    """Rest, absences and ties of one ticket."""

    away: Mapping[int, str]
    """Words for everybody who is away, by person."""
    presets: Sequence[Preset]
    ties: Sequence[TieLine]
    is_merged: bool


def sharing_of(here: Visit, unit: ReadUnit, ticket: Ticket) -> Sharing:
    """Look at what a ticket's page shows beside its conversation."""
    return Sharing(
        away=away_words(here, unit),
        presets=presets(here),
        ties=[_line(here, one) for one in relations_of(unit, here.me, ticket)],
        is_merged=ticket.merged_into_id is not None,
    )


def merged_page(here: Visit, ticket: Ticket, sidebar: Sidebar, sharing: Sharing) -> HTMLResponse:
    """Show of a ticket that was merged the one line that leads on."""
    return here.page("desk/merged.html", ticket=ticket, sidebar=sidebar, sharing=sharing)


def _line(here: Visit, relation: Relation) -> TieLine:
    subject = relation.subject or here.say("(no subject)")
    sentence = here.say(_TIES[relation.tie], number=relation.number, subject=subject)
    return TieLine(sentence, relation.number)
