"""Recognising the header lines above a quoted or forwarded mail: From, Sent, To, Subject."""

import re
from dataclasses import dataclass

from mailgw.mime.mail import Address
from mailgw.mime.quotes.lines import WIDE_COLON, Line, Place
from mailgw.mime.quotes.words import WORDS, Role, fold

_MAX_LABEL = 34
_MAX_ROWS = 40
_MAX_FOLDED = 6
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w.-]{1,200}\w")
_DIGITS_OF_DATE = re.compile(r"\d{1,2}:\d{2}|(?:19|20)\d{2}|\d{1,2}[./-]\d{1,2}")
_OTHER_LABEL = re.compile(r"[^\W\d][\w-]{0,20}: ")
_TARGET = re.compile(r"[<\[](?:mailto:|http)[^>\]]{0,300}[>\]]")
_ONCE = (Role.FROM, Role.SENT, Role.TO, Role.SUBJECT)
_STARS = " *_\t"
_BEHALF = (" on behalf of ", " im auftrag von ", " namens ", " per conto di ", " de la part de ")


@dataclass(frozen=True, slots=True)
class HeaderBlock:
    """The header lines `start` to `end` (inclusive) and what they say."""

    start: int
    end: int
    values: dict[Role, str]
    roles: Role
    depth: int

    def says(self, role: Role) -> str:
        """Give the value of a header line, or nothing."""
        return self.values.get(role, "")

    @property
    def writer(self) -> Address:
        """Who wrote the mail below the block."""
        return read_address(self.says(Role.FROM))


def read_label(core: str) -> tuple[Role, str] | None:
    """Split a line like "*Von:* Anna" into its role and value; None for any other line."""
    colon = core.find(":", 0, _MAX_LABEL)
    wide = -1 if core.isascii() else core.find(WIDE_COLON, 0, _MAX_LABEL)
    colon = min(colon, wide) if min(colon, wide) > 0 else max(colon, wide)
    if colon <= 0:
        return None
    role = WORDS.labels.get(fold(core[:colon].strip(_STARS)))
    return None if role is None else (role, core[colon + 1 :].strip(_STARS))


def read_header_block(
    lines: list[Line], start: int, *, announced: bool = False
) -> HeaderBlock | None:
    """Read the header lines that begin at line `start`; None where they are ordinary prose.

    Where a separator announced them, two of them are enough.
    """
    rows: list[tuple[Role, str]] = []
    end, at, folded = start, start, 0
    depth, strange = lines[start].depth, False
    while at < len(lines) and at - start < _MAX_ROWS:
        line = lines[at]
        if line.place is Place.TAIL and rows:
            break
        label = read_label(line.core) if line.core and line.depth <= max(depth, 1) else None
        if label:
            if _comes_again(label[0], rows) and any(not one.core for one in lines[start:at]):
                return None
            rows.append(label)
            end, folded = at, 0
        elif not rows or folded >= _MAX_FOLDED or not _may_fold(lines, at, start):
            break
        elif line.core:
            strange = strange or bool(_OTHER_LABEL.match(line.core))
            rows[-1] = (rows[-1][0], f"{rows[-1][1]} {line.core}".strip())
            end, folded = at, folded + 1
        at += 1
    values, roles = assign_roles(rows)
    block = HeaderBlock(start, end, values, roles, depth)
    if strange and "@" not in block.says(Role.FROM):
        return None
    return block if is_convincing(block, announced=announced) else None


def read_address(value: str) -> Address:
    """Read the first mailbox of a header line as clients print it; the address may be empty."""
    found = _ADDRESS.search(value)
    if not found:
        return Address(_name(value), "")
    behalf = _behalf(value)
    if behalf:
        return read_address(behalf)
    before = value[: found.start()]
    name = _name(before.replace("mailto:", " "))
    if not name:
        after = value[found.end() :].lstrip(" <>[]")
        name = _name(after[1:].split(")")[0]) if after.startswith("(") else ""
    return Address(name, found.group())


def read_addresses(value: str) -> tuple[Address, ...]:
    """Read all mailboxes of a header line, separated by commas or semicolons."""
    plain = _TARGET.sub(_keep_address, value[:20_000])
    parts = re.split(r"[;]|(?<=[>\])\w]),(?=[^@]{0,200}@)", plain)
    return tuple(read_address(part) for part in parts if "@" in part)[:200]


def _comes_again(role: Role, rows: list[tuple[Role, str]]) -> bool:
    """Tell that a line of new text such as "Von: uns" stands above the header lines themselves."""
    return bool(rows) and role in _ONCE and any(role == row[0] for row in rows)


def _keep_address(found: re.Match[str]) -> str:
    text = found.group()
    return text if "@" in text else ""


def _behalf(value: str) -> str:
    low = value.casefold()
    for words in _BEHALF:
        at = low.find(words)
        if at > 0 and "@" in value[at:]:
            return value[at + len(words) :]
    return ""


def _name(text: str) -> str:
    return " ".join(text.strip(" \t<>[]()\"'„“”*,;:").split())


def _may_fold(lines: list[Line], at: int, start: int) -> bool:
    """Tell whether a line without a label goes on with the value above it.

    A folded line needs another label soon below it, or an open bracket above it.
    """
    above = lines[at - 1].core
    if not lines[at].core:
        following = [line.core for line in lines[at + 1 : at + 3] if line.core][:1]
        return bool(following and read_label(following[0])) and (at - start) < _MAX_ROWS
    if above.count("<") > above.count(">") or above.count("[") > above.count("]"):
        return True
    if above.endswith((",", ";", "<")) or lines[at].core.startswith(("<", "[mailto:")):
        return True
    for line in lines[at + 1 : at + 5]:
        if not line.core:
            return False
        if read_label(line.core):
            return True
    return False


def assign_roles(rows: list[tuple[Role, str]]) -> tuple[dict[Role, str], Role]:
    """Give each value one role; a word with two meanings takes the one still free."""
    values: dict[Role, str] = {}
    roles = Role(0)
    for possible, value in sorted(rows, key=lambda row: row[0].bit_count()):
        free = possible & ~roles
        chosen = next(iter(free), None)
        if chosen is not None:
            roles |= chosen
            values[chosen] = value
    return values, roles


def is_convincing(block: HeaderBlock, *, announced: bool) -> bool:
    """Tell header lines from prose by how well their labels and values belong together."""
    if not block.says(Role.FROM):
        return False
    dated = bool(_DIGITS_OF_DATE.search(block.says(Role.SENT)))
    others = (block.roles & (Role.SENT | Role.TO | Role.SUBJECT)).bit_count()
    if others >= 2:  # noqa: PLR2004 - three labels that belong together
        if "@" in block.says(Role.FROM) + block.says(Role.TO):
            return True
        return dated and (announced or others > 2)  # noqa: PLR2004 - nothing but a date and labels
    return others == 1 and "@" in block.says(Role.FROM) and (dated or announced)
