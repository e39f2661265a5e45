"""The command that lets a customer into the portal."""

import json
from pathlib import Path

from tests.stafette.test_commands import run


def test_a_customer_is_invited_and_mistakes_are_told_in_one_sentence(tmp_path: Path) -> None:
    who = ("jan@nowak-okna.example", "--tenant", "hellmoor")
    done = run(tmp_path, "invite", *who, "--company", "Nowak Okna", "--language", "pl", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["address"] == "jan@nowak-okna.example"
    again = run(tmp_path, "invite", *who)
    assert (again.returncode, again.stdout) == (0, "")
    ours = run(tmp_path, "invite", "a.kraft@hellmoor.example", "--tenant", "hellmoor")
    assert (ours.returncode, ours.stdout) == (1, "")
    assert ours.stderr == (
        "stafette: a.kraft@hellmoor.example cannot be invited: it is one of the tenant's own.\n"
    )
    foreign = run(tmp_path, "invite", *who, "--language", "fi")
    assert "does not write 'fi'" in foreign.stderr
