"""The lock names every package with its hashes, and no place to fetch it from."""

import re
import sys
import tomllib
from importlib.metadata import packages_distributions

from tests.house.source import PRODUCT, ROOT, product_files

LOCK = ROOT / "requirements.lock"


def plain(requirement: str) -> str:
    """Return the normalised name of a requirement such as `psycopg[binary]>=3.2`."""
    match = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert match
    return re.sub(r"[-_.]+", "-", match.group()).lower()


def locked() -> dict[str, str]:
    """Return each locked package and its block of lines."""
    blocks = re.split(r"\n(?=\S)", LOCK.read_text(encoding="utf-8").strip())
    return {plain(block): block for block in blocks}


def test_every_library_that_the_product_imports_is_named_by_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    named = {plain(one) for one in project["project"]["dependencies"]}
    carriers = packages_distributions()
    strangers = {
        f"{file.path}: {module}"
        for file in product_files()
        for module in {name.split(".")[0] for name in file.imports}
        if module not in sys.stdlib_module_names and module not in PRODUCT
        if not named.intersection(plain(one) for one in carriers.get(module, ()))
    }
    assert sorted(strangers) == []


def test_every_package_that_the_project_names_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    wanted += project["build-system"]["requires"]
    assert sorted({plain(one) for one in wanted} - locked().keys()) == []


def test_every_locked_package_has_one_version_and_a_hash() -> None:
    loose = [
        name
        for name, block in locked().items()
        if not re.search(r"==\S+", block) or "--hash=sha256:" not in block
    ]
    assert loose == []


def test_the_lock_names_no_place() -> None:
    assert not re.search(r"://|index-url|find-links", LOCK.read_text(encoding="utf-8"))
