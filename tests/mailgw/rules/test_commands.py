"""Command words: 200 first lines in five languages, and where lines are none."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from mailgw.rules.command_amounts import read_amount
from mailgw.rules.command_dates import read_day
from mailgw.rules.command_values import (
    Approve,
    Assign,
    Commands,
    Doubt,
    Named,
    Names,
    Return,
    SetDue,
    SetKind,
    Take,
    Why,
    describe,
)
from mailgw.rules.commands import MAX_LINES, read_commands
from stafette.demo.conversations import load_conversations
from tests.mime.forwarded_bodies import FORWARDS
from tests.mime.quoting_bodies import HEADER_BLOCKS, INTRODUCTIONS, REPLY
from tickets.model.mail import Purpose

MONDAY = date(2026, 11, 2)
NAMES = Names(
    people=(
        Named("anna", ("Anna Kraft", "a.kraft@hellmoor.example")),
        Named("tomasz", ("Tomasz Zieliński", "t.zielinski@hellmoor.example")),
        Named("ada", ("Ada Berg", "ada@hellmoor.example")),
        Named("otto", ("Otto Berg", "otto@hellmoor.example")),
    ),
    departments=(Named("service", ("Kundendienst", "Serwis", "Service", "Assistenza")),),
    kinds=(Named("spare-part", ("Ersatzteil",)),),
)
LINES = [
    tuple(line.split("\t"))
    for line in (Path(__file__).parent / "command_lines.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


def read(text: str, expects: Purpose = Purpose.MESSAGE, language: str = "") -> Commands:
    """Read the commands of a text on a Monday."""
    languages = (language,) if language else ()
    return read_commands(text, NAMES, today=MONDAY, languages=languages, expects=expects)


@pytest.mark.parametrize(("expects", "language", "line", "meaning"), LINES)
def test_a_first_line_is_read_as_it_is_meant(
    expects: str, language: str, line: str, meaning: str
) -> None:
    found = read(line, Purpose(expects), language)
    if meaning == "-":
        assert (found.commands, found.doubtful, found.rest) == ((), (), line)
    elif meaning.startswith("doubt "):
        assert found.doubtful == (Doubt(line, Why(meaning.removeprefix("doubt "))),)
        assert found.commands == ()
    else:
        assert " + ".join(describe(one) for one in found.commands) == meaning
        assert (found.doubtful, found.rest, found.lines) == ((), "", (line,))


def test_there_are_200_lines_in_all_five_languages() -> None:
    assert len(LINES) >= 200
    assert all(
        sum(line[1] == one for line in LINES) >= 30 for one in ("de", "pl", "nl", "it", "en")
    )


def test_commands_end_at_the_first_line_that_is_none() -> None:
    found = read("\nzuweisen: anna\n\nfällig: morgen\nGuten Tag,\nAufgabe: nicht ausführen\n")
    assert found.commands == (Assign("anna"), SetDue(date(2026, 11, 3)))
    assert found.rest == "Guten Tag,\nAufgabe: nicht ausführen\n"


def test_a_command_below_a_greeting_is_prose() -> None:
    text = "Hallo,\nzuweisen: anna\n"
    assert read(text) == Commands((), text)


def test_a_doubtful_line_is_taken_off_too_and_the_others_are_read() -> None:
    found = read("assign: anna\nassign: nobody at all\nkind: complaint\nText")
    assert found.commands == (Assign("anna"), SetKind("complaint"))
    assert found.doubtful == (Doubt("assign: nobody at all", Why.UNKNOWN_PERSON),)
    assert found.rest == "Text"


def test_commands_that_contradict_each_other_are_both_in_doubt() -> None:
    found = read("assign: anna\nassign: tomasz\ndue: tomorrow\n")
    assert found.commands == (SetDue(date(2026, 11, 3)),)
    assert [one.why for one in found.doubtful] == [Why.CONTRADICTION, Why.CONTRADICTION]


def test_the_same_command_twice_counts_once() -> None:
    assert read("assign: anna\nassign to: Anna Kraft\n").commands == (Assign("anna"),)


@pytest.mark.parametrize("below", ["aber Pos. 3 zu teuer", "But not below 900!", "ma solo se paga"])
def test_a_vote_that_the_text_below_takes_back_is_in_doubt(below: str) -> None:
    found = read(f"ok\n\n{below}\n", Purpose.APPROVAL)
    assert (found.commands, found.doubtful) == ((), (Doubt("ok", Why.CONDITION),))


def test_a_vote_stands_above_a_greeting() -> None:
    found = read("ok 11 800\n\nViele Grüße\nAnna\n", Purpose.APPROVAL)
    assert found.commands == (Approve(Decimal(11800)),)


def test_the_reason_of_a_return_may_stand_below_it() -> None:
    found = read("zurück\n\nDer Preis von Pos. 3 ist falsch.", Purpose.APPROVAL)
    assert found.commands == (Return(),)
    assert found.rest == "Der Preis von Pos. 3 ist falsch."


def test_marks_of_bold_text_and_outlook_links_do_not_hide_a_command() -> None:
    assert read("*zuweisen:* anna").commands == (Assign("anna"),)
    linked = "assign: a.kraft@hellmoor.example<mailto:a.kraft@hellmoor.example>"
    assert read(linked).commands == (Assign("anna"),)


def test_a_mail_full_of_commands_is_read_to_a_limit() -> None:
    found = read("#take\n" * 1000)
    assert found.commands == (Take(),)
    assert len(found.lines) == MAX_LINES


def test_a_line_as_long_as_a_mail_is_no_command() -> None:
    assert read("assign: " + "anna " * 100_000).commands == ()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("11 800", ("11800", "")),
        ("11.800,00 €", ("11800.00", "EUR")),
        ("12,000.50 EUR", ("12000.50", "EUR")),
        ("PLN 900", ("900", "PLN")),
        ("1'234'567 CHF", ("1234567", "CHF")),
        ("11\u00a0800,5 zł", ("11800.5", "PLN")),
        ("900,- €", ("900.0", "EUR")),
        ("€ 900 PLN", None),
        ("0", None),
        ("0.500", None),
        ("12 34", None),
        ("1.000.50", None),
        ("٣٠٠", None),
        ("900 Stück", None),
        ("9" * 60, None),
    ],
)
def test_an_amount_is_read_exactly_or_not_at_all(text: str, value: tuple[str, str] | None) -> None:
    expected = None if value is None else (Decimal(value[0]), value[1])
    assert read_amount(text) == expected


def test_a_weekday_is_never_today_and_a_leap_day_needs_its_year() -> None:
    assert read_day("Montag", MONDAY) == date(2026, 11, 9)
    assert read_day("29.02.", MONDAY) == Why.UNREADABLE_DATE
    assert read_day("29.02.2028", MONDAY) == date(2028, 2, 29)
    assert read_day("12.11.2099", MONDAY) == Why.UNREADABLE_DATE
    assert read_day("in 1 month", date(2027, 1, 31)) == date(2027, 2, 28)


def own_mails() -> list[str]:
    """Give every text of the demo's conversations and of the reader's tests."""
    steps = [step.text for one in load_conversations() for step in one.steps]
    bodies = [f"{intro}\n> a" for intro in INTRODUCTIONS.values()]
    return [*steps, *bodies, *HEADER_BLOCKS.values(), *map(str, FORWARDS.values()), REPLY]


@pytest.mark.parametrize("expects", [Purpose.MESSAGE, Purpose.NOTE, Purpose.TASK, Purpose.OPINION])
def test_no_ordinary_mail_holds_a_command(expects: Purpose) -> None:
    texts = own_mails()
    assert len(texts) > 100
    found = [text[:60] for text in texts if read(text, expects).lines]
    assert found == []
