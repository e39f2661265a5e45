"""Cut the nesting of HTML at a fixed depth before any parser sees it.

Parsers of HTML5 need time quadratic in depth (measured: 100,000 nested `div` cost 20 to 30
seconds), so depth is limited on the tokens. What leaves here consists of text and of tags that
every parser reads alike: no comments, no raw-text elements, no half tags.
"""

import re

MAX_DEPTH = 100
_WS = r"[ \t\n\f\r]"
# The attribute grammar of HTML 13.2.5, possessive so that nothing is ever tried twice. A quote
# that never closes makes the match fail, as it makes a browser drop the rest.
_ATTRIBUTE = (
    rf"[^ \t\n\f\r/>][^ \t\n\f\r/>=]*+(?:{_WS}*+={_WS}*+"
    rf"(?:\"[^\"]*+\"|'[^']*+'|[^ \t\n\f\r>\"'][^ \t\n\f\r>]*+|(?=>))|(?!{_WS}*+=))"
)
_TAG = re.compile(rf"<(/?)([a-zA-Z][^ \t\n\f\r/>]*+)(?:[ \t\n\f\r/]++|{_ATTRIBUTE})*+>")
_LONE = re.compile(r"<++(?=[^a-zA-Z/!?]|$)|<+(?=<)")
_COMMENT_END = re.compile("--!?>")
_RAW = frozenset(
    [
        "script",
        "style",
        "title",
        "textarea",
        "xmp",
        "iframe",
        "noembed",
        "noframes",
        "svg",
        "math",
        "object",
        "audio",
        "video",
    ]
)
_DROPPED = frozenset(
    [
        "html",
        "head",
        "body",
        "frameset",
        "frame",
        "plaintext",
        "template",
        "noscript",
        "form",
        "select",
        "optgroup",
        "option",
        "applet",
        "marquee",
        "button",
    ]
)
_VOID = frozenset(
    [
        "br",
        "hr",
        "img",
        "input",
        "meta",
        "link",
        "col",
        "area",
        "base",
        "wbr",
        "param",
        "source",
        "track",
        "embed",
        "keygen",
        "bgsound",
    ]
)
_FORMATTING = frozenset(
    [
        "a",
        "b",
        "big",
        "code",
        "em",
        "font",
        "i",
        "nobr",
        "s",
        "small",
        "strike",
        "strong",
        "tt",
        "u",
    ]
)
_LIGHT = _FORMATTING | frozenset({"p", "span", "o:p", "label", "sub", "sup", "q", "cite", "abbr"})
_TABLE_PARTS = frozenset({"td", "th", "tr", "tbody", "thead", "tfoot", "caption", "colgroup"})
_BARRIERS = frozenset({"table", "td", "th", "caption"})
_REPLACES = {
    "p": frozenset({"p"}),
    "li": frozenset({"li"}),
    "dt": frozenset({"dt", "dd"}),
    "dd": frozenset({"dt", "dd"}),
    "td": frozenset({"td", "th"}),
    "th": frozenset({"td", "th"}),
    "tr": frozenset({"td", "th", "tr"}),
    "tbody": frozenset({"td", "th", "tr", "tbody", "thead", "tfoot"}),
}


def tame(html: str) -> str:
    """Return the HTML with tags below depth 100 left out; HTML of few tags comes back unchanged."""
    if html.count("<") <= MAX_DEPTH:
        return html
    return _Tamer(html).run()


def _ascii_lower(html: str) -> str:
    """Lower the ASCII letters alone, so that positions stay what they were."""
    return html.translate(_LOWER)


_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}


