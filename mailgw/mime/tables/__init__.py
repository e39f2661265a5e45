"""Word tables of the mail reader: one TOML file a subject, loaded once."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def load_table(name: str) -> dict[str, Any]:
    """Load `<name>.toml` of this folder."""
    content = files(__name__).joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return tomllib.loads(content)


def words_of(name: str, key: str) -> tuple[str, ...]:
    """Return one list of words of a table."""
    return tuple(str(word) for word in load_table(name)[key])
