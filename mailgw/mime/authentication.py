"""What others said about where a mail came from (RFC 8601), and our own DKIM check (RFC 6376)."""

import re

from mailgw.mime.charset import decode_octets
from mailgw.mime.headers import Fields
from mailgw.mime.mail import AuthenticationResult

MAX_FIELDS = 20
MAX_RESULTS = 100
_METHOD = re.compile(r"([a-z][a-z0-9_-]{0,30})(?:/\d{1,3})?\s*=\s*([a-z]{2,20})", re.IGNORECASE)
_PROPERTY = re.compile(
    r"(header\.d|header\.i|header\.from|smtp\.mailfrom|smtp\.helo|policy\.d)\s*=\s*\"?([^\s;\"]{1,300})",
    re.IGNORECASE,
)
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)(?:"|$)', re.DOTALL)
_SIGN = re.compile(r"[^\w.@+-]")
_PREFERRED = {
    "dkim": ("header.d", "header.i"),
    "dmarc": ("header.from",),
    "spf": ("smtp.mailfrom", "smtp.helo"),
}


def authentication_results(fields: Fields) -> tuple[AuthenticationResult, ...]:
    """Read every Authentication-Results field, topmost first, without judging any."""
    found: list[AuthenticationResult] = []
    for position, raw in enumerate(fields.all_raw("authentication-results")[:MAX_FIELDS]):
        text = _with_tame_quotes(_without_comments(decode_octets(raw)))
        head, _, rest = text.partition(";")
        authserv_id = head.split()[0].lower() if head.split() else ""
        for piece in rest.split(";")[:MAX_RESULTS]:
            match = _METHOD.match(piece.strip())
            if match is None:
                continue
            method = match[1].lower()
            found.append(
                AuthenticationResult(
                    authserv_id, method, match[2].lower(), _domain(method, piece), position
                )
            )
    return tuple(found[:MAX_RESULTS])


def _domain(method: str, piece: str) -> str:
    """Pick the property that the result is about; an address yields its domain."""
    properties: dict[str, str] = {}
    for name, value in _PROPERTY.findall(piece):
        properties.setdefault(name.lower(), value)
    for name in (*_PREFERRED.get(method, ()), *properties):
        if name in properties:
            return properties[name].rpartition("@")[2].strip("<>.").lower()
    return ""


def _without_comments(text: str) -> str:
    """Remove RFC 5322 comments outside of quoted strings, in one pass."""
    if "(" not in text:
        return text
    out: list[str] = []
    depth, quoted, escaped = 0, False, False
    for letter in text:
        if escaped:
            escaped = False
            if depth == 0:
                out.append(letter)
            continue
        if letter == "\\":
            escaped = True
        elif letter == '"' and depth == 0:
            quoted = not quoted
            out.append(letter)
        elif letter == "(" and not quoted:
            depth += 1
        elif letter == ")" and depth:
            depth -= 1
        elif depth == 0:
            out.append(letter)
    return "".join(out)


def _with_tame_quotes(text: str) -> str:
    """Put a filler for the signs of the grammar inside quoted strings.

    A quoted local part is its writer's choice: `"a; dmarc=pass header.from=x"@y` is one address
    that a trusted server copies, and no result of its own.
    """
    if '"' not in text:
        return text
    return _QUOTED.sub(lambda found: f'"{_SIGN.sub("_", found[1])}"', text.rstrip("\\"))


def signing_domains(fields: Fields) -> tuple[str, ...]:
    """List the d= of each DKIM-Signature, unverified, in lower case."""
    found = [
        tags_of(raw).get("d", "").lower() for raw in fields.all_raw("dkim-signature")[:MAX_FIELDS]
    ]
    return tuple(dict.fromkeys(domain for domain in found if domain))


def tags_of(raw: bytes) -> dict[str, str]:
    """Read a tag=value list (RFC 6376 3.2)."""
    tags: dict[str, str] = {}
    for piece in raw.decode("ascii", "replace").split(";")[:50]:
        name, equals, value = piece.partition("=")
        if equals:
            tags.setdefault(name.strip().lower(), "".join(value.split()))
    return tags
