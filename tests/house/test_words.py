"""No path of a machine, no silenced check without its reason, no blanket handler too many."""

import re

import pytest

from tests.house.source import PRODUCT, all_python_files, product_files, python_files, text_files

# Each pattern is written in pieces, so that it does not match itself.
MACHINE_PATHS = re.compile(r"(?<![\w.])/(?:work|root|home/[a-z]+|Users/[A-Za-z]+)/")
_PYTHON, _NODE = "python", "npm"
REGISTRY_HOSTS = re.compile(rf"\b{_PYTHON[:2]}pi\.org|\b{_PYTHON}hosted|\b{_NODE}js\.")
BLANKET_LIMIT = 3


@pytest.mark.parametrize(
    "pattern", [MACHINE_PATHS, REGISTRY_HOSTS], ids=["machine-paths", "registry-hosts"]
)
def test_no_file_names_a_machine_or_a_registry(pattern: re.Pattern[str]) -> None:
    found = [
        f"{name}: {match.group()}"
        for name, text in text_files()
        for match in pattern.finditer(text)
    ]
    assert found == []


def test_every_silenced_check_gives_its_reason_on_the_line() -> None:
    silenced = re.compile(r"#\s*(?:noqa|type:\s*ignore)(?P<rest>.*)$")
    reasonless = []
    for file in all_python_files():
        for number, line in enumerate(file.text.splitlines(), 1):
            match = silenced.search(line)
            if match and file.path != "tests/house/test_words.py" and not has_reason(match["rest"]):
                reasonless.append(f"{file.path}:{number}")
    assert reasonless == []


def has_reason(rest: str) -> bool:
    """Say whether words follow the codes of a silenced check."""
    without_codes = re.sub(r"^(\[[\w,\- ]+\]|:\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*)", "", rest.strip())
    return re.search(r"[A-Za-z]{3,}", without_codes) is not None


def test_fewer_than_one_type_check_in_a_thousand_lines_is_silenced() -> None:
    files = product_files()
    silenced = sum(len(re.findall(r"#\s*type:\s*ignore", file.text)) for file in files)
    assert silenced <= max(1, sum(file.lines for file in files) / 1000)


def test_a_lint_rule_is_switched_off_for_a_line_not_for_a_file() -> None:
    wholesale = [
        file.path
        for file in python_files(*PRODUCT)
        if re.search(r"^# ruff: noqa|^# mypy:", file.text, re.MULTILINE)
    ]
    assert wholesale == []


def test_every_exception_is_caught_whole_in_three_places_at_most() -> None:
    places = [f"{file.path}:{line}" for file in product_files() for line in file.blankets]
    assert len(places) <= BLANKET_LIMIT, places


def test_no_test_is_skipped_or_patches_the_product() -> None:
    forbidden = {"unittest.mock", "pytest.importorskip", "pytest.skip"}
    wrong = [
        f"{file.path}: {name}"
        for file in python_files("tests")
        for name in file.imports
        if any(name == word or name.startswith(f"{word}.") for word in forbidden)
    ]
    assert wrong == []
