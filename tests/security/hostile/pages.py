"""Hostile HTML, kept as it is written: one file per class, one vector under each `=== name`.

In braces stand what every vector needs and what no editor shows: the script that tells on itself,
a foreign host, control characters, and `{100*<div>}` for a hundred of them.
"""

import re
from pathlib import Path

from tests.security.hostile.mail import ABROAD, RUN, Hostile, html

_FOLDER = Path(__file__).parent
_CLASSES = ("scripts", "shapes", "loads")
_VECTOR = re.compile(r"^=== ([a-z-]+)\n", re.MULTILINE)
_MANY = re.compile(r"\{(\d+)\*([^}]+)\}")
_WORDS = {
    "run": RUN,
    "abroad": ABROAD,
    "coded": "".join(f"&#{ord(letter)};" for letter in f"javascript:{RUN}"),
    "hexed": "".join(f"&#x{ord(letter):07X}" for letter in f"javascript:{RUN}"),
    "cover": "position:fixed;inset:0;z-index:2147483647;background:#fff",
    "nul": "\0",
    "soh": "\x01",
    "tab": "\t",
    "vt": "\x0b",
    "ff": "\x0c",
    "rlo": "\N{RIGHT-TO-LEFT OVERRIDE}",
    "pdf": "\N{POP DIRECTIONAL FORMATTING}",
    "lri": "\N{LEFT-TO-RIGHT ISOLATE}",
}


def read_pages() -> tuple[Hostile, ...]:
    """Read the vectors of all classes."""
    texts = [(_FOLDER / f"{name}.txt").read_text(encoding="utf-8") for name in _CLASSES]
    pieces = [piece for text in texts for piece in _VECTOR.split(text)[1:]]
    named = zip(pieces[::2], pieces[1::2], strict=True)
    return tuple(html(name, _filled(markup)) for name, markup in named)


def _filled(markup: str) -> str:
    for word, meaning in _WORDS.items():
        markup = markup.replace("{" + word + "}", meaning)
    return _MANY.sub(lambda found: found[2] * int(found[1]), markup)
