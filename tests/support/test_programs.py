"""The lightest program of a server is found first, and a heavy one does where there is no other."""

from pathlib import Path

import pytest

from tests.support.servers.programs import Recipe, find, is_heavy

BROWSER = Recipe(
    server="browser", variable="TEST_NOTHING", programs=("light",), heavy=("heavy",), places=()
)


def put(folder: Path, name: str) -> Path:
    """Put a program into a folder."""
    program = folder / name
    program.write_text("#!/bin/sh\necho 1.2\n", encoding="utf-8")
    program.chmod(0o755)
    return program


def test_a_heavy_program_does_until_there_is_a_light_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    heavy = put(tmp_path, "heavy")
    found = find(BROWSER)
    assert found is not None
    assert (found.path, is_heavy(BROWSER, found)) == (heavy, True)
    light = put(tmp_path, "light")
    found = find(BROWSER)
    assert found is not None
    assert (found.path, is_heavy(BROWSER, found)) == (light, False)
    monkeypatch.setenv("TEST_NOTHING", str(heavy))
    found = find(BROWSER)
    assert found is not None
    assert (found.path, is_heavy(BROWSER, found)) == (heavy, False)