class _Tamer:
    """One pass over the tokens with a cautious model of the open elements."""

    def __init__(self, html: str) -> None:
        self.html = html
        self.lowered = html.lower() if html.isascii() else _ascii_lower(html)
        self.endless: set[str] = set()
        self.out: list[str] = []
        self.open: list[str] = []
        self.kept: list[bool] = []
        # Formatting elements that were closed by others: HTML opens them again by itself.
        self.pending = 0

    def run(self) -> str:
        html, position = self.html, 0
        while True:
            start = html.find("<", position)
            if start < 0:
                self.out.append(html[position:])
                break
            if start > position:
                self.out.append(html[position:start])
            position = self._token(start)
        return "".join(self.out)

    def _token(self, start: int) -> int:
        """Handle what begins with `<`; return where the next token begins."""
        following = self.html[start + 1 : start + 2]
        match = _TAG.match(self.html, start)
        if match is None:
            return self._no_tag(start, following)
        closing, name = match[1] == "/", match[2].lower()
        if name in _DROPPED:
            return match.end()
        if name in _RAW:
            return match.end() if closing else self._past_raw(name, match.end())
        if closing:
            self._close(name, match[0])
        elif name in _VOID:
            self.out.append(match[0])
        else:
            self._open(name, match[0])
        return match.end()

    def _no_tag(self, start: int, following: str) -> int:
        if self.html.startswith("<!--", start):
            end = _COMMENT_END.search(self.html, start + 2)
            return end.end() if end else len(self.html)
        if following in ("!", "?", "/") and following:
            end_of_markup = self.html.find(">", start)
            return end_of_markup + 1 if end_of_markup >= 0 else len(self.html)
        if following.isascii() and following.isalpha():
            return len(self.html)  # a tag that never ends
        run = _LONE.match(self.html, start)
        after = run.end() if run else start + 1
        self.out.append("&lt;" * (after - start))
        return after

    def _past_raw(self, name: str, position: int) -> int:
        """Skip an element whose content is no HTML for us, with its content."""
        if name in self.endless:
            return position
        end = self.lowered.find("</" + name, position)
        if end < 0:
            self.endless.add(name)
            return len(self.html) if name in ("script", "style", "textarea", "xmp") else position
        close = self.html.find(">", end)
        return close + 1 if close >= 0 else len(self.html)

    def _open(self, name: str, tag: str) -> None:
        closes = _REPLACES.get(name)
        while closes and self.open:
            depth = self._reach(closes)
            if depth is None:
                break
            self._pop(depth, own=None)
        keep = len(self.open) + self.pending < MAX_DEPTH
        self.open.append(name)
        self.kept.append(keep)
        if keep:
            self.out.append(tag)

    def _reach(self, closes: frozenset[str]) -> int | None:
        """Find an element to be closed below at most a few light ones."""
        for index in range(len(self.open) - 1, max(-1, len(self.open) - 5), -1):
            if self.open[index] in closes:
                return index
            if self.open[index] not in _LIGHT:
                return None
        return None

    def _pop(self, index: int, own: str | None) -> bool:
        """Close all down to an index; tell whether the last one had been written."""
        kept = True
        while len(self.open) > index:
            name, kept = self.open.pop(), self.kept.pop()
            if name in _FORMATTING and kept and not (own == name and len(self.open) == index):
                self.pending += 1
        return kept

    def _close(self, name: str, tag: str) -> None:
        index = self._match(name)
        if index is None:
            if name in _FORMATTING and self.pending:
                self.pending -= 1
            self.out.append(tag if name in _FORMATTING else "")
            return
        if self._pop(index, own=name):
            self.out.append(f"</{name}>")

    def _match(self, name: str) -> int | None:
        """Find the element that an end tag surely closes, or None where a parser might not."""
        light = name in _LIGHT or name not in _BLOCKS
        for index in range(len(self.open) - 1, -1, -1):
            current = self.open[index]
            if current == name:
                return index
            if light and current not in _LIGHT:
                return None
            if current in _BARRIERS and name != "table" and name not in _TABLE_PARTS:
                return None
            if current == "table":
                return None
        return None


_BLOCKS = _TABLE_PARTS | frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "center",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "header",
        "hgroup",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "pre",
        "section",
        "summary",
        "table",
        "ul",
    ]
)
