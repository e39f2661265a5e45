"""Turn the bytes of a text part or header into text, whatever its label claims."""

import codecs
import re
from dataclasses import dataclass
from functools import lru_cache

_ALIASES = {
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "iso8859-1": "cp1252",
    "iso_8859-1": "cp1252",
    "iso-8859-9": "cp1254",
    "ansi_x3.110-1983": "cp1252",
    "x-unknown": "",
    "unknown-8bit": "",
    "unknown": "",
    "default": "",
    "default_charset": "",
    "us-ascii": "",
    "ascii": "",
    "ansi_x3.4-1968": "",
    "gb2312": "gb18030",
    "gb_2312-80": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "ks_c_5601": "cp949",
    "euc-kr": "cp949",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "iso-8859-8-i": "iso8859-8",
    "iso-8859-8-e": "iso8859-8",
    "windows-874": "cp874",
    "tis-620": "cp874",
    "unicode-1-1-utf-7": "utf-7",
    "unicode-1-1-utf-8": "utf-8",
    "utf8mb4": "utf-8",
    "utf": "utf-8",
    "unicode": "utf-8",
    "x-mac-roman": "mac_roman",
    "macintosh": "mac_roman",
    "x-mac-ce": "mac_latin2",
}
# Python has codecs that are no charsets (rot13, punycode, unicode_escape): only these families
# may be named by a stranger.
_FAMILIES = (
    "utf", "iso8859", "iso2022", "cp", "koi8", "mac", "gb", "hz", "big5", "euc", "shift", "johab",
    "tis", "ptcp", "kz1048", "hp-roman", "latin",
)  # fmt: skip
_EUROPEAN = ("cp1252", "cp1250", "iso8859-2")
_LETTERS = {
    "cp1252": frozenset("äöüÄÖÜßéèëêàâáçùòìíóúûñîïôåøÉÈÀÇÓÍÁÚÊ"),
    "cp1250": frozenset("ąćęłńóśźżĄĆĘŁŃÓŚŹŻáéíúýčďěňřšťůžČĎĚŇŘŠŤŮŽőűäöüÄÖÜß"),
    "iso8859-2": frozenset("ąćęłńóśźżĄĆĘŁŃÓŚŹŻáéíúýčďěňřšťůžČĎĚŇŘŠŤŮŽőűäöüÄÖÜß"),
}
_TYPOGRAPHY = frozenset("€„“”\u201a\u2018\u2019\u2013\u2014…«»°§²³·•\xa0")
_SAMPLE = 40_000
_MAX_LABEL = 40
_META = re.compile(
    rb"<meta[^>]{0,200}?charset\s{0,5}=\s{0,5}[\"']?\s{0,5}([\w.:-]{2,40})", re.IGNORECASE
)
_SURROGATES = re.compile("[\ud800-\udfff]")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, and whether its label was wrong or missing."""

    text: str
    repaired: bool = False


@lru_cache(maxsize=256)
def codec_of(label: str) -> str:
    """Name Python's codec for a charset label, or "" where the label says nothing usable."""
    wanted = label.strip().strip("\"'").lower().split("*")[0]
    wanted = _ALIASES.get(wanted, wanted)
    if not wanted or len(wanted) > _MAX_LABEL:
        return ""
    try:
        name = codecs.lookup(wanted).name
    except (LookupError, ValueError):
        if wanted.startswith(("windows-", "windows")):
            return codec_of("cp" + wanted.removeprefix("windows").lstrip("-"))
        return codec_of("cp" + wanted[3:]) if wanted.startswith("cp-") else ""
    return name if name.startswith(_FAMILIES) else ""


def decode_text(content: bytes, label: str = "", *, html: bool = False) -> Decoded:
    """Decode a text part by its label, repairing a wrong one; never fails, never loses letters."""
    if content.isascii() and b"\x1b" not in content:
        codec = codec_of(label)
        if codec not in ("utf-7", "hz") and not codec.startswith(("utf-16", "utf-32")):
            return Decoded(content.decode("ascii"))
    for mark, codec in _BOMS:
        if content.startswith(mark):
            return _cleaned(content.removeprefix(codecs.BOM_UTF8), codec, repaired=False)
    codec = codec_of(label)
    meta = _META.search(content[:4096]) if html else None
    inner = codec_of(meta[1].decode("ascii", "replace")) if meta else ""
    return _decode_by(content, codec or inner, inner)


def decode_octets(content: bytes) -> str:
    """Decode raw 8-bit header bytes, which carry no label at all."""
    return decode_text(content).text


def _decode_by(content: bytes, codec: str, inner: str) -> Decoded:
    """Trust UTF-8 wherever it fits, then the label, then what looks most like a language."""
    single = codec in ("", "cp1252") or codec.startswith(("iso8859", "cp125"))
    if single or codec == "utf-8":
        try:
            return Decoded(_scalar(content.decode("utf-8")), repaired=codec not in ("", "utf-8"))
        except UnicodeDecodeError as error:
            if codec == "utf-8" and _mostly_utf8(content, error):
                return Decoded(content.decode("utf-8", "replace"), repaired=True)
    if codec and codec != "utf-8":
        if inner and inner != codec and _quality(content, inner) > _quality(content, codec):
            return _cleaned(content, inner, repaired=True)
        if codec == "cp1252" and _control_heavy(content):
            return _cleaned(content, guess_codec(content), repaired=True)
        return _cleaned(content, codec, repaired=False)
    return _cleaned(content, guess_codec(content), repaired=True)


def _mostly_utf8(content: bytes, error: UnicodeDecodeError) -> bool:
    """Tell a torn UTF-8 text (cut character, one stray byte) from one in another charset."""
    text = content[:_SAMPLE].decode("utf-8", "replace")
    broken = text.count("\ufffd")
    good = sum(1 for letter in text if letter > "\x7f") - broken
    return good > 4 * broken or error.reason == "unexpected end of data"


def guess_codec(content: bytes) -> str:
    """Choose among the charsets of Western and Central Europe by the letters they would give."""
    best, name = -1e9, _EUROPEAN[0]
    for codec in _EUROPEAN:
        quality = _quality(content, codec)
        if quality > best:
            best, name = quality, codec
    return name


def _quality(content: bytes, codec: str) -> float:
    """Score a decoding: letters of the languages we meet, minus control and stray characters."""
    try:
        text = content[:_SAMPLE].decode(codec, "replace")
    except (LookupError, UnicodeError):
        return -1e9
    wanted = _LETTERS.get(codec, _LETTERS["cp1252"])
    score = 0.0
    for letter in re.findall("[^\x00-\x7f]", text):
        if letter in wanted:
            score += 1.0
        elif letter == "\ufffd" or "\x80" <= letter <= "\x9f":
            score -= 2.0
        elif letter not in _TYPOGRAPHY:
            score += 0.3 if letter.isalpha() else -0.5
    return score


def _control_heavy(content: bytes) -> bool:
    """See the bytes that cp1252 leaves undefined, a sign of another code page."""
    return any(byte in content for byte in (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d"))


def _cleaned(content: bytes, codec: str, *, repaired: bool) -> Decoded:
    try:
        text = content.decode(codec, "replace")
    except (LookupError, UnicodeError):
        text, repaired = content.decode("cp1252", "replace"), True
    return Decoded(_scalar(text), repaired or "\ufffd" in text)


def _scalar(text: str) -> str:
    """Remove the lone surrogates that some codecs make; no UTF-8 sink takes them."""
    return _SURROGATES.sub("\ufffd", text) if _SURROGATES.search(text) else text
