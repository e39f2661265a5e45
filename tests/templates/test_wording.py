"""Lines, excerpts, subjects, dates and sizes."""

import time
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from templates.languages import speaker_of
from templates.wording import excerpt, legal_line, one_line, quote, reply_subject, tied, wrap

NBSP = "\N{NO-BREAK SPACE}"
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("subject", "answered"),
    [
        ("Offer", "Re: Offer"),
        ("Re: Offer", "Re: Offer"),
        ("AW: RE: Antwort: Odp: R: Offer", "Re: Offer"),
        ("Re[2]: Offer", "Re: Offer"),
        ("Recall: Offer", "Re: Recall: Offer"),
        ("Fwd: Offer", "Re: Fwd: Offer"),
    ],
)
def test_an_answers_subject_has_one_prefix(subject: str, answered: str) -> None:
    assert reply_subject(subject) == answered


def test_wrapping_breaks_at_spaces_and_never_at_no_break_spaces() -> None:
    assert wrap(f"aaa bbb{NBSP}ccc ddd", 8) == f"aaa\nbbb{NBSP}ccc\nddd"


def test_wrapping_keeps_quotes_indents_and_words_that_are_too_long() -> None:
    assert wrap("> aaa bbb ccc", 9) == "> aaa bbb\n> ccc"
    assert wrap("  aaa bbb", 6) == "  aaa\n  bbb"
    assert wrap("a" * 90, 72) == "a" * 90


def test_a_quote_marks_every_line_and_no_blank_ends() -> None:
    assert quote("one\n\ntwo") == "> one\n>\n> two"


def test_an_excerpt_is_cut_between_words() -> None:
    assert excerpt("alpha beta gamma", 12) == "alpha beta …"
    assert excerpt("short", 12) == "short"


def test_a_line_keeps_no_break_spaces_and_loses_what_cannot_be_seen() -> None:
    assert one_line(f" RAL{NBSP}7016 \t\u200b\u202e ok\r\n") == f"RAL{NBSP}7016 ok"


def test_words_with_hyphens_stay_whole_where_browsers_would_break_them() -> None:
    joined = "\N{NON-BREAKING HYPHEN}"
    assert tied("USt-IdNr. DE 1, a - b, 4-12") == f"USt{joined}IdNr. DE 1, a - b, 4{joined}12"


def test_short_parts_of_a_legal_footer_do_not_break() -> None:
    assert legal_line(["HRB 1", "x " * 30]) == f"HRB{NBSP}1 · " + "x " * 30


@pytest.mark.parametrize(
    ("size", "german", "english"),
    [
        (0, "0 B", "0 B"),
        (999, "999 B", "999 B"),
        (211_700, "212 kB", "212 kB"),
        (999_499, "999 kB", "999 kB"),
        (999_500, "1 MB", "1 MB"),
        (31_440_000, "31,4 MB", "31.4 MB"),
    ],
)
def test_sizes_are_written_in_the_readers_way(size: int, german: str, english: str) -> None:
    assert speaker_of("de").size(size) == german.replace(" ", NBSP)
    assert speaker_of("en").size(size) == english.replace(" ", NBSP)


def test_the_zones_name_follows_the_season() -> None:
    summer = datetime(2026, 7, 1, 22, 30, tzinfo=UTC)
    assert speaker_of("it").moment(summer, BERLIN) == f"2{NBSP}luglio 2026, 00:30 CEST"
    assert speaker_of("de").moment(summer, BERLIN) == f"2.{NBSP}Juli 2026, 00:30 MESZ"


def test_names_are_listed_in_words() -> None:
    names = ["A", "B", "C"]
    said = [speaker_of(one).all_of(names) for one in ("de", "pl", "nl", "it", "en")]
    assert said == ["A, B und C", "A, B i C", "A, B en C", "A, B e C", "A, B and C"]
    assert speaker_of("de").all_of(()) == ""


def test_polish_one_letter_words_hold_on_to_the_next() -> None:
    source = "The recipient's provider could not be reached for several days."
    assert speaker_of("pl").say(source).text.startswith("Dostawca")
    attached = speaker_of("pl").say("attached").text
    assert attached == f"w{NBSP}załączniku"


@pytest.mark.parametrize(
    "hostile", ["a " * 200_000, "x" * 400_000, "\u202e" * 400_000, "re:" * 90_000]
)
def test_hostile_lines_cost_no_time(hostile: str) -> None:
    started = time.process_time()
    reply_subject(one_line(hostile))
    wrap(hostile)
    assert time.process_time() - started < 1
