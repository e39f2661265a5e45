"""Dates above forwarded mail are read in many languages."""

import pytest

from mailgw.mime.quotes.dates import iso_date
from tests.mime.clients import CLIENTS

READ = {
    "Friday, July 4, 2025 3:05 PM": "2025-07-04T15:05:00",
    "12:05 AM 3/4/2025": "2025-03-04T00:05:00",
    "7/4/25, 3:05 PM": "2025-07-04T15:05:00",
    "4/7/25 15:05": "2025-07-04T15:05:00",
    "4. Juli 2025 15:05 MESZ": "2025-07-04T15:05:00+02:00",
    "Fri, 4 Jul 2025 15:05:09 -0700": "2025-07-04T15:05:09-07:00",
    "03-07-2025 10:15 (GMT+01:00)": "2025-07-03T10:15:00+01:00",
    "piątek, 4 lipca 2025 15:05": "2025-07-04T15:05:00",
    "4. července 2025 15:05": "2025-07-04T15:05:00",
    "4-lug-2025 15.05": "2025-07-04T15:05:00",
    "2025. aug. 4. 15:05": "2025-08-04T15:05:00",
    "4 juni 2025 15:05": "2025-06-04T15:05:00",
    "czw., 12 cze 2025 o 09:05": "2025-06-12T09:05:00",
    "31 août 2025 à 9 h 05": "2025-08-31T09:05:00",
}


@pytest.mark.parametrize("language", CLIENTS)
def test_the_dates_of_a_language_are_read(language: str) -> None:
    for printed in CLIENTS[language]["dates"]:
        assert iso_date(printed).startswith("2025-03-03T10:15"), printed


@pytest.mark.parametrize(("printed", "read"), READ.items())
def test_a_printed_date_is_read(printed: str, read: str) -> None:
    assert iso_date(printed) == read


@pytest.mark.parametrize("printed", ["", "jeudi", "31. Februar 2025 10:15", "1" * 5_000, "99:99"])
def test_what_is_no_date_stays_as_it_is(printed: str) -> None:
    assert iso_date(printed) == printed
