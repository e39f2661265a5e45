"""The time zones that a form offers, by the name of a city in the reader's language."""

from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from babel.core import get_global
from babel.dates import get_timezone_location

from templates.languages import speaker_of

_FAR = (
    "Africa/Cairo",
    "Africa/Casablanca",
    "Africa/Johannesburg",
    "Africa/Lagos",
    "Africa/Nairobi",
    "America/Argentina/Buenos_Aires",
    "America/Bogota",
    "America/Chicago",
    "America/Denver",
    "America/Halifax",
    "America/Los_Angeles",
    "America/Mexico_City",
    "America/New_York",
    "America/Santiago",
    "America/Sao_Paulo",
    "America/Toronto",
    "Asia/Baku",
    "Asia/Bangkok",
    "Asia/Dubai",
    "Asia/Hong_Kong",
    "Asia/Jakarta",
    "Asia/Jerusalem",
    "Asia/Karachi",
    "Asia/Kolkata",
    "Asia/Riyadh",
    "Asia/Seoul",
    "Asia/Shanghai",
    "Asia/Singapore",
    "Asia/Taipei",
    "Asia/Tbilisi",
    "Asia/Tokyo",
    "Atlantic/Azores",
    "Atlantic/Canary",
    "Atlantic/Reykjavik",
    "Australia/Perth",
    "Australia/Sydney",
    "Pacific/Auckland",
)
"""One well-known city for most hours of the world beyond Europe."""
_NO_CITIES = ("Europe/Belfast", "Europe/Nicosia", "Europe/Tiraspol", "Europe/Uzhgorod")
"""Other names of places that are offered already."""
_LONGEST_NAME = 60


def zone_choices(language: str, now: datetime, *also: str) -> list[tuple[str, str]]:
    """Give pairs of zone and words such as `Rom, 10:42`; `also` are zones that must be offered."""
    named = dict(_cities(language))
    for key in also:
        if key and key not in named and is_zone(key):
            named[key] = _city(key, language)
    return [
        (key, f"{city}, {now.astimezone(ZoneInfo(key)):%H:%M}")
        for key, city in sorted(named.items(), key=lambda one: one[1].casefold())
    ]


def is_zone(key: str) -> bool:
    """Tell whether this names a time zone."""
    if not key or len(key) > _LONGEST_NAME:
        return False
    try:
        ZoneInfo(key)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def find_zone(name: str) -> ZoneInfo | None:
    """Find the zone that a calendar names, in its own way or in that of Windows."""
    key = str(get_global("windows_zone_mapping").get(name, name))
    return ZoneInfo(key) if is_zone(key) else None


@lru_cache(maxsize=8)
def _cities(language: str) -> tuple[tuple[str, str], ...]:
    keys = {one for one in available_timezones() if one.startswith("Europe/")}
    keys = (keys - set(_NO_CITIES)) | (set(_FAR) & available_timezones())
    named = {key: _city(key, language) for key in sorted(keys)}
    # Old names stand for the same city; one of them is enough.
    unique = {city: key for key, city in reversed(named.items())}
    return tuple((key, city) for city, key in unique.items())


def _city(key: str, language: str) -> str:
    locale = speaker_of(language).locale
    city = get_timezone_location(key, locale=locale, return_city=True)
    return city.rpartition("/")[2].replace("\N{SOFT HYPHEN}", "")
