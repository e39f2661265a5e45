"""The free text of a delivery report: where the notice ends, and whom it speaks of."""

import re
from dataclasses import dataclass

from mailgw.mime.tables import words_of

_ADDRESS = re.compile(r"[^\s<>()\[\],;:\"'*|/=]{1,64}@[^\s<>()\[\],;:\"'*|]{1,255}")
_HEADER_LINE = re.compile(
    r"^(?:return-path|received|message-id|delivered-to|x-[a-z-]{3,40}):", re.IGNORECASE
)
_LEADING = re.compile(
    r"^(?:[\s>*\-\u2022]*|.{0,12}?(?:rcpt )?to:\s*|\d{3}[ -])[<\"']?$", re.IGNORECASE
)
_COPY_MARKERS = words_of("bounce_words", "copy_markers")
_WARNING_WORDS = words_of("bounce_words", "warning_words")
_MAX_LINES = 600
_MAX_LINE = 1000


@dataclass(frozen=True, slots=True)
class Notice:
    """The part of a report that its server wrote, and the copy of the returned mail below it."""

    lines: tuple[str, ...]
    copy: str
    is_warning: bool

    def about(self, address: str) -> str:
        """Return the lines that speak of an address, or all where none does."""
        if not address:
            return "\n".join(self.lines)
        wanted = address.lower()
        for index, line in enumerate(self.lines):
            if wanted in line.lower():
                return "\n".join(self._block(index, wanted))
        return "\n".join(self.lines)

    def _block(self, index: int, wanted: str) -> list[str]:
        """Take all from the first mention on, up to a line that leads with another address."""
        taken = [self.lines[index]]
        for line in self.lines[index + 1 :]:
            match = _ADDRESS.search(line)
            if match and match[0].lower().strip(".") != wanted and leads(line, match.start()):
                break
            taken.append(line)
        joined = " ".join(taken)
        return taken if len(joined) > len(wanted) + 25 else list(self.lines)


def split_notice(text: str) -> Notice:
    """Separate the server's own words from the returned mail."""
    lines = text.split("\n", _MAX_LINES)[:_MAX_LINES]
    end = len(lines)
    for index, line in enumerate(lines):
        bare = line.strip().lower()
        if index and (
            _HEADER_LINE.match(bare.lstrip("> "))
            or (bare and any(marker in bare for marker in _COPY_MARKERS))
        ):
            end = index
            break
    notice = tuple(line[:_MAX_LINE] for line in lines[:end])
    lowered = " ".join(" ".join(notice).lower().split())
    warning = any(word in lowered for word in _WARNING_WORDS)
    copy = "\n".join(lines[end:])
    start = _first_header(lines, end)
    return Notice(notice, "\n".join(lines[start:]) if start < len(lines) else copy, warning)


def _first_header(lines: list[str], start: int) -> int:
    for index in range(start, min(len(lines), start + 12)):
        if re.match(r"[A-Za-z][A-Za-z-]{1,40}:", lines[index]):
            return index
    return len(lines)


def leads(line: str, start: int) -> bool:
    """Tell whether nothing but a bullet, a quote mark or `To:` stands before a position."""
    return _LEADING.match(line[:start]) is not None


def notice_recipients(notice: Notice, own: set[str]) -> list[str]:
    """Find whom the notice speaks of: addresses that lead a line, else the first strange one."""
    leading: list[str] = []
    others: list[str] = []
    for line in notice.lines[:400]:
        for match in _ADDRESS.finditer(line[:2000]):
            address = match[0].strip(".<>")
            if "@" not in address or address.lower().startswith(("postmaster@", "mailer-daemon@")):
                continue
            if leads(line, match.start()) and (address.lower() not in own):
                leading.append(address)
            elif address.lower() not in own:
                others.append(address)
    if leading:
        return _unique(leading)
    return _unique(others)[:1]


def _unique(addresses: list[str]) -> list[str]:
    seen: dict[str, str] = {}
    for address in addresses:
        seen.setdefault(address.lower(), address)
    return list(seen.values())
