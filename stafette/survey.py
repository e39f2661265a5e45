"""What a mailbox holds: threads, writers, forwards, automatic mail, languages, large files."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from mailgw.mime.mail import ParsedMail
from mailgw.mime.read import read
from stafette.analyse import HEAD, Heading, heading_of, thread_lines
from stafette.explain import Decide
from stafette.sources import mails_in

LARGEST = 10
_NOBODY = "(no plain sender)"


@dataclass(frozen=True, slots=True)
class LargeFile:
    """An attachment worth knowing of before go-live."""

    size: int
    name: str
    file: str


@dataclass(slots=True)
class Survey:
    """Counts over a mailbox, made in one pass."""

    lines: list[dict[str, Any]] = field(default_factory=list)
    """One for each mail, as `analyse --json` has them."""
    subjects: dict[str, str] = field(default_factory=dict)
    """By file, the subject."""
    writers: dict[str, str] = field(default_factory=dict)
    """By file, the sender."""
    dates: list[datetime] = field(default_factory=list)
    forwards: list[tuple[str, str]] = field(default_factory=list)
    """Who forwarded, and whose mail."""
    automatic: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    intents: Counter[str] = field(default_factory=Counter)
    set_aside: Counter[str] = field(default_factory=Counter)
    """Reasons for which mails would not become part of a ticket."""
    largest: list[LargeFile] = field(default_factory=list)
    unreadable: list[tuple[str, str]] = field(default_factory=list)
    octets: int = 0

    @property
    def threads(self) -> dict[str, list[dict[str, Any]]]:
        """The mails of each ticket that would be made."""
        found: dict[str, list[dict[str, Any]]] = {}
        for line in self.lines:
            if line.get("ticket") is not None:
                found.setdefault(line["ticket"], []).append(line)
        return found


def survey_mails(paths: Iterable[Path], decide: Decide) -> Survey:
    """Read every mail below some paths, threading them by their headers alone."""
    told = Survey()
    headings: list[Heading] = []
    for found in mails_in(paths):
        if found.error:
            told.unreadable.append((found.file, found.error))
            continue
        heading = heading_of(found.file, found.raw[:HEAD])
        headings.append(heading)
        told.octets += len(found.raw)
        _note(told, found.file, read(found.raw), decide)
    told.lines = list(thread_lines(headings))
    return told


def with_live_lines(told: Survey, lines: list[dict[str, Any]]) -> Survey:
    """Put the decisions of a tenant's own rules in the place of those for strangers."""
    told.lines = [one for one in lines if one.get("ok", True)]
    reasons = (_in_short(one["reason"]) for one in told.lines if one["ticket"] is None)
    told.set_aside = Counter(reasons)
    return told


def _note(told: Survey, file: str, mail: ParsedMail, decide: Decide) -> None:
    told.subjects[file] = mail.subject
    told.writers[file] = mail.sender or _NOBODY
    if mail.date is not None:
        told.dates.append(mail.date)
    if mail.automatic is not None:
        told.automatic[mail.automatic.kind] += 1
    else:
        told.languages[mail.language or "unknown"] += 1
        told.intents[mail.intent.kind] += 1
    if mail.forwarded is not None and mail.forwarded.is_announced:
        told.forwards.append((told.writers[file], mail.forwarded.from_.address))
    kind, why = decide(mail)
    if kind != "deliver":
        told.set_aside[_in_short(why)] += 1
    told.largest += [LargeFile(one.size, one.name, file) for one in mail.attachments]
    told.largest = sorted(told.largest, key=lambda one: -one.size)[:LARGEST]


def _in_short(why: str) -> str:
    """Give a reason without what is particular to the one mail."""
    return why.partition(":")[0].rstrip(".")
