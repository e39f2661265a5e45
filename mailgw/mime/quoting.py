"""Splitting a body into what its writer newly wrote and what it quotes."""

from dataclasses import dataclass

from mailgw.mime.htmltext import MAX_HTML, html_lines, is_harmless, lines_of_rendering
from mailgw.mime.quotes.colours import coloured_answers, says_in_colour
from mailgw.mime.quotes.compare import Seam, find_seam, letters
from mailgw.mime.quotes.held import known_from
from mailgw.mime.quotes.lines import MAX_CHARACTERS, MAX_LINES, Line, split_lines
from mailgw.mime.quotes.structure import has_signs
from mailgw.mime.quotes.survey import Survey, survey
from mailgw.mime.signature import find_signature

_NEAR = 3


@dataclass(frozen=True, slots=True)
class Split:
    """A body in its parts; nothing of it is lost."""

    reply_text: str
    """What the writer newly wrote, signature included; all of the body where nothing is new."""
    signature: str = ""
    """The trailing part of `reply_text` that looks like a signature, or nothing."""
    quoted_text: str = ""
    """The rest: quoted lines and the lines that introduce them, in order."""


def split_reply(text: str, html: str | None, *, answers: bool | None = None) -> Split:
    """Split a body; the plain text counts where both are given, the HTML helps to find the cut.

    `answers` says whether the mail refers to an earlier one (In-Reply-To, References or a prefix
    such as "Re:" or "Fwd:"): in a mail that does not, a conversation may be pasted as evidence, and
    only the marks of a client's own quoting cut it. None means that this is not known.
    """
    body, rest = _examined(text) if text.strip() else ("", "")
    if html and (not body or _is_rendering(body, html)):
        judged, rest = _survey_html(html, answers=answers), ""
    elif body:
        judged = _survey_text(split_lines(body), html, answers=answers)
    else:
        return Split(text)
    return _assemble(judged, rest, html)


def unquote_known(split: Split, held: tuple[str, ...]) -> Split:
    """Move to the quoted text what stands at the end of a reply and in messages that we hold.

    This needs no language and no mark: a client that quotes without either is seen through.
    """
    start = known_from(split.reply_text, held) if held else None
    if start is None:
        return split
    rows = split.reply_text.split("\n")
    known = "\n".join(rows[start:]).strip("\n")
    fresh = _finish(rows[:start], [])
    return Split(
        fresh.reply_text, fresh.signature, "\n\n".join(filter(None, (known, split.quoted_text)))
    )


def _is_rendering(body: str, html: str) -> bool:
    """Tell whether the text was made from the HTML, which then knows more than it."""
    return has_signs(html) and "\n>" not in body and lines_of_rendering(body, html) is not None


def _examined(text: str) -> tuple[str, str]:
    """Cut off what is not examined, at the end of a line."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) <= MAX_CHARACTERS and text.count("\n") < MAX_LINES:
        return text, ""
    rows = text[:MAX_CHARACTERS].split("\n")[:MAX_LINES]
    size = sum(len(row) + 1 for row in rows) - 1
    return text[:size], text[size:]


def _survey_html(html: str, *, answers: bool | None) -> Survey:
    lines = html_lines(html)
    examined, size = [], 0
    for line in lines[:MAX_LINES]:
        size += len(line.text) + 1
        if size > MAX_CHARACTERS:
            break
        examined.append(line)
    judged = survey(examined, tails=answers is not False)
    if len(examined) < len(lines):
        tail = judged.tail_start() is not None
        left = lines[len(examined) :]
        judged.lines.extend(left)
        judged.quoted.extend([tail] * len(left))
    return judged


def _survey_text(lines: list[Line], html: str | None, *, answers: bool | None) -> Survey:
    judged = survey(lines, tails=answers is not False)
    signs_used = any(line.depth for line in lines)
    tail = judged.tail_start()
    if not html or not has_signs(html) or (signs_used and tail is None):
        return judged
    shown = _survey_html(html, answers=answers)
    if not any(shown.quoted):
        return judged
    seam = find_seam(lines, shown)
    if seam is None or tail == seam.start:
        return judged
    if tail is not None and tail + _NEAR >= seam.start and not seam.news_below:
        return judged if seam.start >= tail - _NEAR else _cut_at(judged, seam)
    if tail is not None and tail < seam.start:
        judged = survey(lines, tails_from=max(0, seam.start - _NEAR))
        if judged.tail_start() is not None and not seam.news_below:
            return judged
    return _cut_at(judged, seam)


def _cut_at(judged: Survey, seam: Seam) -> Survey:
    """Quote all below the seam but the lines that the HTML shows as new."""
    for index in range(seam.start, len(judged.lines)):
        piece = letters(judged.lines[index].core)
        judged.quoted[index] = not (piece and seam.news_below and piece in seam.news_below)
    return judged


def _assemble(judged: Survey, rest: str, html: str | None) -> Split:
    if not judged.has_news():
        return _all_shown(judged, rest)
    new: list[str] = []
    quoted: list[str] = []
    gap = False
    for index, line in enumerate(judged.lines):
        if judged.quoted[index]:
            kept = judged.kept.get(index, "")
            if kept:
                new.append(kept)
            gap = True
            quoted.append(line.text)
            continue
        if gap and new and new[-1] and line.core:
            new.append("")
        if line.core or not gap or (new and new[-1]):
            new.append(line.text)
            gap = gap and not line.core
    if rest:
        (quoted if judged.tail_start() is not None else new).append(rest.strip("\n"))
    if html and quoted and says_in_colour("\n".join(new)) and is_harmless(html[:MAX_HTML]):
        answers = coloured_answers(html[:MAX_HTML], "\n".join(quoted))
        new.extend(["", *answers] if answers else [])
    return _finish(new, quoted)


def _all_shown(judged: Survey, rest: str) -> Split:
    rows = [line.text for line in judged.lines]
    if rest:
        rows.append(rest.strip("\n"))
    return _finish(rows, [])


def _finish(new: list[str], quoted: list[str]) -> Split:
    reply = "\n".join(new).strip("\n").rstrip()
    rows = reply.split("\n")
    start = find_signature(rows)
    signature = "\n".join(rows[start:]).strip("\n") if start < len(rows) else ""
    return Split(reply, signature, "\n".join(quoted).strip("\n"))
