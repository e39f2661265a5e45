"""How commands speak: JSON alone on standard output, people's tables, errors in one sentence."""

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Annotated, Any

import typer

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON and nothing else.")]
TenantOption = Annotated[
    str | None, typer.Option("--tenant", help="Short name of the tenant; all without it.")
]


def print_json(value: Any) -> None:
    """Write one JSON object on one line."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, default=str) + "\n")


def print_json_lines(values: Iterable[Any]) -> None:
    """Write one JSON object a line, each at once."""
    for value in values:
        print_json(value)
    sys.stdout.flush()


def print_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a table for people."""
    # Late, as what serves prints no table and is 3 MiB smaller without.
    from rich.console import Console  # noqa: PLC0415 - see above
    from rich.table import Table  # noqa: PLC0415 - see above

    table = Table(*columns, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*(str(cell) if cell is not None else "" for cell in row))
    Console().print(table)


def say(sentence: str) -> None:
    """Write one sentence for people to standard error."""
    sys.stderr.write(sentence + "\n")
