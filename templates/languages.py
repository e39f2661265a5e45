"""What mails and pages say: gettext catalogs, dates, sizes and lists of one language."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton, get_timezone_name
from babel.lists import format_list
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from markupsafe import Markup, escape

SOURCE_LANGUAGE = "en"
CATALOGS = Path(__file__).parent / "locale"
_LOCALES = {"de": "de_DE", "pl": "pl_PL", "nl": "nl_NL", "it": "it_IT", "en": "en_GB"}
_EMPHASIS = re.compile(r"\*([^*]+)\*")
_ONE_LETTER = re.compile(r"(?<!\w)([aiouwz]) ", re.IGNORECASE)
_MAILS = "stafette"
"""The catalog of what mails say."""
_KILO = 1000

Values = object
"""What a placeholder of a sentence may be filled with."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence in both renditions; `*stressed*` is bold in HTML and plain in text."""

    text: str
    html: Markup


def sentence(source: str) -> Sentence:
    """Make both renditions of a catalog text."""
    marked = _EMPHASIS.sub(r"<b>\1</b>", str(escape(source)))
    # A catalog is ours, not a sender's; what fills its placeholders is escaped on formatting.
    return Sentence(_EMPHASIS.sub(r"\1", source), Markup(marked))  # noqa: S704 - escaped above


def read_catalogs(language: str, areas: str = "*") -> dict[str, Catalog]:
    """Read catalogs of one language from its .po files, by the area that each is for."""
    found: dict[str, Catalog] = {}
    for path in sorted((CATALOGS / language / "LC_MESSAGES").glob(f"{areas}.po")):
        with path.open("rb") as file:
            found[path.stem] = read_po(file, locale=language, abort_invalid=True)
    return found


class Speaker:
    """Everything needed to speak one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.locale = Locale.parse(_LOCALES[language])
        self._sentences: dict[str, Sentence] = {}
        self._plurals: dict[str, tuple[Sentence, ...]] = {}
        self._which: Callable[[int], int] = lambda count: int(count != 1)
        # A process that only writes mails never needs what pages say, which is far more.
        self._knows_all = language == SOURCE_LANGUAGE
        if not self._knows_all:
            self._learn(_MAILS)

    def say(self, source: str) -> Sentence:
        """Return a sentence by its English source; an unknown one stays English."""
        found = self._sentences.get(source)
        if found is None and not self._knows_all:
            self._learn("*")
            found = self._sentences.get(source)
        if found is None:
            found = self._sentences[source] = sentence(_curled(source))
        return found

    def say_counted(self, singular: str, plural: str, count: int) -> Sentence:
        """Return the form of a sentence that suits a number."""
        forms = self._plurals.get(singular)
        if forms is None and not self._knows_all:
            self._learn("*")
            forms = self._plurals.get(singular)
        if forms is None:
            forms = self._plurals[singular] = (
                sentence(_curled(singular)),
                sentence(_curled(plural)),
            )
        return forms[min(self._which(count), len(forms) - 1)]

    def day(self, at: datetime, zone: ZoneInfo) -> str:
        """Return day and month, as in `19 listopada`."""
        return _day(at.astimezone(zone).date().isoformat(), self.locale.language)

    def date(self, at: datetime, zone: ZoneInfo) -> str:
        """Return the whole date, as in `19 listopada 2026`."""
        return _date(at.astimezone(zone).date().isoformat(), self.locale.language)

    def moment(self, at: datetime, zone: ZoneInfo) -> str:
        """Return date and time with the zone's name, as in `19 listopada 2026, 10:39 CET`."""
        local = at.astimezone(zone)
        day = self.date(at, zone)
        is_summer = bool(local.dst())
        return f"{day}, {local:%H:%M} {_zone(zone.key, is_summer, self.locale.language)}"

    def size(self, size_bytes: int) -> str:
        """Return a file's size with a no-break space before the unit, as in `1,4 MB`."""
        if size_bytes < _KILO:
            return f"{size_bytes}\N{NO-BREAK SPACE}B"
        if size_bytes < 999_500:  # noqa: PLR2004 - singular and plural are two - would round to 1000 kB
            return f"{round(size_bytes / _KILO)}\N{NO-BREAK SPACE}kB"
        said = format_decimal(round(size_bytes / 1_000_000, 1), locale=self.locale)
        return f"{said}\N{NO-BREAK SPACE}MB"

    def money(self, cents: int, currency: str) -> str:
        """Return an amount with its currency's code, as in `12.000 EUR`; cents only where any."""
        pattern = "#,##0.00" if cents % 100 else "#,##0"
        said = format_decimal(Decimal(cents) / 100, pattern, locale=self.locale)
        return f"{said}\N{NO-BREAK SPACE}{currency}"

    def all_of(self, names: Sequence[str]) -> str:
        """Return names as a list in words, as in `A, B und C`."""
        return format_list(list(names), locale=self.locale) if len(names) > 1 else "".join(names)

    def one_of(self, names: Sequence[str]) -> str:
        """Return names as a choice in words, as in `A, B oder C`."""
        return format_list(list(names), "or", self.locale) if len(names) > 1 else "".join(names)

    def tenths(self, number: float) -> str:
        """Return a number with one decimal place, as in `0,4`."""
        return str(format_decimal(number, "#,##0.0", locale=self.locale))

    def _learn(self, areas: str) -> None:
        for catalog in read_catalogs(self.language, areas).values():
            self._which = _plural_rule(catalog)
            for message in catalog:
                if not message.id:
                    continue
                if isinstance(message.id, str):
                    self._sentences[message.id] = sentence(self._set(str(message.string)))
                elif message.string:
                    forms = tuple(sentence(self._set(form)) for form in message.string)
                    self._plurals[str(message.id[0])] = forms
        self._knows_all = self._knows_all or areas == "*"

    def _set(self, text: str) -> str:
        """Keep a Polish one-letter word with the next one, as its typesetters do."""
        return _ONE_LETTER.sub("\\1\N{NO-BREAK SPACE}", text) if self.language == "pl" else text


