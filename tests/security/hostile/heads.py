"""Markup in subjects, in the names of writers, and in the other fields of a head."""

import base64

from tests.security.hostile.mail import Hostile, text
from tests.security.hostile.payloads import MARKUP, SCRIPT

_CLOSES = "</title></script></textarea></style>" + SCRIPT
_TURNS = "\N{RIGHT-TO-LEFT OVERRIDE}elpmaxe.liv\N{LEFT-TO-RIGHT ISOLATE} " + MARKUP
_FIELDS = f"""Reply-To: "{SCRIPT}" <r@nowak-okna.example>
References: <{SCRIPT}@x>
In-Reply-To: <"onmouseover=x@y>
Cc: "<img src=x onerror=alert(1)>" <cc@evil.example>
X-Mailer: {SCRIPT}
Organization: {SCRIPT}
Thread-Topic: {SCRIPT}
"""


def _word(content: str) -> bytes:
    """Write an encoded word, which may hold any character."""
    return b"=?utf-8?b?" + base64.b64encode(content.encode()) + b"?="


def _quoted(content: str) -> bytes:
    return ('"' + content.replace('"', '\\"') + '"').encode()


HEADS: tuple[Hostile, ...] = (
    text("subject-with-markup", "x", subject=MARKUP.encode(), opens=True),
    text("subject-closes-the-title", "x", subject=_CLOSES.encode(), opens=True),
    text("subject-in-words", "x", subject=_word(MARKUP), opens=True),
    text("subject-turns", "x", subject=_word(_TURNS + "\u2028\x00\x1b[31m"), opens=True),
    text("subject-never-ends", "x", subject=b"W" * 900, opens=True),
    text("subject-of-templates", "x", subject=b"{{ 7*7 }}{% raw %} %(x)s", opens=True),
    text("writer-with-markup", "x", writer=_quoted(MARKUP)),
    text("writer-in-words", "x", writer=_word(MARKUP)),
    text("writer-turns", "x", writer=_word(_TURNS)),
    text("writer-never-ends", "x", writer=_quoted("N" * 800)),
    text("identity-with-markup", "x", identity=f"'\"{SCRIPT}".encode()),
    text("fields-with-markup", "x", fields=_FIELDS.replace("\n", "\r\n").encode()),
)
