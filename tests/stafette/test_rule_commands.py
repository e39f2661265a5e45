"""`stafette rules test` and `stafette audit verify` on a data folder of their own."""

import json
import sqlite3
from pathlib import Path

from tests.stafette.test_commands import run
from tests.support.mails import Mail

RULES = """
[[rules]]
name = "Muster"
when = { words = ["musterstück"] }
department = "reklamation"
by_turns = true
tasks = [{ titles = { de = "Lager prüfen" } }]
"""


def with_rules(folder: Path) -> dict[str, str]:
    """Make tenant files whose first tenant has rules, in a folder of the test."""
    from tests.support.world import TENANTS  # noqa: PLC0415 - a folder only this test needs

    for slug in ("hellmoor", "kaaibox", "default"):
        made = folder / "tenants" / slug
        made.mkdir(parents=True)
        for file in (TENANTS / slug).iterdir():
            if file.is_file():
                (made / file.name).write_bytes(file.read_bytes())
    file = folder / "tenants" / "hellmoor" / "tenant.toml"
    file.write_text(file.read_text(encoding="utf-8") + RULES, encoding="utf-8")
    return {"STAFETTE_TENANTS_DIR": str(folder / "tenants")}


def test_a_rule_is_tried_on_files_and_nothing_is_stored(tmp_path: Path) -> None:
    environment = with_rules(tmp_path)
    first, second = tmp_path / "a.eml", tmp_path / "b.eml"
    first.write_bytes(Mail(text="Wir brauchen Musterstücke.\n").raw)
    second.write_bytes(Mail().raw)
    done = run(tmp_path, "tenant", "apply", environment=environment)
    assert done.returncode == 0, done.stderr
    wanted = ("rules", "test", "--eml", str(first), str(second), "--json")
    outputs = [run(tmp_path, *wanted, environment=environment) for _ in range(2)]
    assert [one.returncode for one in outputs] == [0, 0], outputs[0].stderr
    assert outputs[0].stdout == outputs[1].stdout
    fits, other = (json.loads(line) for line in outputs[0].stdout.splitlines())
    assert fits["tenant"] == "hellmoor"
    assert fits["opens_ticket"] is True
    assert fits["rules"] == ["Muster"]
    assert fits["hits"] == [{"rule": "Muster", "what": "word", "entry": "musterstück"}]
    assert (fits["department"], fits["is_turn"], fits["tasks"]) == (
        "reklamation",
        True,
        ["Lager prüfen"],
    )
    assert fits["owner"] in ("Jonas Petersen", "Tomasz Zieliński")
    assert other["rules"] == []
    assert (other["department"], other["owner"]) == ("vertrieb", "")
    table = run(tmp_path, *wanted[:-1], environment=environment)
    assert "Muster: word “musterstück”" in table.stdout
    ledger = json.loads(run(tmp_path, "ledger", "--json", environment=environment).stdout)
    assert ledger["arrivals"] == 0
    missing = run(tmp_path, "rules", "test", "--eml", "nowhere.eml", environment=environment)
    assert missing.returncode == 1
    assert missing.stderr.startswith("stafette: There is no file")


def test_chains_are_verified_and_a_broken_one_is_named(tmp_path: Path) -> None:
    mail = tmp_path / "a.eml"
    mail.write_bytes(Mail().raw)
    done = run(tmp_path, "ingest", str(mail), "--tenant", "hellmoor", "--wait")
    assert done.returncode == 0, done.stderr
    whole = run(tmp_path, "audit", "verify", "--json")
    assert whole.returncode == 0, whole.stderr
    told = json.loads(whole.stdout)
    assert told["tickets"] == 1
    assert told["events"] >= 2
    assert told["broken"] == []
    with sqlite3.connect(tmp_path / "data" / "stafette.db") as database:
        database.execute("UPDATE event SET kind = 'state_set' WHERE seq = 2")
    database.close()
    broken = run(tmp_path, "audit", "verify", "--tenant", "hellmoor")
    assert broken.returncode == 1
    assert broken.stdout == (
        "Ticket #1001 of hellmoor: event 2 was changed after it was written.\n"
    )
    listed = json.loads(run(tmp_path, "audit", "verify", "--json").stdout)
    assert [(one["ticket"], one["event"]) for one in listed["broken"]] == [(1001, 2)]
