"""What commands print: JSON and nothing else on standard output, errors in one sentence."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from tests.support.mails import Mail
from tests.support.warm import warm


def run(
    folder: Path, *arguments: str, environment: Mapping[str, str] = MappingProxyType({})
) -> subprocess.CompletedProcess[str]:
    """Run one command on a data folder of its own, with more settings."""
    around = {k: v for k, v in os.environ.items() if not k.startswith("STAFETTE_")}
    around |= {**environment}
    around |= {
        "STAFETTE_DATA_DIR": str(folder / "data"),
        "STAFETTE_DISK_RESERVE_BYTES": "0",
        "STAFETTE_CHECK_DKIM": "false",
    }
    return warm().run(*arguments, environment=around, folder=folder, seconds=100)


def test_a_command_that_is_started_anew_says_the_same(tmp_path: Path) -> None:
    environment = {**os.environ, "STAFETTE_DATA_DIR": str(tmp_path / "data")}
    for arguments in (["ledger", "--json"], ["ticket", "1"], ["ingest"]):
        anew = subprocess.run(
            [sys.executable, "-m", "stafette", *arguments],
            env=environment,
            cwd=tmp_path,
            capture_output=True,
            text=True,
            timeout=100,
            check=False,
        )
        forked = run(tmp_path, *arguments)
        assert anew.returncode == forked.returncode
        assert (anew.stdout, anew.stderr) == (forked.stdout, forked.stderr)


def test_ingest_prints_one_json_object_and_every_copy_is_counted(tmp_path: Path) -> None:
    box = tmp_path / "mails"
    box.mkdir()
    mail = Mail()
    other = replace(mail, message_id="other@nowak-okna.example", text="Etwas anderes.")
    for number, raw in enumerate([mail.raw] * 6 + [other.raw]):
        (box / f"{number}.eml").write_bytes(raw)
    done = run(tmp_path, "ingest", str(box), "--tenant", "hellmoor", "--wait", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["accepted"], told["delivered"], told["duplicate"]) == (7, 2, 5)
    ledger = json.loads(run(tmp_path, "ledger", "--json").stdout)
    assert ledger["arrivals"] == 7
    assert sum(count for name, count in ledger.items() if name != "arrivals") == 7


def test_an_error_is_one_sentence_and_exit_1(tmp_path: Path) -> None:
    done = run(tmp_path, "ticket", "1")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "stafette: There is no ticket 1.\n"


def test_wrong_usage_is_exit_2(tmp_path: Path) -> None:
    assert run(tmp_path, "ingest").returncode == 2
