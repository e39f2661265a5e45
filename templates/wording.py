"""Lines, excerpts and subjects: how foreign text is tamed before a notice carries it."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

WIDTH = 72
"""Columns of the text renditions (RFC 3676 4.2 wants less than 78)."""
LONGEST_LINE = 240
LONGEST_QUOTE = 2_000
_SHORT_PART = 40
_SENTENCE = 300
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\x80-\x9f\ud800-\udfff]")
_REPLY_PREFIXES = re.compile(
    r"^(?:\s*(?:re|aw|antw|antwort|odp|rif|r)\s*(?:\[\d+\])?\s*:)+\s*", re.IGNORECASE
)
_QUOTED = re.compile(r"^(?:> ?)+|^ +")
_BREAKS = re.compile("[\r\n\t\v\f\x85\u2028\u2029]")
_FIXED_SPACES = re.compile("[\u00a0\u202f]")
"""Python counts no-break spaces among what cannot be printed."""
_HYPHEN = re.compile(r"(?<=\w)-(?=\w)")
_INVISIBLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def one_line(text: str, longest: int = LONGEST_LINE) -> str:
    """Return text as one line without control, direction or other invisible characters (P16)."""
    if len(text) <= longest and "  " not in text and text.isprintable():
        return text.strip(" ")  # the usual one, at a quarter of the cost
    if len(text) > longest * 8:
        text = text[: longest * 8]
    text = _BREAKS.sub(" ", text)
    if not _FIXED_SPACES.sub(" ", text).isprintable():
        text = "".join(part for part in text if unicodedata.category(part) not in _INVISIBLE)
    text = _keep_no_break(text)
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def without_controls(text: str) -> str:
    """Return text of many lines with plain line ends and no control characters."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _FORBIDDEN.sub("", text)


def reply_subject(subject: str) -> str:
    """Return the subject of an answer: one `Re: `, whatever prefixes stood there."""
    return "Re: " + _REPLY_PREFIXES.sub("", subject)


def wrap(text: str, width: int = WIDTH, prefix: str = "") -> str:
    """Break long lines at spaces, never at no-break spaces; each line gets the prefix."""
    wrapped = _wrapped_sentence if len(text) <= _SENTENCE else _wrapped
    return wrapped(text, width, prefix)


def quote(text: str, width: int = WIDTH) -> str:
    """Return text as an excerpt behind quote marks."""
    return "\n".join(f"> {row}".rstrip() for row in wrap(excerpt(text), width - 2).split("\n"))


def excerpt(text: str, longest: int = LONGEST_QUOTE) -> str:
    """Return the beginning of a text, cut between words."""
    text = without_controls(text).strip()
    if len(text) <= longest:
        return text
    cut = text[:longest]
    return cut[: max(cut.rfind(" "), cut.rfind("\n"), longest - 80)].rstrip() + " …"


def preview(text: str) -> str:
    """Return the first words of a text for the line that mail programs show in their lists."""
    return one_line(text[:600], 120)


def legal_line(parts: Sequence[str]) -> str:
    """Join the parts of a legal footer; short ones such as a register number do not break."""
    return " · ".join(
        part.replace(" ", "\N{NO-BREAK SPACE}") if len(part) <= _SHORT_PART else part
        for part in parts
    )


def tied(text: str) -> str:
    """Keep words with hyphens whole on pages and in HTML mails, as in `USt-IdNr.`."""
    return _HYPHEN.sub("\N{NON-BREAKING HYPHEN}", text)


def _keep_no_break(text: str) -> str:
    """Collapse white space but keep no-break spaces, which tie a number to its unit."""
    if "\N{NO-BREAK SPACE}" not in text:
        return " ".join(text.split())
    return " ".join(part for part in re.split(r"[^\S\u00a0\u202f]+", text) if part)


def _wrapped(text: str, width: int, prefix: str) -> str:
    return "\n".join([prefix + row for line in text.split("\n") for row in _rows(line, width)])


_wrapped_sentence = lru_cache(maxsize=512)(_wrapped)
"""Most of what is wrapped are the same few sentences again: a tenth of a notice's cost."""


def _rows(line: str, width: int) -> list[str]:
    if len(line) <= width:
        return [line.rstrip()]
    found = _QUOTED.match(line)
    lead = found.group() if found else ""
    rows, row = [], ""
    for word in line[len(lead) :].split(" "):
        if row and len(lead) + len(row) + 1 + len(word) > width:
            rows.append(lead + row)
            row = word
        else:
            row = f"{row} {word}" if row else word
    return [*rows, (lead + row).rstrip()]
