"""The lines of a form: what, how many, in which unit; as many as a customer needs."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from templates.sentences import N_
from templates.wording import one_line
from web.dependencies import Visit
from web.forms import Form

MOST_POSITIONS = 40
_LONGEST_WHAT = 300
_QUANTITY = re.compile(r"\d{1,9}(?:[.,]\d{1,3})?")
UNITS = {
    "pieces": N_("pcs"),
    "sets": N_("sets"),
    "metres": N_("m"),
    "square_metres": N_("m²"),
    "kilograms": N_("kg"),
    "tonnes": N_("t"),
    "days": N_("days"),
    "other": N_("other unit"),
}
"""What quantities are counted in; the last lets the words say it."""


@dataclass(frozen=True, slots=True)
class Position:
    """One line as it was typed."""

    what: str = ""
    quantity: str = ""
    unit: str = "pieces"

    @property
    def is_blank(self) -> bool:
        """Tell whether nobody wrote anything here."""
        return not self.what.strip() and not self.quantity.strip()


def read_positions(form: Form) -> list[Position]:
    """Give the lines of a form as they are to be shown again: one dropped, or one more."""
    columns = [form.all(name)[:MOST_POSITIONS] for name in ("what", "quantity", "unit")]
    rows = [Position(*row) for row in zip_longest(*columns, fillvalue="")]
    dropped = form.get("drop_position")
    if dropped.isdecimal() and int(dropped) < len(rows):
        del rows[int(dropped)]
    if "add_position" in form and len(rows) < MOST_POSITIONS:
        rows.append(Position())
    return rows or [Position()]


def position_errors(
    here: Visit, positions: Sequence[Position], *, is_needed: bool
) -> Mapping[str, str]:
    """Say beside each field what is wrong; blank lines are passed over."""
    found: dict[str, str] = {}
    for place, one in enumerate(positions):
        if one.is_blank:
            continue
        if not one.what.strip():
            found[f"what-{place}"] = here.say("Please say what this quantity is of.")
        elif len(one.what) > _LONGEST_WHAT:
            found[f"what-{place}"] = here.say(
                "Please write at most %(max_length)s characters.", max_length=_LONGEST_WHAT
            )
        quantity = one.quantity.strip().replace(" ", "")
        if quantity and not _QUANTITY.fullmatch(quantity):
            found[f"quantity-{place}"] = here.say("Please write a number, for example 3.")
    if is_needed and all(one.is_blank for one in positions):
        found["what-0"] = here.say("Please say what you need.")
    return found


def position_lines(here: Visit, positions: Sequence[Position]) -> list[str]:
    """Set the lines as people will read them, numbered."""
    filled = [one for one in positions if not one.is_blank]
    return [f"{number}. {_line(here, one)}" for number, one in enumerate(filled, start=1)]


def _line(here: Visit, one: Position) -> str:
    what, quantity = one_line(one.what, _LONGEST_WHAT), one.quantity.strip()
    if not quantity:
        return what
    is_named = one.unit in UNITS and one.unit != "other"
    unit = f"\N{NO-BREAK SPACE}{here.say(UNITS[one.unit])}" if is_named else ""
    return f"{what}: {quantity}{unit}"
