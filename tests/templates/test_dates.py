"""Days and times on pages, as each language writes them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from templates.dates import Dates
from templates.languages import speaker_of

NOW = datetime(2026, 11, 22, 10, 30, tzinfo=UTC)
WARSAW = ZoneInfo("Europe/Warsaw")


def dates(language: str) -> Dates:
    """Give the dates of a reader in Warsaw, where it is 11:30."""
    return Dates(speaker_of(language), WARSAW, NOW)


def plain(text: str) -> str:
    """Put ordinary spaces where no line may break."""
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", ["gerade eben", "3 Min.", "2 Std.", "gestern", "16. Nov.", "5. Jan. 2025"]),
        ("pl", ["przed chwilą", "3 min", "2 godz.", "wczoraj", "16 lis", "5 sty 2025"]),
        ("nl", ["zojuist", "3 min", "2 uur", "gisteren", "16 nov", "5 jan 2025"]),
        ("it", ["adesso", "3 min", "2 h", "ieri", "16 nov", "5 gen 2025"]),
        ("en", ["now", "3 mins", "2 hrs", "yesterday", "16 Nov", "5 Jan 2025"]),
    ],
)
def test_how_long_ago_is_said_as_short_as_the_language_allows(
    language: str, said: list[str]
) -> None:
    moments = [
        NOW - timedelta(seconds=20),
        NOW - timedelta(minutes=3, seconds=10),
        NOW - timedelta(hours=2, minutes=5),
        NOW - timedelta(hours=20),
        datetime(2026, 11, 16, 8, 10, tzinfo=UTC),
        datetime(2025, 1, 5, 8, 10, tzinfo=UTC),
    ]
    assert [plain(dates(language).ago(at)) for at in moments] == said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("de", "Mo., 16. Nov., 09:10"),
        ("pl", "pon., 16 lis, 09:10"),
        ("nl", "ma 16 nov, 09:10"),
        ("it", "lun 16 nov, 09:10"),
        ("en", "Mon 16 Nov, 09:10"),
    ],
)
def test_a_message_names_weekday_day_and_time(language: str, said: str) -> None:
    assert plain(dates(language).stamp(datetime(2026, 11, 16, 8, 10, tzinfo=UTC))) == said


def test_today_is_told_by_its_time_and_the_night_belongs_to_the_reader() -> None:
    assert dates("pl").when(NOW - timedelta(hours=2)) == "09:30"
    # 23:30 in London was already today in Warsaw.
    assert dates("pl").when(datetime(2026, 11, 21, 23, 30, tzinfo=UTC)) == "00:30"
    assert dates("pl").when(datetime(2026, 11, 21, 22, 30, tzinfo=UTC)) == "wczoraj"


def test_a_far_day_names_its_year() -> None:
    assert plain(dates("de").day(datetime(2026, 11, 19, tzinfo=UTC))) == "19. November"
    assert plain(dates("de").day(datetime(2025, 1, 5, tzinfo=UTC))) == "5. Januar 2025"
