"""Address lists of RFC 5322 3.4 as people and programs really write them, and the sender rule."""

import re

from mailgw.mime.charset import decode_octets
from mailgw.mime.headers import Fields, decode_words
from mailgw.mime.mail import Address

MAX_ADDRESSES = 1000
_TOKEN = re.compile(r'[^"(<,;:\\]+')
_BARE = re.compile(r"[^\s<>]+@[^\s<>]+")
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_ADDR_SPEC = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")
_DISPLAY = re.compile(r'(?:[^"<>@,;:()\\\[\]]|"(?:[^"\\]|\\.)*")*')
_MAX_MAILBOX = 254
_MAX_DISPLAY = 1000


def parse_addresses(fields: Fields, name: str) -> tuple[Address, ...]:
    """Read every address of all fields of that name, in order; groups yield their members."""
    found: list[Address] = []
    for raw in fields.all_raw(name):
        text = raw.decode("ascii") if raw.isascii() else decode_octets(raw)
        found += split_addresses(text)
    return tuple(found[:MAX_ADDRESSES])


class _Mailbox:
    """What was seen since the last separator."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.comments: list[str] = []
        self.angle: str | None = None
        self.has_at = False

    def add(self, words: str) -> None:
        self.words.append(words)
        self.has_at = self.has_at or "@" in words

    def finish(self) -> Address | None:
        phrase = "".join(self.words).strip()
        comment = decode_words(" ".join(self.comments))
        if self.angle is not None:
            address = _clean_spec(self.angle)
            name = decode_words(phrase) or comment
            if "@" not in address and not address:
                bare = _BARE.search(phrase)
                address = bare[0] if bare else ""
                name = "" if bare else name
            return Address(name, address) if name or address else None
        if not phrase:
            return None
        if "@" in phrase:
            bare = _BARE.search(phrase)
            if bare is not None and bare[0] != phrase:
                rest = decode_words((phrase[: bare.start()] + phrase[bare.end() :]).strip())
                return Address(rest or comment, bare[0])
            return Address(comment, re.sub(r"\s+", "", phrase))
        decoded = decode_words(phrase)
        if "@" in decoded and "=?" in phrase:  # the whole mailbox was encoded, as some ERPs do
            inner = split_addresses(decoded)
            return inner[0] if inner else None
        return Address(decoded, "") if " " in decoded or comment else Address("", decoded)


def split_addresses(text: str) -> list[Address]:
    """Split one address list, reading unknown forms as kindly as possible, in linear time."""
    found: list[Address] = []
    box = _Mailbox()
    position, end = 0, len(text)
    quotes = True  # one that never ends makes all later ones ordinary characters
    while position < end and len(found) < MAX_ADDRESSES:
        letter = text[position]
        if letter in ",;":
            box, position = _take(box, found), position + 1
        elif letter == '"' and quotes:
            words, position, quotes = _quoted(text, position)
            box.add(words)
        elif letter == "(":
            comment, position = _comment(text, position)
            box.comments.append(comment)
        elif letter == "<":
            box, position = _angle(box, found, text, position)
        elif letter == ":":
            if box.angle is None and not box.has_at:
                box = _Mailbox()  # a group's name
            else:
                box.add(letter)
            position += 1
        else:
            match = _TOKEN.match(text, position)
            words = match[0] if match else letter
            box.add(words)
            position += len(words)
    _take(box, found)
    return found


def _take(box: _Mailbox, found: list[Address]) -> _Mailbox:
    address = box.finish()
    if address is not None:
        found.append(address)
    return _Mailbox()


def _angle(box: _Mailbox, found: list[Address], text: str, position: int) -> tuple[_Mailbox, int]:
    """Read `<addr>`; a second one without a comma begins the next mailbox."""
    if box.angle is not None:
        box = _take(box, found)
    close = text.find(">", position)
    if close < 0:
        comma = text.find(",", position)
        close = comma - 1 if comma > 0 else len(text)
        box.angle = text[position + 1 : close + 1]
    else:
        box.angle = text[position + 1 : close]
    return box, close + 1


def _quoted(text: str, position: int) -> tuple[str, int, bool]:
    """Read a quoted string; the last value tells whether it ended."""
    index, end = position + 1, len(text)
    out: list[str] = []
    while index < end:
        letter = text[index]
        if letter == '"':
            inner = "".join(out)
            follows = text[index + 1 : index + 2]
            if follows == "@":  # a quoted local part keeps its quotes
                return f'"{inner}"', index + 1, True
            return inner, index + 1, True
        if letter == "\\" and index + 1 < end:
            index += 1
            letter = text[index]
        out.append(letter)
        index += 1
    return " ", position + 1, False


def _comment(text: str, position: int) -> tuple[str, int]:
    depth, index, end = 0, position, len(text)
    out: list[str] = []
    while index < end:
        letter = text[index]
        if letter == "\\" and index + 1 < end:
            index += 1
            out.append(text[index])
        else:
            depth += (letter == "(") - (letter == ")")
            if depth == 0:
                return "".join(out)[1:], index + 1
            out.append(letter)
        index += 1
    return "".join(out)[1:], end


def _clean_spec(inner: str) -> str:
    """Strip a route, `mailto:` and white space from what stood between the angle brackets."""
    inner = inner.strip()
    if inner.startswith("@") and ":" in inner:
        inner = inner.rpartition(":")[2]
    inner = inner.removeprefix("mailto:").strip("<> ")
    if "(" in inner:
        inner = re.sub(r"\([^()]*\)", "", inner)
    return inner if '"' in inner else re.sub(r"\s+", "", inner)


def provable_sender(fields: Fields, second_opinion: str | None) -> str | None:
    """Return the one address of the one From field in lower case, or None when in doubt.

    Encoded words, control or 8-bit characters in the addr-spec, several fields or addresses,
    groups, routes, comments, and two parsers that disagree: all mean "sender unknown".
    """
    raws = fields.all_raw("from")
    if len(raws) != 1 or re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", raws[0]):
        return None
    text = decode_octets(raws[0]).strip()
    if text.endswith(">"):
        display, _, spec = text[:-1].rpartition("<")
        if not _safe_display(display):
            return None
    else:
        spec = text
    spec = spec.strip()
    if len(spec) > _MAX_MAILBOX or "=?" in spec or not _ADDR_SPEC.fullmatch(spec):
        return None
    if ".." in spec.rpartition("@")[2] or second_opinion is None:
        return None
    return spec.lower() if second_opinion.lower() == spec.lower() else None


def _safe_display(display: str) -> bool:
    """Accept words and quoted strings; anything that another parser may read as an address not."""
    if len(display) > _MAX_DISPLAY:
        return False
    return _DISPLAY.fullmatch(display) is not None
