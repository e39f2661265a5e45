"""Answers that were written in colour into the quoted text, after words such as "in red below"."""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from mailgw.mime.quotes.compare import letters
from mailgw.mime.quotes.words import WORDS

_MAX_ANSWERS = 200
_MIN_LETTERS = 2
_STYLE = re.compile(
    r"(?:^|[;\s])(?:color|background|background-color|mso-highlight):\s*([^;]{1,40})"
)
_COLOURED = '[style*="color"], [style*="background"], font[color]'
_HEX = re.compile(r"#([0-9a-f]{6}|[0-9a-f]{3})\b")
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})")
_NAMED = {
    "red": (255, 0, 0),
    "blue": (0, 0, 255),
    "green": (0, 128, 0),
    "yellow": (255, 255, 0),
    "lime": (0, 255, 0),
    "orange": (255, 165, 0),
    "purple": (128, 0, 128),
    "magenta": (255, 0, 255),
    "fuchsia": (255, 0, 255),
    "maroon": (128, 0, 0),
    "navy": (0, 0, 128),
    "teal": (0, 128, 128),
    "aqua": (0, 255, 255),
}
_VIVID = 90


def says_in_colour(reply: str) -> bool:
    """Tell whether the new text announces answers inside the quoted text."""
    low = reply[:4_000].casefold()
    return any(cue in low for cue in WORDS.inline_cues)


def coloured_answers(html: str, quoted: str) -> list[str]:
    """Give the coloured passages of the HTML that stand in the quoted text, in order.

    The HTML has to be one that was found harmless to parse.
    """
    body = LexborHTMLParser(html).body
    if body is None or ("color" not in html and "background" not in html):
        return []
    known = letters(quoted)
    answers: list[str] = []
    last: LexborNode | None = None
    for node in body.css(_COLOURED)[: _MAX_ANSWERS * 10]:
        if node.tag in ("a", "body", "td", "table") or not _is_vivid(node):
            continue
        text = " ".join(node.text(deep=True).split())
        key = letters(text)
        if last is not None and _is_inside(node, last):
            continue
        if len(key) < _MIN_LETTERS or key not in known or len(answers) >= _MAX_ANSWERS:
            continue
        last = node
        answers.append(text)
    return answers


def _is_inside(node: LexborNode, outer: LexborNode) -> bool:
    parent = node.parent
    for _ in range(6):
        if parent is None:
            return False
        if parent.mem_id == outer.mem_id:
            return True
        parent = parent.parent
    return False


def _is_vivid(node: LexborNode) -> bool:
    """Tell a colour that a writer chose from black, grey, and the colours of links and themes."""
    attributes = node.attributes
    value = attributes.get("color") or ""
    found = _STYLE.search((attributes.get("style") or "")[:400].lower())
    colour = _rgb(found.group(1) if found else value.lower())
    if colour is None:
        return False
    return max(colour) - min(colour) > _VIVID


def _rgb(value: str) -> tuple[int, int, int] | None:
    value = value.strip()
    if value in _NAMED:
        return _NAMED[value]
    found = _HEX.search(value)
    if found:
        digits = found.group(1)
        if len(digits) == 3:  # noqa: PLR2004 - the short form
            digits = "".join(sign * 2 for sign in digits)
        return int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16)
    parts = _RGB.search(value)
    if parts:
        red, green, blue = (min(int(part), 255) for part in parts.groups())
        return red, green, blue
    return _NAMED.get(value.split(" ")[0])
