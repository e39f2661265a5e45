"""What stands behind a command word: people, days, titles, kinds; each read in full or doubted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from mailgw.rules.command_dates import Day, read_day
from mailgw.rules.command_names import find_kind, find_named, find_people
from mailgw.rules.command_values import (
    AddTask,
    AskOpinion,
    Assign,
    Command,
    Finish,
    MakeNote,
    Named,
    Names,
    NotOurs,
    Reopen,
    SetDue,
    SetKind,
    Snooze,
    Take,
    Why,
)
from mailgw.rules.command_words import WORDS, Verb
from tickets.text.fold import fold

MAX_TITLE = 200
_MAX_DAY_WORDS = 6
_MAX_NAME_WORDS = 3

Results = tuple[Command | Why, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """What is known where the command is read."""

    names: Names
    today: date
    languages: tuple[str, ...]

    def day(self, text: str, *, last: bool = True) -> Day:
        """Read a day from today on."""
        return read_day(text, self.today, languages=self.languages, last=last)


@dataclass(frozen=True, slots=True)
class _Cut:
    """A text without its deadline."""

    text: str
    day: date | None = None
    why: Why | None = None


def read_argument(verb: Verb, argument: str, desk: Desk) -> Results:
    """Give the command (an assignment with a deadline is two), or why it is in doubt."""
    match verb:
        case Verb.ASSIGN:
            return _assignment(argument, desk)
        case Verb.TASK:
            return (_task(argument, desk),)
        case Verb.ASK:
            return (_question(argument, desk),)
        case Verb.KIND | Verb.DUE | Verb.SNOOZE:
            return (_setting(verb, argument, desk),)
        case _:
            return (_word_alone(verb, argument),)


def _word_alone(verb: Verb, argument: str) -> Command | Why:
    """Read what needs nothing behind the word; of some verbs that would be another matter."""
    remarked: dict[Verb, Command] = {
        Verb.NOTE: MakeNote(argument),
        Verb.DONE: Finish(argument),
        Verb.NOT_OURS: NotOurs(argument),
    }
    if verb in remarked:
        return remarked[verb]
    if argument:
        return Why.TWO_MEANINGS
    return Take() if verb is Verb.TAKE else Reopen()


def _setting(verb: Verb, argument: str, desk: Desk) -> Command | Why:
    if verb is Verb.KIND:
        kind = find_kind(argument, desk.names)
        return SetKind(kind) if kind else Why.UNKNOWN_KIND
    if not argument:
        return Why.NO_DATE
    day = desk.day(argument, last=verb is Verb.DUE)
    if not isinstance(day, date):
        return day or Why.UNREADABLE_DATE
    if verb is Verb.DUE:
        return SetDue(day)
    # What should sleep until today would not sleep at all.
    return Snooze(day) if day > desk.today else Why.PAST_DATE


def _assignment(argument: str, desk: Desk) -> Results:
    cut = _without_deadline(argument, desk)
    if cut.why is not None:
        return (cut.why,)
    if fold(cut.text).strip(" .!") in WORDS.me:
        owner: Command = Take()
    else:
        found = _somebody(cut.text, desk.names)
        if isinstance(found, Why):
            return (found,)
        owner = Assign(found.key, is_department=found in desk.names.departments)
    return (owner,) if cut.day is None else (owner, SetDue(cut.day))


def _somebody(text: str, names: Names) -> Named | Why:
    person = find_named(text, names.people)
    department = find_named(text, names.departments)
    if isinstance(person, Why):
        return department if isinstance(department, Named) else person
    return Why.SEVERAL_PEOPLE if isinstance(department, Named) else person


def _task(argument: str, desk: Desk) -> Command | Why:
    """Read `Titel bis Freitag @tomasz`: the deadline and the person in either order, or neither."""
    text, person = _without_person(argument, desk)
    cut = _without_deadline(text, desk)
    if not isinstance(person, Named) and person is None:
        text, person = _without_person(cut.text, desk)
        cut = _Cut(text, cut.day, cut.why)
    title = " ".join(cut.text.split()).strip(" ,;:-\u2013")
    if isinstance(person, Why):
        return person
    if cut.why is not None:
        return cut.why
    if not any(letter.isalnum() for letter in title):
        return Why.NO_TITLE
    if len(title) > MAX_TITLE:
        return Why.TOO_LONG
    return AddTask(title, cut.day, person.key if person else "")


def _question(argument: str, desk: Desk) -> Command | Why:
    """Read `anna, tomasz bis Freitag: Ist das unser Fehler?`."""
    who, _, question = argument.partition(":")
    cut = _without_deadline(who, desk)
    if cut.why is not None:
        return cut.why
    people = find_people(cut.text, desk.names)
    if isinstance(people, Why):
        return people
    return AskOpinion(people, cut.day, question.strip())


def _without_person(text: str, desk: Desk) -> tuple[str, Named | Why | None]:
    """Take `@tomasz` or `@Tomasz Nowak` off the end or the beginning of a text."""
    words = text.split()
    starts = [i for i, word in enumerate(words) if word.startswith("@") and len(word) > 1]
    if not starts:
        return text, None
    trouble: Why | None = None
    last = starts[-1]
    if len(words) - last <= _MAX_NAME_WORDS:
        found = find_named(" ".join(words[last:]), desk.names.people)
        if isinstance(found, Named):
            return " ".join(words[:last]), found
        trouble = found if last == len(words) - 1 else None
    if starts[0] == 0:
        for size in range(_MAX_NAME_WORDS, 0, -1):
            found = find_named(" ".join(words[:size]), desk.names.people)
            if isinstance(found, Named):
                return " ".join(words[size:]), found
            trouble = found
    return text, trouble


def _without_deadline(text: str, desk: Desk) -> _Cut:
    """Take `bis Freitag` off the end or the beginning; an impossible day is a doubt."""
    words = text.split()
    for start in range(max(0, len(words) - _MAX_DAY_WORDS), len(words)):
        if start and fold(words[start]) in WORDS.dates.by:
            cut = _cut_of(" ".join(words[:start]), words[start:], desk)
            if cut is not None:
                return cut
    if words and fold(words[0]) in WORDS.dates.by:
        for size in range(min(_MAX_DAY_WORDS, len(words)), 1, -1):
            cut = _cut_of(" ".join(words[size:]), words[:size], desk)
            if cut is not None and cut.why is None:
                return cut
    return _Cut(text)


def _cut_of(rest: str, words: Sequence[str], desk: Desk) -> _Cut | None:
    day = desk.day(" ".join(words))
    if day is None:
        return None
    return _Cut(rest, day) if isinstance(day, date) else _Cut(rest, None, day)
