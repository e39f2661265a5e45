"""Readable text from a mail's HTML, line by line, with what the HTML says about quotes."""

import re
from collections.abc import Iterator
from functools import lru_cache

from selectolax.lexbor import LexborHTMLParser, LexborNode

from mailgw.mime.quotes.lines import Line, Place, core_of
from mailgw.mime.quotes.structure import Part, read_part
from mailgw.mime.quotes.tags import FORMATS, NEVER_DEEP, PLAIN, UNSEEN
from mailgw.mime.rendering import Page

MAX_HTML = 1_048_576
_MANY_TAGS = 150
_MAX_OPEN = 400
_MAX_REOPENED = 20_000
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,15})")
_ANY_TAG = re.compile(r"<[^<>]{0,4000}>")
_BODY_RULES = re.compile(r"<(style|script|title)\b[^<]{0,200000}</\1", re.IGNORECASE)


def html_to_text(html: str) -> str:
    """Render HTML as readable text: paragraphs, lists, cells and links; nothing hidden."""
    return "\n".join(line.text for line in html_lines(html)).strip("\n")


def html_lines(html: str) -> list[Line]:
    """Render HTML as lines that know how deeply they are quoted."""
    return list(_rendered(html))


def lines_of_rendering(text: str, html: str | None) -> list[Line] | None:
    """Give the lines of the HTML where `text` is nothing but its rendering, else None."""
    if not html or not text.strip():
        return None
    lines = _rendered(html)
    shown = "\n".join(line.text for line in lines).strip()
    return list(lines) if shown == text.strip() else None


@lru_cache(maxsize=2)
def _rendered(html: str) -> tuple[Line, ...]:
    """Render HTML; one mail asks for the same several times."""
    html = html[:MAX_HTML]
    if not is_harmless(html):
        return tuple(_stripped(html))
    body = LexborHTMLParser(html).body
    if body is None:
        return ()
    page = Page(tight=_has_tight_paragraphs(html))
    _walk(body, page)
    return tuple(page.finish())


def _walk(body: LexborNode, page: Page) -> None:
    """Visit every node in document order without recursion."""
    node, open_elements = body, 0
    while True:
        child = _enter(node, page) if node is not body else node.first_child
        if child is not None:
            node, open_elements = child, open_elements + 1
            continue
        following = node.next
        while following is None and open_elements:
            parent = node.parent
            open_elements -= 1
            if parent is None or not open_elements:
                return
            node = parent
            page.leave()
            following = node.next
        if following is None or page.is_full:
            return
        node = following


def _enter(node: LexborNode, page: Page) -> LexborNode | None:
    """Render a node; give its first child where its children are to be rendered."""
    tag = node.tag or ""
    if tag == "-text":
        page.write(node.text_content or "")
    elif tag == "br":
        page.break_line()
    elif tag in PLAIN:
        child = node.first_child
        if child is not None:
            page.enter_plain()
        return child
    elif not tag.startswith("-") and tag not in UNSEEN:
        return _enter_element(node, tag, page)
    return None


def _enter_element(node: LexborNode, tag: str, page: Page) -> LexborNode | None:
    attributes = node.attributes
    if tag in {"hr", "img"}:
        page.place_void(tag, attributes)
        return None
    if attributes and _is_hidden(attributes):
        return None
    part = read_part(tag, attributes)
    if part is Part.CONTAINER:
        part = _inside_container(node, page)
    child = node.first_child
    if child is None:
        page.visit_empty(tag, part)
    else:
        page.enter(tag, attributes, part)
    return child


def _inside_container(node: LexborNode, page: Page) -> Part:
    """Gmail's container is a quote itself only where no blockquote is in it."""
    if page.quote_depth:
        return Part.NONE
    return Part.QUOTE if node.css_first("blockquote") is None else Part.CONTAINER


def _is_hidden(attributes: dict[str, str | None]) -> bool:
    if "hidden" in attributes:
        return True
    style = attributes.get("style")
    if not style:
        return False
    low = style[:600].lower().replace(" ", "")
    return (
        "display:none" in low
        or "visibility:hidden" in low
        or "mso-hide:all" in low
        or low.startswith("font-size:0;")
        or "max-height:0;" in low
        or "max-height:0px" in low
    )


def _has_tight_paragraphs(html: str) -> bool:
    """Outlook on the web says in its style sheet that its paragraphs have no margins."""
    return "margin-top:0;margin-bottom:0" in html[:5_000].lower().replace(" ", "")


def is_harmless(html: str) -> bool:
    """Tell whether a parser needs no more than linear time and space.

    It does not where very many elements are open at once, or where formatting elements that were
    never closed have to be opened again in each of many paragraphs.
    """
    if html.count("<") <= _MANY_TAGS:
        return True
    opened = formats = reopened = 0
    for found in _TAG.finditer(html):
        tag, step = found.group(2).lower(), -1 if found.group(1) else 1
        if tag in FORMATS:
            formats = max(formats + step, 0)
        elif step > 0:
            reopened += formats
        if tag not in NEVER_DEEP:
            opened = max(opened + step, 0)
        if opened > _MAX_OPEN or reopened > _MAX_REOPENED:
            return False
    return True


def _stripped(html: str) -> list[Line]:
    """Take the tags off by their brackets alone."""
    return list(_plain_lines(_ANY_TAG.sub("\n", _BODY_RULES.sub("", html))))


def _plain_lines(text: str) -> Iterator[Line]:
    for row in text.split("\n"):
        core = core_of(row)
        if core:
            yield Line(core, core, 0, Place.PLAIN)
