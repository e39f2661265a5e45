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
    tells: str = ""
    """Whose postbox hears of it; who waits for that leaves no mail on its way to other tests."""


ANSWERS = "/postbox/{key}/{mail_id}/answer"
"""Sent by the test that sees it arrive, with scripts and without."""

VERBS = (
    DemoVerb("/language", "/", button="button[value=pl]"),
    DemoVerb(
        "/postbox/{key}/new",
        "/postbox/piet/new",
        {"subject": "Nog een kraan", "text": "Wat kost er nog een?"},
        tells="femke",
    ),
    DemoVerb("/start-over", "/"),
)
