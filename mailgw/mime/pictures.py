"""Pictures that HTML shows: which part a reference means, however it is written (RFC 2392)."""

import re
from html import unescape
from urllib.parse import unquote

from mailgw.mime.headers import one_line
from mailgw.mime.parts import Part

_CID = re.compile(r"(?i:cid:)([^\"'\s)]{1,998})")
_SAFE = re.compile(r"[\w.@$+=~%!#&*^{}|:-]{1,500}", re.ASCII)
_LOCATED = re.compile(r"((?i:src|background)\s{0,5}=\s{0,5})([\"'])([^\"'<>]{1,500})\2")
_MAX_LOCATIONS = 200


def content_id_of(part: Part) -> str:
    """Return a part's Content-ID without its brackets, or ""."""
    raw = part.fields.raw("content-id")
    return one_line(raw.decode("utf-8", "replace")).strip("<> ") if raw else ""


def link_pictures(htmls: list[str], files: list[Part]) -> tuple[list[str], dict[int, str]]:
    """Rewrite all references to `cid:<id of the part>`; also tell by position which ids are used.

    Some programs encode the id as in a URL or leave its brackets in, and some refer by
    Content-Location (RFC 2557) instead; such a part gets an id of its own here.
    """
    by_id: dict[str, list[int]] = {}
    by_location: dict[str, int] = {}
    for position, part in enumerate(files):
        key = _key(content_id_of(part))
        if key:
            by_id.setdefault(key, []).append(position)
        location = "".join(part.fields.text("content-location").split())
        if location and part.content_type.startswith("image/"):
            by_location.setdefault(location, position)
    used: dict[int, str] = {}

    def by_cid(match: re.Match[str]) -> str:
        written = unescape(match[1])
        positions = by_id.get(_key(written)) or by_id.get(_key(unquote(written)))
        if not positions:
            return match[0]
        for position in positions:
            used[position] = content_id_of(files[position])
        canonical = used[positions[0]]
        return f"cid:{canonical}" if _SAFE.fullmatch(canonical) else match[0]

    def by_place(match: re.Match[str]) -> str:
        position = by_location.get(unescape(match[3]).strip())
        if position is None:
            return match[0]
        used[position] = content_id_of(files[position]) or f"located-{position + 1}"
        return f"{match[1]}{match[2]}cid:{used[position]}{match[2]}"

    out = [_CID.sub(by_cid, html) if by_id and "id:" in html.lower() else html for html in htmls]
    if 0 < len(by_location) <= _MAX_LOCATIONS:
        out = [_LOCATED.sub(by_place, html) for html in out]
    return out, used


def _key(written: str) -> str:
    return written.strip("<> ").lower()