@lru_cache(maxsize=8)
def speaker_of(language: str) -> Speaker:
    """Return the speaker of a language, read once per process."""
    return Speaker(language)


def placeholders(source: str) -> set[str]:
    """Return the names of the `%(name)s` places of a sentence."""
    return set(re.findall(r"%\((\w+)\)s", source))


def filled(template: str, values: Mapping[str, Values]) -> str:
    """Fill a sentence; safe markup escapes what it is filled with."""
    if not values and "%" not in template:
        return template
    return template % values


def _curled(source: str) -> str:
    """Return an English source with typographic apostrophes, which code had better not hold."""
    return source.replace("'", "\N{RIGHT SINGLE QUOTATION MARK}")


def _plural_rule(catalog: Catalog) -> Callable[[int], int]:
    """Return the catalog's rule from a number to the index of its form."""
    rule = catalog.locale.plural_form if catalog.locale else None
    order = ("one", "few", "many", "other") if catalog.num_plurals > 2 else ("one", "other")  # noqa: PLR2004 - singular and plural are two
    if rule is None:
        return lambda count: int(count != 1)
    # Polish has four categories of CLDR, of which whole numbers use the first three.
    return lambda count: min(order.index(rule(count)), catalog.num_plurals - 1)


@lru_cache(maxsize=512)
def _day(iso: str, language: str) -> str:
    at = datetime.fromisoformat(iso)
    return _tied(format_skeleton("MMMMd", at, locale=_LOCALES[language]))


@lru_cache(maxsize=512)
def _date(iso: str, language: str) -> str:
    return _tied(format_date(datetime.fromisoformat(iso), "long", locale=_LOCALES[language]))


@lru_cache(maxsize=64)
def _zone(key: str, is_summer: bool, language: str) -> str:  # noqa: FBT001 - a cache key
    variant: Literal["daylight", "standard"] = "daylight" if is_summer else "standard"
    locale = _LOCALES[language]
    return get_timezone_name(ZoneInfo(key), "short", zone_variant=variant, locale=locale)


def _tied(day: str) -> str:
    """Keep the day's number with its month on one line."""
    return day.replace(" ", "\N{NO-BREAK SPACE}", 1)
