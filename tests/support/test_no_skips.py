"""A skip counts as a failure, an expected failure does not."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.source import ROOT

SKIPS = {
    "a_test_that_skips_itself": "def test_it():\n    pytest.skip('no server')\n",
    "a_marked_test": "@pytest.mark.skip(reason='no server')\ndef test_it():\n    pass\n",
    "a_module": "pytest.skip('no server', allow_module_level=True)\n",
    "a_fixture": "@pytest.fixture\ndef one():\n    pytest.skip('no server')\n"
    "def test_it(one):\n    pass\n",
}


def run_pytest(folder: Path, text: str) -> subprocess.CompletedProcess[str]:
    """Run pytest on one test file, with the plugin and nothing else of this repository."""
    (folder / "test_one.py").write_text(f"import pytest\n{text}", encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.support.no_skips"]
    command += ["-p", "no:cacheprovider", "--rootdir", str(folder), str(folder)]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.parametrize("way", sorted(SKIPS))
def test_a_skip_counts_as_a_failure(tmp_path: Path, way: str) -> None:
    done = run_pytest(tmp_path, SKIPS[way])
    assert done.returncode != 0
    assert "A skipped test proves nothing" in done.stdout
    assert "no server" in done.stdout


def test_an_expected_failure_stays_one(tmp_path: Path) -> None:
    text = "@pytest.mark.xfail(reason='known')\ndef test_it():\n    assert False\n"
    done = run_pytest(tmp_path, text)
    assert done.returncode == 0
    assert "1 xfailed" in done.stdout
