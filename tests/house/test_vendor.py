"""Files of others lie in the tree as they were published, each named with version and licence."""

import hashlib
import tomllib

from tests.house.source import ROOT

FOLDERS = ("tests/support/vendor",)
NAMES = {"path", "name", "version", "licence", "purpose", "sha256"}


def named(folder: str) -> dict[str, dict[str, str]]:
    """Return what a folder says of its files, by their paths."""
    text = (ROOT / folder / "vendor.toml").read_text(encoding="utf-8")
    return {one["path"]: one for one in tomllib.loads(text)["file"]}


def test_every_file_of_others_is_named_with_its_origin_and_licence() -> None:
    for folder in FOLDERS:
        lying = {path.name for path in (ROOT / folder).iterdir()} - {"vendor.toml"}
        assert named(folder).keys() == lying
        for file in named(folder).values():
            assert file.keys() == NAMES
            assert all(file.values())


def test_no_file_of_others_was_changed() -> None:
    for folder in FOLDERS:
        for path, file in named(folder).items():
            content = (ROOT / folder / path).read_bytes()
            assert hashlib.sha256(content).hexdigest() == file["sha256"], path


def test_the_lists_hold_no_address_to_fetch_from() -> None:
    for folder in FOLDERS:
        assert "://" not in (ROOT / folder / "vendor.toml").read_text(encoding="utf-8")
