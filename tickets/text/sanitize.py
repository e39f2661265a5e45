"""The only guard between the HTML of strangers and a screen: nothing active leaves it."""

import re
from urllib.parse import urlsplit

import nh3

from tickets.text.css import clean_style
from tickets.text.tame import tame

SANITIZER_VERSION = 1
"""Counted up with every change of the rules, so that stored HTML can be cleaned again."""

MAX_HTML = 1024 * 1024
_MAX_AMPERSANDS = 50_000
_COMMON = frozenset({"style", "title", "dir", "lang", "align"})
_CELL = frozenset({"colspan", "rowspan", "width", "height", "valign", "bgcolor", "nowrap"})
_ATTRIBUTES: dict[str, frozenset[str]] = {
    "a": frozenset({"href"}),
    "img": frozenset({"src", "alt", "width", "height", "border"}),
    "table": _CELL | {"border", "cellpadding", "cellspacing"},
    "td": _CELL,
    "th": _CELL,
    "tr": _CELL,
    "tbody": _CELL,
    "col": _CELL | {"span"},
    "colgroup": _CELL | {"span"},
    "font": frozenset({"color", "face", "size"}),
    "ol": frozenset({"start", "type", "reversed"}),
    "ul": frozenset({"type"}),
    "li": frozenset({"value", "type"}),
    "blockquote": frozenset({"type"}),
    "hr": frozenset({"width", "size", "color"}),
    "time": frozenset({"datetime"}),
}
_TAGS = frozenset(
    [
        "a",
        "abbr",
        "address",
        "article",
        "aside",
        "b",
        "bdi",
        "bdo",
        "big",
        "blockquote",
        "br",
        "caption",
        "center",
        "cite",
        "code",
        "col",
        "colgroup",
        "dd",
        "del",
        "details",
        "dfn",
        "div",
        "dl",
        "dt",
        "em",
        "figcaption",
        "figure",
        "font",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "i",
        "img",
        "ins",
        "kbd",
        "li",
        "main",
        "mark",
        "nav",
        "ol",
        "p",
        "pre",
        "q",
        "rp",
        "rt",
        "ruby",
        "s",
        "samp",
        "section",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "summary",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "time",
        "tr",
        "tt",
        "u",
        "ul",
        "var",
        "wbr",
    ]
)
_DROPPED_WITH_CONTENT = frozenset(
    [
        "script",
        "style",
        "title",
        "head",
        "svg",
        "math",
        "iframe",
        "object",
        "embed",
        "applet",
        "template",
        "noscript",
        "noembed",
        "noframes",
        "frameset",
        "textarea",
        "select",
        "xmp",
        "plaintext",
        "audio",
        "video",
        "canvas",
        "portal",
    ]
) - {"head"}
_LINK_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_IMAGE_DATA = re.compile(
    r"data:image/(?:png|jpeg|jpg|gif|webp|bmp);base64,[A-Za-z0-9+/=\s]*$", re.IGNORECASE
)
_BLANKS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_IMG = re.compile(r'<img((?: [a-z-]+="[^"]*")*)>')
_REMOTE = re.compile(r' src="(?=https?:)', re.IGNORECASE)
_ATTRIBUTE = re.compile(r' ([a-z-]+)="[^"]*"')
_BARE_AMPERSAND = re.compile("&(?![a-zA-Z0-9#])")


def sanitize(html: str, *, tamed: bool = False) -> str:
    """Return the harmless part of a page or fragment; remote images carry data-src, cid: stays.

    `tamed` says that `tame` has already bounded the depth.
    """
    html = _bounded(html).replace("\x00", "")
    bounded = html if tamed else tame(html)
    cleaned = _CLEANER.clean(_BARE_AMPERSAND.sub("&amp;", bounded))
    return _IMG.sub(_held_back, cleaned)


def without_pictures(html: str) -> str:
    """Take the sources from the pictures of sanitised HTML, where none is to be loaded at all."""
    return _IMG.sub(lambda image: "<img" + _ATTRIBUTE.sub(_no_source, image[1]) + ">", html)


def _no_source(attribute: re.Match[str]) -> str:
    return "" if attribute[1] in ("src", "data-src") else attribute[0]


def _bounded(html: str) -> str:
    """Cut what exceeds the limits; each ampersand costs the cleaner about ten microseconds."""
    html = html[:MAX_HTML]
    if html.count("&") <= _MAX_AMPERSANDS:
        return html
    return "&".join(html.split("&", _MAX_AMPERSANDS)[:_MAX_AMPERSANDS])


def _held_back(match: re.Match[str]) -> str:
    """Rename the src of a remote image: it loads only when a person asks for it."""
    return "<img" + _REMOTE.sub(' data-src="', match[1]) + ">"


def _attribute(tag: str, name: str, value: str) -> str | None:
    if name == "style":
        return clean_style(value) or None
    if name in ("href", "src"):
        bare = _BLANKS.sub("", value).strip()
        if tag == "img" and name == "src":
            return _image(bare)
        return _link(bare) if tag == "a" else None
    return value[:1000]


def _link(url: str) -> str | None:
    try:
        scheme = urlsplit(url).scheme.lower()
    except ValueError:  # a bracket that opens no IPv6 address
        return None
    return url if scheme in _LINK_SCHEMES else None


def _image(url: str) -> str | None:
    lowered = url[:12].lower()
    if lowered.startswith(("http://", "https://", "cid:")):
        return url
    return url if lowered.startswith("data:image/") and _IMAGE_DATA.match(url) else None


_CLEANER = nh3.Cleaner(
    tags=set(_TAGS),
    clean_content_tags=set(_DROPPED_WITH_CONTENT),
    attributes={tag: set(_COMMON | _ATTRIBUTES.get(tag, frozenset())) for tag in _TAGS},
    attribute_filter=_attribute,
    url_schemes={"http", "https", "mailto", "tel", "cid", "data"},
    link_rel="noopener noreferrer nofollow",
    set_tag_attribute_values={"a": {"target": "_blank"}},
)
