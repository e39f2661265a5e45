"""Plain text: made into safe HTML, wrapped, and rid of private addresses."""

import re
from collections.abc import Collection, MutableMapping
from functools import cache
from html import escape
from typing import Protocol, cast

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_GAP = re.compile(r"\n(?:[ \t]*\n)+")
_LINK_SIGN = re.compile(r"://|www\.|mailto:|@", re.IGNORECASE)
_LONGEST_LINKED = 100_000
"""Characters in which links are looked for; a longer text is shown without."""
_QUOTE_MARKS = re.compile(r"^(?:>[ ]?)+|^[ \t]+")

_URL = re.compile(
    r"""(?<![\w@.-])(?:https?://|www\.)(?:[^\s<>"'.,;:!?]|[.,;:!?]+(?=[^\s<>"'.,;:!?]))+""",
    re.IGNORECASE,
)
"""Only what names itself a web address: `offer.pl` is as likely a file. One pass, no backtracking
over a run, where the patterns of bleach take seconds on crafted text."""
_MAIL = re.compile(
    r"(?<![\w.%+-])[\w.%+-]{1,64}@(?:[a-z0-9-]{1,63}\.){1,10}[a-z]{2,24}(?![\w-])", re.IGNORECASE
)

_Attributes = MutableMapping[tuple[str | None, str], str]


def paragraphs(text: str) -> str:
    """Return plain text as safe HTML: escaped, `<p>` per paragraph, `<br>` per line, with links."""
    clean = _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip("\n")
    blocks = (block for block in _GAP.split(clean) if block.strip())
    made = "".join(f"<p>{_block(block)}</p>" for block in blocks)
    if len(made) > _LONGEST_LINKED or not _LINK_SIGN.search(made):
        return made
    return _linker().linkify(made)


def wrap(text: str, width: int = 76) -> str:
    """Break lines longer than `width` at spaces; other lines, quote marks and indents stay."""
    return "\n".join(_wrapped(line, width) for line in text.split("\n"))


def mask(text: str, private: Collection[str], public: str) -> str:
    """Put the public address wherever one of the private ones stands, in any letter case."""
    wanted = "|".join(_as_written(one) for one in sorted(private, key=len, reverse=True) if one)
    if not wanted:
        return text
    alone = rf"(?:(?<![\w.+-])|(?<=%[0-9a-f]{{2}}))(?:{wanted})(?![\w-]|\.\w)"
    return re.sub(alone, lambda _: public, text, flags=re.IGNORECASE)


def _as_written(address: str) -> str:
    """Return a pattern for an address, its sub-addresses (RFC 5233) and its form inside links."""
    local, _, domain = address.rpartition("@")
    return rf"{re.escape(local)}(?:\+[\w.-]{{1,64}})?(?:@|%40){re.escape(domain)}"


def _block(block: str) -> str:
    """Escape the lines of one paragraph; indents survive as no-break spaces."""
    lines = []
    for line in block.split("\n"):
        bare = line.expandtabs(4).rstrip()
        indent = len(bare) - len(bare.lstrip(" "))
        lines.append("&nbsp;" * min(indent, 40) + escape(bare[indent:], quote=False))
    return "<br>".join(lines)


def _wrapped(line: str, width: int) -> str:
    if len(line) <= width:
        return line
    found = _QUOTE_MARKS.match(line)
    prefix = found.group() if found else ""
    rows, row = [], ""
    for word in line[len(prefix) :].split(" "):
        if row and len(prefix) + len(row) + 1 + len(word) > width:
            rows.append(prefix + row)
            row = word
        else:
            row = f"{row} {word}" if row else word
    return "\n".join([*rows, prefix + row.rstrip()])


def _plain_link(attributes: _Attributes, _new: bool = False, /) -> _Attributes:  # noqa: FBT001, FBT002 - the shape bleach calls
    """Let no link tell its target where the reader came from; bare hosts become https."""
    target = attributes[None, "href"]
    if target.startswith("mailto:"):
        return attributes
    said = cast("MutableMapping[str, str]", attributes)["_text"]  # bleach keeps it under a bare key
    if target.startswith("http://") and said.lower().startswith("www."):
        attributes[None, "href"] = "https" + target.removeprefix("http")
    attributes[None, "rel"] = "nofollow noopener noreferrer"
    return attributes


class _Linker(Protocol):
    """What is used of bleach."""

    def linkify(self, text: str) -> str:
        """Make links in safe HTML."""


@cache
def _linker() -> _Linker:
    # Loaded with the first link: it brings a whole HTML parser along.
    import bleach.linkifier  # noqa: PLC0415 - see the line above

    return bleach.linkifier.Linker(
        callbacks=[_plain_link], parse_email=True, url_re=_URL, email_re=_MAIL
    )


def without_signature(text: str, signature: str) -> str:
    """Return a text without the signature that it ends with and the line that sets it apart."""
    body, end = text.rstrip(), signature.strip()
    if not end or not body.endswith(end):
        return body
    return body.removesuffix(end).rstrip().removesuffix("--").rstrip()
