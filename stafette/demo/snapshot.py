"""The world as it was when it was made, kept so that one click brings it back."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from stafette.demo.postbox import PostboxStore


class Snapshot:
    """A copy of the embedded database and of the postboxes; blobs only ever grow, so they stay."""

    def __init__(self, database: Path, store: PostboxStore, folder: Path) -> None:
        self._database = database
        self._store = store
        self._kept_database = folder / "stafette.db"
        self._kept_mails = folder / "postbox"
        folder.mkdir(parents=True)
        _copy(self._database, self._kept_database)
        shutil.copytree(store.folder, self._kept_mails)

    def bring_back(self) -> None:
        """Put everything back while the demo runs.

        SQLite writes the whole copy as one transaction, so whoever reads meanwhile sees the one
        world or the other.
        """
        _copy(self._kept_database, self._database)
        self._store.replace_by(self._kept_mails)


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(target)) as other:
        one.backup(other)
