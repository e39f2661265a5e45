"""What the elements of a mail's HTML say about quotes, by the names that mail clients give them."""

import re
from enum import Enum, auto

from mailgw.mime.quotes.words import WORDS

_PREFIXES = re.compile(r"(?:x_|ecx)+|ydp[0-9a-f]{1,10}_?", re.IGNORECASE)
_TRAILING_NUMBER = re.compile(r"[_-]?\d+$")
_NAMES = WORDS.structure

Attributes = dict[str, str | None]


class Part(Enum):
    """The part that an element plays."""

    NONE = auto()
    QUOTE = auto()
    """Holds quoted text."""
    CONTAINER = auto()
    """Holds the introduction and a blockquote, and perhaps answers between: Gmail, Proton."""
    SOFT = auto()
    """A blockquote without the marks of a quote."""
    INTRO = auto()
    """Holds "On ... wrote:"."""
    TAIL = auto()
    """All below is the quoted mail: Outlook."""


_SIGNS = (
    "blockquote",
    "gmail_quote",
    "rplyfwdmsg",
    "appendonsend",
    "e1e1e1",
    "b5c4df",
    "rgb(225",
    "rgb(181",
    "messageheader",
    "messagereplysection",
    "reply-intro",
    "mimestream_quote",
    "missive_quote",
    "cm_quote",
    "groupwisereplyheader",
    "moz-cite",
    "moz-forward",
    "yahoo_quoted",
    'name="quote"',
    "name=quote",
    "quoted-content",
    "olk_src",
    "stopspelling",
    "zwchr",
    "protonmail_quote",
    "reference-message",
    "zmail_extra",
    "tutanota_quote",
    "data-stafette-quote",
)


def has_signs(html: str) -> bool:
    """Tell quickly whether any element may hold a quote."""
    low = html.lower()
    return any(sign in low for sign in _SIGNS)


def read_part(tag: str, attributes: Attributes) -> Part:
    """Say which part an element plays."""
    if tag == "blockquote":
        return _blockquote(attributes)
    if not attributes:
        return Part.NONE
    ident, classes = _name(attributes.get("id")), _classes(attributes.get("class"))
    if ident or classes:
        part = _by_name(ident, classes)
        if part is not Part.NONE:
            return part
    if tag == "div" and (attributes.get("name") or "").lower() in _NAMES.quote_names:
        return Part.QUOTE
    marked = any(name in attributes for name in _NAMES.tail_attributes)
    bordered = tag == "div" and _has_quote_border(attributes.get("style"))
    return Part.TAIL if marked or bordered else Part.NONE


def _by_name(ident: str, classes: set[str]) -> Part:
    if "protonmail_quote" in classes or "gmail_quote" in classes:
        return Part.CONTAINER
    if classes & _NAMES.intro_classes or ident in _NAMES.intro_ids:
        return Part.INTRO
    if ident in _NAMES.tail_ids or classes & _NAMES.tail_classes:
        return Part.TAIL
    if classes & _NAMES.quote_classes or ident in _NAMES.quote_ids:
        return Part.QUOTE
    return Part.NONE


def _blockquote(attributes: Attributes) -> Part:
    if (attributes.get("type") or "").lower() == "cite" or "cite" in attributes:
        return Part.QUOTE
    classes = _classes(attributes.get("class"))
    if classes & {"protonmail_quote", "tutanota_quote", "yahoo_quoted", "iosymail"}:
        return Part.QUOTE
    if _name(attributes.get("id")).startswith(("blockquote_zmail", "isreplycontent")):
        return Part.QUOTE
    return Part.SOFT


def _name(value: str | None) -> str:
    if not value:
        return ""
    name = _PREFIXES.sub("", value, count=1) if value[:1] in "xXeEyY" else value
    return _TRAILING_NUMBER.sub("", name[:80].lower())


def _classes(value: str | None) -> set[str]:
    return {_name(name) for name in value[:400].split()} if value else set()


def _has_quote_border(style: str | None) -> bool:
    """Outlook for Windows draws a line of one of few colours above the header of a quote."""
    if not style:
        return False
    low = style[:400].lower().replace(" ", "")
    if "border-top:" not in low or "padding:3" not in low:
        return False
    border = low[low.index("border-top:") :].partition(";")[0]
    return "solid" in border and any(colour in border for colour in _NAMES.tail_borders)
