"""The table of command words, read once; all words folded, so that case and accents are equal."""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from typing import Any

from tickets.text.fold import fold


class Verb(StrEnum):
    """What a command word asks for."""

    ASSIGN = "assign"
    TAKE = "take"
    NOTE = "note"
    DONE = "done"
    REOPEN = "reopen"
    TASK = "task"
    KIND = "kind"
    DUE = "due"
    SNOOZE = "snooze"
    ASK = "ask"
    NOT_OURS = "not_ours"
    APPROVE = "approve"
    RETURN = "return"


@dataclass(frozen=True, slots=True)
class DateWords:
    """Words of dates in all languages together."""

    by: frozenset[str]
    fill: frozenset[str]
    next: frozenset[str]
    in_: frozenset[str]
    weekdays: dict[str, int]
    """Monday is 1."""
    months: dict[str, int]
    week: frozenset[str]
    numbers: dict[str, int]
    units: dict[str, str]
    phrases: dict[str, str]


@dataclass(frozen=True, slots=True)
class CommandWords:
    """All tables of all languages together."""

    sure: dict[str, Verb]
    inner: dict[str, Verb]
    votes: dict[str, Verb]
    polite: frozenset[str]
    conditions: frozenset[str]
    kinds: dict[str, str]
    me: frozenset[str]
    and_: frozenset[str]
    currencies: dict[str, str]
    dates: DateWords


def read_command_words() -> CommandWords:
    """Read the table that ships with this package."""
    text = files("mailgw.rules").joinpath("tables", "commands.toml").read_text("utf-8")
    table = tomllib.loads(text)
    return CommandWords(
        sure=_verbs(table["verbs"], "sure"),
        inner=_verbs(table["verbs"], "inner"),
        votes=_verbs(table["verbs"], "vote"),
        polite=_folded(table["vote"]["polite"]),
        conditions=_folded(table["vote"]["conditions"]),
        kinds=_inverted(table["kinds"]),
        me=_folded(table["people"]["me"]),
        and_=_folded(table["people"]["and"]),
        currencies=_inverted(table["currencies"]),
        dates=_dates(table["dates"]),
    )


def _dates(table: dict[str, Any]) -> DateWords:
    return DateWords(
        by=_folded(table["by"]),
        fill=_folded(table["fill"]),
        next=_folded(table["next"]),
        in_=_folded(table["in"]),
        weekdays=_numbered(table, "weekday_"),
        months=_numbered(table, "month_"),
        week=_folded(table["week"]),
        numbers=_numbered(table, "number_"),
        units=_inverted(table["units"]),
        phrases=_inverted(table["phrases"]),
    )


def _verbs(table: dict[str, Any], sort: str) -> dict[str, Verb]:
    return {
        fold(word): Verb(verb)
        for verb, sorts in table.items()
        for words in sorts.get(sort, {}).values()
        for word in words
    }


def _numbered(table: dict[str, Any], prefix: str) -> dict[str, int]:
    return {
        fold(word): int(key.removeprefix(prefix))
        for key, words in table.items()
        if key.startswith(prefix)
        for word in words
    }


def _inverted(table: dict[str, list[str]]) -> dict[str, str]:
    return {fold(word): key for key, words in table.items() for word in words}


def _folded(words: list[str]) -> frozenset[str]:
    return frozenset(fold(word) for word in words)


WORDS = read_command_words()
