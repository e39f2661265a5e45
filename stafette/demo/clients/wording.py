"""What mail programs put around an answer, in the five languages."""

from datetime import datetime

from babel import Locale
from babel.dates import format_datetime

from stafette.demo.cast import Program

_REGIONS = {"en": "en_GB"}

ANSWER_PREFIX = {
    Program.OUTLOOK: {"de": "AW: ", "pl": "Odp.: ", "nl": "Antw.: ", "it": "R: ", "en": "RE: "},
}
_PREFIXES = ("re:", "aw:", "odp:", "odp.:", "antw:", "antw.:", "r:")

HEADER_LABELS = {
    "de": ("Von", "Gesendet", "An", "Betreff"),
    "pl": ("Od", "Wysłano", "Do", "Temat"),
    "nl": ("Van", "Verzonden", "Aan", "Onderwerp"),
    "it": ("Da", "Inviato", "A", "Oggetto"),
    "en": ("From", "Sent", "To", "Subject"),
}
_OUTLOOK_DATE = {
    "de": "EEEE, d. MMMM y HH:mm",
    "pl": "EEEE, d MMMM y HH:mm",
    "nl": "EEEE d MMMM y HH:mm",
    "it": "EEEE d MMMM y HH:mm",
    "en": "d MMMM y HH:mm",
}
_INTRODUCTIONS: dict[Program, dict[str, tuple[str, str]]] = {
    Program.GMAIL: {
        "de": ("Am {at} schrieb {name} <{address}>:", "EEE, d. MMM y 'um' HH:mm 'Uhr'"),
        "pl": ("{at} {name} <{address}> napisał(a):", "EEE, d MMM y 'o' HH:mm"),
        "nl": ("Op {at} schreef {name} <{address}>:", "EEE d MMM y 'om' HH:mm"),
        "it": ("Il giorno {at} {name} <{address}> ha scritto:", "EEE d MMM y 'alle ore' HH:mm"),
        "en": ("On {at}, {name} <{address}> wrote:", "EEE, d MMM y 'at' HH:mm"),
    },
    Program.APPLE: {
        "de": ("Am {at} schrieb {name} <{address}>:", "dd.MM.y 'um' HH:mm"),
        "pl": (
            "Wiadomość napisana przez {name} <{address}> w dniu {at}:",
            "d MMM y, 'o' 'godz'. HH:mm",
        ),
        "nl": (
            "Op {at} heeft {name} <{address}> het volgende geschreven:",
            "d MMM y, 'om' HH:mm",
        ),
        "it": ("Il giorno {at}, {name} <{address}> ha scritto:", "d MMM y, 'alle ore' HH:mm"),
        "en": ("On {at}, {name} <{address}> wrote:", "d MMM y, 'at' HH:mm"),
    },
    Program.THUNDERBIRD: {
        "de": ("Am {at} schrieb {name}:", "dd.MM.yy 'um' HH:mm"),
        "pl": ("W dniu {at}, {name} pisze:", "d.MM.y 'o' HH:mm"),
        "nl": ("Op {at} schreef {name}:", "dd-MM-y 'om' HH:mm"),
        "it": ("Il {at}, {name} ha scritto:", "dd/MM/y HH:mm"),
        "en": ("On {at}, {name} wrote:", "dd/MM/y HH:mm"),
    },
}


def answered_subject(subject: str, program: Program, language: str) -> str:
    """Put the program's mark before a subject, once."""
    if subject.lower().startswith(_PREFIXES):
        return subject
    return ANSWER_PREFIX.get(program, {}).get(language, "Re: ") + subject


def introduction(
    program: Program, language: str, name: str, address: str, sent_at: datetime
) -> str:
    """Write the line above a quoted mail."""
    line, pattern = _INTRODUCTIONS[program][language]
    return line.format(name=name, address=address, at=_told(sent_at, pattern, language))


def outlook_date(sent_at: datetime, language: str) -> str:
    """Write the time in Outlook's header block."""
    return _told(sent_at, _OUTLOOK_DATE[language], language)


def _told(at: datetime, pattern: str, language: str) -> str:
    locale = Locale.parse(_REGIONS.get(language, language))
    return format_datetime(at, pattern, tzinfo=at.tzinfo, locale=locale)
