"""What `stafette analyse` shows to people: a report on a mailbox before anything is changed."""

from collections import Counter
from collections.abc import Iterable
from itertools import islice
from typing import Any

from rich.console import Console
from rich.text import Text

from stafette.shown import grid, heading, one_line, size_of
from stafette.survey import Survey

_TOP = 10
_WHYS = {
    "new": "would open a ticket",
    "references": "would join a ticket that they refer to",
    "subject": "would join a ticket by the number in the subject",
    "reply_address": "would join a ticket by its reply address",
    "duplicate": "are copies of a mail that is there already",
    "held": "would be held for a person's decision",
    "dropped": "would be set aside by a rule",
    "bounced": "would be refused",
}


def show_report(to: Console, told: Survey, tenant: str | None) -> None:
    """Print the report."""
    threads = told.threads
    opened = sum(line["why"] == "new" for line in told.lines)
    rules = f"the rules of {tenant}" if tenant else "header threading alone"
    to.print(heading(f"{len(told.lines)} mails, {opened} tickets, by {rules}"))
    if told.dates:
        first, last = min(told.dates), max(told.dates)
        to.print(f"written from {first:%Y-%m-%d} to {last:%Y-%m-%d}, {size_of(told.octets)} in all")
    _table(to, "What would happen", _whys(told.lines))
    _table(to, "Would not reach a ticket by themselves, and why", _counts(told.set_aside))
    longest = sorted(threads.values(), key=len, reverse=True)[:_TOP]
    _table(to, "Longest conversations", [_thread(told, lines) for lines in longest])
    _table(to, "Writers", _counts(Counter(told.writers.values())))
    forwards = Counter(f"{who} forwards mail of {whose}" for who, whose in told.forwards)
    _table(to, "Forwarded mails", _counts(forwards))
    _table(to, "Automatic mails", _counts(told.automatic))
    _table(to, "Languages", _counts(told.languages))
    _table(to, "About", _counts(told.intents))
    files = [(size_of(one.size), one.name, one.file) for one in told.largest]
    _table(to, "Largest files", files)
    suggested = [line for line in told.lines if line.get("suggested")]
    _table(to, "May belong to another ticket", [_suggested(told, one) for one in suggested])
    for file, error in told.unreadable[:_TOP]:
        to.print(Text(one_line(f"{file}: {error}", 300), style="red"))


def _table(to: Console, title: str, rows: Iterable[tuple[object, ...]]) -> None:
    found = list(rows)
    if found:
        to.print()
        to.print(heading(title))
        to.print(grid(*found, styles=("cyan",)))


def _whys(lines: list[dict[str, Any]]) -> list[tuple[object, ...]]:
    counts = Counter(line["why"] for line in lines)
    return [(counts[why], words) for why, words in _WHYS.items() if counts[why]]


def _counts(counts: Counter[str]) -> Iterable[tuple[object, ...]]:
    return ((count, name) for name, count in islice(counts.most_common(), _TOP))


def _thread(told: Survey, lines: list[dict[str, Any]]) -> tuple[object, ...]:
    writers = {told.writers.get(line["file"], "") for line in lines}
    subject = told.subjects.get(lines[0]["file"], "")
    return f"{len(lines)} mails", f"{len(writers)} writers", one_line(subject) or "(no subject)"


def _suggested(told: Survey, line: dict[str, Any]) -> tuple[object, ...]:
    subject = told.subjects.get(line["file"], "")
    return f"#{line['ticket']}", f"names #{line['suggested']}", one_line(subject)
