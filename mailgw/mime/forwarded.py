"""Finding the mail that somebody forwarded inside the body of a mail."""

from dataclasses import replace

from mailgw.mime.htmltext import html_lines, lines_of_rendering
from mailgw.mime.mail import Address, Forwarded
from mailgw.mime.quotes.dates import iso_date
from mailgw.mime.quotes.headers import HeaderBlock, read_address, read_addresses
from mailgw.mime.quotes.lines import (
    MAX_CHARACTERS,
    MAX_LINES,
    WIDE_COLON,
    Line,
    core_of,
    split_lines,
)
from mailgw.mime.quotes.markers import Kind, Marker
from mailgw.mime.quotes.survey import Survey, survey
from mailgw.mime.quotes.words import WORDS, Role, fold

_MAX_NESTING = 8
_MAX_PREFIX = 16


def find_forwarded(text: str, html: str | None, subject: str) -> Forwarded | None:
    """Find the innermost mail that is forwarded inline; None for a reply or an ordinary mail.

    The words of a client's forward count always; header lines alone count where the subject says
    that the mail is a forward, or is not known and the header lines are complete.
    """
    lines = _lines(text, html)
    judged = survey(lines)
    found = _forward(judged, subject)
    if found is None or found.headers is None:
        return None
    remark = _remark(judged, found)
    marker, inner = found, _below(lines, found)
    for _ in range(_MAX_NESTING):
        nested = survey(inner)
        deeper = _nested(nested, marker.headers)
        if deeper is None:
            break
        marker, inner = deeper, _below(inner, deeper)
    headers = marker.headers
    if headers is None:
        return None
    is_announced = found.kind is Kind.FORWARDED or is_forward_subject(subject)
    return replace(_value(headers, inner, remark), is_announced=is_announced)


def is_forward_subject(subject: str) -> bool:
    """Tell whether a subject begins with a client's word for a forward: WG, Fwd, PD, Doorst, I."""
    return _first_prefix(subject) in WORDS.forward_prefixes


def is_reply_subject(subject: str) -> bool:
    """Tell whether a subject begins with a client's word for a reply: Re, AW, Odp, R."""
    return _first_prefix(subject) in WORDS.reply_prefixes


def _first_prefix(subject: str) -> str:
    head, colon, _ = subject.strip()[: _MAX_PREFIX * 2].replace(WIDE_COLON, ":").partition(":")
    word = fold(head.strip(" .[]*"))
    word = word.split("[")[0].split("(")[0].rstrip("0123456789 ")
    return word if colon and len(word) <= _MAX_PREFIX else ""


def _lines(text: str, html: str | None) -> list[Line]:
    rendered = lines_of_rendering(text, html)
    if rendered is not None:
        return rendered[:MAX_LINES]
    if text.strip():
        rows = text.replace("\r\n", "\n").replace("\r", "\n")[:MAX_CHARACTERS].split("\n")
        return split_lines("\n".join(rows[:MAX_LINES]))
    return html_lines(html)[:MAX_LINES] if html else []


def _forward(judged: Survey, subject: str) -> Marker | None:
    """Choose the marker that begins the forwarded mail."""
    forwarding = is_forward_subject(subject)
    for marker in judged.markers:
        if marker.kind is Kind.FORWARDED:
            return marker if marker.headers else None
        if marker.headers is None:
            if marker.kind is Kind.INTRODUCTION and not forwarding:
                return None
            continue
        if (
            forwarding
            or _settles_doubt(judged, marker, subject)
            or (not subject.strip() and _is_complete(marker))
        ):
            return marker
        return None
    return _signed_headers(judged, subject)


def _settles_doubt(judged: Survey, marker: Marker, subject: str) -> bool:
    """Tell by the first header line whether a prefix of two meanings means a forward."""
    labels = WORDS.doubtful_prefixes.get(_first_prefix(subject), ())
    block = marker.headers
    return bool(labels and block) and any(
        line.core.casefold().startswith(tuple(labels))
        for line in judged.lines[marker.start : marker.start + 3]
    )


