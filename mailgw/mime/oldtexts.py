"""Texts in the manner of before MIME and of its first years: uuencoded files, text/enriched."""

import re

from mailgw.mime.headers import decode_base64
from mailgw.mime.parts import decode_uu

MAX_EMBEDDED = 50
_BEGIN = re.compile(
    rb"^begin(-base64)? (?:0?[0-7]{3}|10[0-7]{4}) ([^\r\n]{1,200})\r?\n", re.MULTILINE
)
_END = re.compile(rb"^end[ \t]*\r?$", re.MULTILINE)
_END_BASE64 = re.compile(rb"^====[ \t]*\r?$", re.MULTILINE)
_PARAMETER = re.compile(r"<param>[^<>]{0,500}</param>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_LINE_ENDS = re.compile(r"\n+")


def take_uuencoded(octets: bytes) -> tuple[bytes, list[tuple[str, bytes]]]:
    """Cut uuencoded files out of a text; what decodes to nothing stays text."""
    found: list[tuple[str, bytes]] = []
    if b"begin" not in octets:
        return octets, found
    out, position = [], 0
    for begin in _BEGIN.finditer(octets):
        if begin.start() < position or len(found) >= MAX_EMBEDDED:
            continue
        end = (_END_BASE64 if begin[1] else _END).search(octets, begin.end())
        if end is None:
            break
        body = octets[begin.end() : end.start()]
        decoded = decode_base64(body) if begin[1] else decode_uu(body)
        if not decoded:
            continue
        found.append((begin[2].decode("utf-8", "replace").strip(), decoded))
        out.append(octets[position : begin.start()])
        position = end.end()
    out.append(octets[position:])
    return b"".join(out), found


def plain_of_enriched(text: str) -> str:
    """Read text/enriched (RFC 1896): tags away, `<<` is `<`, and n line ends make n - 1."""
    text = _PARAMETER.sub("", text).replace("<<", "\x00")
    text = _LINE_ENDS.sub(lambda run: "\n" * (len(run[0]) - 1) or " ", _TAG.sub("", text))
    return text.replace("\x00", "<").strip(" ")
