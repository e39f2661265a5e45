"""The commands that an agent's mail can hold, and the doubts about lines that look like one."""

from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody or something that a command may name."""

    key: str
    """What the caller knows it by: an address, a slug."""
    words: tuple[str, ...]
    """Whole names; a person is found by parts of them too."""


@dataclass(frozen=True, slots=True)
class Names:
    """Whom and what the commands of one tenant can name."""

    people: tuple[Named, ...] = ()
    departments: tuple[Named, ...] = ()
    kinds: tuple[Named, ...] = ()
    """The tenant's own; quote, complaint and question are known in five languages."""


@dataclass(frozen=True, slots=True)
class Assign:
    """Give the ticket or task to a person or a department."""

    key: str
    is_department: bool = False


@dataclass(frozen=True, slots=True)
class Take:
    """The writer takes it."""


@dataclass(frozen=True, slots=True)
class MakeNote:
    """What is written is for the house alone; `text` stood on the same line."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class Finish:
    """It is done."""

    remark: str = ""


@dataclass(frozen=True, slots=True)
class Reopen:
    """It is not done after all."""


@dataclass(frozen=True, slots=True)
class AddTask:
    """Somebody shall do something."""

    title: str
    due: date | None = None
    person: str = ""


@dataclass(frozen=True, slots=True)
class SetKind:
    """The ticket is of another kind."""

    kind: str


@dataclass(frozen=True, slots=True)
class SetDue:
    """It shall be done by the end of a day."""

    on: date


@dataclass(frozen=True, slots=True)
class Snooze:
    """Nobody wants to see it before a day."""

    until: date


@dataclass(frozen=True, slots=True)
class AskOpinion:
    """People shall say what they think."""

    people: tuple[str, ...]
    by: date | None = None
    question: str = ""


@dataclass(frozen=True, slots=True)
class Approve:
    """A vote for it, perhaps with another amount."""

    amount: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Return:
    """A vote against it; an empty reason is what stands below."""

    reason: str = ""


@dataclass(frozen=True, slots=True)
class NotOurs:
    """It came to the wrong place."""

    reason: str = ""


Command = (
    Assign
    | Take
    | MakeNote
    | Finish
    | Reopen
    | AddTask
    | SetKind
    | SetDue
    | Snooze
    | AskOpinion
    | Approve
    | Return
    | NotOurs
)

_NAMES: dict[type[Command], str] = {
    AddTask: "task",
    AskOpinion: "ask",
    Finish: "done",
    MakeNote: "note",
    NotOurs: "not ours",
    SetDue: "due",
    SetKind: "kind",
}


def describe(command: Command) -> str:
    """Say a command in one line, the same way whatever language it was written in."""
    told: list[str] = []
    for one in fields(command):
        value = getattr(command, one.name)
        if isinstance(value, tuple):
            told.append(" ".join(value))
        elif value is True:
            told.append(one.name.removeprefix("is_"))
        elif value:
            told.append(str(value))
    name = _NAMES.get(type(command), type(command).__name__.lower())
    return f"{name} {' / '.join(told)}".rstrip()


class Why(StrEnum):
    """Why a line that looks like a command is not taken as one."""

    NO_PERSON = "no_person"
    UNKNOWN_PERSON = "unknown_person"
    SEVERAL_PEOPLE = "several_people"
    NO_DATE = "no_date"
    UNREADABLE_DATE = "unreadable_date"
    PAST_DATE = "past_date"
    UNKNOWN_KIND = "unknown_kind"
    NO_TITLE = "no_title"
    TOO_LONG = "too_long"
    NO_REASON = "no_reason"
    UNREADABLE_AMOUNT = "unreadable_amount"
    MORE_THAN_A_VOTE = "more_than_a_vote"
    CONDITION = "condition"
    TWO_MEANINGS = "two_meanings"
    CONTRADICTION = "contradiction"


@dataclass(frozen=True, slots=True)
class Doubt:
    """A line that looks like a command and was not executed; its writer is to be told."""

    line: str
    why: Why


@dataclass(frozen=True, slots=True)
class Commands:
    """What stood at the top of a mail, and the rest of it."""

    commands: tuple[Command, ...]
    rest: str
    """The text below the command lines."""
    doubtful: tuple[Doubt, ...] = ()
    lines: tuple[str, ...] = ()
    """The lines that were taken off, as they were written."""
    sources: tuple[str, ...] = field(default=(), compare=False)
    """The line of each command, in their order."""
