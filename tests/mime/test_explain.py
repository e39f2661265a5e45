"""`explain` and `analyse`: one line for each mail, whatever it is."""

import json
from pathlib import Path

from stafette.analyse import analyse_lines
from stafette.explain import explain_lines
from tests.mime.builder import PLAIN, mail


def test_every_file_gives_one_line_of_json(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(mail(*PLAIN, body="Grüße"))
    (tmp_path / "b").write_bytes(b"\xff\x00")
    lines = list(explain_lines([tmp_path, tmp_path / "missing"]))
    assert [line["ok"] for line in lines] == [True, True, False]
    assert lines[0]["from"] == [{"name": "Anna Kraft", "address": "anna@kraft.example"}]
    assert lines[0]["sender"] == "anna@kraft.example"
    assert lines[2]["error"].endswith(".")
    json.dumps(lines)


def test_the_disposition_comes_from_the_rules_that_are_given(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(mail(*PLAIN))
    (line,) = explain_lines([tmp_path], decide=lambda _mail: ("deliver", "it is new"))
    assert line["disposition"] == {"kind": "deliver", "why": "it is new"}


def _write(folder: Path, name: str, *header: str) -> None:
    (folder / name).write_bytes(mail("From: a@x.example", *header))


def test_threads_are_joined_through_ids_that_no_mail_carries(tmp_path: Path) -> None:
    day = "Date: Tue, 1{} Feb 2025 10:00:00 +0000"
    _write(tmp_path, "1", "Message-ID: <one@x>", day.format(1), "Subject: a")
    _write(tmp_path, "2", "Message-ID: <two@x>", "References: <lost@x>", day.format(2))
    _write(tmp_path, "3", "Message-ID: <three@x>", "References: <one@x> <lost@x>", day.format(3))
    _write(tmp_path, "4", "Message-ID: <four@x>", day.format(4), "Subject: a")
    _write(tmp_path, "5", "Message-ID: <one@x>", day.format(5))
    lines = {line["file"][-1]: line for line in analyse_lines([tmp_path])}
    assert lines["1"]["ticket"] == lines["2"]["ticket"] == lines["3"]["ticket"]
    assert lines["4"]["ticket"] != lines["1"]["ticket"]
    assert lines["3"]["parent"] == "one@x"
    whys = [lines[name]["why"] for name in "12345"]
    assert whys == ["new", "references", "references", "new", "duplicate"]
