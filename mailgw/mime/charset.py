"""Turn the bytes of a text part or header into text, whatever its label claims."""

import codecs
import re
from dataclasses import dataclass
from functools import lru_cache

from mailgw.mime.charset_guess import SAMPLE, better_codec, guess_codec, quality

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
    "sjis": "cp932",
    "windows-31j": "cp932",
    "ms932": "cp932",
    "x-x-big5": "big5",
    "chinesebig5": "big5",
    "utf 8": "utf-8",
    "utf8;": "utf-8",
    "iso-10646-ucs-2": "utf-16-be",
    "ucs-2": "utf-16-be",
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
_MULTIPLE = ("gb", "big5", "cp932", "cp949", "euc", "shift", "johab", "iso2022")
_WIDE = ("utf-16", "utf-32")
_SURE_GUESS = 0.75
_MAX_LABEL = 40
_CODE_PAGE = re.compile(r"(?:x-)?(?:windows|win|cp|ibm|ms|dos|codepage)[-_ ]?(\d{3,4})[a-z]?")
_JAPANESE = re.compile(rb"\x1b\$[@B]|\x1b\([IJ]")
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
        page = _CODE_PAGE.fullmatch(wanted)
        if page is not None and wanted != f"cp{page[1]}":
            return codec_of(f"cp{page[1]}")
        if wanted.startswith("x-"):
            return codec_of(wanted[2:])
        first = re.split(r"[\s;,(]", wanted, maxsplit=1)[0]
        return codec_of(first) if first != wanted else ""
    return name if name.startswith(_FAMILIES) else ""


def decode_text(content: bytes, label: str = "", *, html: bool = False) -> Decoded:
    """Decode a text part by its label, repairing a wrong one; never fails, never loses letters."""
    codec = codec_of(label)
    if codec.startswith(_WIDE) and not _is_wide(content):
        codec = ""
    is_plain = content.isascii() and b"\x1b" not in content
    if is_plain and not codec.startswith(("utf-7", "hz", *_WIDE)):
        return Decoded(content.decode("ascii"))
    for mark, marked in _BOMS:
        if content.startswith(mark):
            return _cleaned(content.removeprefix(codecs.BOM_UTF8), marked, repaired=False)
    if _JAPANESE.search(content) and not codec.startswith("iso2022"):
        return _cleaned(content, "iso2022_jp_ext", repaired=True)
    meta = _META.search(content[:4096]) if html else None
    inner = codec_of(meta[1].decode("ascii", "replace")) if meta else ""
    if inner.startswith(_WIDE):
        inner = ""  # what is read as single octets cannot say that of itself
    return _decode_by(content, codec or inner, inner)


def decode_octets(content: bytes) -> str:
    """Decode raw 8-bit header bytes, which carry no label at all."""
    return decode_text(content).text


def _decode_by(content: bytes, codec: str, inner: str) -> Decoded:
    """Trust UTF-8 wherever it fits, then the label, then what looks most like a language."""
    if not codec.startswith((*_WIDE, "utf-7", "hz")):
        try:
            text = content.decode("utf-8")
        except UnicodeDecodeError as error:
            if codec == "utf-8" and _mostly_utf8(content, error):
                return Decoded(content.decode("utf-8", "replace"), repaired=True)
        else:
            if codec in ("", "utf-8") or not codec.startswith(_MULTIPLE) or _is_sure(text):
                return Decoded(_scalar(text), repaired=codec not in ("", "utf-8"))
    if codec in ("", "utf-8"):
        guessed = guess_codec(content)
        trusted = inner and inner != "utf-8" and quality(content, inner) > quality(content, guessed)
        return _cleaned(content, inner if trusted else guessed, repaired=True)
    if codec.startswith((*_WIDE, "utf-7")):
        return _cleaned(content, codec, repaired=False)
    if codec.startswith(_MULTIPLE):
        decoded = _cleaned(content, codec, repaired=False)
        guessed = guess_codec(content) if "\ufffd" in decoded.text else codec
        is_better = guessed != codec and quality(content, guessed) > _SURE_GUESS
        return _cleaned(content, guessed, repaired=True) if is_better else decoded
    best = better_codec(content, codec, inner)
    return _cleaned(content, best, repaired=best != codec)


def _is_wide(content: bytes) -> bool:
    """Tell UTF-16 and UTF-32 from single octets that only bear their name."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or not content:
        return True
    sample = content[:2000]
    printable = sum(1 for octet in sample if octet in b"\r\n\t" or 32 <= octet < 127)  # noqa: PLR2004 - ASCII
    return b"\x00" in sample or printable < len(sample) * 0.6


def _is_sure(text: str) -> bool:
    """See enough letters beyond ASCII that fitting UTF-8 by chance is out of the question."""
    return sum(1 for letter in text[:SAMPLE] if letter > "\x7f") > 3  # noqa: PLR2004 - see above


def _mostly_utf8(content: bytes, error: UnicodeDecodeError) -> bool:
    """Tell a torn UTF-8 text (cut character, one stray byte) from one in another charset."""
    text = content[:SAMPLE].decode("utf-8", "replace")
    broken = text.count("\ufffd")
    good = sum(1 for letter in text if letter > "\x7f") - broken
    torn = error.reason == "unexpected end of data" and len(content) > 1 and good >= broken
    return good > 4 * broken or torn


def _cleaned(content: bytes, codec: str, *, repaired: bool) -> Decoded:
    try:
        text = content.decode(codec, "replace")
    except (LookupError, UnicodeError):
        text, repaired = content.decode("cp1252", "replace"), True
    return Decoded(_scalar(text), repaired or "\ufffd" in text)


def _scalar(text: str) -> str:
    """Remove the lone surrogates that some codecs make; no UTF-8 sink takes them."""
    return _SURROGATES.sub("\ufffd", text) if _SURROGATES.search(text) else text
