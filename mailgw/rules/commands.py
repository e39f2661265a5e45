"""Command words at the top of an agent's mail: recognised, taken off, reported where in doubt."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from mailgw.rules.command_amounts import read_amount
from mailgw.rules.command_arguments import Desk, read_argument
from mailgw.rules.command_values import (
    Approve,
    Assign,
    Command,
    Commands,
    Doubt,
    Finish,
    Names,
    NotOurs,
    Reopen,
    Return,
    SetDue,
    SetKind,
    Snooze,
    Take,
    Why,
)
from mailgw.rules.command_words import WORDS, Verb
from tickets.model.mail import Purpose
from tickets.text.fold import fold

MAX_LINES = 20
_MAX_LINE = 400
_MAX_HEAD_WORDS = 5
_EXAMINED = 600
_INNER = (Purpose.TASK, Purpose.NOTE)
_BARE = frozenset({Verb.TAKE, Verb.DONE, Verb.REOPEN, Verb.NOT_OURS})
_SLOTS: dict[type[Command], str] = {
    Assign: "owner",
    Take: "owner",
    NotOurs: "owner",
    Finish: "state",
    Reopen: "state",
    SetKind: "kind",
    SetDue: "due",
    Snooze: "snooze",
    Approve: "vote",
    Return: "vote",
}


@dataclass(frozen=True, slots=True)
class _Form:
    """A line taken apart: the verb, what follows it, and how sure it is that a command is meant."""

    verb: Verb
    argument: str


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    results: tuple[Command | Why, ...]


def read_commands(
    text: str,
    names: Names,
    *,
    today: date,
    languages: Sequence[str] = (),
    expects: Purpose = Purpose.MESSAGE,
) -> Commands:
    """Read the commands at the very top of the new text of an agent's mail; pure.

    `expects` is what the reply address stands for: bare words such as "done" count only in an
    answer to a task or a note, votes only in an answer to a request for approval. `languages` are
    those of the mail and its writer, nearest first; they decide where a word means two days.
    """
    if expects is Purpose.DROP:
        return Commands((), text)
    desk = Desk(names, today, tuple(languages))
    rows = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    found: list[_Line] = []
    end = index = 0
    while index < len(rows) and len(found) < MAX_LINES:
        row = rows[index]
        index += 1
        if not row.strip():
            continue
        results = _read_line(row, desk, expects, is_first=not found)
        if not results:
            break
        found.append(_Line(row.strip(), results))
        end = index
    rest = "\n".join(rows[end:])
    return _settled(found, rest.lstrip("\n") if found else text)


def _read_line(
    row: str, desk: Desk, expects: Purpose, *, is_first: bool
) -> tuple[Command | Why, ...]:
    """Give what a line says, or why it is in doubt; nothing where it is ordinary prose."""
    line = row.strip(" \t*_\u00a0\u200b\ufeff")
    if not line or len(line) > _MAX_LINE:
        return ()
    if expects is Purpose.APPROVAL and is_first:
        vote = _read_vote(line)
        if vote is not None:
            return (vote,)
    form = _form_of(line, expects)
    if form is None and expects in _INNER and re.fullmatch(r"@\S.{0,60}", line):
        form = _Form(Verb.ASSIGN, line)
        results = read_argument(form.verb, form.argument, desk)
        return () if Why.UNKNOWN_PERSON in results else results
    if form is None:
        return ()
    return read_argument(form.verb, form.argument, desk)


def _form_of(line: str, expects: Purpose) -> _Form | None:
    """Find the command word of a line, if it has the whole form that its place asks for."""
    if line.startswith("#"):
        return _marked(line[1:])
    is_inner = expects in _INNER
    head, colon, argument = line.partition(":")
    word = _word(head)
    argument = argument.strip(" \t*_\u00a0")
    if colon and word in WORDS.sure and (argument or WORDS.sure[word] is not Verb.TASK):
        return _Form(WORDS.sure[word], argument)
    if not colon and WORDS.sure.get(word) is Verb.NOTE:
        return _Form(Verb.NOTE, "")
    if is_inner and word in WORDS.inner and (colon or not _needs_argument(WORDS.inner[word])):
        return _Form(WORDS.inner[word], argument)
    return None


def _marked(line: str) -> _Form | None:
    """Read `#assign anna`: behind the mark every word counts, with a colon or without."""
    words = line.split()
    if not words or line[0].isspace():
        return None
    for count in range(min(_MAX_HEAD_WORDS, len(words)), 0, -1):
        head, rest = words[:count], " ".join(words[count:])
        if ":" in "".join(head)[:-1]:
            continue
        word = _word(" ".join(head).removesuffix(":"))
        verb = WORDS.sure.get(word) or WORDS.inner.get(word)
        if verb is not None and (rest or not _needs_argument(verb)):
            return _Form(verb, rest.removeprefix(": "))
    return None


def _needs_argument(verb: Verb) -> bool:
    return verb not in _BARE and verb is not Verb.NOTE


def _word(head: str) -> str:
    folded = fold(head).replace("\u2019", "'")
    return " ".join(folded.split()).strip(" .!*_")


def _read_vote(line: str) -> Command | Why | None:
    """Read a vote: the whole line, perhaps with an amount or a reason, and nothing else."""
    words = [part for part in re.split(r"[\s\u00a0]+", line) if part]
    for count in range(min(_MAX_HEAD_WORDS, len(words)), 0, -1):
        head = " ".join(words[:count])
        bare = _word(head.rstrip(":,;.!-\u2013"))
        verb = WORDS.votes.get(bare) or WORDS.votes.get(f"{bare}.")
        if verb is None:
            continue
        rest = " ".join(words[count:])
        ends = head[len(head.rstrip(":,;.!-\u2013")) :]
        if verb is Verb.RETURN:
            return _read_return(ends, rest)
        return _read_approval(rest.lstrip(":,;.!-\u2013 "))
    return None


def _read_return(ends: str, rest: str) -> Command | Why:
    if not rest:
        return Return()
    if ends.startswith(":") or rest.startswith((":", "-", "\u2013")):
        return Return(rest.lstrip(":-\u2013 "))
    return Why.MORE_THAN_A_VOTE


def _read_approval(rest: str) -> Command | Why:
    if all(_word(word.rstrip(",")) in WORDS.polite for word in rest.split()):
        return Approve()
    amount = read_amount(rest.rstrip(" !").removesuffix("."))
    if amount is not None:
        return Approve(*amount)
    return Why.UNREADABLE_AMOUNT if rest[:1].isdigit() else Why.MORE_THAN_A_VOTE


def _settled(found: list[_Line], rest: str) -> Commands:
    """Put aside what contradicts itself, and votes that what stands below takes back."""
    slots: dict[str, list[Command]] = {}
    for line in found:
        for one in line.results:
            if not isinstance(one, Why) and type(one) in _SLOTS:
                slots.setdefault(_SLOTS[type(one)], []).append(one)
    torn = {name for name, filled in slots.items() if len(set(filled)) > 1}
    commands: dict[Command, str] = {}
    doubtful: list[Doubt] = []
    for line in found:
        troubles = [_trouble(one, torn, rest) for one in line.results]
        why = next((one for one in troubles if one is not None), None)
        if why is not None:
            doubtful.append(Doubt(line.text, why))
            continue
        sure = (one for one in line.results if not isinstance(one, Why))
        for one in sure:
            commands.setdefault(one, line.text)
    lines = tuple(line.text for line in found)
    return Commands(tuple(commands), rest, tuple(doubtful), lines, tuple(commands.values()))


def _trouble(result: Command | Why, torn: set[str], rest: str) -> Why | None:
    match result:
        case Why():
            return result
        case Approve() if _has_condition(rest):
            return Why.CONDITION
        case Return(reason="") if not rest.strip():
            return Why.NO_REASON
        case _:
            return Why.CONTRADICTION if _SLOTS.get(type(result)) in torn else None


def _has_condition(rest: str) -> bool:
    words = re.findall(r"[^\W\d_]+", fold(rest[:_EXAMINED]))
    return not WORDS.conditions.isdisjoint(words)
