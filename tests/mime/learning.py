"""Learn from our own mails how much each word's beginning speaks for a kind; writes the table.

`python -m tests.mime.learning` writes mailgw/mime/tables/intent_stems.toml anew. The rounds named
in HELD are left out: they show what the table is worth on mails that it has not seen.
"""

import random
import tomllib
from collections import defaultdict
from collections.abc import Iterable
from math import exp, sqrt
from pathlib import Path

from mailgw.mime.intent import KINDS, stems_of

MAILS = Path(__file__).with_name("intent_mails.toml")
TABLE = Path(__file__).parents[2] / "mailgw" / "mime" / "tables" / "intent_stems.toml"
HELD: tuple[str, ...] = ("eleventh",)
_ROUNDS = 20
_STEP = 0.3
_LEAST = 8
"""Hundredths below which a weight says nothing."""
_HEAD = '''# How much the beginnings of words speak for a quote and for a complaint, in
# hundredths: learned from our own mails by tests/mime/learning.py, not written by hand.
stems = """
'''

Case = tuple[frozenset[str], str]
Weights = dict[str, dict[str, float]]


def cases(held: Iterable[str]) -> list[Case]:
    """Give the stems and the kind of each mail of the rounds that are not held back."""
    rounds = tomllib.loads(MAILS.read_text(encoding="utf-8"))
    return [
        (stems_of(*mail.split(" | ", 1)), kind)
        for name in rounds
        if name not in held
        for kinds in rounds[name].values()
        for kind, mails in kinds.items()
        for mail in mails
    ]


def learn(taught: list[Case]) -> Weights:
    """Descend the slope of the logistic loss, mail by mail, in an order that is always the same."""
    kinds = [kind.value for kind in KINDS]
    weights: Weights = {kind: defaultdict(float) for kind in kinds}
    order = random.Random(1)
    taught = list(taught)
    for _ in range(_ROUNDS):
        order.shuffle(taught)
        for stems, right in taught:
            root = sqrt(len(stems) or 1)
            grown = [exp(sum(weights[kind][stem] for stem in stems) / root) for kind in kinds]
            for kind, size in zip(kinds, grown, strict=True):
                slope = size / sum(grown) - (kind == right)
                for stem in stems:
                    weights[kind][stem] -= _STEP * slope / root
    return weights


def written(weights: Weights) -> str:
    """Write the table: stem and three weights, several a line."""
    rows = []
    for stem in sorted(set().union(*weights.values())):
        values = [round(100 * weights[kind.value][stem]) for kind in KINDS]
        if max(map(abs, values)) >= _LEAST and '"' not in stem and "\\" not in stem:
            rows.append(f"{stem} {values[0]} {values[1]}")
    lines, line = [], ""
    for row in rows:
        if len(line) + len(row) > 96:
            lines.append(line)
            line = ""
        line += row + ", "
    return _HEAD + "\n".join([*lines, line]) + '\n"""\n'


if __name__ == "__main__":
    TABLE.write_text(written(learn(cases(HELD))), encoding="utf-8")
