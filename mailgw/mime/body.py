"""Choose and decode what a mail shows: its text, its HTML, and which parts are files."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape

from mailgw.mime.charset import decode_text
from mailgw.mime.oldtexts import plain_of_enriched, take_uuencoded
from mailgw.mime.parts import Part, Tree
from tickets.text.tame import tame

MAX_TEXT = 1024 * 1024
"""Bytes that are shown of all texts of a mail together, and as many of its pages."""
_SHOWN = (
    "text/plain", "text/html", "text/enriched", "text/richtext", "text/markdown", "text/x-markdown",
)  # fmt: skip
# Texts that are files by their nature; any other unknown text reads as plain (RFC 2046 4.1.4).
_FILES = (
    "text/calendar", "text/csv", "text/xml", "text/vcard", "text/x-vcard", "text/directory",
    "text/rtf", "text/rfc822-headers", "text/rfc822-header", "text/css", "text/javascript",
    "text/x-amp-html", "text/watch-html", "text/tab-separated-values", "text/json", "text/x-log",
)  # fmt: skip
# Further renderings of the same text, for programs that we are not.
_SPARE = ("text/x-amp-html", "text/watch-html")
_HTML_PAGE = re.compile(r"\s{0,200}(?:<!doctype html|<html[\s>])", re.IGNORECASE)


@dataclass(slots=True)
class Content:
    """The displayed pieces in order, and the parts that are files."""

    texts: list[str] = field(default_factory=list)
    """What the text view shows."""
    htmls: list[str] = field(default_factory=list)
    """Raw, unsanitised; empty where the mail has no HTML."""
    files: list[Part] = field(default_factory=list)
    embedded: list[tuple[str, bytes]] = field(default_factory=list)
    """uuencoded files found inside of a text: name and bytes."""
    room: dict[bool, int] = field(default_factory=lambda: {False: MAX_TEXT, True: MAX_TEXT})
    """Bytes that may still be shown: of texts, and of HTML."""


@dataclass(slots=True)
class _Pieces:
    """What one part contributes to either view; None where it has nothing of that kind."""

    text: str | None = None
    html: str | None = None


def choose_content(tree: Tree, html_to_text: Callable[[str], str]) -> Content:
    """Sort the leaves of a mail into text, HTML and files."""
    content = Content()
    pieces = _collect(tree, tree.root, content, first=True)
    texts = [p.text if p.text is not None else html_to_text(p.html or "") for p in pieces]
    content.texts = [text for text in texts if text.strip()] or texts[:1]
    if any(p.html is not None for p in pieces):
        content.htmls = [p.html if p.html is not None else as_html(p.text or "") for p in pieces]
    return content


def as_html(text: str) -> str:
    """Show plain text inside of an HTML page."""
    return '<div style="white-space: pre-wrap">' + escape(text) + "</div>"


def _collect(tree: Tree, part: Part, content: Content, *, first: bool) -> list[_Pieces]:
    if not part.is_multipart:
        return _leaf(tree, part, content, first=first)
    if part.content_type == "multipart/alternative":
        return _alternative(tree, part, content)
    found: list[_Pieces] = []
    related = part.content_type == "multipart/related"
    double = part.content_type == "multipart/appledouble"
    for index, child in enumerate(part.children):
        if double and child.content_type == "application/applefile" and len(part.children) > 1:
            continue  # what the Finder notes about the file beside it (RFC 1740)
        found += _collect(tree, child, content, first=index == 0 or (related and not found))
    return found


def _alternative(tree: Tree, part: Part, content: Content) -> list[_Pieces]:
    """Take the text of one branch and the HTML of another: they say the same."""
    best = _Pieces()
    for child in part.children:
        if child.content_type in _SPARE:
            continue
        pieces = _collect(tree, child, content, first=True)
        texts = [p.text for p in pieces if p.text is not None]
        htmls = [p.html for p in pieces if p.html is not None]
        if texts and (best.text is None or not best.text.strip()):
            best.text = "\n".join(texts)
        if htmls:
            shown = [p.html if p.html is not None else as_html(p.text or "") for p in pieces]
            best.html = "\n".join(shown)
    if best.html is not None and best.text is not None and not best.text.strip():
        best.text = None  # many programs send an empty text part beside the HTML
    return [best] if best.text is not None or best.html is not None else []


def _leaf(tree: Tree, part: Part, content: Content, *, first: bool) -> list[_Pieces]:
    if not _is_displayed(part, first=first):
        content.files.append(part)
        return []
    is_html = part.content_type == "text/html"
    octets, room = part.decoded(), content.room[is_html]
    if len(octets) > room:
        # A mail of many long texts may not cost more than one of a single long text.
        tree.defect("A text is larger than 1 MiB; only its beginning is shown.")
        if not room:
            content.files.append(part)
            return []
        octets = octets[:room]
    content.room[is_html] = room - len(octets)
    if part.content_type == "text/plain":
        octets, embedded = take_uuencoded(octets)
        content.embedded += embedded
    decoded = decode_text(octets, part.parameters.get("charset", ""), html=is_html)
    if decoded.repaired:
        tree.defect("A text names a wrong or no charset; it was guessed.")
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    if is_html or (_is_unlabelled(part) and _HTML_PAGE.match(text)):
        return [_Pieces(html=tame(text))]
    if part.content_type in ("text/enriched", "text/richtext"):
        text = plain_of_enriched(text)
    elif part.parameters.get("format", "").lower() == "flowed":
        text = unflow(text, delete_space=part.parameters.get("delsp", "").lower() == "yes")
    return [_Pieces(text=text)]


def _is_displayed(part: Part, *, first: bool) -> bool:
    """Apply RFC 8621 4.1.4: a text is shown unless it is named or marked as a file."""
    kind = part.content_type
    unknown = first and kind.startswith("text/") and kind not in _FILES
    if part.capped or not (kind in _SHOWN or unknown):
        return False
    word, parameters = part.disposition
    if word == "attachment":
        return False
    named = bool(parameters.get("filename") or part.parameters.get("name"))
    return first or not named


def _is_unlabelled(part: Part) -> bool:
    """Tell whether nobody said that the text is plain."""
    return not part.fields.has("content-type")


def unflow(text: str, *, delete_space: bool) -> str:
    """Join the soft-broken lines of format=flowed (RFC 3676 4) within one quote depth."""
    out: list[list[str]] = []
    open_depth = -1
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        inner = line[depth:]
        if not inner.startswith(" >"):  # an unstuffed sign of quoting would be taken for one
            inner = inner.removeprefix(" ")
        flows = inner.endswith(" ") and inner != "-- "
        if flows and delete_space:
            inner = inner[:-1]
        if open_depth == depth and inner != "-- ":
            out[-1].append(inner)
        else:
            out.append([">" * depth + " " * bool(depth) + inner])
        open_depth = depth if flows else -1
    return "\n".join("".join(pieces) for pieces in out)
