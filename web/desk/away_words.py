"""Says who is away, until when, and who stands in, wherever a name stands on the desk."""

from collections.abc import Mapping

from tickets.store.absences import Away, away_now
from tickets.store.unit_of_work import ReadUnit
from web.dependencies import Visit


def away_words(here: Visit, unit: ReadUnit) -> Mapping[int, str]:
    """Give the words for everybody who is away now, by person."""
    return {person_id: away_sentence(here, one) for person_id, one in away_now(unit).items()}


def away_sentence(here: Visit, away: Away) -> str:
    """Say until when somebody is away, and who stands in."""
    day = here.reader.dates.day(away.until_at)
    if away.deputy_name:
        return here.say("away until %(day)s, deputy %(name)s", day=day, name=away.deputy_name)
    return here.say("away until %(day)s", day=day)
