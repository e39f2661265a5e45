"""What `stafette explain` shows to people: decision and reasons first, long parts folded."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.text import Text

from mailgw.mime.mail import ParsedMail
from mailgw.rules.command_values import Names, describe
from mailgw.rules.commands import read_commands
from stafette.decisions import cautions_for_nobody
from stafette.shown import grid, heading, one_line, size_of, tamed
from tickets.model.mail import Purpose

_COLOURS = {
    "deliver": "green",
    "hold": "yellow",
    "drop": "yellow",
    "bounce": "red",
    "pass": "green",
    "fail": "red",
}
_FOLDED_LINES = 3
_LONGEST = 4000


def show_explained(
    to: Console, line: dict[str, Any], mail: ParsedMail | None, *, unfold: bool = False
) -> None:
    """Print what was read in one mail; without one, why it could not be read."""
    to.print(Text(tamed(line["file"]), style="bold reverse"))
    if mail is None:
        to.print(Text(tamed(line["error"]), style="red"))
        return
    rows = [row for row in _facts(line, mail) if row[1] not in (None, "", "[]")]
    to.print(grid(*rows, styles=("dim",)))
    for title, body in _parts(line, mail, unfold=unfold):
        to.print(heading(title))
        to.print(Padding(body, (0, 0, 0, 2)))
    to.print()


def _facts(line: dict[str, Any], mail: ParsedMail) -> Iterator[tuple[object, object]]:
    intent, trust = line["intent"], line["authentication"]
    yield "subject", Text(one_line(line["subject"], 300), style="bold")
    yield "from", _people(line["from"])
    yield "sender", line["sender"] or Text("unknown: no single plain address", style="yellow")
    yield "trust", _judged(trust["verdict"], trust["why"])
    for caution in cautions_for_nobody(mail):
        yield "", Text(caution, style="yellow")
    yield "to", _people(line["to"])
    yield "cc", _people(line["cc"])
    yield "reply to", _people(line["reply_to"])
    yield "date", line["date"]
    if "disposition" in line:
        yield "decision", _judged(line["disposition"]["kind"], line["disposition"]["why"])
    if line["automatic"]:
        yield "automatic", _judged(line["automatic"]["kind"], line["automatic"]["why"])
    if mail.automatic and mail.automatic.back_on:
        yield "back on", mail.automatic.back_on
    if mail.invitation:
        asked = mail.invitation
        when = f"{asked.starts_at} {asked.zone}".strip()
        yield "invitation", f"{asked.method} {asked.summary}, {when}, {asked.location}".rstrip(", ")
    yield "language", line["language"]
    if intent["why"]:
        yield "about", f"{intent['kind']} ({intent['confidence']:.0%}): {intent['why']}"
    yield "answers", ", ".join(line["in_reply_to"])
    yield "defects", " ".join(line["defects"])


def _parts(
    line: dict[str, Any], mail: ParsedMail, *, unfold: bool
) -> Iterator[tuple[str, RenderableType]]:
    commands = read_commands(
        line["reply_text"], Names(), today=_day(line["date"]), languages=(line["language"],)
    )
    if commands.lines:
        yield "Command words", _commands(line, commands.lines)
    for one in line["bounces"]:
        hard = "hard" if one["hard"] else "soft"
        told = f"{one['recipient']}  {one['action']} {one['status']}  {one['reason']} ({hard})"
        yield "Not delivered", Text(one_line(told), style="red")
    if line["reply_text"]:
        yield "New text", _text(_without(line["reply_text"], line["signature"]), unfold=True)
    if line["signature"]:
        yield from _folded("Signature", line["signature"], unfold=unfold)
    if line["quoted_text"]:
        yield from _folded("Quoted text", line["quoted_text"], unfold=unfold)
    if line["forwarded"]:
        inner = line["forwarded"]
        title = f"Forwarded mail of {_people([inner['from']])}, {inner['date'] or 'no date'}"
        yield from _folded(one_line(title), inner["text"], unfold=unfold)
    if line["attachments"]:
        rows = [
            (*_file(shown), "folded: decoration" if one.is_decoration else "")
            for shown, one in zip(line["attachments"], mail.attachments, strict=True)
        ]
        yield "Files", grid(*rows, styles=("", "dim"))


def _commands(line: dict[str, Any], lines: tuple[str, ...]) -> RenderableType:
    """Show how command lines are read; who is named only a tenant knows."""
    rows = []
    for text in lines:
        found = read_commands(text, Names(), today=_day(line["date"]), expects=Purpose.MESSAGE)
        told = ", ".join(describe(one) for one in found.commands)
        doubts = ", ".join(one.why.replace("_", " ") for one in found.doubtful)
        rows.append((text, told or Text(doubts, style="yellow")))
    return grid(*rows, styles=("cyan",))


def _day(written: str | None) -> date:
    return date.fromisoformat(written[:10]) if written else date.today()  # noqa: DTZ011 - the reader's own day


def _folded(title: str, text: str, *, unfold: bool) -> Iterator[tuple[str, RenderableType]]:
    count = text.count("\n") + 1
    more = "" if unfold or count <= _FOLDED_LINES else f" ({count} lines, folded)"
    yield title + more, _text(text, unfold=unfold, style="dim")


def _text(text: str, *, unfold: bool, style: str = "") -> Text:
    rows = tamed(text[:_LONGEST]).split("\n")
    if not unfold:
        rows = [row for row in rows if row.strip()][:_FOLDED_LINES]
    return Text("\n".join(rows), style=style)


def _without(text: str, ending: str) -> str:
    return text.removesuffix(ending).rstrip() if ending else text


def _judged(word: str, why: str) -> Text:
    return Text.assemble((word, _COLOURS.get(word, "cyan")), f": {one_line(why, 200)}")


def _people(people: list[dict[str, str]]) -> str:
    return ", ".join(f"{one['name']} <{one['address']}>".strip() for one in people)


def _file(one: dict[str, Any]) -> tuple[object, ...]:
    shown = "shown in the text" if one["inline"] else ""
    return one["name"], size_of(one["size"]), one["content_type"], shown
