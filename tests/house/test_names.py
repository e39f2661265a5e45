"""Every module says in its name and in its first line what is in it."""

from pathlib import PurePosixPath

from tests.house.source import PRODUCT, ROOT, all_python_files, product_files

SAY_NOTHING = frozenset({"utils", "util", "helpers", "helper", "common", "manager", "misc", "info"})
DATA = frozenset({"data"})


def test_no_module_or_folder_has_a_name_that_says_nothing() -> None:
    wrong = [
        file.path
        for file in all_python_files()
        if (SAY_NOTHING | DATA).intersection(PurePosixPath(file.path).with_suffix("").parts)
    ]
    assert wrong == []


def test_each_module_opens_with_one_line_that_says_what_it_is_for() -> None:
    silent = [file.path for file in all_python_files() if not file.opening.splitlines()[:1]]
    assert silent == []


def test_the_first_line_of_a_module_is_a_whole_sentence_or_phrase() -> None:
    unfinished = [
        file.path
        for file in product_files()
        if not (file.opening or ".").splitlines()[0].endswith((".", "!", "?"))
    ]
    assert unfinished == []


def test_every_folder_of_tests_is_a_package() -> None:
    # Without it `tests/web` would hide `web` from the tests in it.
    bare = {
        path.parent.relative_to(ROOT).as_posix()
        for path in (ROOT / "tests").rglob("*.py")
        if "__pycache__" not in path.parts and not (path.parent / "__init__.py").exists()
    }
    assert bare == set()


def test_every_folder_of_the_product_is_there() -> None:
    assert [name for name in PRODUCT if not (ROOT / name / "__init__.py").exists()] == []
