"""Split a mail into its MIME parts (RFC 2046) within fixed limits, without copying bodies twice.

The splitting works on the bytes before any library sees them, so that no nesting, count or
size of a hostile mail can cost more than one pass over it per level.
"""

import binascii
import hashlib
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from mailgw.mime.headers import Fields, decode_base64, split_fields, split_parameters

MAX_PARTS = 500
MAX_DEPTH = 20
_BLANK = re.compile(rb"\r?\n\r?\n|\r\r")
_LEADING_LINES = re.compile(rb"(?:[ \t]{0,80}\r?\n){1,20}(?=[A-Za-z][A-Za-z-]{1,60}:[ \t]\S)")
_GUESSED_BOUNDARY = re.compile(
    rb"(?:^|\n)--([^\s-][^\r\n]{0,199}?)[ \t]*\r?\nContent-", re.IGNORECASE
)
_MESSAGES = frozenset({"message/rfc822", "message/global", "message/news", "x-message/rfc822"})
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9a-z-]{1,80}/[!#$%&'*+.^_`|~0-9a-z-]{1,120}")
_SAMPLE = 4000
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=\s]")


@dataclass(slots=True)
class Part:
    """One entity: a container with children, or a leaf with its encoded body."""

    fields: Fields
    content_type: str
    parameters: dict[str, str]
    raw_body: bytes = b""
    children: list["Part"] = field(default_factory=list)
    capped: bool = False
    """True for the remainder of a mail that broke a limit, kept as one file."""
    _octets: bytes | None = None
    _sha256: str = ""

    @property
    def disposition(self) -> tuple[str, dict[str, str]]:
        """Return Content-Disposition's word and parameters (RFC 2183)."""
        raw = self.fields.raw("content-disposition")
        return split_parameters(raw) if raw is not None else ("", {})

    @property
    def is_multipart(self) -> bool:
        """Tell whether it was split into children."""
        return bool(self.children)

    @property
    def is_message(self) -> bool:
        """Tell whether it is an attached mail."""
        return self.content_type in _MESSAGES

    def decoded(self) -> bytes:
        """Undo the transfer encoding (RFC 2045 6), leniently; done once and kept."""
        if self._octets is None:
            encoding = self.fields.raw("content-transfer-encoding")
            self._octets = decode_transfer(self.raw_body, encoding)
        return self._octets

    def sha256(self) -> str:
        """Hash the decoded bytes, in lower-case hex; done once and kept."""
        if not self._sha256:
            self._sha256 = hashlib.sha256(self.decoded()).hexdigest()
        return self._sha256

    def walk(self) -> Iterator["Part"]:
        """Yield this part and all below it, in the order of the mail."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(slots=True)
class Tree:
    """The parts of one mail and what was wrong with them."""

    root: Part
    defects: list[str] = field(default_factory=list)
    count: int = 0
    carried: Fields | None = None
    """The header of the mail that a certified mail carries, which is the mail that counts."""

    envelope: Fields = field(default_factory=Fields)
    """The header of the mail as it came in."""

    def defect(self, sentence: str) -> None:
        """Note a defect once."""
        if sentence not in self.defects and len(self.defects) < 50:  # noqa: PLR2004 - a cap
            self.defects.append(sentence)


def split_mail(raw: bytes) -> Tree:
    """Split raw bytes into a tree of at most 500 parts and depth 20; never fails."""
    if b"\n" not in raw and b"\r" in raw:
        raw = raw.replace(b"\r", b"\n")
    lines = _LEADING_LINES.match(raw)
    if lines is not None:
        raw = raw[lines.end() :]
    root = Part(Fields(), "text/plain", {})
    tree = Tree(root)
    tree.root = _entity(tree, raw, 0, "text/plain")
    tree.envelope = tree.root.fields
    return tree


def split_below(tree: Tree, content: bytes, depth: int) -> Part:
    """Split an entity that was found inside of a wrapping, under the same limits."""
    return _entity(tree, content, depth, "text/plain")


def decode_transfer(body: bytes, encoding: bytes | None) -> bytes:
    """Decode a body by the value of its Content-Transfer-Encoding field."""
    word = (encoding or b"").split(b";")[0].strip(b" \t\"'").lower()
    if word == b"base64":
        return _base64_body(body) if _looks_encoded(body) else body
    if word.startswith(b"quoted"):
        return quopri.decodestring(body)
    if word in (b"x-uuencode", b"uuencode", b"x-uue", b"uue"):
        return decode_uu(body)
    return body


def _looks_encoded(body: bytes) -> bool:
    """Tell base64, junk in it included, from a plain text that only claims to be encoded."""
    sample = body[:_SAMPLE].strip()
    lines = sample.splitlines()
    first = lines[0].strip() if lines else b""
    if not first or (_NOT_BASE64.search(first) is None and b" " not in first):
        return True
    alien = len(_NOT_BASE64.findall(sample)) + sum(line.strip().count(b" ") for line in lines)
    return (alien - 1) * 12 < len(sample)


def _base64_body(body: bytes) -> bytes:
    """Decode a base64 body; what list servers or broken boundaries left below is cut."""
    alien = _NOT_BASE64.search(body)
    if alien is None:
        return decode_base64(body)
    end = body.find(b"=")
    if 0 < end < alien.start():
        return decode_base64(body[: end + (2 if body[end + 1 : end + 2] == b"=" else 1)])
    position, width = 0, 0
    for line in body[: alien.start()].splitlines(keepends=True):
        size = len(line.strip())
        position += len(line)
        if size < width and position <= alien.start() and line.endswith(b"\n"):
            return decode_base64(body[:position])  # the short line was the last one
        width = width or size
    return decode_base64(body)


def decode_uu(body: bytes) -> bytes:
    """Decode uuencoded lines, skipping broken ones."""
    out = bytearray()
    for line in body.splitlines():
        if line.startswith((b"begin ", b"end")) or not line:
            continue
        try:
            out += binascii.a2b_uu(line)
        except binascii.Error:
            expected = (((line[0] - 32) & 63) * 4 + 5) // 3
            try:
                out += binascii.a2b_uu(line[:expected])
            except binascii.Error:
                continue
    return bytes(out)


def _entity(tree: Tree, content: bytes, depth: int, default: str) -> Part:
    """Split one entity: its header block, and where it is a container its children."""
    fields, body = split_entity(content)
    for sentence in fields.defects:
        tree.defect(sentence)
    tree.count += 1
    raw_type = fields.raw("content-type")
    token, parameters = split_parameters(raw_type) if raw_type else (default, {})
    if not _TOKEN.fullmatch(token):
        token = _repaired_type(token, default)
    part = Part(fields, token, parameters, body)
    if token.startswith("multipart/"):
        if depth >= MAX_DEPTH:
            tree.defect("The mail is nested deeper than 20 levels; the rest is kept as one file.")
            part.capped = True
        else:
            _split_children(tree, part, depth)
    return part


def split_entity(content: bytes) -> tuple[Fields, bytes]:
    """Separate the header fields from the body (RFC 5322 2.1)."""
    if content.startswith((b"\r\n", b"\n")):
        return Fields(), content[2 if content.startswith(b"\r") else 1 :]
    blank = _BLANK.search(content)
    block_end = blank.start() + 1 if blank else len(content)
    body_start = blank.end() if blank else len(content)
    fields, stopped = split_fields(content[:block_end])
    if stopped < min(block_end, len(content)) and fields.defects[-1:] == (
        "A line in the header is no header field.",
    ):
        return fields, content[stopped:]
    return fields, content[body_start:]


def _repaired_type(token: str, default: str) -> str:
    """Read broken types as RFC 2045 5.2 wants: plain text, unless the family is clear."""
    word = token.split(maxsplit=1)[0] if token.split() else ""
    if _TOKEN.fullmatch(word):
        return word
    family = word.partition("/")[0]
    if family == "multipart":
        return "multipart/mixed"
    if family in ("application", "image", "audio", "video"):
        return "application/octet-stream"
    return "text/plain" if family == "text" or not word else default


def _split_children(tree: Tree, part: Part, depth: int) -> None:
    body = part.raw_body
    boundary = part.parameters.get("boundary", "").encode("utf-8", "replace")
    spans = _sections(body, boundary) if boundary.strip() else []
    if not spans:
        guess = _GUESSED_BOUNDARY.search(body)
        if guess is not None:
            tree.defect("A multipart names no or a wrong boundary; it was guessed.")
            spans = _sections(body, guess[1])
    if not spans:
        tree.defect("A multipart without any part was read as text.")
        part.content_type = "text/plain"
        return
    default = "message/rfc822" if part.content_type == "multipart/digest" else "text/plain"
    for index, (start, end) in enumerate(spans):
        if tree.count >= MAX_PARTS:
            tree.defect("The mail has more than 500 parts; the rest is kept as one file.")
            rest = body[start : spans[-1][1]]
            part.children.append(Part(Fields(), "application/octet-stream", {}, rest, capped=True))
            break
        content = body[start:end]
        if content.strip() or len(spans) == 1 or index < len(spans) - 1:
            part.children.append(_entity(tree, content, depth + 1, default))
    part.raw_body = b""


def _sections(body: bytes, boundary: bytes) -> list[tuple[int, int]]:
    """Find the spans between the delimiter lines of a boundary (RFC 2046 5.1.1)."""
    marks: list[tuple[int, int, bool]] = []
    needle = b"--" + boundary
    position = body.find(needle)
    while position >= 0:
        if position == 0 or body[position - 1 : position] in (b"\n", b"\r"):
            line_end = body.find(b"\n", position)
            line_end = len(body) if line_end < 0 else line_end
            tail = body[position + len(needle) : line_end].strip()
            if tail in (b"", b"--"):
                marks.append((position, line_end + 1, tail == b"--"))
                if tail == b"--":
                    break
            position = body.find(needle, line_end)
        else:
            position = body.find(needle, position + 2)
    spans: list[tuple[int, int]] = []
    for index, (_, start, closing) in enumerate(marks):
        if closing:
            break
        stop = marks[index + 1][0] if index + 1 < len(marks) else len(body)
        if index + 1 < len(marks):
            stop -= 2 if body[stop - 2 : stop] == b"\r\n" else 1
        spans.append((min(start, len(body)), max(min(start, len(body)), stop)))
    return spans
