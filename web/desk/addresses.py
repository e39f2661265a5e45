"""What stands in addresses and hidden fields of the desk, read without trusting it."""

from dataclasses import dataclass

_LARGEST_ID = 2**63 - 1
_LONGEST = 200


def read_id(text: str) -> int:
    """Read a row's id; 0 for what is none."""
    if not (text.isascii() and text.isdecimal() and len(text) <= len(str(_LARGEST_ID))):
        return 0
    found = int(text)
    return found if found <= _LARGEST_ID else 0


def desk_path(text: str) -> str:
    """Give a path of the desk as it is, and the inbox for anything else."""
    is_plain = text.isascii() and text.isprintable() and "\\" not in text and len(text) <= _LONGEST
    is_desk = text == "/desk" or text.startswith(("/desk?", "/desk/"))
    return text if is_plain and is_desk and "//" not in text else "/desk"


@dataclass(frozen=True, slots=True)
class ToAgent:
    """Hand over to one person."""

    person_id: int


@dataclass(frozen=True, slots=True)
class ToDepartment:
    """Hand over to a department."""

    slug: str


@dataclass(frozen=True, slots=True)
class ToNobody:
    """Let go of it, so that the whole department has it."""


Target = ToAgent | ToDepartment | ToNobody
"""To whom a ticket is handed over."""


def read_target(text: str) -> Target | None:
    """Read what a field of choices to hand over to holds; None for what is none."""
    if text == "nobody":
        return ToNobody()
    what, _, whom = text.partition(":")
    if what == "agent" and read_id(whom):
        return ToAgent(read_id(whom))
    return ToDepartment(whom) if what == "department" and whom else None
