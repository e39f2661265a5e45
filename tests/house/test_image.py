"""The image and the compose file agree with the product that they start."""

import re
from typing import Any

from typer.main import get_command

from stafette.cli import make_app
from stafette.settings import Settings
from tests.house.source import ROOT
from tests.house.test_lock import plain

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")


def pins(name: str) -> dict[str, str]:
    """Return the version of each package in a lock file."""
    text = (ROOT / name).read_text(encoding="utf-8")
    found = re.findall(r"^([\w.-]+)==([^\s;\\]+)", text, re.MULTILINE)
    return {plain(package): version for package, version in found}


def test_the_image_runs_the_versions_that_were_tested() -> None:
    tested = pins("requirements.lock")
    shipped = pins("docker/requirements.lock")
    assert shipped
    assert {name: one for name, one in shipped.items() if tested.get(name) != one} == {}


def test_the_image_carries_no_tool_of_development() -> None:
    assert not {"pytest", "mypy", "ruff", "hypothesis"} & pins("docker/requirements.lock").keys()


def test_the_image_does_not_run_as_an_administrator() -> None:
    assert re.search(r"^USER stafette$", DOCKERFILE, re.MULTILINE)


def test_every_setting_that_the_containers_name_exists() -> None:
    named = set(re.findall(r"STAFETTE_([A-Z_]+)", DOCKERFILE + COMPOSE))
    assert "DATA_DIR" in named
    assert named - {field.upper() for field in Settings.model_fields} == set()


def test_neither_database_nor_queue_can_be_reached_from_outside() -> None:
    for service in ("postgres", "redis"):
        block = re.split(r"\n  (?=\w)", COMPOSE.split(f"\n  {service}:\n")[1])[0]
        assert "ports:" not in block


def test_no_role_of_postgresql_may_pass_row_level_security() -> None:
    roles = (ROOT / "docker" / "roles.sql").read_text(encoding="utf-8")
    made = re.findall(r"^CREATE ROLE .*;$", roles, re.MULTILINE)
    assert len(made) == 2
    assert all("NOSUPERUSER" in one and "NOBYPASSRLS" in one for one in made)


def test_every_command_that_the_containers_start_exists() -> None:
    named = set(re.findall(r"^ +command: \[([a-z]+)\]$", COMPOSE, re.MULTILINE))
    named |= set(re.findall(r'^CMD \["([a-z]+)"\]$', DOCKERFILE, re.MULTILINE))
    assert named == {"serve", "gateway", "worker", "web", "migrate"}
    commands: Any = get_command(make_app(""))
    assert (named | {"doctor"}) - commands.commands.keys() == set()
