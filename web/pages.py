"""Pages from templates: in the reader's language, dates and sizes as it writes them."""

from collections.abc import Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup

from templates.dates import Dates
from templates.environment import make_page_environment
from templates.languages import filled, speaker_of
from templates.wording import legal_line, tied
from tickets.text.plain import paragraphs
from web.static_files import StaticFiles


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a page is written, and when."""

    language: str
    zone: ZoneInfo
    now: datetime

    def say(self, source: str, /, **values: object) -> str:
        """Say a sentence as plain text."""
        return filled(speaker_of(self.language).say(source).text, values)

    def say_n(self, one: str, many: str, count: int, /, **values: object) -> str:
        """Say a counted sentence as plain text."""
        chosen = speaker_of(self.language).say_counted(one, many, count).text
        return filled(chosen, {**values, "count": count})

    @property
    def dates(self) -> Dates:
        """How this reader writes days and times."""
        return Dates(speaker_of(self.language), self.zone, self.now)


_DATED = ("moment", "stamp", "day", "due", "clock", "ago", "when")
"""The ways of `Dates` in which templates write times."""
_READER: ContextVar[Reader] = ContextVar("reader")
"""The reader of the page that is being made; macros and filters speak to this one."""


class Pages:
    """The compiled templates of one process."""

    def __init__(self, static: StaticFiles) -> None:
        self._environment = make_page_environment()
        self._environment.globals |= {
            "_": _say,
            "_n": _say_counted,
            "asset": static.address,
            "speaks": speaks,
        }
        self._environment.filters |= {
            **{name: _dated(name) for name in _DATED},
            "size": _sized,
            "tenths": _tenths,
            "all_of": _listed,
            "legal": _legal,
            "initials": initials,
            "hue": hue,
            "paragraphs": as_paragraphs,
        }

    def render(self, reader: Reader, name: str, values: Mapping[str, Any]) -> str:
        """Render a template of templates/web for a reader."""
        held = _READER.set(reader)
        try:
            return self._environment.get_template(name).render(values)
        finally:
            _READER.reset(held)


def initials(name: str) -> str:
    """Give the one or two letters that stand for a name in its avatar."""
    words = [word for word in name.replace("@", " ").split() if word[:1].isalnum()]
    return "".join(word[0] for word in (*words[:1], *words[1:][-1:])).upper() or "?"


def hue(seed: str) -> int:
    """Give the colour, 1 to 6, that a person keeps everywhere; from the address."""
    return sum(seed.lower().encode()) % 6 + 1


@lru_cache(maxsize=2048)
def as_paragraphs(text: str) -> Markup:
    """Make paragraphs and line ends of plain text, with its addresses as links.

    What was said never changes, and looking for links costs more than all else of a long thread.
    """
    return Markup(paragraphs(text))  # noqa: S704 - the text is escaped there


def _dated(name: str) -> Callable[[datetime], str]:
    """Make the filter that writes a time in one of the ways of `Dates`."""

    def write(at: datetime) -> str:
        return str(getattr(_READER.get().dates, name)(at))

    return write


def _sized(size_bytes: int) -> str:
    return speaker_of(_READER.get().language).size(size_bytes)


def _tenths(number: float) -> str:
    return speaker_of(_READER.get().language).tenths(number)


def _legal(parts: Sequence[str]) -> str:
    return tied(legal_line(parts))


def _listed(names: Sequence[str]) -> str:
    return speaker_of(_READER.get().language).all_of(names)


def _say(source: str, **values: Any) -> str:
    return filled(speaker_of(_READER.get().language).say(source).html, values)


def _say_counted(one: str, many: str, count: int, **values: Any) -> str:
    chosen = speaker_of(_READER.get().language).say_counted(one, many, count).html
    return filled(chosen, {**values, "count": count})


def speaks(language: str) -> str:
    """Name a language in itself."""
    return _OWN_NAMES[language]


_OWN_NAMES = {
    "de": "Deutsch",
    "pl": "Polski",
    "nl": "Nederlands",
    "it": "Italiano",
    "en": "English",
}
