"""The documentation speaks only of what is there."""

import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from stafette.cli import make_app
from tests.house.pages import Command, commands, page, pages
from tests.house.source import PRODUCT, ROOT, python_files

BIN = Path(sys.executable).parent
STAFETTE: Any = get_command(make_app(""))
"""The command line as `stafette` makes it; a program that is started anew takes a second."""
PROGRAMS = {"./run", "stafette", "docker"}
PROMISE = re.compile(r"^\| P(?P<number>\d+) \|.*\| (?P<state>[a-z ]+) \|$", re.MULTILINE)


def names(command: Command) -> str:
    """Name a test case after its page and line."""
    return f"{command.page}: {command.line}"


def shown(program: str) -> list[Command]:
    """Return the commands of one program that pages show, each once."""
    every = [one for one in commands("sh", "sh run") if one.words[0] == program]
    return sorted({one.line: one for one in every}.values(), key=names)


@cache
def said_by(*command: str) -> str:
    """Run a command in the repository and return what it says; it must end well."""
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return re.sub(r"\x1b\[[0-9;]*m", "", done.stdout)


def test_pages_show_only_commands_that_are_checked_here() -> None:
    strangers = [names(one) for one in commands("sh", "sh run") if one.words[0] not in PROGRAMS]
    assert strangers == []


@pytest.mark.parametrize("command", shown("./run"), ids=names)
def test_a_shown_verb_of_run_exists(command: Command) -> None:
    usage = said_by("./run", "help")
    _, verb, *options = command.words
    assert re.search(rf"^  {re.escape(verb)}\b", usage, re.MULTILINE)
    assert [one for one in options if one.startswith("--") and one not in usage] == []


def test_every_verb_of_run_is_told_in_a_page() -> None:
    verbs = re.findall(r"^  (\w+) ", said_by("./run", "help"), re.MULTILINE)
    told = " ".join(one.text for one in pages())
    told = re.sub(r"\s+", " ", told)
    assert [verb for verb in verbs if f"./run {verb}" not in told] == []


def test_run_refuses_an_unknown_verb_with_its_usage() -> None:
    done = subprocess.run(
        ["./run", "fly"], cwd=ROOT, capture_output=True, text=True, check=False, timeout=20
    )
    assert done.returncode == 2
    assert "There is no verb 'fly'." in done.stderr
    assert "Usage:" in done.stderr


def test_every_shown_command_of_stafette_exists_with_its_options() -> None:
    for command in shown("stafette"):
        node, words = STAFETTE, command.words[1:]
        while hasattr(node, "commands") and words and words[0] != "--help":
            assert words[0] in node.commands, names(command)
            node = node.commands[words.pop(0)]
        options = {one.split("=")[0] for one in words if one.startswith("--")}
        assert options - options_of(node) == set(), names(command)


def options_of(command: Any) -> set[str]:
    """Give the options of a command of the command line."""
    own = [name for one in command.params for name in (*one.opts, *one.secondary_opts)]
    return {"--help", *(name for name in own if name.startswith("--"))}


def test_the_program_tells_the_options_that_its_commands_have() -> None:
    told = said_by(str(BIN / "stafette"), "analyse", "--help")
    known = options_of(STAFETTE.commands["analyse"])
    assert {"--tenant", "--imap", "--json"} < known
    assert set(re.findall(r"--[a-z-]+[a-z]", told)) == known


@pytest.mark.parametrize("command", shown("docker"), ids=names)
def test_a_shown_compose_command_names_services_and_profiles_that_exist(command: Command) -> None:
    compose = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    words = command.words
    assert words[1] == "compose"
    for service in words[words.index("up") + 1 :]:
        assert service.startswith("-") or f"\n  {service}:\n" in compose
    if "--profile" in words:
        assert f"profiles: [{words[words.index('--profile') + 1]}]" in compose


def test_blocks_marked_to_be_run_do_run(tmp_path: Path) -> None:
    for one in pages():
        for number, block in enumerate(one.blocks("sh run")):
            folder = tmp_path / one.path.replace("/", "-") / str(number)
            folder.mkdir(parents=True)
            environment = {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
            environment["STAFETTE_DATA_DIR"] = str(folder / "data")
            done = subprocess.run(
                ["sh", "-eu", "-c", block],
                cwd=folder,
                env=environment,
                capture_output=True,
                text=True,
                check=False,
                timeout=60,
            )
            assert done.returncode == 0, f"{one.path}: {block}\n{done.stderr}"


def test_every_file_that_a_page_names_is_there() -> None:
    file_name = re.compile(r"`((?:[\w.-]+/)+[\w.-]+\.\w+)`")
    lost = [
        f"{one.path}: {name}"
        for one in pages()
        for name in file_name.findall(one.prose)
        if not (ROOT / name).exists()
    ]
    assert lost == []


def test_every_link_between_pages_leads_somewhere() -> None:
    lost = [
        f"{one.path}: {target}"
        for one in pages()
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", one.prose)
        if not (ROOT / one.path).parent.joinpath(target).exists()
    ]
    assert lost == []


def test_the_floor_plan_names_every_folder() -> None:
    text = page("ARCHITECTURE.md").text
    assert [folder for folder in PRODUCT if f"\n{folder}/" not in text] == []


def test_the_readme_tells_the_state_of_all_twenty_promises() -> None:
    told = PROMISE.findall(page("README.md").text)
    assert [int(number) for number, _ in told] == list(range(1, 21))
    assert {state for _, state in told} <= {"holds", "in work", "not yet"}


def test_a_promise_that_holds_has_tests_named_after_it() -> None:
    tests = [one.name for file in python_files("tests") for one in file.functions]
    unproven = [
        f"P{number}"
        for number, state in PROMISE.findall(page("README.md").text)
        if state == "holds"
        and not any(name.startswith(f"test_p{int(number):02}_") for name in tests)
    ]
    assert unproven == []


def test_decisions_are_numbered_without_a_gap_and_listed() -> None:
    listing = page("docs/decisions/README.md").text
    names_of_pages = [one.path.split("/")[-1] for one in pages() if "/decisions/0" in one.path]
    assert [int(name[:4]) for name in names_of_pages] == list(range(1, len(names_of_pages) + 1))
    assert [name for name in names_of_pages if f"({name})" not in listing] == []


def test_each_decision_tells_situation_decision_and_consequences() -> None:
    for one in pages():
        if "/decisions/0" in one.path:
            headings = re.findall(r"^## (.+)$", one.text, re.MULTILINE)
            assert headings == ["Situation", "Decision", "Consequences"], one.path
            assert re.search(r"^Status: \w", one.text, re.MULTILINE), one.path
