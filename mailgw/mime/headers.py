"""Header fields: split, unfold, decode encoded words (RFC 2047) and parameters (RFC 2231)."""

import base64
import binascii
import re
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from mailgw.mime.charset import codec_of, decode_octets, decode_text

MAX_BLOCK = 256 * 1024
MAX_FIELDS = 1000
MAX_FIELD = 64 * 1024
_MAX_PARAMETERS = 100
_FIELD_NAME = re.compile(rb"[!-9;-~]{1,200}(?=[ \t]*:)")
_WORD_START = re.compile(r"=\?([^?\s=]{1,60})\?([bBqQ])\?")
_WORD = re.compile(r"=\?[^?\s=]{1,60}\?[qQ]\?[^?\s]{0,500}\?=")
_CONTROLS = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f\u2028\u2029]+")
_FOLD = re.compile(rb"\r?\n(?=[ \t])|\r\n|\r|\n")
_BASE64_ALIEN = re.compile(rb"[^A-Za-z0-9+/]")
_MARKED = re.compile(r"([A-Za-z][\w.:-]{1,39})'[A-Za-z-]{0,20}'(?=[^']*$)")
_PERCENT = re.compile(r"%[c-eC-E][0-9a-fA-F](?:%[89abAB][0-9a-fA-F])")
_SECTION = re.compile(r"([^*]+)\*(\d{1,3})?(\*)?$")


@dataclass(frozen=True, slots=True)
class Fields:
    """The header fields of one entity in their order, names in lower case, values unfolded."""

    items: tuple[tuple[str, bytes], ...] = ()
    defects: tuple[str, ...] = ()

    def raw(self, name: str) -> bytes | None:
        """Return the first field's unfolded bytes, or None."""
        return next((value for key, value in self.items if key == name), None)

    def all_raw(self, name: str) -> list[bytes]:
        """Return every field of that name, topmost first."""
        return [value for key, value in self.items if key == name]

    def text(self, name: str) -> str:
        """Return the first field decoded, or ""."""
        value = self.raw(name)
        return decode_field(value) if value is not None else ""

    def has(self, name: str) -> bool:
        """Tell whether the field occurs."""
        return any(key == name for key, _ in self.items)


def split_fields(block: bytes) -> tuple[Fields, int]:
    """Split a header block; also return the offset where it turns out to be body already."""
    defects: list[str] = []
    if len(block) > MAX_BLOCK:
        block = block[:MAX_BLOCK]
        defects.append("The header block is larger than 256 KiB; the rest was not read.")
    items: list[tuple[str, bytes]] = []
    position, end = 0, len(block)
    while position < end:
        stop = _field_end(block, position)
        match = _FIELD_NAME.match(block, position)
        if match is None:
            mbox = not items and block.startswith((b"From ", b">From "), position)
            if not mbox and block[position:stop].strip():
                defects.append("A line in the header is no header field.")
                return Fields(tuple(items), tuple(defects)), position
        elif len(items) < MAX_FIELDS:
            value = block[match.end() : stop].lstrip(b" \t")[1:]
            items.append((match[0].decode("ascii").lower(), _capped(value, defects)))
        else:
            defects.append("The header has more than 1,000 fields; the rest was not read.")
            break
        position = stop
    return Fields(tuple(items), tuple(defects)), end


def _field_end(block: bytes, position: int) -> int:
    """Find the end of a field: the next line end that no folding white space follows."""
    while True:
        newline = block.find(b"\n", position)
        if newline < 0:
            return len(block)
        position = newline + 1
        if block[position : position + 1] not in (b" ", b"\t"):
            return position


def _capped(value: bytes, defects: list[str]) -> bytes:
    if len(value) > MAX_FIELD:
        defects.append("One header field is larger than 64 KiB; its end was not read.")
        value = value[:MAX_FIELD]
    if b"\n" in value or b"\r" in value:
        value = _FOLD.sub(b"", value.rstrip(b"\r\n"))
    return value.strip(b" \t\r\n")


def decode_field(value: bytes) -> str:
    """Decode an unstructured field: raw 8-bit octets, then encoded words; one line results."""
    return decode_words(value.decode("ascii") if value.isascii() else decode_octets(value))


def decode_words(value: str) -> str:
    """Decode encoded words wherever they stand, in every broken form seen in the wild."""
    if "=?" not in value:
        return one_line(value)
    out: list[str] = []
    pending: list[tuple[str, bytes]] = []
    position = 0
    while True:
        match = _WORD_START.search(value, position)
        stop = value.find("?=", match.end()) if match else -1
        if match is None or stop < 0:
            break
        gap = value[position : match.start()]
        if gap.strip() or not pending:
            _flush(pending, out)
            out.append(gap)
        pending.append((match[1], _decode_word(match[2], value[match.end() : stop])))
        position = stop + 2
    _flush(pending, out)
    out.append(value[position:])
    return one_line("".join(out))


def _flush(pending: list[tuple[str, bytes]], out: list[str]) -> None:
    """Join neighbours of one charset before decoding: senders cut characters in half."""
    index = 0
    while index < len(pending):
        label, start = pending[index][0].lower(), index
        while index < len(pending) and pending[index][0].lower() == label:
            index += 1
        joined = b"".join(content for _, content in pending[start:index])
        out.append(decode_text(joined, label).text)
    pending.clear()