def _signed_headers(judged: Survey, subject: str) -> Marker | None:
    """Header lines behind quote signs, with nothing that announces them."""
    if subject.strip() and not is_forward_subject(subject):
        return None
    for index, line in enumerate(judged.lines):
        if not line.depth or not line.core:
            continue
        alone = survey(_unquoted(judged.lines[index:]))
        first = alone.first
        if first is None or first.headers is None or first.start:
            return None
        block = first.headers
        moved = HeaderBlock(index, index + block.end, block.values, block.roles, line.depth)
        return Marker(Kind.HEADERS, index, index + block.end, tail=False, headers=moved)
    return None


def _is_complete(marker: Marker) -> bool:
    """Tell header lines of a forward from those of a reply where nothing else is known."""
    block = marker.headers
    everything = Role.FROM | Role.SENT | Role.TO | Role.SUBJECT
    return (
        marker.kind is Kind.HEADERS
        and block is not None
        and block.roles & everything == everything
        and marker.headers is not None
        and "@" in marker.headers.says(Role.FROM)
    )


def _nested(judged: Survey, outer: HeaderBlock | None) -> Marker | None:
    """Find a forward inside the forward; a plain reply inside it is part of its text."""
    first = judged.first
    if first is None or first.headers is None:
        return None
    if first.kind is Kind.FORWARDED:
        return first
    subject = outer.says(Role.SUBJECT) if outer else ""
    return first if first.kind is Kind.HEADERS and is_forward_subject(subject) else None


def _below(lines: list[Line], marker: Marker) -> list[Line]:
    """Give the lines of the inner mail, their outermost quote signs taken off."""
    block = marker.headers
    below = lines[marker.end + 1 : marker.stop if marker.stop >= 0 else len(lines)]
    depth = block.depth if block else 0
    if depth == 0:
        following = next((line for line in below if line.core), None)
        if following is None or following.depth == 0:
            return below
    inner: list[Line] = []
    for line in below:
        if line.core and not line.depth:
            break
        inner.append(line)
    return _unquoted(inner)


def _unquoted(lines: list[Line]) -> list[Line]:
    rows: list[Line] = []
    for line in lines:
        if not line.depth:
            rows.append(line)
            continue
        stripped = line.text.lstrip()
        if stripped.startswith(">"):
            text = stripped[1:].removeprefix(" ")
            core = line.core if line.depth == 1 else core_of(text).lstrip("> ")
        else:
            text, core = line.text, line.core
        rows.append(Line(text, core, line.depth - 1, line.place))
    return rows


def _remark(judged: Survey, marker: Marker) -> str:
    above = [
        line.text
        for line, quoted in zip(judged.lines[: marker.start], judged.quoted, strict=False)
        if not quoted
    ]
    below: list[str] = []
    if not marker.tail:
        lines = zip(judged.lines, judged.quoted, strict=True)
        below = [line.text for line, quoted in list(lines)[marker.end + 1 :] if not quoted]
    parts = ("\n".join(above).strip(), "\n".join(below).strip())
    return "\n\n".join(part for part in parts if part)


def _value(headers: HeaderBlock, inner: list[Line], remark: str) -> Forwarded:
    ident = headers.says(Role.MESSAGE_ID).strip(" <>")
    return Forwarded(
        from_=_writer(headers),
        to=read_addresses(headers.says(Role.TO)),
        subject=_plain(headers.says(Role.SUBJECT)),
        date=iso_date(_plain(headers.says(Role.SENT))),
        text="\n".join(line.text for line in inner).strip("\n").rstrip(),
        message_id=ident or None,
        remark=remark,
    )


def _writer(headers: HeaderBlock) -> Address:
    return read_address(headers.says(Role.FROM))


def _plain(value: str) -> str:
    return value.strip(" *")
