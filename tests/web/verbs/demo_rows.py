"""One row for each form of the demo's own pages."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class DemoVerb:
    """A form of the demo, and how a visitor fills it in and sends it."""

    route: str
    at: str
    fields: Mapping[str, str] = field(default_factory=dict)
    button: str = "button[type=submit]"


WORDS = "Dzień dobry, prosimy o termin."

VERBS = (
    DemoVerb("/language", "/", button="button[value=pl]"),
    DemoVerb("/postbox/{key}/new", "/postbox/jan/new", {"subject": "Termin", "text": WORDS}),
    DemoVerb("/postbox/{key}/{mail_id}/answer", "/postbox/jan/1/answer", {"text": WORDS}),
    DemoVerb("/start-over", "/"),
)