def _decode_word(encoding: str, content: str) -> bytes:
    octets = content.encode("utf-8", "replace")
    if encoding in "qQ":
        return binascii.a2b_qp(octets.replace(b"_", b" "), header=False)
    return decode_base64(octets)


def decode_base64(content: bytes) -> bytes:
    """Decode base64 leniently: alien characters, missing or early padding, a torn end."""
    try:
        return base64.b64decode(content, validate=False)
    except binascii.Error:
        pass
    out = bytearray()
    for piece in content.split(b"="):
        clean = _BASE64_ALIEN.sub(b"", piece)
        if len(clean) % 4 == 1:
            clean = clean[:-1]
        out += binascii.a2b_base64(clean + b"=" * (-len(clean) % 4))
    return bytes(out)


def one_line(text: str) -> str:
    """Replace control characters and line ends: no decoded text may start a new header."""
    text = text.replace("\t", " ")
    return _CONTROLS.sub(" ", text).strip() if _CONTROLS.search(text) else text.strip()


def split_parameters(value: bytes) -> tuple[str, dict[str, str]]:
    """Read `token; name=value; ...` (RFC 2045 5.1, RFC 2231): the token, and decoded values."""
    text = value.decode("ascii") if value.isascii() else decode_octets(value)
    pieces = _split_at_semicolons(text)
    token = pieces[0].strip().lower()
    first, _, rest = token.partition(" ")
    if "=" in rest:  # the semicolon behind the token is missing
        token, pieces[0:1] = first, ["", pieces[0].strip().partition(" ")[2]]
    plain: dict[str, str] = {}
    sections: dict[str, dict[int, tuple[bool, str]]] = {}
    for piece in pieces[1:]:
        name, equals, content = piece.partition("=")
        name = name.strip().lower()
        if not equals or not name:
            continue
        match = _SECTION.match(name)
        if match is None:
            plain.setdefault(name, _unquote(content))
            continue
        number = int(match[2]) if match[2] else 0
        encoded = bool(match[3]) or match[2] is None
        sections.setdefault(match[1], {}).setdefault(number, (encoded, _unquote(content)))
    found = {name: _plain_value(text) for name, text in plain.items()}
    found.update({name: _join_sections(parts) for name, parts in sections.items()})
    return token, found


def _plain_value(text: str) -> str:
    """Decode a value that is written as if RFC 2231 needed no asterisk, or with encoded words."""
    match = _MARKED.match(text)
    if match is not None and codec_of(match[1]):
        return one_line(decode_text(unquote_to_bytes(text[match.end() :]), match[1]).text)
    if _PERCENT.search(text):
        octets = unquote_to_bytes(text)
        try:
            return one_line(octets.decode("utf-8"))
        except UnicodeDecodeError:
            return decode_words(text)
    return decode_words(text)


def _split_at_semicolons(text: str) -> list[str]:
    """Split at semicolons outside of quoted strings and encoded words, in one pass."""
    if '"' not in text:
        if "=?" in text:
            text = _WORD.sub(lambda match: match[0].replace(";", "=3B"), text)
        return text.split(";", _MAX_PARAMETERS)[:_MAX_PARAMETERS]
    pieces: list[str] = []
    start, quoted, escaped = 0, False, False
    for index, letter in enumerate(text):
        if escaped:
            escaped = False
        elif letter == "\\" and quoted:
            escaped = True
        elif letter == '"':
            quoted = not quoted
        elif letter == ";" and not quoted:
            pieces.append(text[start:index])
            start = index + 1
            if len(pieces) >= _MAX_PARAMETERS:
                return pieces
    pieces.append(text[start:])
    if quoted and len(pieces) > 1 and ";" in pieces[-1]:
        pieces[-1:] = pieces[-1].split(";", 8)  # an unclosed quote must not eat what follows
    return pieces


def _unquote(content: str) -> str:
    content = content.strip()
    if not content.startswith('"'):
        single = len(content) > 2 and content[0] == content[-1] == "'"  # noqa: PLR2004 - two quotes
        return content[1:-1] if single else content
    end = 1
    while end < len(content) and content[end] != '"':
        end += 2 if content[end] == "\\" else 1
    if content.endswith('"') and content[end + 1 :].strip('"'):
        end = len(content) - 1  # quotes inside that nobody escaped
    # A backslash before anything but a quote is part of a Windows path.
    return content[1:end].replace('\\"', '"').replace("\\\\", "\\")


def _join_sections(parts: dict[int, tuple[bool, str]]) -> str:
    label, octets = "", bytearray()
    for number in sorted(parts):
        encoded, content = parts[number]
        if encoded and number == min(parts) and content.count("'") > 1:
            label, _, content = content.split("'", 2)
        if encoded:
            octets += unquote_to_bytes(content)
        else:
            octets += content.encode(codec_of(label) or "utf-8", "replace")
    return decode_words(decode_text(bytes(octets), label).text)
